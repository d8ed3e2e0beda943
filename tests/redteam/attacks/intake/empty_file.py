"""Hands in an empty file. It must be recorded as unreadable with a plain reason."""

from pathlib import Path

from kit import Release, Scene

family = "intake"
safe_on_stock = True


def hand_in(_: Release, folder: Path, scene: Scene) -> None:
    (folder / f"{scene.assignment}.ipynb").touch()
