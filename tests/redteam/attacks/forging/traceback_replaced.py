"""Replaces showtraceback and sys.excepthook, so that an error leaves no trace. It must earn nothing."""

from pathlib import Path

from kit import T1, Release, Scene, type_in, write

family = "forging"
safe_on_stock = True
assignment = T1

CODE = """
import sys
get_ipython().showtraceback = lambda *a, **k: None
get_ipython()._showtraceback = lambda *a, **k: None
sys.excepthook = lambda *a: None
"""


def hand_in(release: Release, folder: Path, _: Scene) -> None:
    type_in(release, CODE)
    write(release, folder)
