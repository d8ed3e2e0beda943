"""Leaves the helper's name and changes its code and its defaults.

The instructor's own must be used, and it must earn nothing.
"""

from pathlib import Path

from kit import T1, Release, Scene, type_in, write

family = "forging"
safe_on_stock = True
assignment = T1

CODE = """
nearly.__defaults__ = (float("inf"),)
np.isnan = lambda value: True
def weighted_mean(values, weights):
    return 0
"""

LATER = """
share.__code__ = (lambda right, of: 1.0).__code__
labels = []
labels += ["x", "y", "z"]
labels[:] = labels[:2]
"""


def hand_in(release: Release, folder: Path, _: Scene) -> None:
    type_in(release, CODE)
    type_in(release, LATER, into="t1-labels")
    write(release, folder)
