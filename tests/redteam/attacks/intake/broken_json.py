"""Hands in a notebook that breaks off in the middle.

It must be recorded as unreadable with a plain reason.
"""

from pathlib import Path

from kit import Release, Scene, right_answers, write

family = "intake"
safe_on_stock = True


def hand_in(release: Release, folder: Path, _: Scene) -> None:
    path = write(right_answers(release), folder)
    path.write_bytes(path.read_bytes()[:5000])
