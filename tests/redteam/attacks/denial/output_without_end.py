"""Prints short lines for ever, to both streams and as display data.

The run must be ended at its limit of output or time, and be recorded.
"""

from pathlib import Path

from kit import Release, Scene, type_in, write

family = "denial"
safe_on_stock = True

CODE = """
import sys
from IPython.display import display
while True:
    print("x")
    print("y", file=sys.stderr)
    display("z")
"""


def hand_in(release: Release, folder: Path, _: Scene) -> None:
    type_in(release, CODE)
    write(release, folder)
