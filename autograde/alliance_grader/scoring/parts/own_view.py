"""What a student would give the own text. It never changes points."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from alliance.practice.answers import as_number
from alliance_grader.results import ItemResult
from alliance_grader.scoring.case import Case, Verdict
from alliance_grader.scoring.parts.part import OnePart


class OwnViewPart(OnePart, frozen=True, kw_only=True, tag="own_view", tag_field="kind"):
    """How many points the student would give the own text, before anybody else has read it.

    Attributes
    ----------
    item : str
        The item that holds the text.
    highest : float
        The points of that item.
    """

    item: str
    highest: float

    def solution(self, case: Case) -> dict[str, Any]:
        """Return an answer that can be read."""
        return {self.answer: self.highest}

    def stated(self, case: Case) -> float | None:
        """Return the student's own points, or None when nothing that can be read was said."""
        value = as_number(case.answers[self.answer])
        return None if value is None or not 0 <= value <= self.highest else value

    def noted(self, result: ItemResult, case: Case) -> ItemResult:
        """Note the student's own points beside the item that they are for."""
        own = self.stated(case)
        return result if own is None else replace(result, own_view={**result.own_view, self.item: own})

    def judge(self, case: Case) -> Iterator[Verdict]:
        """Say what was said; the reader's points stand beside it later."""
        own = self.stated(case)
        if own is not None:
            yield Verdict(0.0, f"You would give your text {own:g} of {self.highest:g} points.")
        elif not case.is_empty(self.answer):
            yield Verdict(
                0.0,
                f"`{self.answer}`: your own points are a number from 0 to {self.highest:g}. It costs nothing.",
            )
