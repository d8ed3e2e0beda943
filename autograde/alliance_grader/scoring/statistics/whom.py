"""What works for whom: four groups of fit and alliance, slopes within and between clients, steps from session to session."""

from functools import cache
from math import nan
from typing import TYPE_CHECKING, Final

from alliance_grader.scoring.records import HAIR
from alliance_grader.scoring.statistics import follows, number, statistic

if TYPE_CHECKING:
    from alliance.assignments import Assignment
    from alliance.caseload import Finding
    from alliance_grader.scoring.case import Case

_OTHER: Final = {
    "poor": "good",
    "good": "poor",
    "within": "between",
    "between": "within",
    "forward": "backward",
    "backward": "forward",
}
_GROUPS: Final = ("poor lower", "poor upper", "good lower", "good upper")
_READ: Final = 0.02
"""How near a mean that was read off the caseload is to the true one, as in the key."""


@cache
def _groups(work: "Assignment", alliance: str, of: str) -> "Finding":
    from alliance.caseload import split

    return split(work.per_client, ("fit", alliance), of)


@cache
def _levels(work: "Assignment", first: str, second: str, of: str = "clients") -> "Finding":
    from alliance.caseload import within_between

    if of == "therapists":
        return within_between(work.per_client, first, second, of="therapists")
    return within_between(work.sessions, first, second)


@cache
def _steps(work: "Assignment", first: str, second: str) -> "Finding":
    from alliance.caseload import lag

    return lag(work.sessions, first, second)


def _mean(
    work: "Assignment", group: str, alliance: str = "alliance_early", of: str = "residual_change"
) -> float:
    fit, half = group.split()
    return _groups(work, alliance, of).numbers[f"fit {fit}, {alliance} {half} half"]


@statistic
def group_mean(
    case: "Case",
    about: str,
    alliance: str = "alliance_early",
    of: str = "residual_change",
    other_fit: bool = False,
) -> float:
    """Mean of one of the four groups, for example ``"poor lower"``: poor fit, lower half of the alliance."""
    fit, half = about.split()
    fit = _OTHER[fit] if other_fit else fit
    return _mean(case.work, f"{fit} {half}", alliance, of)


@statistic
def half_mean(
    case: "Case", about: str, alliance: str = "alliance_early", of: str = "residual_change"
) -> float:
    """The same for the half alone, whatever the fit: as if the method made no difference."""
    from alliance.caseload import split

    half = about.split()[1]
    return split(case.work.per_client, alliance, of, parts=2).numbers[f"{alliance} {half} half"]


@statistic
def interaction(
    case: "Case", about: str, alliance: str = "alliance_early", of: str = "residual_change"
) -> float:
    """The difference of the two differences."""
    return _groups(case.work, alliance, of).value


@statistic
def difference_of_groups(case: "Case", about: str, higher: str, lower: str) -> float:
    """The mean of one of the four groups minus that of another: one difference, not yet an interaction."""
    return _mean(case.work, higher) - _mean(case.work, lower)


@follows
def own_interaction(
    case: "Case", about: str, poor_lower: str, poor_upper: str, good_lower: str, good_upper: str
) -> float:
    """The difference of differences of the student's own four means, if two of them or more are right but for the sign.

    Less than that is no reading of the caseload that one could go on from.
    """
    own = [number(case.answers.get(name)) for name in (poor_lower, poor_upper, good_lower, good_upper)]
    true = [_mean(case.work, group) for group in _GROUPS]
    right = sum(abs(abs(a) - abs(b)) <= _READ + HAIR for a, b in zip(own, true, strict=True))
    a, b, c, d = own
    return (d - c) - (b - a) if right >= 2 else nan


@statistic
def slope(
    case: "Case", about: str, first: str, second: str, other_level: bool = False, of: str = "clients"
) -> float:
    """Slope of `second` on `first`, ``"within"`` clients or ``"between"`` them, or the same `of` therapists."""
    level = _OTHER[about] if other_level else about
    return _levels(case.work, first, second, of).numbers[level]


@statistic
def one_line(case: "Case", about: str, first: str, second: str) -> float:
    """Slope of the one line through all sessions, whoever's they are."""
    import numpy as np

    both = case.work.sessions[[first, second]].astype(float).dropna()
    return float(np.polynomial.Polynomial.fit(both[first], both[second], 1).convert().coef[1])


@statistic
def step(case: "Case", about: str, first: str, second: str, other_way: bool = False) -> float:
    """Step within clients from one session to the next: ``"forward"``, `first` to `second`, or ``"backward"``."""
    way = _OTHER[about] if other_way else about
    return _steps(case.work, first, second).numbers[way]
