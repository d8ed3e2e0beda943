"""One column, or two side by side: means and how they are spread."""

from typing import TYPE_CHECKING

import pandas as pd

from alliance.caseload.verbs.columns import numbers_in, pairs_in, rows_of
from alliance.caseload.verbs.finding import Finding
from alliance.language import _, number

if TYPE_CHECKING:
    import plotly.graph_objects as go


def mean_of(table: pd.DataFrame, column: str, client: str | None = None) -> Finding:
    """Average a column, leaving out what is missing.

    Parameters
    ----------
    table : pandas.DataFrame
        ``sessions`` or ``clients``.
    column : str
        Which column, in quotation marks: ``"goal"``.
    client : str, optional
        Only this client's rows: ``client="C03"``.

    Returns
    -------
    Finding
        ``.value`` is in the column's own unit.
    """
    numbers = numbers_in(rows_of(table, client), column)
    value = float(numbers.mean())
    left_out = int(len(rows_of(table, client)) - len(numbers))
    if client:
        told = _("The mean of {column} for client {client} is {mean}, over {count} rows")
    else:
        told = _("The mean of {column} is {mean}, over {count} rows")
    sentence = told.format(column=column, client=client, mean=number(value, ".2f"), count=len(numbers))
    if left_out:
        sentence += _(" ({missing} missing, left out)").format(missing=left_out)
    sentence += "."

    def draw() -> "tuple[go.Figure, str]":
        from alliance.caseload.verbs.pictures.distribution import distribution

        return distribution({column: numbers}, sentence)

    return Finding(value, sentence, {"n": len(numbers), "missing": left_out}, draw)


def compare(table: pd.DataFrame, first: str, second: str, client: str | None = None) -> Finding:
    """Compare two columns row by row, in the rows where both are there.

    Parameters
    ----------
    table : pandas.DataFrame
        ``sessions`` or ``clients``.
    first, second : str
        Two columns: ``compare(sessions, "bond", "bond_therapist")``.
    client : str, optional
        Only this client's rows.

    Returns
    -------
    Finding
        ``.value`` is the mean of `first` minus the mean of `second`: positive when the first is higher.
    """
    both = pairs_in(rows_of(table, client), first, second)
    one, two = float(both[first].mean()), float(both[second].mean())
    told = (
        _(
            "{first} ({one}) is {apart} higher than {second} ({two}), "
            "over the {count} rows that have both: {first} minus {second} is {difference}."
        )
        if one > two
        else _(
            "{first} ({one}) is {apart} lower than {second} ({two}), "
            "over the {count} rows that have both: {first} minus {second} is {difference}."
        )
        if one < two
        else _(
            "{first} ({one}) is {apart} level with {second} ({two}), "
            "over the {count} rows that have both: {first} minus {second} is {difference}."
        )
    )
    sentence = told.format(
        first=first,
        second=second,
        one=number(one, ".2f"),
        two=number(two, ".2f"),
        apart=number(abs(one - two), ".2f"),
        count=len(both),
        difference=number(one - two, "+.2f"),
    )

    def draw() -> "tuple[go.Figure, str]":
        from alliance.caseload.verbs.pictures.distribution import distribution

        return distribution({first: both[first], second: both[second]}, sentence)

    return Finding(one - two, sentence, {"n": len(both), first: one, second: two}, draw)
