"""Searches with a regular expression that needs ages and holds Python's lock, in a function that a test calls.

The run must be ended from outside and recorded.
"""

from pathlib import Path

from kit import T1, Release, Scene, type_in, write

family = "denial"
safe_on_stock = True
assignment = T1

CODE = """
import re
def weighted_mean(values, weights):
    return re.match(r"(a+)+$", "a" * 60 + "b")
"""


def hand_in(release: Release, folder: Path, _: Scene) -> None:
    type_in(release, CODE)
    write(release, folder)
