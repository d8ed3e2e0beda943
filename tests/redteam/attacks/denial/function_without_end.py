"""Answers with a function that never returns, swallows interrupts and starts a loop in each call.

The item must be 0, and the rest must be scored within the limit.
"""

from pathlib import Path

from kit import T1, Release, Scene, type_in, write

family = "denial"
safe_on_stock = True
assignment = T1

CODE = """
def weighted_mean(values, weights):
    while True:
        try:
            while True: pass
        except BaseException:
            pass
"""


def hand_in(release: Release, folder: Path, _: Scene) -> None:
    type_in(release, CODE)
    write(release, folder)
