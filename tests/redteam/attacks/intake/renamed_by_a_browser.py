"""Hands in good work as "a2_read_a_caseload (1).ipynb", as a browser names a second download.

It must be graded as it deserves.
"""

from pathlib import Path

from kit import Release, Scene, right_answers, write

family = "intake"
safe_on_stock = True

earns = {"a2-pillar-means": 4.0, "a2-weakest-pillar": 6.0, "a2-rater-gap": 4.0}
must_get = True


def hand_in(release: Release, folder: Path, scene: Scene) -> None:
    write(right_answers(release), folder, f"{scene.assignment} (1).ipynb")
