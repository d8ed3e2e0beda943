"""Publishes 4.0 as a result from inside the comparison with the right answer.

It must earn no more than 1 point.
"""

from pathlib import Path

from kit import T1, Release, Scene, type_in, write

family = "forging"
safe_on_stock = True
assignment = T1
earns = {"t1-labels": 1.0}

CODE = """
class Loud(str):
    def __eq__(self, other):
        get_ipython().displayhook(4.0)
        return False
    __hash__ = None
labels = [Loud("a"), Loud("b"), Loud("c")]
"""


def hand_in(release: Release, folder: Path, _: Scene) -> None:
    type_in(release, CODE, into="t1-labels")
    write(release, folder)
