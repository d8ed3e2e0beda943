"""Says by the grader's channel that the whole notebook has run before any item was judged.

What was not judged is worth nothing.
"""

from pathlib import Path

from kit import Release, Scene, type_in, write

family = "forging"
safe_on_stock = True

CODE = """
import sys
def line():
    frame = sys._getframe()
    while frame:
        for thing in frame.f_locals.values():
            if type(thing).__name__ == "Channel":
                return thing
        frame = frame.f_back
line().send(sys.modules["alliance_grader.warm.frames"].Finished())
"""


def hand_in(release: Release, folder: Path, _: Scene) -> None:
    type_in(release, CODE)
    write(release, folder)
