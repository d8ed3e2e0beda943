"""Prints a hundred megabytes. The output must be cut, and the rest must be recorded."""

from pathlib import Path

from kit import Release, Scene, type_in, write

family = "denial"
safe_on_stock = False
unsafe = "Stock nbgrader keeps all of it in memory and in the notebook."

CODE = """
for _ in range(100):
    print("x" * (1 << 20))
"""


def hand_in(release: Release, folder: Path, _: Scene) -> None:
    type_in(release, CODE)
    write(release, folder)
