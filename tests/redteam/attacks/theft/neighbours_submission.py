"""Reads what the others handed in and prints it as hexadecimal digits.

No byte of it may reach the student.
"""

from pathlib import Path

from kit import Release, Scene, type_in, write

family = "theft"
safe_on_stock = True

CODE = """
import pathlib
for path in pathlib.Path("@COURSE@/gradebook/submitted").glob("*/*/*.ipynb"):
    if "@STUDENT@" not in str(path):
        print(path.read_bytes().hex())
"""


def hand_in(release: Release, folder: Path, scene: Scene) -> None:
    type_in(release, scene.fill(CODE))
    write(release, folder)
