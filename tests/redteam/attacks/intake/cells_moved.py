"""Moves the tests to the top, where nothing has been answered yet, and the setup to the end.

The instructor's order must hold, and the right answers must get what they deserve.
"""

from pathlib import Path

from kit import Release, Scene, right_answers, write

family = "intake"
safe_on_stock = True

earns = {"a2-pillar-means": 4.0, "a2-weakest-pillar": 6.0, "a2-rater-gap": 4.0}
must_get = True


def hand_in(release: Release, folder: Path, _: Scene) -> None:
    right_answers(release)
    release["cells"].reverse()
    write(release, folder)
