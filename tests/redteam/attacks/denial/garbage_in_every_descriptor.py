"""Writes a megabyte of garbage into every open file descriptor.

The grader must read none of it as a result, and record one.
"""

from pathlib import Path

from kit import Release, Scene, type_in, write

family = "denial"
safe_on_stock = True

CODE = """
import os
for number in range(0, 256):
    try:
        os.set_blocking(number, False)
        for _ in range(16):
            os.write(number, os.urandom(65536))
    except OSError:
        pass
"""


def hand_in(release: Release, folder: Path, _: Scene) -> None:
    type_in(release, CODE)
    write(release, folder)
