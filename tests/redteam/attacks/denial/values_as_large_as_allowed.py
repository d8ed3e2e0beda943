"""Answers every name with the largest value that may pass, and returns as much from each call.

The judge must be done with it within its limits.
"""

from pathlib import Path

from kit import T1, Release, Scene, type_in, write

family = "denial"
safe_on_stock = True
assignment = T1

CODE = """
def weighted_mean(values, weights):
    return ["x" * 9] * 190_000
"""

LATER = """
centred = np.zeros(240_000)
"""

THEN = """
def tidy(table):
    return pd.DataFrame({f"c{number}": np.arange(20) for number in range(5_000)})
"""

NEXT = """
labels = ["x" * 9] * 190_000
"""


def hand_in(release: Release, folder: Path, _: Scene) -> None:
    type_in(release, CODE)
    type_in(release, LATER, into="t1-centred")
    type_in(release, THEN, into="t1-tidy")
    type_in(release, NEXT, into="t1-labels")
    write(release, folder)
