"""Answers with a text of 200 megabytes, a list of ten million numbers and an array of a gigabyte of zeros.

They must be refused by their size, and nothing of the class may stop.
"""

from pathlib import Path

from kit import Release, Scene, type_in, write

family = "denial"
safe_on_stock = True

CODE = """
mean_goal = "3" * 200_000_000
"""

LATER = """
mean_task = [0] * 10_000_000
"""

THEN = """
import numpy as np
mean_bond = np.zeros(130_000_000)
"""


def hand_in(release: Release, folder: Path, _: Scene) -> None:
    type_in(release, CODE)
    type_in(release, LATER, into="a2-mean-task")
    type_in(release, THEN, into="a2-mean-bond")
    write(release, folder)
