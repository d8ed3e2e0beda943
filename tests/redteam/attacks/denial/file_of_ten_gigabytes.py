"""Writes a file of ten gigabytes. It must be refused after a few megabytes, and be recorded."""

from pathlib import Path

from kit import Release, Scene, type_in, write

family = "denial"
safe_on_stock = False
unsafe = "It fills the disk."

CODE = """
block = b"x" * (1 << 20)
with open("large", "wb") as file:
    for _ in range(10_000):
        file.write(block)
"""


def hand_in(release: Release, folder: Path, _: Scene) -> None:
    type_in(release, CODE)
    write(release, folder)
