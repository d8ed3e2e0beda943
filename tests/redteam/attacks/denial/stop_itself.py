"""Stops itself with SIGSTOP, so that it neither runs nor ends.

The run must be ended from outside and recorded.
"""

from pathlib import Path

from kit import Release, Scene, type_in, write

family = "denial"
safe_on_stock = True

CODE = """
import os, signal
os.kill(os.getpid(), signal.SIGSTOP)
signal.pause()
"""


def hand_in(release: Release, folder: Path, _: Scene) -> None:
    type_in(release, CODE)
    write(release, folder)
