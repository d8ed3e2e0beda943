"""Prints the environment. It must hold nothing of the one who grades."""

from pathlib import Path

from kit import Release, Scene, type_in, write

family = "theft"
safe_on_stock = True

CODE = """
import os
print(dict(os.environ))
print(os.environb)
"""


def hand_in(release: Release, folder: Path, _: Scene) -> None:
    type_in(release, CODE)
    write(release, folder)
