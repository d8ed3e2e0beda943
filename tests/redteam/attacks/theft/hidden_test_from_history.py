"""Prints the history of the session, in which the hidden tests would stand after they ran.

The hidden test must not reach the student.
"""

from pathlib import Path

from kit import Release, Scene, add_cell, type_in, write

family = "theft"
safe_on_stock = True

CODE = """
mean_goal = 0
"""

LATER = """
print(In)
print(list(get_ipython().history_manager.get_range(raw=True)))
import linecache
print([value for name, value in linecache.cache.items() if "ipython" in name or "ipykernel" in name])
"""


def hand_in(release: Release, folder: Path, _: Scene) -> None:
    type_in(release, CODE)
    add_cell(release, LATER)
    write(release, folder)
