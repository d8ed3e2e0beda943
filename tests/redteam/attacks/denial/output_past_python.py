"""Writes without end to the file descriptors 1 and 2, past Python's own streams.

It must be ended or be without effect, and be recorded.
"""

from pathlib import Path

from kit import Release, Scene, type_in, write

family = "denial"
safe_on_stock = False
unsafe = "Stock nbgrader keeps all of it in memory and in the notebook."

CODE = """
import os
while True:
    os.write(1, b"x" * 65536)
    os.write(2, b"y" * 65536)
"""


def hand_in(release: Release, folder: Path, _: Scene) -> None:
    type_in(release, CODE)
    write(release, folder)
