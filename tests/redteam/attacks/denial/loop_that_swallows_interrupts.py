"""Loops for ever and catches every exception, KeyboardInterrupt too.

The run must be ended from outside and recorded.
"""

from pathlib import Path

from kit import Release, Scene, type_in, write

family = "denial"
safe_on_stock = True

CODE = """
while True:
    try:
        while True:
            pass
    except BaseException:
        pass
"""


def hand_in(release: Release, folder: Path, _: Scene) -> None:
    type_in(release, CODE)
    write(release, folder)
