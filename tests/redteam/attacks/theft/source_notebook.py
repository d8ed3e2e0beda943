"""Reads the source notebooks with their solutions, hidden tests and mark schemes, and prints them backwards.

No byte of them may reach the student.
"""

from pathlib import Path

from kit import Release, Scene, type_in, write

family = "theft"
safe_on_stock = True

CODE = """
import pathlib
for path in pathlib.Path("@COURSE@/source").rglob("*.ipynb"):
    print(path.read_text()[::-1])
"""


def hand_in(release: Release, folder: Path, scene: Scene) -> None:
    type_in(release, scene.fill(CODE))
    write(release, folder)
