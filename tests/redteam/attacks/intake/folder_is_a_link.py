"""Hands in a link to the neighbour's folder as its own folder.

The link must not be followed, and it must earn nothing.
"""

from pathlib import Path

from kit import Release, Scene

family = "intake"
safe_on_stock = True


def hand_in(_: Release, folder: Path, scene: Scene) -> None:
    folder.rmdir()
    folder.symlink_to(folder.parent.parent / scene.neighbour / scene.assignment)
