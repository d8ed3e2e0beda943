"""Reads the answer keys by their path and prints them. No byte of them may reach the student."""

from pathlib import Path

from kit import Release, Scene, type_in, write

family = "theft"
safe_on_stock = True

CODE = """
import pathlib
for path in pathlib.Path("@COURSE@/autograde/keys").glob("*.yaml"):
    print(path.read_text())
"""


def hand_in(release: Release, folder: Path, scene: Scene) -> None:
    type_in(release, scene.fill(CODE))
    write(release, folder)
