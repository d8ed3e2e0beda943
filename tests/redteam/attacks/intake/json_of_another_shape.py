"""Hands in JSON that is no notebook: cells that are numbers, sources that are tables, metadata that is a list.

It must be recorded, and nothing of the class may stop.
"""

from pathlib import Path

from kit import Release, Scene, write

family = "intake"
safe_on_stock = True


def hand_in(release: Release, folder: Path, _: Scene) -> None:
    release["metadata"] = []
    release["cells"][0] = 7
    release["cells"][1]["metadata"] = None
    release["cells"][2]["source"] = {"a": 1}
    release["cells"][6]["source"] = [1, None, ["x"]]
    release["cells"][5]["metadata"] = {"nbgrader": {"grade_id": {"a": 1}, "points": "many"}}
    write(release, folder)
