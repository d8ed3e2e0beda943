"""Hands in work as a notebook of format 3, with worksheets.

It must be recorded with a plain reason, and nothing of the class may stop.
"""

import json
from pathlib import Path

from kit import Release, Scene

family = "intake"
safe_on_stock = True


def hand_in(release: Release, folder: Path, scene: Scene) -> None:
    cells = [
        {
            "cell_type": cell["cell_type"],
            "input": cell["source"],
            "source": cell["source"],
            "metadata": cell["metadata"],
            "outputs": [],
            "language": "python",
        }
        for cell in release["cells"]
    ]
    old = {
        "nbformat": 3,
        "nbformat_minor": 0,
        "metadata": {"name": ""},
        "worksheets": [{"cells": cells, "metadata": {}}],
    }
    (folder / f"{scene.assignment}.ipynb").write_text(json.dumps(old))
