"""Hands in good work in UTF-16.

It may be graded or refused with a reason, and nothing of the class may stop.
"""

import json
from pathlib import Path

from kit import Release, Scene, right_answers

family = "intake"
safe_on_stock = True

earns = {"a2-pillar-means": 4.0, "a2-weakest-pillar": 6.0, "a2-rater-gap": 4.0}


def hand_in(release: Release, folder: Path, scene: Scene) -> None:
    text = json.dumps(right_answers(release), ensure_ascii=False)
    (folder / f"{scene.assignment}.ipynb").write_text(text, encoding="utf-16")
