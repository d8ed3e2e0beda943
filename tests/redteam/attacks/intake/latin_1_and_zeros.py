"""Hands in a notebook in Latin-1 with NUL bytes, lone surrogates and control characters in its sources.

It must be recorded, and nothing of the class may stop.
"""

import json
from pathlib import Path

from kit import Release, Scene, add_cell

family = "intake"
safe_on_stock = True


def hand_in(release: Release, folder: Path, scene: Scene) -> None:
    add_cell(release, "x = '\udcff\ud800\x00\x1b[31m'")
    add_cell(release, "\x00" * 100, "markdown")
    text = json.dumps(release) + " "
    (folder / f"{scene.assignment}.ipynb").write_bytes(text.replace("A2 ", "A2 caf\xe9 ").encode("latin-1"))
