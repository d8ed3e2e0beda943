"""Stops its parent and every other process with SIGSTOP.

Nobody but itself may be hit, and it must be recorded.
"""

from pathlib import Path

from kit import Release, Scene, type_in, write

family = "denial"
safe_on_stock = False
unsafe = "It would stop the grader for good."

CODE = """
import os, signal
for number in [os.getppid(), *range(1, 400)]:
    if number != os.getpid():
        try:
            os.kill(number, signal.SIGSTOP)
            print("stopped", number)
        except OSError:
            pass
"""


def hand_in(release: Release, folder: Path, _: Scene) -> None:
    type_in(release, CODE)
    write(release, folder)
