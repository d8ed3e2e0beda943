"""Whom a line on a rating asks: a yes/no column, made for the verbs that count."""

from contextlib import suppress
from typing import Any, Final

import numpy as np
import pandas as pd

from alliance.caseload.verbs.columns import numbers_in, rows_of
from alliance.errors import CourseError
from alliance.language import _

HAIR: Final = 1e-9
"""Ratings are means of whole answers: a hair above the line is the line."""


def ask(table: pd.DataFrame, column: str, at_most: Any) -> pd.DataFrame:
    """Mark the rows on a line or below it: whom you would ask how it is going.

    Parameters
    ----------
    table : pandas.DataFrame
        ``per_client``, ``clients`` or ``sessions``.
    column : str
        A column of numbers, in quotation marks: ``"alliance_session_3"``.
    at_most : float
        The line. As long as it is ``...``, nobody is asked.

    Returns
    -------
    pandas.DataFrame
        The table with one more column, ``asked``: yes, no, or missing where the column is. Count with
        ``rate(asking, "asked", by="dropout")`` or ``rate(asking, "dropout", by="asked")``: they answer different questions.
    """
    rows = rows_of(table)
    values = numbers_in(rows, column).reindex(rows.index)
    line = _line(at_most)
    return rows.assign(asked=(values <= line + HAIR).astype("boolean").mask(values.isna()))


def _line(given: Any) -> float:
    if given is ...:
        return -np.inf
    if isinstance(given, str):
        with suppress(ValueError):  # a number in quotation marks is the number
            given = float(given.replace(",", "."))
    if isinstance(given, bool) or not isinstance(given, int | float) or not np.isfinite(given):
        raise CourseError(
            _("The line is a number, like 3.5; {given} was given.").format(given=repr(str(given)[:40]))
        )
    return float(given)
