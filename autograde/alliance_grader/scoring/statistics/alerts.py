"""Who drops out, by the rating of session 3; and whom a line on that rating asks, catches and leaves alone."""

from functools import cache
from typing import TYPE_CHECKING, Any, Final

from alliance_grader.scoring.statistics import follows, number, statistic
from alliance_grader.scoring.statistics.ratings import EVERYBODY

if TYPE_CHECKING:
    import pandas as pd

    from alliance.assignments import Assignment
    from alliance_grader.scoring.case import Case

RATING: Final = "alliance_session_3"
NAN: Final = float("nan")
RATED: Final = "rated"


@cache
def _rated(work: "Assignment") -> "pd.DataFrame":
    """Return those who rated session 3, with the third that they are in (`rate` makes the same)."""
    import pandas as pd

    rows = work.per_client.dropna(subset=[RATING])
    return rows.assign(third=pd.qcut(rows[RATING], 3, labels=["lowest", "middle", "highest"]))


def _left(case: "Case", about: str) -> "pd.Series[bool]":
    """Say who left of a third, of those who rated session 3, or of everybody who began."""
    if about == EVERYBODY:
        return case.work.per_client["dropout"]
    rows = _rated(case.work)
    return rows["dropout"] if about == RATED else rows.loc[rows["third"] == about, "dropout"]


def _risk(case: "Case", about: str) -> float:
    return float(_left(case, about).mean())


def _odds(case: "Case", about: str) -> float:
    left = _left(case, about)
    return float(left.sum() / (~left).sum())


@statistic
def dropout_risk(case: "Case", about: str, of: str = "") -> float:
    """How many left, of all: in a third, of those who rated session 3, or of everybody; `of` overrules the subject."""
    return _risk(case, of or about)


@statistic
def dropout_odds(case: "Case", about: str) -> float:
    """How many left for each one who stayed."""
    return _odds(case, about)


@statistic
def leavers_in(case: "Case", about: str) -> float:
    """Of those who rated session 3 and left, the share who are in a third: the share turned round."""
    rows = _rated(case.work)
    return float((rows.loc[rows["dropout"], "third"] == about).mean())


@statistic
def risk_gap(case: "Case", about: str) -> float:
    """The risk in the highest third minus the risk in the lowest."""
    return _risk(case, "highest") - _risk(case, "lowest")


@statistic
def risk_ratio(case: "Case", about: str) -> float:
    """The risk in the highest third divided by the risk in the lowest."""
    return _risk(case, "highest") / _risk(case, "lowest")


@statistic
def odds_ratio(case: "Case", about: str) -> float:
    """The odds in the highest third divided by the odds in the lowest."""
    return _odds(case, "highest") / _odds(case, "lowest")


@statistic
def odds_gap(case: "Case", about: str) -> float:
    """The odds in the highest third minus the odds in the lowest."""
    return _odds(case, "highest") - _odds(case, "lowest")


@follows
def own_gap(case: "Case", about: str, high: str, low: str) -> float:
    """The student's own risk in the highest third minus the own risk in the lowest; NaN when they are the same."""
    gap = number(case.answers.get(high)) - number(case.answers.get(low))
    return gap if gap else NAN


def _asked(case: "Case", answer: str) -> "tuple[pd.DataFrame, pd.Series[Any]] | None":
    """Return those who rated session 3, and whom of them the student's own line asks."""
    from alliance.caseload import ask

    line = number(case.answers.get(answer))
    if not 1 <= line <= 5:
        return None
    rows = _rated(case.work)
    return rows, ask(rows, RATING, at_most=line)["asked"].astype(bool)


def _sorted_out(case: "Case", answer: str) -> "tuple[pd.DataFrame, pd.Series[Any]] | None":
    """Return the same for a line that asks some and not others; without both there is nothing to count."""
    found = _asked(case, answer)
    return None if found is None or found[1].all() or not found[1].any() else found


@follows
def asked_by_own_line(case: "Case", about: str, answer: str) -> float:
    """The share that the student's own line asks, 0 and 1 included; NaN when there is no line on the scale."""
    found = _asked(case, answer)
    return NAN if found is None else float(found[1].mean())


@follows
def asked_of(case: "Case", about: str, answer: str, rest: bool = False, began: bool = False) -> float:
    """The share that the own line asks of those who left, of those who stayed, or of everybody.

    With `rest` it is the share that is not asked. With `began` the subject counts with those who never rated session 3.
    NaN when the line asks nobody or everybody: then nothing is left to count.
    """
    found = _sorted_out(case, answer)
    if found is None:
        return NAN
    rows, asked = found
    counts = {"left": rows["dropout"], "stayed": ~rows["dropout"], EVERYBODY: rows["dropout"].notna()}
    whole = counts[about].sum()
    if began:
        left = case.work.per_client["dropout"]
        whole = {"left": left.sum(), "stayed": (~left).sum(), EVERYBODY: len(left)}[about]
    share = float(asked[counts[about]].sum() / whole)
    return 1 - share if rest else share


@follows
def ended_of(case: "Case", about: str, answer: str) -> float:
    """The shares turned round: of those asked, who left; of those not asked, who stayed. `about` is who ended so."""
    found = _sorted_out(case, answer)
    if found is None:
        return NAN
    rows, asked = found
    return float(rows["dropout"][asked].mean() if about == "left" else (~rows["dropout"][~asked]).mean())
