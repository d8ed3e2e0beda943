"""How closely alliance and outcome go together in a caseload, and what follows from the r that a student found."""

from math import isfinite
from typing import TYPE_CHECKING

from alliance_grader.scoring.statistics import follows, number, statistic

if TYPE_CHECKING:
    from alliance_grader.scoring.case import Case

_OUTCOME = "residual_change"


@statistic
def alliance_outcome_r(case: "Case", about: str, outcome: str = _OUTCOME, instead: str = "") -> float:
    """Pearson's r between an outcome and the column that it is about, or another column `instead`, over the clients."""
    return _r(case, instead or about, outcome)


@statistic
def alliance_outcome_percent(case: "Case", about: str) -> float:
    """The same r times a hundred, as somebody gives it who reads r as a percentage."""
    return 100 * _r(case, about)


@statistic
def alliance_outcome_shared(case: "Case", about: str) -> float:
    """The variance that the two share: r squared."""
    return _r(case, about) ** 2


@follows
def own_r(case: "Case", about: str, answer: str, times: float = 1.0) -> float:
    """The r that the student gave earlier, or the true one when that was none; `times` a factor."""
    own = _given(case, answer)
    return times * (own if isfinite(own) else _r(case, about))


@follows
def own_r_squared(case: "Case", about: str, answer: str) -> float:
    """The square of the r that the student gave earlier."""
    return _given(case, answer) ** 2


def _r(case: "Case", column: str, outcome: str = _OUTCOME) -> float:
    from alliance.caseload import correlate

    return correlate(case.work.per_client, column, outcome).value


def _given(case: "Case", answer: str) -> float:
    """Return an earlier r; one given as a percentage counts as what is meant. NaN where squaring it shows nothing."""
    value = number(case.answers.get(answer))
    r = value / 100 if 1 < abs(value) <= 100 else value
    return r if 0 < abs(r) < 1 else float("nan")
