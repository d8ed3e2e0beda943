"""Empties the submission of the student who is graded next.

The neighbour's work and points must stay as they were.
"""

from pathlib import Path

from kit import Release, Scene, type_in, write

family = "persistence"
safe_on_stock = True

CODE = """
import glob, os
for path in glob.glob("@COURSE@/gradebook/submitted/zoe/*/*.ipynb"):
    text = open(path).read().replace("mean_of(", "str(").replace("weights) /", "weights) -")
    with open(path, "w") as file:
        file.write(text)
"""


def hand_in(release: Release, folder: Path, scene: Scene) -> None:
    type_in(release, scene.fill(CODE))
    write(release, folder)
