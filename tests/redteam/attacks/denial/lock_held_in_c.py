"""Waits in C with Python's lock held, so that no handler of a signal can run.

The run must be ended from outside and recorded.
"""

from pathlib import Path

from kit import Release, Scene, type_in, write

family = "denial"
safe_on_stock = True

CODE = """
import ctypes
libc = ctypes.PyDLL(None)
libc.sleep(1000)
libc.pause()
"""


def hand_in(release: Release, folder: Path, _: Scene) -> None:
    type_in(release, CODE)
    write(release, folder)
