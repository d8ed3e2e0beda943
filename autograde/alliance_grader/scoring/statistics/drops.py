"""How many ratings fall and come back by a criterion, and what follows from the student's own counts."""

import math
from typing import TYPE_CHECKING

from alliance_grader.scoring.statistics import follows, number, statistic

if TYPE_CHECKING:
    from alliance_grader.scoring.case import Case


@statistic
def drops(case: "Case", about: str, count: str = "v_shapes", other: bool = False) -> float:
    """What `v_shapes` counts by the criterion that the answer is about, 1 or 2 SD; or by the other of the two.

    `count` is ``v_shapes``, ``falls`` (whether or not they came back) or ``clients`` (with at least one V).
    """
    from alliance.caseload import v_shapes

    criterion = {"1": 2, "2": 1}[about] if other else int(about)
    return float(v_shapes(case.work.sessions, criterion).numbers[count])


@follows
def times(case: "Case", about: str, first: str, second: str) -> float:
    """How many times as large the student's first number is as the second."""
    one, two = number(case.answers.get(first)), number(case.answers.get(second))
    return one / two if two else math.nan


@follows
def difference(case: "Case", about: str, first: str, second: str) -> float:
    """How much larger the student's first number is than the second."""
    return number(case.answers.get(first)) - number(case.answers.get(second))
