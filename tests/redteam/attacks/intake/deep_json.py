"""Hands in JSON that is two hundred thousand levels deep.

It must be recorded as unreadable, and no recursion may end the grader.
"""

from pathlib import Path

from kit import Release, Scene

family = "intake"
safe_on_stock = True


def hand_in(_: Release, folder: Path, scene: Scene) -> None:
    deep = 200_000
    (folder / f"{scene.assignment}.ipynb").write_text('{"cells": ' + "[" * deep + "]" * deep + "}")
