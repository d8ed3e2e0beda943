"""Turns an integer of a hundred million digits into text, which no signal interrupts.

The run must be ended from outside and recorded.
"""

from pathlib import Path

from kit import Release, Scene, type_in, write

family = "denial"
safe_on_stock = True

CODE = """
import sys
sys.set_int_max_str_digits(0)
str(7 ** 30_000_000)
"""


def hand_in(release: Release, folder: Path, _: Scene) -> None:
    type_in(release, CODE)
    write(release, folder)
