"""Hands in JSON in which keys stand twice: two lists of cells, two sources, two sets of marks.

It must be recorded, and nothing is earned.
"""

import json
from pathlib import Path

from kit import Release, Scene

family = "intake"
safe_on_stock = True


def hand_in(release: Release, folder: Path, scene: Scene) -> None:
    text = json.dumps(release)
    text = text.replace('"points": 4', '"points": 4, "points": 400').replace(
        '"locked": true', '"locked": true, "locked": false'
    )
    other = json.dumps([cell for cell in release["cells"] if cell["cell_type"] == "markdown"])
    (folder / f"{scene.assignment}.ipynb").write_text('{"cells": ' + other + ", " + text[1:])
