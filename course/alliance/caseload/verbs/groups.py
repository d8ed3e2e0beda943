"""Rows in groups, lowest first, and what can be said of a group: its mean or share, with an interval."""

from dataclasses import dataclass
from math import sqrt
from typing import Any, Final

import numpy as np
import pandas as pd

from alliance.caseload.verbs.columns import column_in, is_yes_no, yes_no_in
from alliance.errors import CourseError
from alliance.language import _

_PARTS: Final = {
    2: ("lower half", "upper half"),
    3: ("lowest third", "middle third", "highest third"),
    4: ("lowest quarter", "second quarter", "third quarter", "highest quarter"),
    5: ("lowest fifth", "second fifth", "middle fifth", "fourth fifth", "highest fifth"),
}
_ORDERS: Final = (
    ("poor", "good"),
    ("not done", "partly", "done"),
    ("mild", "moderate", "severe"),
    ("low", "high"),
)
"""Words that have an order of their own; others stand in the alphabet's."""

_MOST_GROUPS: Final = 12


@dataclass(frozen=True)
class Group:
    """One group of rows.

    Attributes
    ----------
    label : str
        What the group is called.
    n : int
        How many rows.
    value : float
        Their mean, or the share of yes.
    low, high : float
        The 95 % interval: Student's for a mean, Wilson's for a share.
    spread : float
        The standard deviation, as it enters the error of a difference.
    """

    label: str
    n: int
    value: float
    low: float
    high: float
    spread: float

    @property
    def yes(self) -> int:
        """How many say yes, when the value is a share."""
        return round(self.value * self.n)

    def __str__(self) -> str:
        return f"the {self.label}" if any(self.label in parts for parts in _PARTS.values()) else self.label

    def numbers(self, by: str) -> dict[str, float]:
        """Return what the group adds to a finding's numbers."""
        name = f"{by} {self.label}"
        return {name: self.value, f"{name}, n": self.n, f"{name}, low": self.low, f"{name}, high": self.high}


def grouping(rows: pd.DataFrame, by: Any, parts: int) -> "tuple[pd.Series[Any], bool]":
    """Say for each row which group it is in.

    Returns
    -------
    pandas.Series
        An ordered categorical.
    bool
        Whether the groups have an order, so that first and last mean something.
    """
    values = column_in(rows, by)
    if is_yes_no(values):
        answers = yes_no_in(rows, by).map({0.0: "no", 1.0: "yes"}).reindex(rows.index)
        return _ordered(answers, ["no", "yes"]), True
    if isinstance(values.dtype, pd.CategoricalDtype):
        there = values.cat.remove_unused_categories()
        return there, bool(there.cat.ordered)
    if pd.api.types.is_numeric_dtype(values):
        return _equal_parts(values.astype(float), by, parts), True
    words = sorted(map(str, values.dropna().unique()))
    if len(words) > _MOST_GROUPS:
        raise CourseError(
            _(
                "The column {by} holds {count} different words, too many for groups; choose one with few."
            ).format(by=by, count=len(words))
        )
    order = next((list(order) for order in _ORDERS if set(words) <= set(order)), None)
    return _ordered(values.map(str, na_action="ignore"), order or words), order is not None


def _ordered(values: "pd.Series[Any]", order: list[str]) -> "pd.Series[Any]":
    categories = pd.Categorical(values, categories=order, ordered=True).remove_unused_categories()
    return pd.Series(categories, index=values.index)


def _equal_parts(values: "pd.Series[float]", by: str, parts: Any) -> "pd.Series[Any]":
    if isinstance(parts, bool) or parts not in _PARTS:
        raise CourseError(
            _("parts must be a whole number from 2 to 5; {parts} was given.").format(parts=repr(parts))
        )
    codes = pd.qcut(values, parts, labels=False, duplicates="drop")
    if codes.nunique() < parts:
        raise CourseError(
            _(
                "The column {by} has too few different values for {parts} groups of about equal size; "
                "choose fewer parts or another column."
            ).format(by=by, parts=parts)
        )
    return _ordered(codes.map(dict(enumerate(_PARTS[parts]))), list(_PARTS[parts]))


def groups_in(values: "pd.Series[float]", into: "pd.Series[Any]", by: str, *, shares: bool) -> list[Group]:
    """Describe each group of `into`, lowest first."""
    made = []
    for label in into.cat.categories:
        mine = values[into == label].to_numpy(float)
        if len(mine) < 2:
            raise CourseError(
                _(
                    "The group {label} of {by} has only {count} row; choose fewer parts or another column."
                ).format(label=label, by=by, count=len(mine))
            )
        made.append(share_of(str(label), mine) if shares else mean_in(str(label), mine))
    if len(made) < 2:
        raise CourseError(
            _("There is only one group of {by} here; choose a column in which the rows differ.").format(by=by)
        )
    return made


def mean_in(label: str, values: "np.ndarray[Any, Any]") -> Group:
    """Describe a group by its mean."""
    from scipy.stats import t

    n, mean, spread = len(values), float(values.mean()), float(values.std(ddof=1))
    half = float(t.ppf(0.975, n - 1)) * spread / sqrt(n)
    return Group(label, n, mean, mean - half, mean + half, spread)


def share_of(label: str, answers: "np.ndarray[Any, Any]") -> Group:
    """Describe a group by its share of yes."""
    from statsmodels.stats.proportion import proportion_confint

    n, yes = len(answers), round(float(answers.sum()))
    low, high = proportion_confint(yes, n, method="wilson")
    share = yes / n
    return Group(label, n, share, max(0.0, float(low)), min(1.0, float(high)), sqrt(share * (1 - share)))


def difference_interval(last: Group, first: Group, *, shares: bool) -> tuple[float, float]:
    """Return the 95 % interval of last minus first: Welch's for means, Newcombe's for shares."""
    if shares:
        from statsmodels.stats.proportion import confint_proportions_2indep

        low, high = confint_proportions_2indep(last.yes, last.n, first.yes, first.n, method="newcomb")
        return float(low), float(high)
    return contrast_interval(last.value - first.value, [last, first])


def contrast_interval(value: float, groups: list[Group]) -> tuple[float, float]:
    """Return the 95 % interval of a sum and difference of independent groups, spreads unequal (Welch)."""
    from scipy.stats import t

    parts = [group.spread**2 / group.n for group in groups]
    variance = sum(parts)
    if variance == 0:
        return value, value
    freedom = variance**2 / sum(part**2 / (group.n - 1) for part, group in zip(parts, groups, strict=True))
    half = float(t.ppf(0.975, freedom)) * sqrt(variance)
    return value - half, value + half
