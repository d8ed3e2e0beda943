"""Hands in a notebook in which all cells have the same id, or an id that is no id.

It must be recorded, and nothing of the class may stop.
"""

from pathlib import Path

from kit import Release, Scene, right_answers, write

family = "intake"
safe_on_stock = True

earns = {"a2-pillar-means": 4.0, "a2-weakest-pillar": 6.0, "a2-rater-gap": 4.0}


def hand_in(release: Release, folder: Path, _: Scene) -> None:
    right_answers(release)
    for number, cell in enumerate(release["cells"]):
        cell["id"] = ["same", "<script>", "", "x" * 500, "../../x"][number % 5]
    write(release, folder)
