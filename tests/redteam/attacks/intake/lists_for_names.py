"""Hands in cells whose type, id and mark are lists and tables, which no set and no dictionary can look up.

It must be recorded, and nothing of the class may stop.
"""

from pathlib import Path

from kit import Release, Scene, write

family = "intake"
safe_on_stock = True


def hand_in(release: Release, folder: Path, _: Scene) -> None:
    release["cells"][7] = {"cell_type": ["code"], "id": ["x"], "metadata": {}, "source": []}
    release["cells"][8]["id"] = {"a": 1}
    release["cells"][14]["metadata"]["nbgrader"]["grade_id"] = ["a2-mean-goal"]
    write(release, folder)
