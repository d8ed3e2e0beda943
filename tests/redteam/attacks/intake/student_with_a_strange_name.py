"""Hands in under a student id with a newline, quotes and a path in it.

It must be refused by its name with a plain reason, and no path may be built of it.
"""

from pathlib import Path

from kit import Release, Scene, right_answers, write

family = "intake"
safe_on_stock = True

called = "x'; drop table grade; --\n$(id)"


def hand_in(release: Release, folder: Path, _: Scene) -> None:
    write(right_answers(release), folder)
