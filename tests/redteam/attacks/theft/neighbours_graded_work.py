"""Looks for the graded notebooks and feedback of others by going up from its own folder.

No byte of them may reach the student.
"""

from pathlib import Path

from kit import Release, Scene, type_in, write

family = "theft"
safe_on_stock = True

CODE = """
import glob
for pattern in ("../../*/*/*", "../../../autograded/*/*/*", "../../../feedback/*/*/*", "../*/*/*.ipynb", "../*/*.ipynb", "@COURSE@/gradebook/autograded/*/*/*"):
    for path in glob.glob(pattern):
        try:
            print(path, open(path).read())
        except OSError:
            pass
"""


def hand_in(release: Release, folder: Path, scene: Scene) -> None:
    type_in(release, scene.fill(CODE))
    write(release, folder)
