"""Displays an object whose representation has fifty megabytes, as HTML, text and picture.

The output must be cut, and the rest must be recorded.
"""

from pathlib import Path

from kit import Release, Scene, type_in, write

family = "denial"
safe_on_stock = True

CODE = r"""
class Huge:
    def __repr__(self): return "x" * 50_000_000
    def _repr_html_(self): return "<b>" * 16_000_000
    def _repr_png_(self): return b"\x89PNG" * 10_000_000
Huge()
"""


def hand_in(release: Release, folder: Path, _: Scene) -> None:
    type_in(release, CODE)
    write(release, folder)
