"""Hands in a notebook without any metadata, of which every cell has lost its marks.

It must be recorded, and earn nothing that its cells do not show.
"""

from pathlib import Path

from kit import Release, Scene, right_answers, write

family = "intake"
safe_on_stock = True

earns = {"a2-pillar-means": 4.0, "a2-weakest-pillar": 6.0, "a2-rater-gap": 4.0}


def hand_in(release: Release, folder: Path, _: Scene) -> None:
    right_answers(release)
    for cell in release["cells"]:
        cell["metadata"] = {}
        cell.pop("id")
    del release["metadata"]
    release["nbformat_minor"] = 4
    write(release, folder)
