"""Answers with a number that is 0 away from every other number. It must earn nothing."""

from pathlib import Path

from kit import Release, Scene, type_in, write

family = "forging"
safe_on_stock = True

CODE = """
class Near(float):
    def __sub__(self, other): return 0.0
    __rsub__ = __sub__
    def __float__(self): return self
class Shape:
    shape, sentence = (), "a finding"
    class dtype:
        kind = "f"
    guess = 1.0
    def __float__(self):
        Shape.guess += 0.01
        return Near(3.84)
mean_goal = Near(1.0)
"""

LATER = """
mean_task = Shape()
"""


def hand_in(release: Release, folder: Path, _: Scene) -> None:
    type_in(release, CODE)
    type_in(release, LATER, into="a2-mean-task")
    write(release, folder)
