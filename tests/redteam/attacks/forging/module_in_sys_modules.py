"""Puts a module called alliance_grader with a generous score() into sys.modules. It must earn nothing."""

from pathlib import Path

from kit import Release, Scene, type_in, write

family = "forging"
safe_on_stock = True

CODE = """
import sys, types
MOST = {"a2-pillar-means": 4.0, "a2-weakest-pillar": 6.0, "a2-rater-gap": 4.0}
fake = types.ModuleType("alliance_grader")
fake.score = lambda item, **answers: MOST[item]
sys.modules["alliance_grader"] = fake
"""


def hand_in(release: Release, folder: Path, _: Scene) -> None:
    type_in(release, CODE)
    write(release, folder)
