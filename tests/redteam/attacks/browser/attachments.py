"""Attaches HTML and SVG files with scripts to a cell, under names that break out of the markup.

Attachments may not enter the graded notebook.
"""

from pathlib import Path

from kit import Release, Scene, cell_of, write

family = "browser"
safe_on_stock = True


def hand_in(release: Release, folder: Path, scene: Scene) -> None:
    import base64

    script = base64.b64encode(
        scene.fill(
            "<svg xmlns='http://www.w3.org/2000/svg' onload='@JS@'><script>@JS@</script></svg>"
        ).encode()
    ).decode()
    cell = cell_of(release, "a2-reflection")
    cell["source"] = scene.fill(
        '![x](attachment:x.svg) ![y](attachment:y"onerror="@JS@.png) <object data="attachment:x.svg"></object>'
    )
    cell["attachments"] = {
        "x.svg": {"image/svg+xml": script},
        'y"onerror="@JS@.png': {'image/png" onerror="@JS@': script, "text/html": script},
    }
    write(release, folder)
