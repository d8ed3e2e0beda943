"""Turns the grade cells into markdown and raw cells, in which nothing can fail.

They must be code again, and it must earn nothing.
"""

from itertools import cycle
from pathlib import Path

from kit import Release, Scene, write

family = "forging"
safe_on_stock = True


def hand_in(release: Release, folder: Path, _: Scene) -> None:
    kinds = cycle(("markdown", "raw"))
    for cell in release["cells"]:
        if cell["metadata"].get("nbgrader", {}).get("grade") and cell["cell_type"] == "code":
            cell["cell_type"] = next(kinds)
            cell.pop("outputs")
            cell.pop("execution_count")
    write(release, folder)
