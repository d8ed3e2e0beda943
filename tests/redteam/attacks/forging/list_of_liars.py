"""Answers with a list whose elements are equal to everything.

It must earn no more than a list of three wrong words, which is 1 point.
"""

from pathlib import Path

from kit import T1, Release, Scene, type_in, write

family = "forging"
safe_on_stock = True
assignment = T1
earns = {"t1-labels": 1.0}

CODE = """
labels = None
"""

LATER = """
class Yes(str):
    def __eq__(self, other): return True
    __hash__ = None
labels = [Yes("x"), Yes("y"), Yes("z")]
"""


def hand_in(release: Release, folder: Path, _: Scene) -> None:
    type_in(release, CODE)
    type_in(release, LATER, into="t1-labels")
    write(release, folder)
