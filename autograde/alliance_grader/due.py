"""Say when an assignment is due, and give a student more time: in nbgrader's gradebook, where all that reads it looks."""

import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

from alliance.errors import CourseError
from alliance_grader.backup import secure_gradebook
from alliance_grader.gradebook import course_config, data_folder, open_api, open_gradebook, trouble_with
from alliance_grader.lateness import Deadlines, read_deadlines, settle, write_deadlines
from alliance_grader.lock import grading_lock

if TYPE_CHECKING:
    from nbgrader.api import Gradebook

_END_OF_DAY: Final = timedelta(hours=23, minutes=59)
_UNITS: Final = {"m": 1.0, "min": 1.0, "h": 60.0, "d": 1440.0, "": 1.0}


@dataclass(frozen=True)
class Due:
    """When an assignment is due.

    Attributes
    ----------
    due : datetime or None
        In UTC; None while it is not due at all.
    deadlines : Deadlines
        Grace and extensions.
    late, submissions : int
        How many of the recorded submissions are late, and how many there are.
    """

    due: datetime | None
    deadlines: Deadlines
    late: int = 0
    submissions: int = 0


def read_due(root: Path, assignment: str) -> Due:
    """Return when an assignment is due."""
    with open_gradebook(open_api(root)) as gradebook:
        return _state(root, gradebook, assignment)


def _state(root: Path, gradebook: "Gradebook", assignment: str) -> Due:
    from nbgrader.api import MissingEntry

    deadlines = read_deadlines(root, assignment)
    try:
        known = gradebook.find_assignment(assignment)
    except MissingEntry:
        return Due(None, deadlines)
    late = sum(one.total_seconds_late > 0 for one in known.submissions)
    due = known.duedate.replace(tzinfo=UTC) if known.duedate else None
    return Due(due, deadlines, late, len(known.submissions))


def set_due(
    root: Path,
    assignment: str,
    *,
    when: datetime | None = None,
    student: str | None = None,
    grace_minutes: float | None = None,
    remove: bool = False,
) -> Due:
    """Set the due date of an assignment, a student's extension, or the grace, and bring all lateness up to date.

    Parameters
    ----------
    root : Path
        The folder of the course.
    assignment : str
        The assignment's whole name.
    when : datetime, optional
        The due date, or until when the student has time.
    student : str, optional
        Whose extension is meant, in place of everybody's due date.
    grace_minutes : float, optional
        What comes within this counts as in time.
    remove : bool
        Take the due date away, or the student's extension.
    """
    data_folder(root)
    with grading_lock(root, assignment):
        api = open_api(root)
        secure_gradebook(root, api.coursedir.db_url, assignment)
        with open_gradebook(api) as gradebook:
            before = _state(root, gradebook, assignment)
            if student is not None and before.due is None and not remove:
                raise CourseError(
                    f"{assignment} has no due date yet, so nobody needs an extension; set it first: "
                    f'alliance-grader due {assignment.partition("_")[0]} "2026-12-01 23:59"'
                )
            if student is not None and when is not None and before.due is not None and when <= before.due:
                raise CourseError(
                    f"An extension must end after the due date; {assignment} is due {before.due:%Y-%m-%d %H:%M} UTC."
                )
            deadlines = _changed(before.deadlines, when, student, grace_minutes, remove=remove)
            _enter(gradebook, assignment, when, change=student is None and (remove or when is not None))
            write_deadlines(root, assignment, deadlines)
            settle(root, api, gradebook, assignment)
            return _state(root, gradebook, assignment)


def _changed(
    before: Deadlines,
    when: datetime | None,
    student: str | None,
    grace_minutes: float | None,
    *,
    remove: bool,
) -> Deadlines:
    extensions = dict(before.extensions)
    if student is not None and remove:
        extensions.pop(student, None)
    elif student is not None and when is not None:
        extensions[student] = when
    after = replace(before, extensions=dict(sorted(extensions.items())))
    return after if grace_minutes is None else replace(after, grace_minutes=grace_minutes)


def _enter(gradebook: "Gradebook", assignment: str, when: datetime | None, *, change: bool) -> None:
    from nbgrader.api import InvalidEntry
    from sqlalchemy.exc import DatabaseError

    try:
        known = gradebook.update_or_create_assignment(assignment)
        if change:
            known.duedate = when.astimezone(UTC).replace(tzinfo=None) if when else None
            gradebook.db.commit()
    except InvalidEntry as error:
        # nbgrader says "invalid" of whatever its database could not do.
        if isinstance(error.__context__, DatabaseError):
            raise trouble_with(str(gradebook.engine.url), error.__context__) from None
        raise


def read_moment(text: str) -> datetime:
    """Read what somebody typed as a date with or without a time; a date alone means the end of that day.

    Raises
    ------
    CourseError
        When it is neither.
    """
    try:
        when = datetime.fromisoformat(text.strip())
    except ValueError:
        raise CourseError(f"{text!r} is no date and time; write it like 2026-12-01 23:59.") from None
    return when + _END_OF_DAY if re.fullmatch(r"\s*\d{4}-\d\d-\d\d\s*", text) else when


def read_span(text: str) -> float:
    """Return the minutes of a span like ``15m``, ``2h`` or ``1d``.

    Raises
    ------
    CourseError
        When it is none.
    """
    found = re.fullmatch(r"\s*(\d+(?:\.\d+)?)\s*(m|min|h|d|)\s*", text)
    if not found:
        raise CourseError(f"{text!r} is no span of time; write it like 15m, 2h or 1d.")
    return float(found[1]) * _UNITS[found[2]]


def policy(root: Path) -> str:
    """Return what lateness costs, as one says it."""
    config = course_config(root)
    plugin = str(config.AssignLatePenalties.get("plugin_class", ""))
    if not plugin.endswith("LatePolicy"):
        return "What lateness costs is said by the plugin that nbgrader_config.py names."
    percent = float(config.LatePolicy.get("percent_a_day", 0))
    days = float(config.LatePolicy.get("zero_after_days", 0))
    told = [f"takes {percent:g} % of the points for each day that has begun"] if percent > 0 else []
    told += [f"leaves no points after {days:g} days"] if days > 0 else []
    return (
        f"Lateness {' and '.join(told) or 'is said and takes nothing'} (c.LatePolicy in nbgrader_config.py)."
    )
