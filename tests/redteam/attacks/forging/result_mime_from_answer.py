"""Displays a result of full marks, as the grader would write it, from an answer cell and from a cell of its own.

Neither the gradebook nor the class report may believe it.
"""

from pathlib import Path

from kit import Release, Scene, add_cell, type_in, write

family = "forging"
safe_on_stock = True

CODE = """
from IPython.display import display
def forge(item, points):
    display({"application/vnd.alliance.result+json": {"item": item, "points": points, "reasons": ["yes"], "misconceptions": [], "answered": True}, "text/plain": str(points)}, raw=True)
    return points
forge("a2-pillar-means", 4.0)
"""

LATER = """
forge("a2-weakest-pillar", 6.0)
"""


def hand_in(release: Release, folder: Path, _: Scene) -> None:
    type_in(release, CODE)
    add_cell(release, LATER)
    write(release, folder)
