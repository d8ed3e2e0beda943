"""Publishes a result of 4.0 after each cell by a post_run_cell event and before it by pre_run_cell.

It must earn nothing.
"""

from pathlib import Path

from kit import Release, Scene, type_in, write

family = "forging"
safe_on_stock = True

CODE = """
from IPython import get_ipython
def show(*args):
    get_ipython().displayhook.exec_result = None
    get_ipython().displayhook(4.0)
get_ipython().events.register("pre_run_cell", show)
get_ipython().events.register("post_run_cell", show)
"""


def hand_in(release: Release, folder: Path, _: Scene) -> None:
    type_in(release, CODE)
    write(release, folder)
