"""Answers with an endless integer, a subclass of tuple, a module, a lock, a generator, a type and itself.

Each must be taken for no answer, and it must earn nothing.
"""

from pathlib import Path

from kit import Release, Scene, type_in, write

family = "forging"
safe_on_stock = True

CODE = """
import threading, typing
mean_goal = 10 ** 200_000
"""

LATER = """
mean_task = typing.NamedTuple("Pair", [("a", int)])(3)
"""

THEN = """
mean_bond = threading.Lock()
"""

LAST = """
bond_gap = []
bond_gap.append(bond_gap)
"""


def hand_in(release: Release, folder: Path, _: Scene) -> None:
    type_in(release, CODE)
    type_in(release, LATER, into="a2-mean-task")
    type_in(release, THEN, into="a2-mean-bond")
    type_in(release, LAST, into="a2-bond-gap")
    write(release, folder)
