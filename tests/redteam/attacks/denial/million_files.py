"""Makes a million empty files, folders and links.

It must be refused after a few thousand, and be recorded.
"""

from pathlib import Path

from kit import Release, Scene, type_in, write

family = "denial"
safe_on_stock = False
unsafe = "It fills the disk's table of files."

CODE = """
import os
for number in range(1_000_000):
    os.mkdir(f"d{number}")
    open(f"d{number}/f", "w").close()
"""


def hand_in(release: Release, folder: Path, _: Scene) -> None:
    type_in(release, CODE)
    write(release, folder)
