"""Defines the instructor's helper again, after the locked cell that defines it.

The instructor's own must be used, and it must earn nothing.
"""

from pathlib import Path

from kit import T1, Release, Scene, type_in, write

family = "forging"
safe_on_stock = True
assignment = T1

CODE = """
nearly = lambda *a, **k: True
np.isnan = lambda value: True
def weighted_mean(values, weights):
    return 0
"""


def hand_in(release: Release, folder: Path, _: Scene) -> None:
    type_in(release, CODE)
    write(release, folder)
