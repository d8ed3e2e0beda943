"""Answers with an object that says its class is list and that agrees with everything.

It must earn nothing.
"""

from pathlib import Path

from kit import T1, Release, Scene, type_in, write

family = "forging"
safe_on_stock = True
assignment = T1

CODE = """
class Yes:
    def __eq__(self, other): return True
class Liar:
    __class__ = property(lambda self: list)
    def __len__(self): return 3
    def __iter__(self): return iter([Yes(), Yes(), Yes()])
labels = Liar()
"""


def hand_in(release: Release, folder: Path, _: Scene) -> None:
    type_in(release, CODE, into="t1-labels")
    write(release, folder)
