"""Makes the sum of points NaN by a comparison whose result is NaN.

A score that is no number must become 0.
"""

from pathlib import Path

from kit import T1, Release, Scene, type_in, write

family = "forging"
safe_on_stock = True
assignment = T1
earns = {"t1-labels": 1.0}

CODE = """
class Strange(str):
    def __eq__(self, other): return float("nan")
    __hash__ = None
labels = [Strange("a"), Strange("b"), Strange("c")]
"""


def hand_in(release: Release, folder: Path, _: Scene) -> None:
    type_in(release, CODE, into="t1-labels")
    write(release, folder)
