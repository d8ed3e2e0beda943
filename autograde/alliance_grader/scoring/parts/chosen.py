"""A number that the student is free to choose."""

import math
from collections.abc import Iterable, Iterator
from typing import Any

from alliance.practice.answers import as_number
from alliance_grader.scoring.case import Case, Verdict
from alliance_grader.scoring.parts.part import OnePart
from alliance_grader.scoring.records import HAIR, Record, Statistic


class Outside(Record, frozen=True):
    """What a choice earns whose consequence is too small or too large, and what to say to it."""

    say: str
    share: float = 0.0


class ChosenPart(OnePart, frozen=True, kw_only=True, tag="chosen", tag_field="kind"):
    """A number for which there is no right value: it is judged by what it comes to.

    Attributes
    ----------
    example : float
        A choice that can be defended on every variant.
    comes_to : Statistic
        What the choice comes to, as a share from 0 to 1; NaN when it cannot be used at all.
    low, high : float
        From where to where that can be defended.
    right : str
        What to say then; ``{percent}`` is what it comes to.
    none, few, many, all : Outside
        What is said to a choice that comes to 0, to less than `low`, to more than `high`, and to 1.
    unusable : str
        What is said to an answer that is no choice.
    """

    example: float
    comes_to: Statistic
    low: float
    high: float
    right: str
    none: Outside
    few: Outside
    many: Outside
    all: Outside
    unusable: str

    @property
    def statistics(self) -> Iterable[Statistic]:
        """The values that it computes."""
        return (self.comes_to,)

    def solution(self, case: Case) -> dict[str, Any]:
        """Return a choice that can be defended."""
        return {self.answer: self.example}

    def judge_it(self, value: Any, case: Case) -> Iterator[Verdict]:
        """Judge what the choice comes to."""
        share = float(case.truth(self.comes_to))
        if as_number(value) is None or math.isnan(share):
            yield Verdict(0.0, f"`{self.answer}`: {self.unusable}")
            return
        percent = f"{100 * share:.0f} %"
        if self.low - HAIR <= share <= self.high + HAIR:
            yield Verdict(self.points, f"`{self.answer}`: {self.right.format(percent=percent)}")
            return
        outside = (
            self.none
            if share <= 0
            else self.all
            if share >= 1
            else self.few
            if share < self.low
            else self.many
        )
        yield Verdict(self.points * outside.share, f"`{self.answer}`: {outside.say.format(percent=percent)}")
