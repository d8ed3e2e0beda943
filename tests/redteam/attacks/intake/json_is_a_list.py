"""Hands in a list, whose only member is a number too large for any machine.

It must be recorded as no notebook.
"""

from pathlib import Path

from kit import Release, Scene

family = "intake"
safe_on_stock = True


def hand_in(_: Release, folder: Path, scene: Scene) -> None:
    (folder / f"{scene.assignment}.ipynb").write_text("[" + "9" * 100_000 + ", NaN, -Infinity, 1e999]")
