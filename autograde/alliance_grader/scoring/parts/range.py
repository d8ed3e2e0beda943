"""Answers in the right unit."""

from collections.abc import Iterator
from typing import Any

from alliance.practice.answers import as_number
from alliance_grader.scoring.case import UNANSWERED, Case, Verdict
from alliance_grader.scoring.parts.part import TogetherPart


class RangePart(TogetherPart, frozen=True, kw_only=True, tag="range", tag_field="kind"):
    """Answers given in the right unit, which their range shows; each earns an equal part of the points."""

    low: float
    high: float
    right: str
    say: str

    def solution(self, case: Case) -> dict[str, Any]:
        """Return nothing: the numbers themselves are judged by another part."""
        return {}

    def judge(self, case: Case) -> Iterator[Verdict]:
        """Judge all answers together."""
        values = {name: as_number(case.answers[name]) for name in self.answers}
        fits = [
            name for name, value in values.items() if value is not None and self.low <= value <= self.high
        ]
        empty = [name for name in self.answers if case.is_empty(name)]
        points = self.points * len(fits) / len(self.answers)
        if len(empty) == len(self.answers):
            yield Verdict(0.0, f"unit: {UNANSWERED}")
        elif len(fits) + len(empty) == len(self.answers):
            yield Verdict(points, f"unit: {self.right}")
        else:
            strange = ", ".join(
                f"`{name}`" for name in self.answers if name not in fits and name not in empty
            )
            yield Verdict(points, f"unit of {strange}: {self.say}")
