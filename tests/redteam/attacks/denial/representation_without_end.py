"""Ends a cell on an object whose representation never ends.

The cell must be stopped at its limit, and be recorded.
"""

from pathlib import Path

from kit import Release, Scene, type_in, write

family = "denial"
safe_on_stock = True

CODE = """
class Endless:
    def __repr__(self):
        while True:
            try:
                while True: pass
            except BaseException:
                pass
Endless()
"""


def hand_in(release: Release, folder: Path, _: Scene) -> None:
    type_in(release, CODE)
    write(release, folder)
