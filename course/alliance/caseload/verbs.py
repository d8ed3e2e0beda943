"""One-line verbs for people who have never programmed: a sentence, a picture and numbers."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pandas as pd

from alliance.errors import CourseError

if TYPE_CHECKING:
    import plotly.graph_objects as go


@dataclass(frozen=True, eq=False)
class Finding:
    """What a verb found.

    Attributes
    ----------
    value : float
        The number itself; ``float(finding)`` gives it too.
    sentence : str
        The finding in words, with its unit.
    numbers : dict of str to float
        What else was computed, for example ``n``.
    """

    value: float
    sentence: str
    numbers: dict[str, float]
    _draw: "Callable[[], tuple[go.Figure, str]]" = field(repr=False)

    def __float__(self) -> float:
        return self.value

    def __repr__(self) -> str:
        return self.sentence

    def show(self) -> None:
        """Show the picture that belongs to the finding."""
        from alliance.pictures import show

        show(*self._draw())


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
    numbers = _numbers(_rows(table, client), column)
    value = float(numbers.mean())
    whose = f" for client {client}" if client else ""
    left_out = int(len(_rows(table, client)) - len(numbers))
    without = f" ({left_out} missing, left out)" if left_out else ""
    sentence = f"The mean of {column}{whose} is {value:.2f}, over {len(numbers)} rows{without}."

    def draw() -> "tuple[go.Figure, str]":
        from alliance.caseload.distribution import distribution

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
    rows = _rows(table, client)
    for name in (first, second):
        _numbers(rows, name)
    if first == second:
        raise CourseError(f"Both columns are {first}; name two different ones.")
    both = rows[[first, second]].dropna().astype(float)
    if both.empty:
        raise CourseError(f"{first} and {second} have no row in common; choose other columns.")
    one, two = float(both[first].mean()), float(both[second].mean())
    higher = "higher than" if one > two else "lower than" if one < two else "level with"
    sentence = (
        f"{first} ({one:.2f}) is {abs(one - two):.2f} {higher} {second} ({two:.2f}), "
        f"over the {len(both)} rows that have both: {first} minus {second} is {one - two:+.2f}."
    )

    def draw() -> "tuple[go.Figure, str]":
        from alliance.caseload.distribution import distribution

        return distribution({first: both[first], second: both[second]}, sentence)

    return Finding(one - two, sentence, {"n": len(both), first: one, second: two}, draw)


def _rows(table: Any, client: str | None) -> pd.DataFrame:
    if not isinstance(table, pd.DataFrame):
        raise CourseError("Name a table first, without quotation marks: sessions or clients.")
    if client is None:
        return table
    rows = table[table["client"] == client] if isinstance(client, str) else table.head(0)
    if rows.empty:
        raise CourseError(f'There is no client {client!r} in this table; write the id like this: "C03".')
    return rows


def _numbers(table: pd.DataFrame, column: Any) -> "pd.Series[float]":
    if not isinstance(column, str) or column not in table.columns:
        known = [name for name in table.columns if pd.api.types.is_numeric_dtype(table[name])]
        raise CourseError(f"There is no column {column!r} here; columns with numbers: {', '.join(known)}.")
    if not pd.api.types.is_numeric_dtype(table[column]):
        raise CourseError(f"The column {column} holds words, not numbers; choose one with numbers.")
    numbers = table[column].dropna().astype(float)
    if numbers.empty:
        raise CourseError(f"The column {column} is empty in these rows; choose other rows.")
    return numbers
