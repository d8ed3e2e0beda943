"""Fails in the middle of a hidden test, with an error that carries its caller's source, to read it in the feedback.

The feedback may not quote the hidden test.
"""

from pathlib import Path

from kit import T1, Release, Scene, type_in, write

family = "theft"
safe_on_stock = True
assignment = T1
reads_feedback = True

CODE = """
def weighted_mean(values, weights):
    import inspect, sys
    if sum(weights) == 3:
        return 2
    raise ValueError(inspect.getsource(sys._getframe(1)))
"""


def hand_in(release: Release, folder: Path, _: Scene) -> None:
    type_in(release, CODE)
    write(release, folder)
