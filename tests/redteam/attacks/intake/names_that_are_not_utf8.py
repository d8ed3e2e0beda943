"""Hands in work beside files and folders whose names are no UTF-8, and folders two hundred levels deep.

It must be recorded, and nothing of the class may stop.
"""

import os
from pathlib import Path

from kit import Release, Scene, write

family = "intake"
safe_on_stock = True


def hand_in(release: Release, folder: Path, _: Scene) -> None:
    write(release, folder)
    raw = os.fsencode(folder)
    os.mkdir(raw + b"/\xff\xfe\x80")
    with open(raw + b"/latin-\xe9.txt", "w") as file:
        file.write("x")
    deep = folder
    for _ in range(200):
        deep = deep / "d"
    deep.mkdir(parents=True)
