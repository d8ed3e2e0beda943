"""Closes all its file descriptors, those that lead to the grader too.

The run must end with a recorded result.
"""

from pathlib import Path

from kit import Release, Scene, type_in, write

family = "denial"
safe_on_stock = True

CODE = """
import os
os.closerange(0, 65536)
"""


def hand_in(release: Release, folder: Path, _: Scene) -> None:
    type_in(release, CODE)
    write(release, folder)
