"""Leaves each answer cell in a state that Python cannot read, with magics, nulls and unclosed brackets.

It must be recorded, and earn what its other cells deserve.
"""

from pathlib import Path

from kit import Release, Scene, right_answers, type_in, write

family = "intake"
safe_on_stock = True
earns = {"a2-weakest-pillar": 6.0}

CODE = """
def f(:
"""

LATER = """
%%nonsense
mean_task = 3.75
"""

THEN = """
mean_bond = (((((((
"""

NEXT = """
means_say = "c
"""

AFTER = """
%run mine.py
"""

LAST = """
%%bash
gap_says="b"
"""


def hand_in(release: Release, folder: Path, _: Scene) -> None:
    right_answers(release)
    type_in(release, CODE)
    type_in(release, LATER, into="a2-mean-task")
    type_in(release, THEN, into="a2-mean-bond")
    type_in(release, NEXT, into="a2-means-say")
    type_in(release, AFTER, into="a2-bond-gap")
    type_in(release, LAST, into="a2-gap-says")
    write(release, folder)
