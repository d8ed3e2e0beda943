"""An alert rule that the student wrote."""

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from alliance.errors import CourseError
from alliance_grader.results import ItemResult
from alliance_grader.scoring.case import Case, Verdict
from alliance_grader.scoring.parts.part import OnePart

if TYPE_CHECKING:
    from collections.abc import Sequence

    from alliance.caseload.alerts import Rule, Standing

HALF: Final = 0.5
"""What share a rule earns that beats the hat by a little, or for a burden that makes it of little use."""


class RulePart(OnePart, frozen=True, kw_only=True, tag="rule", tag_field="kind"):
    """An alert rule, for what it catches against what it costs.

    A student's own caseload has some forty clients who did badly: too few to judge a rule by, and in each variant
    others. So it is tried on the other Fridays that Lesson 10 knows, the same for everybody.

    Attributes
    ----------
    clearly, somewhat : float
        How many times as many it must catch as names from a hat, for all points and for half of them.
    few, most : float
        The share of clients whom a rule may point to for all points.
    too_many : float
        From which share on it earns nothing.
    """

    clearly: float
    somewhat: float
    few: float
    most: float
    too_many: float

    def solution(self, case: Case) -> dict[str, Any]:
        """Return a rule that can be used."""
        return {self.answer: {"pillar": 2, "drop": 2}}

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
        """Judge it on other Fridays, and say what it does on the student's own caseload."""
        from alliance.caseload.alerts import other_fridays, rule_from, standings

        try:
            rule = rule_from(value)
        except CourseError as error:
            yield Verdict(0.0, f"`{self.answer}`: {error}")
            return
        own, others = standings(case.work.caseload), [one for board in other_fridays() for one in board]
        alerts, caught, bad = _comes_to(rule, own)
        yield Verdict(
            0.0,
            f"`{self.answer}`: alert on {rule}. In your service it points to {alerts} of the {len(own)} clients who are in "
            f"therapy on the day, and catches {caught} of the {bad} who later left or got worse. These are too few to judge a "
            f"rule by, so it was tried on {len(others):,} clients of other Fridays, the same for everybody.",
        )
        alerts, caught, bad = _comes_to(rule, others)
        burden, found = alerts / len(others), caught / bad
        share, said = self._worth(burden, found)
        yield Verdict(
            self.points * share,
            f"There it points to {100 * burden:.0f} of 100 clients, and of 100 who later left or got worse it catches "
            f"{100 * found:.0f}; as many names from a hat would catch {100 * burden:.0f}. {said}",
        )

    def _worth(self, burden: float, found: float) -> tuple[float, str]:
        """Return what share of the points a rule earns that points to a share of all and finds a share of the bad ones."""
        if burden >= self.too_many:
            return 0.0, "That is more than anybody can ask first. Make it stricter."
        if found < self.somewhat * burden:
            return (
                0.0,
                "That is hardly better than the hat. Try another sign, or another number for this one.",
            )
        if burden > self.most:
            return HALF, "Better than the hat, but a long list says little about whom to ask first."
        if burden < self.few:
            return HALF, "Better than the hat, but it hardly points to anybody, and misses nearly all."
        if found < self.clearly * burden:
            return HALF, "A little better than the hat."
        return 1.0, "Clearly better than the hat, for a list that one can work through."


def _comes_to(rule: "Rule", board: "Sequence[Standing]") -> tuple[int, int, int]:
    """Return how many clients a rule points to, how many of these did badly later, and how many did in all."""
    alerts = [one for one in board if rule.urgency(one) >= 0]
    return len(alerts), sum(one.bad for one in alerts), sum(one.bad for one in board)
