"""What a test that has run is worth, and what is shown of one that failed."""

import decimal
import fractions
import math
import re
from types import TracebackType
from typing import Any, Final

from alliance_grader.judge.stubs import CannotJudge
from alliance_grader.values import Opaque, StrangeValue

CELL: Final = "<cell "
"""How the file names of the instructor's cells begin in tracebacks."""

_HIDDEN: Final = re.compile(r"#+ BEGIN HIDDEN TESTS.*?(?:#+ END HIDDEN TESTS|\Z)", re.DOTALL)
_TELLS_NOTHING: Final = (NameError, TypeError, IndexError, AttributeError, ZeroDivisionError, RecursionError)
"""Errors whose words come from Python and quote no literal of a test."""
_LONGEST: Final = 500


class NotANumber(Exception):  # noqa: N818
    """A test's last line gave a score that is none."""


def score_of(value: Any, points: float) -> float:
    """Return what a test's last line is worth.

    Truth is all or nothing, a number is itself between 0 and `points`; a test that ends on anything else has
    checked by its asserts.

    Raises
    ------
    NotANumber
        For NaN and infinity.
    CannotJudge
        For a value that stayed in the student's notebook.
    """
    if type(value) is Opaque:
        raise CannotJudge(f"The test ends on {value!r}, which is no score")
    value = _plain(value)
    if isinstance(value, bool):
        return points if value else 0.0
    if isinstance(value, complex):
        raise NotANumber("The test ended on a complex number, which is no score")
    if not isinstance(value, int | float | decimal.Decimal | fractions.Fraction):
        return points
    if not isinstance(value, int | fractions.Fraction) and not math.isfinite(value):
        raise NotANumber("The test ended on a number that is not finite")
    return 0.0 if value <= 0 else points if value >= points else float(value)


def _plain(value: Any) -> Any:
    """Return numpy's numbers as Python's own."""
    if getattr(value, "shape", None) == () and getattr(getattr(value, "dtype", None), "kind", "") in "biufc":
        return value.item()
    return value


def shown(error: BaseException, source: str, file: str) -> str:
    """Return the line of an error that a student may see: never a hidden test.

    Parameters
    ----------
    error : BaseException
    source : str
        The test.
    file : str
        The test's name in tracebacks.
    """
    kind = type(error).__name__
    if isinstance(error, StrangeValue | CannotJudge) or getattr(error, "from_student", False):
        kind = "AssertionError" if isinstance(error, StrangeValue | CannotJudge) else kind
        return _line(kind, error)
    places = list(_places(error.__traceback__))
    line = next((line for where, line in reversed(places) if where == file), 0)
    theirs = bool(places) and places[-1][0].startswith(CELL)
    if theirs and isinstance(error, AssertionError):
        return _line(kind, error)
    if isinstance(error, _TELLS_NOTHING) or not _is_hidden(source, line):
        return _line(kind, error)
    return f"{kind}: this is not what the question asks for"


def _line(kind: str, error: BaseException) -> str:
    try:
        message = " ".join(str(error.args[0] if len(error.args) == 1 else error).split())
    except Exception:
        message = ""
    message = message[:_LONGEST] or "a check of this answer did not hold"
    return f"{kind}: {message}"


def _places(trace: TracebackType | None) -> Any:
    while trace is not None:
        yield trace.tb_frame.f_code.co_filename, trace.tb_lineno
        trace = trace.tb_next


def _is_hidden(source: str, line: int) -> bool:
    """Tell whether a line of a test is one that students do not see; an unknown one counts as hidden."""
    for match in _HIDDEN.finditer(source):
        first = source.count("\n", 0, match.start()) + 1
        last = source.count("\n", 0, match.end()) + 1
        if first <= line <= last:
            return True
    return line <= 0
