"""Deletes every grade cell, locked cell and question, and leaves wrong answers.

They must come back, and it must earn nothing.
"""

from pathlib import Path

from kit import Release, Scene, type_in, write

family = "intake"
safe_on_stock = True


def hand_in(release: Release, folder: Path, _: Scene) -> None:
    release["cells"] = [
        cell for cell in release["cells"] if cell["metadata"].get("nbgrader", {}).get("solution")
    ]
    write(type_in(release, "mean_goal = 17"), folder)
