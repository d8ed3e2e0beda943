"""Answers with functions that return far more than was asked, or raise an error as long as a book.

The item must be 0, and the rest must be scored.
"""

from pathlib import Path

from kit import T1, Release, Scene, type_in, write

family = "denial"
safe_on_stock = True
assignment = T1

CODE = """
def weighted_mean(values, weights):
    return list(range(3_000_000))
"""

LATER = """
def tidy(table):
    raise ValueError("x" * 30_000_000)
"""


def hand_in(release: Release, folder: Path, _: Scene) -> None:
    type_in(release, CODE)
    type_in(release, LATER, into="t1-tidy")
    write(release, folder)
