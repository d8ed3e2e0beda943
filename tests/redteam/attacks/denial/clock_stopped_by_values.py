"""Finds the grader's channel in its own process, announces values that nobody asked for so that the clock rests, and loops.

The run must be ended within its limits all the same.
"""

from pathlib import Path

from kit import Release, Scene, type_in, write

family = "denial"
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
channel = line()
Values = sys.modules["alliance_grader.warm.frames"].Values
channel.send(Values(0, {}))
while True:
    pass
"""


def hand_in(release: Release, folder: Path, _: Scene) -> None:
    type_in(release, CODE)
    write(release, folder)
