"""Turns the helper that computes partial credit into a constant.

It must earn the 1 point that three wrong words deserve.
"""

from pathlib import Path

from kit import T1, Release, Scene, type_in, write

family = "forging"
safe_on_stock = True
assignment = T1
earns = {"t1-labels": 1.0}

CODE = """
labels = ["x", "y", "z"]
share = lambda right, of: 1.0
"""


def hand_in(release: Release, folder: Path, _: Scene) -> None:
    type_in(release, CODE, into="t1-labels")
    write(release, folder)
