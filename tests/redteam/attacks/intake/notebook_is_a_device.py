"""Hands in a device that gives zeros for ever under the notebook's name.

It must be named as unreadable, and not be read.
"""

import os
from pathlib import Path

from kit import Release, Scene

family = "intake"
safe_on_stock = False
unsafe = "Stock nbgrader reads zeros until the memory is full."


def hand_in(_: Release, folder: Path, scene: Scene) -> None:
    os.mknod(folder / f"{scene.assignment}.ipynb", 0o20666, os.makedev(1, 5))
