"""Notes the arguments of every call that a hidden test makes, and prints them in a later cell, to learn the examples.

Examples are seen by the function that is tested, but none of the test's text or of what it expects.
"""

from pathlib import Path

from kit import T1, Release, Scene, add_cell, type_in, write

family = "theft"
safe_on_stock = True
assignment = T1

CODE = """
seen = []
def weighted_mean(values, weights):
    import sys
    frame, path = sys._getframe(1), []
    while frame:
        path.append((frame.f_code.co_name, {name: repr(value)[:2000] for name, value in frame.f_locals.items() if name != "seen"}))
        frame = frame.f_back
    seen.append((values, weights, path))
    return 2
"""

LATER = """
print(seen)
"""


def hand_in(release: Release, folder: Path, _: Scene) -> None:
    type_in(release, CODE)
    add_cell(release, LATER)
    write(release, folder)
