"""How two columns of numbers go together: across clients, and within them."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

import numpy as np
import pandas as pd

from alliance.caseload.verbs.columns import (
    caseload_in,
    clients_in,
    pairs_in,
    refuse_constant,
    rows_of,
    unit,
    unit_word,
    warning_on_repeats,
)
from alliance.caseload.verbs.finding import Finding, with_interval
from alliance.errors import CourseError
from alliance.language import N_, _, number

if TYPE_CHECKING:
    import plotly.graph_objects as go


def correlate(table: pd.DataFrame, first: str, second: str) -> Finding:
    """Say how closely two columns go together, in the rows where both are there.

    Parameters
    ----------
    table : pandas.DataFrame
        ``clients`` or ``per_client``; of ``sessions`` several rows are of the same client.
    first, second : str
        Two columns of numbers: ``correlate(per_client, "alliance", "change")``.

    Returns
    -------
    Finding
        ``.value`` is Pearson's r; ``.numbers`` has ``n``, the 95 % interval as ``low`` and ``high`` (Fisher's z), and
        ``r_squared``.
    """
    from scipy.stats import pearsonr

    both = pairs_in(rows_of(table), first, second, least=4)
    refuse_constant(both, first, second)
    result = pearsonr(both[first], both[second])
    interval = result.confidence_interval(0.95)
    r = float(result.statistic)
    numbers: dict[str, float] = {
        "n": len(both),
        "low": float(interval.low),
        "high": float(interval.high),
        "r_squared": r * r,
    }
    kind = unit(both)
    sentence = _(
        "{first} and {second} go together with r = {r} (95 % interval {low} to "
        "{high}), over {count} {rows}. r squared is {squared}: the two share "
        "{percent} % of their variance between {rows}, which does not say what causes what."
    ).format(
        first=first,
        second=second,
        r=number(r, ".2f"),
        low=number(numbers["low"], ".2f"),
        high=number(numbers["high"], ".2f"),
        count=number(len(both), ","),
        rows=unit_word(kind),
        squared=number(r * r, ".2f"),
        percent=number(100 * r * r, ".0f"),
    ) + warning_on_repeats(both)

    def draw() -> "tuple[go.Figure, str]":
        from alliance.caseload.verbs.pictures.clouds import cloud

        return cloud(both, first, second, kind, sentence)

    return Finding(r, sentence, numbers, draw)


@dataclass(frozen=True)
class _Level:
    """Whose rows belong together, and what the rows and the groups are called."""

    column: str
    one: str
    many: str
    rows: str
    own: str
    too_few: str


_LEVELS: Final = {
    "clients": _Level(
        "client",
        "client",
        "clients",
        "sessions",
        N_("the client's own mean"),
        N_("Take more clients, with several sessions each: there are too few to tell the two apart."),
    ),
    "therapists": _Level(
        "therapist",
        "therapist",
        "therapists",
        "clients",
        N_("the mean of the same therapist's clients"),
        N_("Take more therapists, with several clients each: there are too few to tell the two apart."),
    ),
}


def within_between(
    table: pd.DataFrame, first: str, second: str, of: Literal["clients", "therapists"] = "clients"
) -> Finding:
    """Tell apart how two columns go together between clients and within them; or, one floor up, between therapists.

    Parameters
    ----------
    table : pandas.DataFrame
        ``sessions``, one row a session; of therapists ``per_client``, one row a client.
    first, second : str
        Two columns of numbers: ``within_between(sessions, "alliance", "symptoms")``.
    of : {"clients", "therapists"}
        Whose levels are told apart: ``within_between(per_client, "alliance_early", "residual_change", of="therapists")``.

    Returns
    -------
    Finding
        ``.value`` is the slope within: points of `second` for one point more of `first`, between sessions of the same
        client, or between clients of the same therapist. ``.numbers`` has ``within`` and ``between``, each with
        ``_low`` and ``_high``, the number of ``clients`` or ``therapists``, and ``n``.

    Notes
    -----
    Between: least squares on the clients' means, one point a client, errors robust to unequal spread (HC3). Within:
    least squares on each session's deviation from the client's own mean, errors robust to whatever joins the sessions
    of a client (clustered), Student's t with one less than the number of clients. Two cautions: a mean of few sessions
    is noisy, which pulls the slope between clients towards the one within; and what two columns share because both
    drift as therapy goes on counts as "within" here. `lag` takes that drift out.
    """
    from statsmodels.regression.linear_model import OLS

    if of not in _LEVELS:
        raise CourseError(_('of must be "clients" or "therapists"; {of} was given.').format(of=repr(of)))
    level = _LEVELS[of]
    both = pairs_in((clients_in if of == "clients" else caseload_in)(table), first, second, least=4)
    codes, names = pd.factorize(both[level.column])
    values = both[[first, second]].to_numpy(float)
    counts = np.bincount(codes)
    means = np.column_stack([np.bincount(codes, column) / counts for column in values.T])
    away = values - means[codes]
    if len(names) < 4 or (counts > 1).sum() < 3:
        raise CourseError(_(level.too_few))
    for column, what in ((means[:, 0], "between"), (away[:, 0], "within")):
        if np.ptp(column) < 1e-9:
            raise CourseError(
                (
                    _("{first} does not differ between {many} here; choose another column.")
                    if what == "between"
                    else _("{first} does not differ within {many} here; choose another column.")
                ).format(first=first, many=unit_word(level.many))
            )
    outer = OLS(means[:, 1], np.column_stack([np.ones(len(means)), means[:, 0]])).fit(
        cov_type="HC3", use_t=True
    )
    inner = OLS(away[:, 1], away[:, :1]).fit(cov_type="cluster", cov_kwds={"groups": codes}, use_t=True)
    numbers: dict[str, float] = {"n": len(both), level.many: len(names)}
    for what, fitted in (("within", inner), ("between", outer)):
        low, high = np.asarray(fitted.conf_int())[-1]
        numbers |= {what: float(fitted.params[-1]), f"{what}_low": float(low), f"{what}_high": float(high)}
    signs = np.sign(numbers["within"]) * np.sign(numbers["between"])
    told = (
        _(
            "Between {groups}, one point more of {first} goes with {second} {between}; "
            "within {groups}, one point more than {own} goes with {second} {within}; over "
            "{count} {rows} of {all} {groups}. The two answer different questions and may differ even in "
            "sign, as they do here."
        )
        if signs < 0
        else _(
            "Between {groups}, one point more of {first} goes with {second} {between}; "
            "within {groups}, one point more than {own} goes with {second} {within}; over "
            "{count} {rows} of {all} {groups}. The two answer different questions and may differ even in "
            "sign, though they do not here."
        )
    )
    sentence = told.format(
        groups=unit_word(level.many),
        first=first,
        second=second,
        between=_points(numbers, "between"),
        own=_(level.own),
        within=_points(numbers, "within"),
        count=number(len(both), ","),
        rows=unit_word(level.rows),
        all=number(len(names), ","),
    )

    def draw() -> "tuple[go.Figure, str]":
        from alliance.caseload.verbs.pictures.clouds import two_levels

        spread = np.sqrt(np.bincount(codes, away[:, 0] ** 2) / np.maximum(counts - 1, 1))
        line = (float(outer.params[0]), numbers["between"], numbers["within"])
        return two_levels(means, spread, line, (first, second), (level.one, level.many), sentence)

    return Finding(numbers["within"], sentence, numbers, draw)


def _points(numbers: dict[str, float], what: str) -> str:
    told = (
        _("{size} points higher (95 % interval {low} to {high})")
        if numbers[what] > 0
        else _("{size} points lower (95 % interval {low} to {high})")
    )
    return with_interval(told, numbers, what)
