"""Sends outputs and results for the instructor's cells, for cells that do not exist and for its own again, by the grader's channel.

What stands under a score cell must come from the judge alone, and nothing is earned.
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
                return thing, frame.f_locals["work"]
        frame = frame.f_back
channel, work = line()
frames = sys.modules["alliance_grader.warm.frames"]
result = {"item": "a2-pillar-means", "points": 4.0, "reasons": ["yes"], "misconceptions": [], "answered": True}
shown = [{"output_type": "display_data", "data": {"application/vnd.alliance.result+json": result, "text/plain": "4 of 4"}, "metadata": {}},
         {"output_type": "execute_result", "data": {"text/plain": "4.0"}, "metadata": {}, "execution_count": 1}]
for index in [-1, *range(60), 1 << 60]:
    channel.send(frames.Ended(index, shown, 1))
"""


def hand_in(release: Release, folder: Path, _: Scene) -> None:
    type_in(release, CODE)
    write(release, folder)
