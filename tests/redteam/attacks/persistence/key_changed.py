"""Rewrites the key before it is read, so that its own wrong answers are right.

The key must not change, and it must earn nothing.
"""

from pathlib import Path

from kit import Release, Scene, type_in, write

family = "persistence"
safe_on_stock = True

CODE = r"""
import re
path = "@COURSE@/autograde/keys/a2_read_a_caseload.yaml"
text = open(path).read()
text = re.sub(r"tolerance: .*", "", text).replace("low: 1", "low: -1000").replace("high: 5", "high: 1000")
text = text.replace("right: true\n", "").replace("          a:\n            misconception: mean-tells-all", "          a:\n            right: true")
with open(path, "w") as file:
    file.write(text)
mean_goal = 100
"""

LATER = """
means_say = "a"
"""


def hand_in(release: Release, folder: Path, scene: Scene) -> None:
    type_in(release, scene.fill(CODE))
    type_in(release, LATER, into="a2-means-say")
    write(release, folder)
