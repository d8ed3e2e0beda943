"""Announces the values of one item over and over by the grader's own channel, so that it is judged without end.

An item must be judged once, and the run must be ended within its limits.
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
                return thing, frame.f_locals["work"]
        frame = frame.f_back
channel, work = line()
Values = sys.modules["alliance_grader.warm.frames"].Values
asked = [cell for cell in work.cells if cell.wants][0]
while True:
    channel.send(Values(asked.index, {}))
    channel.receive()
"""


def hand_in(release: Release, folder: Path, _: Scene) -> None:
    type_in(release, CODE)
    write(release, folder)
