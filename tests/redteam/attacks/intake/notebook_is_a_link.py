"""Hands in a link to the source notebook with the solutions under the notebook's name.

The link must not be followed, and it must earn nothing.
"""

from pathlib import Path

from kit import Release, Scene

family = "intake"
safe_on_stock = True


def hand_in(_: Release, folder: Path, scene: Scene) -> None:
    source = scene.course / "source" / scene.assignment / f"{scene.assignment}.ipynb"
    (folder / f"{scene.assignment}.ipynb").symlink_to(source)
