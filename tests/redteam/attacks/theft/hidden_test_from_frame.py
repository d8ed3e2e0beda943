"""Looks from inside its function at the source of the test that calls it, and prints it in a later cell.

The hidden test must not reach the student.
"""

from pathlib import Path

from kit import T1, Release, Scene, add_cell, type_in, write

family = "theft"
safe_on_stock = True
assignment = T1

CODE = """
seen = []
def weighted_mean(values, weights):
    import inspect, linecache, sys
    frame = sys._getframe(1)
    while frame:
        try:
            seen.append(inspect.getsource(frame))
        except (OSError, TypeError):
            pass
        seen.append(frame.f_code.co_consts)
        frame = frame.f_back
    seen.append([lines for name, lines in linecache.cache.items() if "ipykernel" in name or "ipython" in name])
    return 2
"""

LATER = """
print(seen)
"""


def hand_in(release: Release, folder: Path, _: Scene) -> None:
    type_in(release, CODE)
    add_cell(release, LATER)
    write(release, folder)
