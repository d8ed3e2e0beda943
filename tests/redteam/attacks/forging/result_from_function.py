"""Publishes a result of its own from inside its function and then stops the test with SystemExit.

It must earn nothing.
"""

from pathlib import Path

from kit import T1, Release, Scene, type_in, write

family = "forging"
safe_on_stock = True
assignment = T1

CODE = """
def weighted_mean(values, weights):
    get_ipython().displayhook(5.0)
    raise SystemExit(0)
"""


def hand_in(release: Release, folder: Path, _: Scene) -> None:
    type_in(release, CODE)
    write(release, folder)
