"""Numbers within a tolerance of the truth."""

import math

from alliance.practice.answers import as_number
from alliance_grader.scoring.case import Case, Verdict
from alliance_grader.scoring.parts.part import TruePart, known
from alliance_grader.scoring.records import HAIR, Wrong


class NumberPart(TruePart, frozen=True, kw_only=True, tag="number", tag_field="kind"):
    """Numbers within `tolerance` of the truth; of known wrong values the nearest counts.

    Attributes
    ----------
    say : str
        What to say to any other number; ``{value}`` and ``{true}`` are put in.
    tolerance : float
        In the unit of the number.
    any_sign : bool
        The sign is judged elsewhere.
    proportion : bool
        It lies between 0 and 1; the same as a percentage earns the points too, and is told so.
    decimals : int
        How the truth is printed.
    """

    say: str = "{value} is not what the caseload gives, {true}."
    tolerance: float = 0.05
    any_sign: bool = False
    proportion: bool = False
    decimals: int = 2

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
