"""Answers with texts that say they are equal to whatever they are compared with. It must earn nothing."""

from pathlib import Path

from kit import Release, Scene, type_in, write

family = "forging"
safe_on_stock = True

CODE = """
class Yes(str):
    def __eq__(self, other): return True
    def __ne__(self, other): return False
    __hash__ = str.__hash__
    def strip(self, *chars): return self
    def casefold(self): return self
    def lower(self): return self
mean_goal = 0
"""

LATER = """
weakest_c01 = Yes("anything")
"""

THEN = """
weakest_c02 = Yes("at all")
"""


def hand_in(release: Release, folder: Path, _: Scene) -> None:
    type_in(release, CODE)
    type_in(release, LATER, into="a2-weakest-c01")
    type_in(release, THEN, into="a2-weakest-c02")
    write(release, folder)
