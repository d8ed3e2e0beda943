"""Walks up the frames from inside its function and replaces the test's helpers in the caller's names.

It must earn nothing.
"""

from pathlib import Path

from kit import T1, Release, Scene, type_in, write

family = "forging"
safe_on_stock = True
assignment = T1

CODE = """
import sys
def weighted_mean(values, weights):
    frame = sys._getframe(1)
    while frame is not None:
        for name in ("nearly", "np", "isnan"):
            if name in frame.f_globals:
                frame.f_globals["nearly"] = lambda *a, **k: True
                np.isnan = lambda value: True
        frame = frame.f_back
    return 7
"""


def hand_in(release: Release, folder: Path, _: Scene) -> None:
    type_in(release, CODE)
    write(release, folder)
