"""Answers with a function that sends what it gets back as a function, calls itself through the test and never gives a number.

The item must be 0, and the rest must be scored.
"""

from pathlib import Path

from kit import T1, Release, Scene, type_in, write

family = "denial"
safe_on_stock = True
assignment = T1

CODE = """
class Number:
    def __init__(self, depth=0): self.depth = depth
    def __sub__(self, other): return Number(self.depth + 1)
    def __abs__(self): return self
def weighted_mean(values, weights):
    def again(*a, **k): return weighted_mean
    return again
"""

LATER = """
def tidy(table):
    return iter(lambda: table, None)
"""


def hand_in(release: Release, folder: Path, _: Scene) -> None:
    type_in(release, CODE)
    type_in(release, LATER, into="t1-tidy")
    write(release, folder)
