"""Makes the folder of the next student's graded work, so that the grader believes that it is done.

The neighbour must be graded all the same.
"""

from pathlib import Path

from kit import Release, Scene, type_in, write

family = "persistence"
safe_on_stock = True

CODE = """
import os, time
folder = "@COURSE@/gradebook/autograded/zoe/@ASSIGNMENT@"
os.makedirs(folder)
with open(folder + "/timestamp.txt", "w") as file:
    file.write("2100-01-01 00:00:00 UTC")
"""


def hand_in(release: Release, folder: Path, scene: Scene) -> None:
    type_in(release, scene.fill(CODE))
    write(release, folder)
