"""Sends SIGKILL to its process group and to its parent.

Nobody but itself may be hit, and it must be recorded.
"""

from pathlib import Path

from kit import Release, Scene, type_in, write

family = "denial"
safe_on_stock = False
unsafe = "It would end the grader."

CODE = """
import os, signal
for who in (os.getppid(), 0):
    try:
        os.kill(who, signal.SIGKILL)
    except OSError as error:
        print(error)
"""


def hand_in(release: Release, folder: Path, _: Scene) -> None:
    type_in(release, CODE)
    write(release, folder)
