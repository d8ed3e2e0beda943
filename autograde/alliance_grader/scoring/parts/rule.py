"""An alert rule that the student wrote."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final

from alliance.errors import CourseError
from alliance_grader.results import ItemResult
from alliance_grader.scoring.case import Case, Verdict
from alliance_grader.scoring.parts.part import OnePart

IDLE: Final = 0.5
"""A rule that points to nobody or to everybody earns this share: it can be read, and sorts nobody out."""


class RulePart(OnePart, frozen=True, kw_only=True, tag="rule", tag_field="kind"):
    """An alert rule, for its form and for pointing to some clients and not to all. How many it catches is not judged here."""

    def solution(self, case: Case) -> dict[str, Any]:
        """Return a rule that can be used."""
        return {self.answer: {"pillar": 2.5, "drop": 1.5}}

    def noted(self, result: ItemResult, case: Case) -> ItemResult:
        """Note the rule as names and numbers, when it can be read."""
        from alliance.caseload.alerts import rule_from

        given = case.answers[self.answer]
        try:
            rule_from(given)
        except CourseError:
            return result
        return replace(result, rule={str(name): float(value) for name, value in given.items()})

    def judge_it(self, value: Any, case: Case) -> Iterator[Verdict]:
        """Judge it on the clients who are in therapy on the day."""
        from alliance.caseload.alerts import rule_from, standings

        try:
            rule = rule_from(value)
        except CourseError as error:
            yield Verdict(0.0, f"`{self.answer}`: {error}")
            return
        board = standings(case.work.caseload)
        alerts = sum(rule.urgency(one) >= 0 for one in board)
        said = f"`{self.answer}`: alert on {rule}. It points to {alerts} of the {len(board)} clients who are in therapy on the day"
        if 0 < alerts < len(board):
            yield Verdict(self.points, f"{said}, so it can be used.")
        else:
            yield Verdict(IDLE * self.points, f"{said}, so it sorts nobody out. Move one of its numbers.")
