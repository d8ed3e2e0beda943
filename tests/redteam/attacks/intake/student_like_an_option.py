"""Hands in under a student id that is an option of a program and a pattern that names everybody.

It must be refused by its name, and must not stand for anybody else.
"""

from pathlib import Path

from kit import Release, Scene, right_answers, write

family = "intake"
safe_on_stock = True

called = "--force*"


def hand_in(release: Release, folder: Path, _: Scene) -> None:
    write(right_answers(release), folder)
