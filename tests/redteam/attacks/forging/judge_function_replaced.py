"""Reaches deeper and makes every part of an item's judgement full marks. It must earn nothing."""

from pathlib import Path

from kit import Release, Scene, type_in, write

family = "forging"
safe_on_stock = True

CODE = """
import sys
import alliance_grader.scoring.score
from alliance_grader.scoring import parts
inner = sys.modules["alliance_grader.scoring.score"]
def generous(part, case):
    yield inner.Verdict(part.worth, "yes")
for kind in vars(parts).values():
    if isinstance(kind, type):
        kind.judge = generous
inner.is_empty = lambda value: False
"""


def hand_in(release: Release, folder: Path, _: Scene) -> None:
    type_in(release, CODE)
    write(release, folder)
