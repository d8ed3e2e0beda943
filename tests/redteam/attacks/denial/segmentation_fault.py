"""Crashes Python by writing to address 0.

The run must end with a recorded result, and nothing of the class may stop.
"""

from pathlib import Path

from kit import Release, Scene, type_in, write

family = "denial"
safe_on_stock = True

CODE = """
import ctypes
ctypes.memset(0, 1, 1)
"""


def hand_in(release: Release, folder: Path, _: Scene) -> None:
    type_in(release, CODE)
    write(release, folder)
