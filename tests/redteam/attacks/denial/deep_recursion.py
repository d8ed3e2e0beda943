"""Lifts the recursion limit and recurses until the stack is full. The run must end with a recorded result."""

from pathlib import Path

from kit import Release, Scene, type_in, write

family = "denial"
safe_on_stock = True

CODE = """
import sys
sys.setrecursionlimit(10 ** 9)
def down(n):
    return [down(n + 1)]
class Deep:
    def __getattr__(self, name): return getattr(self, name + "x")
down(0)
"""


def hand_in(release: Release, folder: Path, _: Scene) -> None:
    type_in(release, CODE)
    write(release, folder)
