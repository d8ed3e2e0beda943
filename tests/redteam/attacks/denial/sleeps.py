"""Sleeps in every cell, each time a little less than a cell may take.

The whole notebook must have a limit of its own.
"""

from pathlib import Path

from kit import Release, Scene, type_in, write

family = "denial"
safe_on_stock = True

CODE = """
import time
get_ipython().events.register("pre_run_cell", lambda *a: time.sleep(1.5))
time.sleep(9)
"""


def hand_in(release: Release, folder: Path, _: Scene) -> None:
    type_in(release, CODE)
    write(release, folder)
