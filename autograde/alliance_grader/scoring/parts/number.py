"""Numbers within a tolerance of the truth."""

import math
from collections.abc import Iterable
from typing import Any

from alliance.practice.answers import as_number
from alliance_grader.scoring.case import Case, Verdict
from alliance_grader.scoring.parts.part import AboutPart, computed_in, known, mistaken_in, named_in
from alliance_grader.scoring.records import HAIR, Statistic, Wrong


class NumberPart(AboutPart, frozen=True, kw_only=True, tag="number", tag_field="kind"):
    """Numbers within `tolerance` of the truth.

    Attributes
    ----------
    truth : Statistic
    right, say : str
        What to say to a right and to any other number; ``{value}`` and ``{true}`` are put in.
    tolerance : float
        In the unit of the number.
    any_sign : bool
        The sign is judged elsewhere.
    proportion : bool
        It lies between 0 and 1; the same as a percentage earns the points too, and is told so.
    decimals : int
        How the truth is printed.
    wrong : tuple of Wrong
        Known wrong values; the nearest counts.
    """

    truth: Statistic
    right: str
    say: str = "{value} is not what the caseload gives, {true}."
    tolerance: float = 0.05
    any_sign: bool = False
    proportion: bool = False
    decimals: int = 2
    wrong: tuple[Wrong, ...] = ()

    @property
    def misconceptions(self) -> set[str]:
        """Those that it can name."""
        return named_in(self.wrong)

    @property
    def statistics(self) -> Iterable[Statistic]:
        """The true values that it computes."""
        return (self.truth, *computed_in(self.wrong))

    def solution(self, case: Case) -> dict[str, Any]:
        """Return answers that earn all points."""
        return {name: case.truth(self.truth, about) for name, about in self.answers.items()}

    def mistaken(self, misconception: str, case: Case) -> dict[str, Any]:
        """Return the answers of somebody with a misconception."""
        return mistaken_in(self.wrong, self.answers, misconception, case)

    def judge_one(self, name: str, about: str, case: Case) -> Verdict:
        """Judge one number."""
        value = as_number(case.answers[name])
        if value is None:
            return Verdict(0.0, f"`{name}`: this is not a number, so it could not be compared.")
        true = float(case.truth(self.truth, about))
        if math.isnan(true):
            return Verdict(
                0.0, f"`{name}`: this goes on from an earlier answer, which is not there or cannot be used."
            )
        if self._off(value, true) <= self.tolerance + HAIR:
            return Verdict(self.points, f"`{name}`: {self.right}")
        printed = f"{true:.{self.decimals}f}"
        nearest, distance = self._nearest(value, about, case)
        if nearest and distance <= nearest.within + HAIR:
            return known(nearest, name, printed)
        if self.proportion and abs(value) > 1 and self._off(value / 100, true) <= self.tolerance + HAIR:
            return Verdict(self.points, f"`{name}`: right, as a percentage. As a proportion it is {printed}.")
        return Verdict(0.0, f"`{name}`: {self.say.format(value=f'{value:g}', true=printed)}")

    def _off(self, value: float, true: float) -> float:
        return abs(abs(value) - abs(true)) if self.any_sign else abs(value - true)

    def _nearest(self, value: float, about: str, case: Case) -> tuple[Wrong | None, float]:
        """Return the known wrong value that is nearest, and how far it is."""
        near: Wrong | None = None
        distance = math.inf
        for wrong in self.wrong:
            off = self._off(value, float(wrong.true(about, case)))
            if off < distance:  # NaN is near nothing
                near, distance = wrong, off
        return near, distance
