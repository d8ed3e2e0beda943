"""Raises errors whose text, name and traceback raise errors, loop, or are chained a hundred thousand times.

The cell must end at its limit, and the rest must be recorded.
"""

from pathlib import Path

from kit import Release, Scene, type_in, write

family = "denial"
safe_on_stock = True

CODE = """
class Loop(Exception):
    def __str__(self):
        while True:
            try:
                while True: pass
            except BaseException:
                pass
error = None
for _ in range(100_000):
    new = ValueError("x")
    new.__cause__, error = error, new
raise error
"""

LATER = """
raise type("N" * 1_000_000, (Exception,), {"__str__": lambda self: 1 / 0, "__repr__": lambda self: 1 / 0})()
"""

THEN = """
raise Loop()
"""


def hand_in(release: Release, folder: Path, _: Scene) -> None:
    type_in(release, CODE)
    type_in(release, LATER, into="a2-mean-task")
    type_in(release, THEN, into="a2-mean-bond")
    write(release, folder)
