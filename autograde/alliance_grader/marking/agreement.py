"""How far two raters agree, and where they do not."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from alliance_grader.marking.raters import SETTLED, RaterMark, marks_of, raters

FEWEST: Final = 10
"""With fewer answers read twice, a coefficient of agreement would say more than is known."""


@dataclass(frozen=True)
class Twice:
    """An answer that two raters have marked.

    Attributes
    ----------
    student, item : str
    first, second : RaterMark
    raters : (str, str)
    settled : RaterMark or None
        What was settled for this very answer.
    """

    student: str
    item: str
    first: RaterMark
    second: RaterMark
    raters: tuple[str, str]
    settled: RaterMark | None = None

    @property
    def agree(self) -> bool:
        """Whether both gave the same."""
        return math.isclose(self.first.points, self.second.points, abs_tol=1e-9)


@dataclass(frozen=True)
class Agreement:
    """How far two raters agree on the answers to one question.

    Attributes
    ----------
    answers : int
        How many both have marked.
    same : int
        How many got the same from both.
    difference : float
        Mean of the second's points minus the first's: who is milder.
    kappa, low, high : float or None
        Cohen's kappa with quadratic weights, and its interval of 95 %; None where nothing can be said. There is no
        interval when both agree on everything.
    why_not : str
        Why there is no kappa; empty when there is one.
    """

    answers: int
    same: int
    difference: float
    kappa: float | None = None
    low: float | None = None
    high: float | None = None
    why_not: str = ""

    @property
    def says_something(self) -> bool:
        """Whether there are enough answers for a mean."""
        return self.answers >= FEWEST


def read_twice(root: Path, assignment: str) -> list[Twice]:
    """Return the answers of an assignment that two raters have marked, as long as both read the same answer."""
    known = {
        rater: {(s, i): mark for s, i, mark in marks_of(root, assignment, rater)}
        for rater in raters(root, assignment)
    }
    settled = {(student, item): mark for student, item, mark in marks_of(root, assignment, SETTLED)}
    found = []
    for one, firsts in known.items():
        for place, first in firsts.items():
            for other, seconds in known.items():
                second = seconds.get(place)
                if first.reading != "first" or second is None or second.reading != "second":
                    continue
                if first.answer != second.answer:
                    continue
                last = settled.get(place)
                last = last if last and last.answer == first.answer else None
                found.append(Twice(*place, first, second, (one, other), last))
    return found


def agreement(pairs: Sequence[tuple[float, float]]) -> Agreement:
    """Return how far two raters agree.

    Marks are an ordered scale whose steps are about even, so that a difference of two points weighs four times as much
    as one of one point: quadratic weights, on the points themselves. The interval is the large-sample one, wide
    and rough for a few dozen answers.

    Parameters
    ----------
    pairs : sequence of (float, float)
        Points of the first and the second rater, one pair for each answer.
    """
    same = sum(math.isclose(one, other, abs_tol=1e-9) for one, other in pairs)
    difference = sum(other - one for one, other in pairs) / len(pairs) if pairs else 0.0
    if len(pairs) < FEWEST:
        return Agreement(len(pairs), same, difference, why_not=f"too few to say; from {FEWEST} answers on")
    if len({one for one, _ in pairs}) == 1 or len({other for _, other in pairs}) == 1:
        return Agreement(
            len(pairs),
            same,
            difference,
            why_not="a rater gave every answer the same points, so nothing can be said",
        )
    import numpy as np
    from statsmodels.stats.inter_rater import cohens_kappa

    levels = sorted({round(points, 4) for pair in pairs for points in pair})
    table = np.zeros((len(levels), len(levels)))
    for one, other in pairs:
        table[levels.index(round(one, 4)), levels.index(round(other, 4))] += 1
    found = cohens_kappa(table, weights=np.array(levels), wt="quadratic")
    if same == len(pairs):
        # The formula would give an interval without any width.
        return Agreement(len(pairs), same, difference, float(found.kappa))
    low, high = max(float(found.kappa_low), -1.0), min(float(found.kappa_upp), 1.0)
    return Agreement(len(pairs), same, difference, float(found.kappa), low, high)
