"""Hands in a notebook of sixty megabytes, most of it in outputs.

It must be recorded, and neither time nor memory of the grader may be wasted on it.
"""

from pathlib import Path

from kit import Release, Scene, add_cell, right_answers, write

family = "intake"
safe_on_stock = True

earns = {"a2-pillar-means": 4.0, "a2-weakest-pillar": 6.0, "a2-rater-gap": 4.0}


def hand_in(release: Release, folder: Path, _: Scene) -> None:
    right_answers(release)
    text = {"output_type": "stream", "name": "stdout", "text": "x" * 60_000_000}
    add_cell(release, "print()")["outputs"] = [text]
    write(release, folder)
