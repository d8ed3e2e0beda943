"""Hands in a notebook of format 5, and of a minor version that does not exist.

It must be recorded, and nothing of the class may stop.
"""

from pathlib import Path

from kit import Release, Scene, write

family = "intake"
safe_on_stock = True


def hand_in(release: Release, folder: Path, _: Scene) -> None:
    release |= {"nbformat": 5, "nbformat_minor": 99}
    write(release, folder)
