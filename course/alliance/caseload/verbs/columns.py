"""Columns of a table, looked up by what a beginner typed, or a sentence that says what to type."""

from difflib import get_close_matches
from typing import Any

import pandas as pd

from alliance.errors import CourseError
from alliance.language import _, number

_YES_NO_WORDS = ({"no", "yes"}, {"no"}, {"yes"})


def rows_of(table: Any, client: str | None = None) -> pd.DataFrame:
    """Return the table, or one client's rows of it."""
    if not isinstance(table, pd.DataFrame):
        raise CourseError(_("Name a table first, without quotation marks: sessions or clients."))
    if client is None:
        return table
    rows = table[table["client"] == client] if isinstance(client, str) else table.head(0)
    if rows.empty:
        raise CourseError(
            _('There is no client {client} in this table; write the id like this: "C03".').format(
                client=repr(client)
            )
        )
    return rows


def numbers_in(table: pd.DataFrame, column: Any) -> "pd.Series[float]":
    """Return a column of numbers without what is missing."""
    if not known(table, column):
        raise _unknown(table, column, "columns with numbers", _columns_with_numbers(table))
    if not pd.api.types.is_numeric_dtype(table[column]):
        raise CourseError(
            _("The column {column} holds words, not numbers; choose one with numbers.").format(column=column)
        )
    numbers: pd.Series[float] = table[column].dropna().astype(float)
    if numbers.empty:
        raise CourseError(
            _("The column {column} is empty in these rows; choose other rows.").format(column=column)
        )
    return numbers


def pairs_in(table: pd.DataFrame, first: Any, second: Any, least: int = 1) -> pd.DataFrame:
    """Return the rows in which two columns of numbers are both there, and every other column with them."""
    for name in (first, second):
        numbers_in(table, name)
    if first == second:
        raise CourseError(_("Both columns are {first}; name two different ones.").format(first=first))
    both = table[table[[first, second]].notna().all(axis=1)]
    if both.empty:
        raise CourseError(
            _("{first} and {second} have no row in common; choose other columns.").format(
                first=first, second=second
            )
        )
    if len(both) < least:
        rows = "row has" if len(both) == 1 else "rows have"
        raise CourseError(
            _("Only {count} {rows} both {first} and {second}; take at least {least}.").format(
                count=len(both), rows=rows, first=first, second=second, least=least
            )
        )
    return both.assign(**{name: both[name].astype(float) for name in (first, second)})


def refuse_constant(table: pd.DataFrame, *columns: str) -> None:
    """Say so when a column has the same value in every row."""
    for name in columns:
        if table[name].nunique() < 2:
            value = table[name].iloc[0]
            raise CourseError(
                _(
                    "The column {name} is {value} in every row here, so nothing can go with it; "
                    "choose rows or a column in which it differs."
                ).format(name=name, value=number(value, "g"))
            )


def is_yes_no(values: "pd.Series[Any]") -> bool:
    """Tell whether a column answers yes or no: true and false, 0 and 1, or the words."""
    there = values.dropna()
    if there.empty:
        return bool(pd.api.types.is_bool_dtype(values.dtype))
    if pd.api.types.is_bool_dtype(there) or {type(value) for value in there.unique()} == {bool}:
        return True
    if pd.api.types.is_numeric_dtype(there):
        return set(there.unique()) <= {0, 1}
    return {str(value).casefold() for value in there.unique()} in _YES_NO_WORDS


def yes_no_in(table: pd.DataFrame, column: Any) -> "pd.Series[float]":
    """Return a yes/no column as 1 and 0 without what is missing."""
    fitting = [name for name in table.columns if is_yes_no(table[name])]
    if not known(table, column):
        raise _unknown(table, column, "yes/no columns", fitting)
    if not is_yes_no(table[column]):
        raise CourseError(
            _("The column {column} is no yes/no column; those that are: {fitting}.").format(
                column=column, fitting=_listed(fitting)
            )
        )
    there: pd.Series[Any] = table[column].dropna()
    if there.empty:
        raise CourseError(
            _("The column {column} is empty in these rows; choose other rows.").format(column=column)
        )
    if pd.api.types.is_numeric_dtype(there):
        return there.astype(float)
    return there.map(lambda value: float(str(value).casefold() in {"yes", "true"})).astype(float)


def known(table: pd.DataFrame, column: Any) -> bool:
    """Tell whether a column of that name is there."""
    return isinstance(column, str) and column in table.columns


def column_in(table: pd.DataFrame, column: Any) -> "pd.Series[Any]":
    """Return a column of any kind."""
    if not known(table, column):
        raise _unknown(table, column, "the columns are", list(table.columns))
    if table[column].dropna().empty:
        raise CourseError(
            _("The column {column} is empty in these rows; choose other rows.").format(column=column)
        )
    values: pd.Series[Any] = table[column]
    return values


def clients_in(table: Any) -> pd.DataFrame:
    """Return a table of sessions: rows that say whose and which session they are."""
    rows = rows_of(table)
    if not {"client", "session"} <= set(rows.columns):
        raise CourseError(_("This verb reads several sessions of each client; give it the table sessions."))
    return rows


def caseload_in(table: Any) -> pd.DataFrame:
    """Return a table of clients: one row for each, which says whose therapist it is."""
    rows = rows_of(table)
    if unit(rows) != "clients" or "therapist" not in rows.columns:
        raise CourseError(_("Between therapists each client counts once; give it the table per_client."))
    return rows


def unit(rows: pd.DataFrame) -> str:
    """Say what a row is: a client, a session, or just a row."""
    if "client" not in rows.columns:
        return "rows"
    if not rows["client"].duplicated().any():
        return "clients"
    return "sessions" if "session" in rows.columns else "rows"


def unit_word(kind: str) -> str:
    """Return what `unit` says, in the language that is spoken; it stands after "over 400" and after "between"."""
    return {
        "rows": _("rows"),
        "clients": _("clients"),
        "sessions": _("sessions"),
        "therapists": _("therapists"),
    }[kind]


def warning_on_repeats(rows: pd.DataFrame) -> str:
    """Return a sentence for tables that hold several rows of a client."""
    if unit(rows) == "clients" or "client" not in rows.columns:
        return ""
    return _(" Several rows are of the same client, so the intervals are narrower than they should be.")


def _columns_with_numbers(table: pd.DataFrame) -> list[str]:
    return [name for name in table.columns if pd.api.types.is_numeric_dtype(table[name])]


def _unknown(table: pd.DataFrame, column: Any, kind: str, fitting: list[str]) -> CourseError:
    close = (
        get_close_matches(column, [str(name) for name in table.columns], 1) if isinstance(column, str) else []
    )
    guess = f" (did you mean {close[0]}?)" if close else ""
    return CourseError(
        _("There is no column {column} here{guess}; {kind}: {fitting}.").format(
            column=repr(column), guess=guess, kind=kind, fitting=_listed(fitting)
        )
    )


def _listed(names: list[str]) -> str:
    return ", ".join(map(str, names)) or "none"
