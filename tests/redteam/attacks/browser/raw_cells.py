"""Adds raw cells of HTML, which exporters copy as they are. Raw cells may not enter the pages."""

from pathlib import Path

from kit import Release, Scene, add_cell, write

family = "browser"
safe_on_stock = True


def hand_in(release: Release, folder: Path, scene: Scene) -> None:
    for kind in ("text/html", "html", "text/markdown", "text/latex", "pdf"):
        add_cell(
            release,
            scene.fill("<script>@JS@</script><img src=x onerror='@JS@'>"),
            "raw",
            format=kind,
            raw_mimetype=kind,
        )
    write(release, folder)
