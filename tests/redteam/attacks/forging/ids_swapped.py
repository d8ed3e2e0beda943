"""Gives the marks of a grade cell to a cell that cannot fail and makes the grade cell an ordinary one.

It must earn nothing.
"""

from pathlib import Path

from kit import Release, Scene, add_cell, cell_of, write

family = "forging"
safe_on_stock = True


def hand_in(release: Release, folder: Path, _: Scene) -> None:
    for cell in [cell for cell in release["cells"] if cell["metadata"].get("nbgrader", {}).get("grade")]:
        if cell["cell_type"] == "code":
            cell_of(release, "example-mean")
            add_cell(release, "4.0", nbgrader=cell["metadata"].pop("nbgrader"))
    write(release, folder)
