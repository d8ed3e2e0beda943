"""Hands in a notebook with a hundred thousand cells of the student's own.

It must be recorded, and neither time nor memory of the grader may be wasted on it.
"""

from pathlib import Path

from kit import Release, Scene, add_cell, write

family = "intake"
safe_on_stock = False
unsafe = "Stock nbgrader is busy with it for minutes."


def hand_in(release: Release, folder: Path, _: Scene) -> None:
    own = add_cell(release, "1")
    release["cells"] += [own | {"id": f"c{number}"} for number in range(100_000)]
    write(release, folder)
