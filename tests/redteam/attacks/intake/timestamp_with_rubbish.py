"""Hands in a timestamp.txt with rubbish, a year that does not exist, and a megabyte of digits.

The work must be recorded, and nothing of the class may stop.
"""

from pathlib import Path

from kit import Release, Scene, right_answers, write

family = "intake"
safe_on_stock = True

earns = {"a2-pillar-means": 4.0, "a2-weakest-pillar": 6.0, "a2-rater-gap": 4.0}


def hand_in(release: Release, folder: Path, _: Scene) -> None:
    write(right_answers(release), folder)
    (folder / "timestamp.txt").write_text("99999-13-45 99:99:99 UTC" + "9" * 1_000_000)
