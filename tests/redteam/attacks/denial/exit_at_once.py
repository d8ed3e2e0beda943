"""Leaves by os._exit(0) before any test, so that no test can fail. It must be recorded and earn nothing."""

from pathlib import Path

from kit import Release, Scene, type_in, write

family = "denial"
safe_on_stock = True

CODE = """
import os
os._exit(0)
"""


def hand_in(release: Release, folder: Path, _: Scene) -> None:
    type_in(release, CODE)
    write(release, folder)
