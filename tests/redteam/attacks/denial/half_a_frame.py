"""Writes a header that promises four gigabytes, and then nothing more.

The grader must neither wait nor make room for it, and record a result.
"""

from pathlib import Path

from kit import Release, Scene, type_in, write

family = "denial"
safe_on_stock = True

CODE = r"""
import os, struct, time
for number in range(3, 256):
    for head in (b"\xff\xff\xff\xff", struct.pack(">I", 0xFFFFFFF0), struct.pack("<Q", 1 << 40)):
        try:
            os.write(number, head)
        except OSError:
            pass
time.sleep(60)
"""


def hand_in(release: Release, folder: Path, _: Scene) -> None:
    type_in(release, CODE)
    write(release, folder)
