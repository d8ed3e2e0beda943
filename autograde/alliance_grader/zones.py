"""The course's time zone: what a clock on the wall says, and what that is in UTC, in which nbgrader keeps all times."""

from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from alliance.errors import CourseError
from alliance_grader.gradebook import course_config

Zone = ZoneInfo | None
"""A time zone; None is the one that this computer is set to."""


def course_zone(root: Path, named: str | None = None) -> Zone:
    """Return the zone that was named, else the one of ``c.Deadlines.zone``, else that of this computer.

    Raises
    ------
    CourseError
        When there is no such zone.
    """
    name = named or str(course_config(root).get("Deadlines", {}).get("zone", ""))
    if not name:
        return None
    try:
        return ZoneInfo(name)
    except (ValueError, OSError, LookupError):  # ZoneInfoNotFoundError is a KeyError
        raise CourseError(
            f"There is no time zone called {name!r}; write one like Europe/Zurich or America/New_York."
        ) from None


def said(zone: Zone) -> str:
    """Return how a zone is called to people."""
    return zone.key if zone else f"this computer's time zone, {datetime.now().astimezone():%Z}"


def to_utc(clock: datetime, zone: Zone) -> datetime:
    """Return what a clock on the wall shows as a moment in UTC.

    An hour that comes twice, when the clocks go back, is taken as the second one: nobody loses by it.

    Raises
    ------
    CourseError
        When no clock ever shows this, since it is in the hour that is left out when the clocks go forward.
    """
    late = clock.replace(fold=1)
    moment = (late.replace(tzinfo=zone) if zone else late).astimezone(UTC)
    if at(moment, zone).replace(tzinfo=None, fold=0) != clock.replace(fold=0):
        raise CourseError(
            f"There is no {clock:%H:%M} on {clock:%d %B %Y} in {said(zone)}, since the clocks go forward; "
            "name a time an hour later."
        )
    return moment


def at(moment: datetime, zone: Zone) -> datetime:
    """Return a moment as the clocks of a zone show it."""
    return moment.astimezone(zone)
