"""Hands in good work that an editor saved with a byte order mark. It must be graded as it deserves."""

import json
from pathlib import Path

from kit import Release, Scene, right_answers

family = "intake"
safe_on_stock = True
earns = {"a2-pillar-means": 4.0, "a2-weakest-pillar": 6.0, "a2-rater-gap": 4.0}
must_get = True


def hand_in(release: Release, folder: Path, scene: Scene) -> None:
    text = json.dumps(right_answers(release))
    (folder / f"{scene.assignment}.ipynb").write_text(text, encoding="utf-8-sig")
