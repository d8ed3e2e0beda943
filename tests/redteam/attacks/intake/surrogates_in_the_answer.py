"""Types lone surrogates, NULs and unassigned characters into answers, names and the reflection.

It must be recorded, and the graded notebook must be valid.
"""

from pathlib import Path

from kit import Release, Scene, type_in, write

family = "intake"
safe_on_stock = True


def hand_in(release: Release, folder: Path, _: Scene) -> None:
    type_in(release, "means_say = 'c\ud800\udfff\x00'", into="a2-means-say")
    type_in(release, "Thoughts \ud83d \x00 \x1b[2J \uffff \U000e0041", into="a2-reflection")
    type_in(release, "print('\ud800')\nprint('\\ud800')\nmean_goal = '\\ud800'")
    write(release, folder)
