"""How a number is said to people: points, a delay, a count, a moment; and how a sentence becomes markup."""

import re
from collections.abc import Sequence
from datetime import datetime
from html import escape
from typing import Final

MINUTE: Final = 60
HOUR: Final = 60 * MINUTE
DAY: Final = 24 * HOUR


def points(value: float) -> str:
    """Return points as a person writes them: ``4`` or ``2.5``, never ``2.5000001``."""
    # Adding 0.0 turns the -0.0 that rounding can leave into 0.0.
    return f"{round(value, 2) + 0.0:.2f}".rstrip("0").rstrip(".")


def worth(value: float) -> str:
    """Return points with their unit: ``1 point``, ``2.5 points``."""
    return f"{points(value)} {'point' if points(value) == '1' else 'points'}"


def total(earned: float | None, of: float | None) -> str:
    """Return a student's total: ``12``, ``12 of 16`` for another version than the present one, a dash for none."""
    if earned is None:
        return "–"
    return points(earned) + (f" of {points(of)}" if of is not None else "")


def count(number: int, one: str, several: str) -> str:
    """Return a number with its noun: ``1 answer``, ``3 answers``."""
    return f"{number} {one if number == 1 else several}"


def listed(names: Sequence[str]) -> str:
    """Return names as one says them: ``one, two and three``."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def lateness(seconds: float) -> str:
    """Return how late something was handed in, as one says it: ``1 h 20 min late``.

    From a day on the minutes are left out: nobody decides anything by them.
    """
    if seconds <= 0:
        return "on time"
    if seconds < MINUTE:
        return "less than a minute late"
    days, rest = divmod(int(seconds), DAY)
    hours, rest = divmod(rest, HOUR)
    parts = {count(days, "day", "days"): days, f"{hours} h": hours, f"{rest // MINUTE} min": rest // MINUTE}
    if days:
        parts.popitem()
    return " ".join(text for text, amount in parts.items() if amount) + " late"


def duration(seconds: float) -> str:
    """Return how long something takes, as one says it of what is not known to the second: ``10 seconds``, ``3 minutes``."""
    if seconds < MINUTE:
        return f"{max(5, round(seconds / 5) * 5)} seconds"
    return count(round(seconds / MINUTE), "minute", "minutes")


def moment(when: datetime) -> str:
    """Return a date and a time as one says them: ``Sunday 14 June 2026, 21:05``."""
    return f"{when:%A} {when.day} {when:%B %Y, %H:%M %Z}".rstrip()


def as_markup(sentence: str) -> str:
    """Return a sentence as HTML with its `backticks` set as code. It is escaped first: it may quote a student."""
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", escape(sentence))


def headed(name: str) -> str:
    """Return a name as a heading begins: with a capital, and the rest as it is."""
    return name[:1].upper() + name[1:]
