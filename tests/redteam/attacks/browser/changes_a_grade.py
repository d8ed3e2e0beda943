"""Writes a script that gives its student all points through the formgrader's own address, with the marker's rights.

The grade in the gradebook must stay as it was.
"""

from pathlib import Path

from kit import Release, Scene, add_cell, type_in, write

family = "browser"
safe_on_stock = True

TEXT = """
<img src=x onerror="@GRADE@"><script>@GRADE@</script><svg onload="@GRADE@"></svg>
"""


def hand_in(release: Release, folder: Path, scene: Scene) -> None:
    type_in(release, scene.fill(TEXT), into="a2-reflection")
    add_cell(release, scene.fill(TEXT), "markdown")
    write(release, folder)
