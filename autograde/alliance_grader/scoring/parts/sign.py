"""The signs of numbers."""

from collections.abc import Iterable
from typing import Any

from alliance.practice.answers import as_number
from alliance_grader.scoring.case import Case, Verdict
from alliance_grader.scoring.parts.part import AboutPart
from alliance_grader.scoring.records import HAIR, Statistic


class SignPart(AboutPart, frozen=True, kw_only=True, tag="sign", tag_field="kind"):
    """The signs of numbers that are possible at all: no larger than `largest`.

    A wrong sign shows the misconception only on a number that is right but for its sign.
    """

    truth: Statistic
    largest: float
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
        if value * true > 0:
            return Verdict(self.points, f"`{name}`: {self.right}")
        turned = abs(value + true) <= self.tolerance + HAIR
        return Verdict(0.0, f"`{name}`: {self.say}", self.misconception if turned else None)
