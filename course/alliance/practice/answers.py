"""What a student's answer is, whatever they typed: shared by the practice checks and the grader."""

import math
from typing import Any

from alliance.language import _


def is_empty(value: Any) -> bool:
    """Tell whether a blank was left as it was: ``...``, nothing, or an empty text."""
    return value is ... or value is None or (isinstance(value, str) and value.strip() in {"", "...", "…"})


def as_number(value: Any) -> float | None:
    """Return the number that an answer holds, or None.

    A finding of a verb counts as its value, and a number in quotation marks as the number: neither is a
    misunderstanding of the subject. Yes or no, lists and tables are no numbers.

    Parameters
    ----------
    value : object

    Returns
    -------
    float or None
        Always finite.
    """
    if isinstance(value, bool) or is_empty(value):
        return None
    if isinstance(value, str):
        value = value.strip().rstrip("%").replace(",", ".").replace("\N{MINUS SIGN}", "-")
    elif not isinstance(value, int | float) and not hasattr(value, "sentence") and not _is_scalar(value):
        return None
    try:
        number = float(value)
    except (TypeError, ValueError, OverflowError):
        return None
    return number if math.isfinite(number) else None


def is_decimal_comma(value: Any) -> bool:
    """Tell whether this came of typing ``3,99``, which Python takes for two numbers."""
    return isinstance(value, tuple) and len(value) == 2 and all(type(part) is int for part in value)


def _is_scalar(value: Any) -> bool:
    """Tell whether this is one number of numpy's or pandas' (their arrays and columns have a shape)."""
    return getattr(value, "shape", None) == () and getattr(getattr(value, "dtype", None), "kind", "") in "iuf"


def as_word(value: Any) -> str | None:
    """Return the word that an answer holds, in small letters and without stray spaces or quotes, or None."""
    if not isinstance(value, str) or is_empty(value):
        return None
    return value.strip().strip("\"'“”‘’«» .").casefold()


def as_seen(value: Any) -> str:
    """Say what an answer looks like, in a few words that are safe to print."""
    if is_empty(value):
        return _("nothing yet")
    if hasattr(value, "sentence"):
        return f"{float(value):.2f}"
    if isinstance(value, bool | int | float | str):
        try:
            text = f"{value:g}" if isinstance(value, float) else repr(value)
        except ValueError:  # Python does not print whole numbers of thousands of digits
            return _("a number too long to print")
        return text if len(text) <= 60 else text[:57] + "..."
    if _is_scalar(value):
        return f"{float(value):g}"
    kind = type(value).__name__
    return {
        "DataFrame": _("a whole table"),
        "Series": _("a whole column"),
        "ndarray": _("many numbers"),
        "list": _("a list"),
        "tuple": _("several values"),
        "dict": _("several named values"),
    }.get(kind, _("something else ({kind})").format(kind=kind[:30]))
