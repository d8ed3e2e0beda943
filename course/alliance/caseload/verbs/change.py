"""Change that is more than noise, after Jacobson and Truax (1991)."""

from dataclasses import dataclass
from math import sqrt
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from alliance.caseload.parameters import parameters
from alliance.caseload.verbs.columns import pairs_in, rows_of
from alliance.caseload.verbs.finding import Finding
from alliance.errors import CourseError
from alliance.language import _, number

if TYPE_CHECKING:
    import plotly.graph_objects as go

CLASSES: Final = ("recovered", "improved", "unchanged", "deteriorated")


@dataclass(frozen=True)
class Criteria:
    """What counts: the least reliable change in points, and the score below which nobody is called a case."""

    reliable: float
    cutoff: float


def reliable_change(
    clients: pd.DataFrame,
    before: str = "intake",
    after: str = "last",
    noise: float | None = None,
    cutoff: float | None = None,
) -> Finding:
    """Sort clients by whether their change is more than measurement noise.

    Lower scores are better.

    Parameters
    ----------
    clients : pandas.DataFrame
        One row a client.
    before, after : str
        The two scores.
    noise : float, optional
        The standard error of measurement, in points; that of our own symptom scale unless told.
    cutoff : float, optional
        Scores below it are out of the clinical range; that of our own symptom scale unless told.

    Returns
    -------
    Finding
        ``.value`` is the share that improved reliably, recovered or not. ``.numbers`` has for ``recovered``,
        ``improved`` (reliably, but not recovered), ``unchanged`` and ``deteriorated`` the share, and with ``, n`` the
        count; ``reliable`` and ``cutoff`` are the two thresholds; ``recovered_of_cases`` is the share of recovered
        among the ``cases``, those who started at or above the cut-off.

    Notes
    -----
    Two scores of a client who did not change differ by noise of `noise` times the square root of 2, so a change is
    reliable when it is more than 1.96 times that. Recovered means reliably improved, and across the cut-off: who
    started below it can improve, not recover.

    References
    ----------
    Jacobson, N. S., & Truax, P. (1991). Clinical significance: a statistical approach to defining meaningful change in
    psychotherapy research. Journal of Consulting and Clinical Psychology, 59(1), 12-19.
    https://doi.org/10.1037/0022-006X.59.1.12
    """
    both = pairs_in(rows_of(clients), before, after)
    if "client" in both.columns and both["client"].duplicated().any():
        raise CourseError(_("This verb takes one row a client; give it clients or per_client, not sessions."))
    ours = parameters().symptoms
    sem = _positive("noise", ours.noise if noise is None else noise)
    limit = _positive("cutoff", ours.cutoff if cutoff is None else cutoff)
    criteria = Criteria(1.96 * sqrt(2) * sem, limit)
    classes = classify(both[before], both[after], criteria)
    cases = int((both[before] >= limit).sum())
    counts = {name: int((classes == name).sum()) for name in CLASSES}
    numbers: dict[str, float] = {
        "n": len(both),
        "reliable": criteria.reliable,
        "cutoff": limit,
        "cases": cases,
    }
    for name, count in counts.items():
        numbers |= {name: count / len(both), f"{name}, n": count}
    better = counts["recovered"] + counts["improved"]
    if cases:
        numbers["recovered_of_cases"] = counts["recovered"] / cases
        told = _(
            "{better} of {all} clients ({percent} %) improved by more than {reliable} points, "
            "which is more than noise; {recovered} of them also crossed the cut-off of {cutoff} and count as "
            "recovered, or {recovered} of the {cases} who started at or above it ({percent_of_cases} %). "
            "{unchanged} did not change reliably, and {deteriorated} got reliably worse."
        )
    else:
        told = _(
            "{better} of {all} clients ({percent} %) improved by more than {reliable} points, "
            "which is more than noise; {recovered} of them also crossed the cut-off of {cutoff} and count as "
            "recovered. {unchanged} did not change reliably, and {deteriorated} got reliably worse."
        )
    value = better / len(both)
    sentence = told.format(
        better=better,
        all=len(both),
        percent=number(100 * value, ".0f"),
        reliable=number(criteria.reliable, ".1f"),
        recovered=counts["recovered"],
        cutoff=number(limit),
        cases=cases,
        percent_of_cases=number(100 * counts["recovered"] / max(cases, 1), ".0f"),
        unchanged=counts["unchanged"],
        deteriorated=counts["deteriorated"],
    )

    def draw() -> "tuple[go.Figure, str]":
        from alliance.caseload.verbs.pictures.clouds import before_and_after

        return before_and_after(both[before], both[after], classes, criteria, sentence)

    return Finding(value, sentence, numbers, draw)


def classify(before: "pd.Series[float]", after: "pd.Series[float]", criteria: Criteria) -> "pd.Series[str]":
    """Return each client's class."""
    # Scores have one decimal: a change that equals the threshold must not hang on the last bit.
    gained = (before - after).round(9)
    better, worse = gained > criteria.reliable, gained < -criteria.reliable
    crossed = (before >= criteria.cutoff) & (after < criteria.cutoff)
    names = np.select(
        [better & crossed, better, worse], ["recovered", "improved", "deteriorated"], "unchanged"
    )
    return pd.Series(names, index=before.index)


def _positive(name: str, given: Any) -> float:
    if isinstance(given, bool) or not isinstance(given, int | float | np.number) or not 0 < given < np.inf:
        raise CourseError(
            _("{name} must be a number above 0; {given} was given.").format(name=name, given=repr(given))
        )
    return float(given)
