"""Replaces the display hook by one that always publishes 4.0. It must earn nothing."""

from pathlib import Path

from kit import Release, Scene, type_in, write

family = "forging"
safe_on_stock = True

CODE = """
import sys
hook = type(get_ipython().displayhook)
real = hook.__call__
hook.__call__ = lambda self, value=None: real(self, 4.0 if isinstance(value, float) else value)
"""


def hand_in(release: Release, folder: Path, _: Scene) -> None:
    type_in(release, CODE)
    write(release, folder)
