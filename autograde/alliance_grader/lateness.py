"""When work is due: grace and extensions, and what lateness costs.

The due date itself is nbgrader's, in the gradebook. Grace and extensions are kept in ``gradebook/due``, since a student
may be given more time before anything was handed in, and nbgrader has a place for that only after it. They are entered
into nbgrader's own field when a submission is recorded, so that the formgrader and the class report say the same.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from alliance.errors import CourseError
from alliance_grader.files import write_whole

if TYPE_CHECKING:
    from nbgrader.api import Gradebook, SubmittedAssignment
    from nbgrader.apps.api import NbGraderAPI

DAY = 86_400.0


@dataclass(frozen=True)
class Deadlines:
    """What is granted beyond the due date of an assignment.

    Attributes
    ----------
    grace_minutes : float
        Everybody's: what comes within it counts as in time.
    extensions : dict of str to datetime
        Until when a student has time, by the student's id.
    """

    grace_minutes: float = 0.0
    extensions: Mapping[str, datetime] = field(default_factory=dict)


def deadlines_file(root: Path, assignment: str) -> Path:
    """Return where grace and extensions of an assignment are kept."""
    return root / "gradebook" / "due" / f"{assignment}.json"


def read_deadlines(root: Path, assignment: str) -> Deadlines:
    """Return what is granted for an assignment.

    Raises
    ------
    CourseError
        When the file cannot be read.
    """
    file = deadlines_file(root, assignment)
    try:
        return msgspec.json.decode(file.read_bytes(), type=Deadlines)
    except FileNotFoundError:
        return Deadlines()
    except (OSError, ValueError, msgspec.MsgspecError) as error:
        raise CourseError(
            f"{file} cannot be read ({error}); mend it, or delete it and grant the extensions again."
        ) from None


def write_deadlines(root: Path, assignment: str, deadlines: Deadlines) -> None:
    """Write down what is granted for an assignment."""
    text = msgspec.json.format(msgspec.json.encode(deadlines), indent=1).decode()
    write_whole(deadlines_file(root, assignment), text + "\n")


def granted(deadlines: Deadlines, student: str, due: datetime | None) -> timedelta | None:
    """Return what a student has beyond the due date, as nbgrader keeps it; None when that is nothing.

    Parameters
    ----------
    deadlines : Deadlines
    student : str
    due : datetime or None
        The due date as nbgrader keeps it: in UTC, without saying so.
    """
    if due is None:
        return None
    until = deadlines.extensions.get(student)
    extension = max(until.astimezone(UTC).replace(tzinfo=None) - due, timedelta()) if until else timedelta()
    return (extension + timedelta(minutes=deadlines.grace_minutes)) or None


def taken_off(score: float, seconds: float, percent_a_day: float, zero_after_days: float) -> float | None:
    """Return what lateness costs: so many per cent for each day that has begun, or all of it after so many days.

    None when neither is asked for: then it is only said.
    """
    if percent_a_day <= 0 and zero_after_days <= 0:
        return None
    if zero_after_days > 0 and seconds > zero_after_days * DAY:
        return score
    return score * min(percent_a_day / 100 * math.ceil(seconds / DAY), 1.0)


def charge(submission: "SubmittedAssignment", plugin: Any) -> None:
    """Let nbgrader's plugin say what a late submission loses, within what it got so far."""
    for notebook in submission.notebooks:
        notebook.late_submission_penalty = None
        seconds = submission.total_seconds_late
        if seconds > 0:
            penalty = plugin.late_submission_penalty(submission.student_id, notebook.score, seconds)
            if penalty is not None:
                notebook.late_submission_penalty = min(max(float(penalty), 0.0), float(notebook.score))


def settle(root: Path, api: "NbGraderAPI", gradebook: "Gradebook", assignment: str) -> int:
    """Bring everybody's extension and penalty up to date, as people's marks and due dates now stand.

    Returns
    -------
    int
        How many submissions are late.
    """
    plugin, deadlines = lateness_plugin(api), read_deadlines(root, assignment)
    submissions = gradebook.assignment_submissions(assignment)
    for submission in submissions:
        submission.extension = granted(deadlines, submission.student_id, submission.assignment.duedate)
    gradebook.db.flush()
    for submission in submissions:
        charge(submission, plugin)
    gradebook.db.commit()
    return sum(submission.total_seconds_late > 0 for submission in submissions)


def lateness_plugin(api: "NbGraderAPI") -> Any:
    """Return nbgrader's plugin for late submissions, as the course's settings have it."""
    from nbgrader.preprocessors import AssignLatePenalties

    preprocessor = AssignLatePenalties(parent=api)
    preprocessor.init_plugin()
    return preprocessor.plugin_inst


def recharge(api: "NbGraderAPI", assignment: str) -> None:
    """Work out anew what lateness costs, as people's marks now stand: nbgrader does so at grading alone."""
    from alliance_grader.gradebook import open_gradebook

    plugin = lateness_plugin(api)
    if plugin.late_submission_penalty("", 1.0, 1000 * DAY) is None:
        return  # nobody pays for it
    with open_gradebook(api) as gradebook:
        for submission in gradebook.assignment_submissions(assignment):
            charge(submission, plugin)
        gradebook.db.commit()
