"""Writes lines of a million characters, ten thousand nested elements and a table of fifty thousand cells.

The page must open in reasonable time, and no script may run.
"""

from pathlib import Path

from kit import Release, Scene, add_cell, type_in, write

family = "browser"
safe_on_stock = True


def hand_in(release: Release, folder: Path, scene: Scene) -> None:
    text = (
        "x" * 1_000_000
        + "<b>" * 10_000
        + scene.fill("<img src=x onerror='@JS@'>")
        + "[" * 5_000
        + "(" * 5_000
    )
    table = "<table>" + "<tr>" + "<td>x</td>" * 50_000 + "</tr></table>" + "> " * 3_000 + "* " * 3_000
    type_in(release, text, into="a2-reflection")
    add_cell(release, table, "markdown")
    add_cell(release, "print('x' * 1_000_000)")
    write(release, folder)
