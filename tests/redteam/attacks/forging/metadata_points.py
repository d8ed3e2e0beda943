"""Raises the points in the metadata of the grade cells and puts a plain number in their place.

Points and tests must be the instructor's, and it must earn nothing.
"""

from pathlib import Path

from kit import Release, Scene, write

family = "forging"
safe_on_stock = True


def hand_in(release: Release, folder: Path, _: Scene) -> None:
    for cell in release["cells"]:
        mark = cell["metadata"].get("nbgrader", {})
        if mark.get("grade") and cell["cell_type"] == "code":
            mark |= {"points": 100, "locked": False}
            cell["source"] = "4.0"
    write(release, folder)
