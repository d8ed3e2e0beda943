"""Says of every grade cell that it is a solution, or no grade cell, or has another checksum.

It must earn nothing, and the reflection must still wait for a person or be 0.
"""

from itertools import cycle
from pathlib import Path

from kit import Release, Scene, write

family = "forging"
safe_on_stock = True


def hand_in(release: Release, folder: Path, _: Scene) -> None:
    changes = cycle(
        ({"solution": True}, {"grade": False}, {"checksum": "0" * 32, "task": True}, {"schema_version": 1})
    )
    for cell in release["cells"]:
        mark = cell["metadata"].get("nbgrader", {})
        if mark.get("grade"):
            mark |= next(changes)
            cell["source"] = "'no test here'"
    write(release, folder)
