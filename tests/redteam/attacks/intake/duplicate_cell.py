"""Hands in a notebook in which a grade cell stands twice, the second time with a number for a test.

The instructor's test must be run once, nothing is earned, and nothing of the class may stop.
"""

from pathlib import Path

from kit import Release, Scene, add_cell, cell_of, write

family = "intake"
safe_on_stock = True


def hand_in(release: Release, folder: Path, _: Scene) -> None:
    for name in ("a2-pillar-means-check", "a2-mean-goal", "a2-reflection"):
        cell = cell_of(release, name)
        add_cell(release, "4.0", cell["cell_type"], **cell["metadata"])
    write(release, folder)
