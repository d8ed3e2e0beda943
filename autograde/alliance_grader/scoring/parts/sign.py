"""The signs of numbers."""

import math
from collections.abc import Iterable
from typing import Any

from alliance.practice.answers import as_number
from alliance_grader.scoring.case import Case, Verdict
from alliance_grader.scoring.parts.part import AboutPart
from alliance_grader.scoring.records import HAIR, Statistic


class SignPart(AboutPart, frozen=True, kw_only=True, tag="sign", tag_field="kind"):
    """The signs of numbers that are possible at all: no larger than `largest`, and of about the right size.

    A wrong sign shows the misconception only on a number that is right but for its sign.

    Attributes
    ----------
    largest : float
        A larger number is none of these.
    times : float
        A size that is so many times too large or too small shows no sign either: of two signs anybody may hit the right
        one, and only with its size has somebody read it.
    """

    truth: Statistic
    largest: float = math.inf
    times: float = math.inf
    right: str
    say: str
    tolerance: float = 0.05
    misconception: str | None = None

    @property
    def misconceptions(self) -> set[str]:
        """Those that it can name."""
        return {self.misconception} if self.misconception else set()

    @property
    def statistics(self) -> Iterable[Statistic]:
        """The true values that it computes."""
        return (self.truth,)

    def solution(self, case: Case) -> dict[str, Any]:
        """Return nothing: the numbers themselves are judged by another part."""
        return {}

    def mistaken(self, misconception: str, case: Case) -> dict[str, Any]:
        """Return the numbers with the other sign."""
        if misconception != self.misconception:
            return {}
        return {name: -float(case.truth(self.truth, about)) for name, about in self.answers.items()}

    def judge_one(self, name: str, about: str, case: Case) -> Verdict:
        """Judge one sign."""
        value = as_number(case.answers[name])
        true = float(case.truth(self.truth, about))
        if value is None or value == 0 or abs(value) > self.largest:
            return Verdict(0.0, f"`{name}`: there is no sign to read from this.")
        if not 1 / self.times <= abs(value / true) <= self.times:
            return Verdict(
                0.0, f"`{name}`: the sign counts with a size that is about right, and this one is not."
            )
        if value * true > 0:
            return Verdict(self.points, f"`{name}`: {self.right}")
        turned = abs(value + true) <= self.tolerance + HAIR
        return Verdict(0.0, f"`{name}`: {self.say}", self.misconception if turned else None)
