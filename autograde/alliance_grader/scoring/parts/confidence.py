"""How sure a student is of an item. It never changes points."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from alliance.practice.answers import as_number
from alliance_grader.results import ItemResult
from alliance_grader.scoring.case import Case, Verdict
from alliance_grader.scoring.parts.part import OnePart


class ConfidencePart(OnePart, frozen=True, kw_only=True, tag="confidence", tag_field="kind"):
    """How sure the student is that the item is right, from 0 to 100 percent."""

    def solution(self, case: Case) -> dict[str, Any]:
        """Return an answer that can be read."""
        return {self.answer: 80}

    def stated(self, case: Case) -> float | None:
        """Return how sure the student is, from 0 to 1, or None when nothing that can be read was said."""
        value = as_number(case.answers[self.answer])
        return None if value is None or not 0 <= value <= 100 else value / 100

    def noted(self, result: ItemResult, case: Case) -> ItemResult:
        """Note how sure the student is."""
        return replace(result, sure=self.stated(case))

    def judge(self, case: Case) -> Iterator[Verdict]:
        """Say only when it cannot be read."""
        if not case.is_empty(self.answer) and self.stated(case) is None:
            yield Verdict(
                0.0, f"`{self.answer}`: how sure you are is a number from 0 to 100. It costs nothing."
            )
