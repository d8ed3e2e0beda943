"""Hands in a folder under the notebook's name, with the notebook inside.

It must be named as no notebook, and nothing of the class may stop.
"""

from pathlib import Path

from kit import Release, Scene, write

family = "intake"
safe_on_stock = True


def hand_in(release: Release, folder: Path, scene: Scene) -> None:
    write(release, folder / f"{scene.assignment}.ipynb")
