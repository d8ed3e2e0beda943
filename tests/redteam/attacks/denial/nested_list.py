"""Answers with a list that is a million levels deep, and one that holds itself.

It must be taken for no answer, and nothing of the class may stop.
"""

from pathlib import Path

from kit import Release, Scene, type_in, write

family = "denial"
safe_on_stock = True

CODE = """
deep = []
for _ in range(1_000_000):
    deep = [deep]
mean_goal = deep
"""

LATER = """
means_say = ["c"]
means_say.append(means_say)
"""


def hand_in(release: Release, folder: Path, _: Scene) -> None:
    type_in(release, CODE)
    type_in(release, LATER, into="a2-means-say")
    write(release, folder)
