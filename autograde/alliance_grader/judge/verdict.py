"""What a test that has run is worth, and what is shown of one that failed."""

import ast
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


def is_meant_as_score(last: ast.expr | None, body: list[ast.stmt]) -> bool:
    """Tell whether a test's last line computes a score: then anything but a number is none, and no full marks."""
    match last:
        case ast.BinOp() | ast.UnaryOp() | ast.Compare() | ast.BoolOp() | ast.IfExp():
            return True
        case ast.Call(func=ast.Name(id="float" | "int" | "sum" | "min" | "max" | "round" | "abs")):
            return True
        case ast.Name(id=name):
            return any(_computes(part, name) for statement in body for part in ast.walk(statement))
    return False


def _computes(node: ast.AST, name: str) -> bool:
    match node:
        case ast.AugAssign(target=ast.Name(id=target)):
            return target == name
        case ast.Assign(targets=[ast.Name(id=target)], value=value):
            return target == name and not isinstance(value, ast.Name) and is_meant_as_score(value, [])
    return False


def score_of(value: Any, points: float, meant: bool = False) -> float:
    """Return what a test's last line is worth.

    Truth is all or nothing, a number is itself between 0 and `points`; a test that ends on anything else has
    checked by its asserts.

    Parameters
    ----------
    value : object
    points : float
        What the cell is worth.
    meant : bool
        Whether the last line computes a score, see `is_meant_as_score`.

    Raises
    ------
    NotANumber
        For NaN, infinity and pandas' NA, and for whatever else is no number when one was meant.
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
        if meant or type(value).__name__ in {"NAType", "NaTType", "MaskedConstant"}:
            raise NotANumber(
                f"The test ended on a value of the kind {type(value).__name__}, which is no score"
            )
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


def is_ours(error: BaseException) -> bool:
    """Tell whether an error comes from the grader, whose key or folder is not as it should be."""
    trace = error.__traceback__
    while trace is not None:
        if str(trace.tb_frame.f_globals.get("__name__")).startswith("alliance_grader.scoring"):
            return True
        trace = trace.tb_next
    return False


def _line(kind: str, error: BaseException) -> str:
    try:
        message = " ".join(str(error.args[0] if len(error.args) == 1 else error).split())
    except Exception:
        message = ""
    message = (
        message[:_LONGEST].encode("utf-8", "replace").decode("utf-8") or "a check of this answer did not hold"
    )
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
