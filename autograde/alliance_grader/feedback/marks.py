"""What the gradebook says of each student's notebooks, read for the whole class in three questions."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from nbgrader.api import Gradebook

_MOST_LISTED: Final = 500
"""A database limits how many values a question may list; a class that is larger is read whole."""


@dataclass(frozen=True)
class Marks:
    """What a student got for one notebook.

    Attributes
    ----------
    score, max_score, late_penalty : float
        `score` is what is left after the penalty.
    scores : dict of str to (float, float)
        Points and possible points of each grade cell.
    comments : dict of str to str
        What people wrote, by cell; nbgrader's own remark on an untouched cell is none.
    waiting : bool
        Whether a person has yet to mark something.
    read : dict of str to bool
        The cells that are for a person: whether one has given the points that stand.
    name : str
        How to call the student; empty when no name is known.
    seconds_late : float or None
        0 when in time; None when there is no time that it was due, or none when it came.
    """

    score: float
    max_score: float
    late_penalty: float
    scores: dict[str, tuple[float, float]] = field(default_factory=dict)
    comments: dict[str, str] = field(default_factory=dict)
    waiting: bool = False
    read: dict[str, bool] = field(default_factory=dict)
    name: str = ""
    seconds_late: float | None = None


def read_marks(
    gradebook: "Gradebook", assignment: str, students: Collection[str] | None = None
) -> dict[tuple[str, str], Marks]:
    """Return the marks of an assignment by student and notebook; everybody's when no students are given."""
    from nbgrader.api import (
        Assignment,
        BaseCell,
        Comment,
        Grade,
        Notebook,
        Student,
        SubmittedAssignment,
        SubmittedNotebook,
    )

    def chosen(query: Any) -> list[tuple[Any, ...]]:
        """Narrow a query on submitted notebooks to what is asked for."""
        query = (
            query.join(Notebook, Notebook.id == SubmittedNotebook.notebook_id)
            .join(SubmittedAssignment, SubmittedAssignment.id == SubmittedNotebook.assignment_id)
            .join(Assignment, Assignment.id == SubmittedAssignment.assignment_id)
            .join(Student, Student.id == SubmittedAssignment.student_id)
            .filter(Assignment.name == assignment)
        )
        if students is not None and len(students) <= _MOST_LISTED:
            query = query.filter(SubmittedAssignment.student_id.in_(list(students)))
        rows: list[tuple[Any, ...]] = query.all()
        return rows

    db = gradebook.db
    notebook = SubmittedNotebook
    scores: dict[str, dict[str, tuple[float, float]]] = {}
    comments: dict[str, dict[str, str]] = {}
    read: dict[str, dict[str, bool]] = {}
    asked = db.query(
        notebook.id,
        BaseCell.name,
        Grade.score,
        Grade.max_score,
        Grade.needs_manual_grade,
        Grade.manual_score,
    )
    asked = asked.select_from(Grade).join(notebook, notebook.id == Grade.notebook_id)
    for key, name, score, possible, waits, given in chosen(
        asked.join(BaseCell, BaseCell.id == Grade.cell_id)
    ):
        scores.setdefault(key, {})[str(name)] = (score, possible)
        if waits or given is not None:
            read.setdefault(key, {})[str(name)] = not waits
    asked = db.query(notebook.id, BaseCell.name, Comment.manual_comment)
    asked = asked.select_from(Comment).join(notebook, notebook.id == Comment.notebook_id)
    for key, name, comment in chosen(asked.join(BaseCell, BaseCell.id == Comment.cell_id)):
        if comment and comment.strip():
            comments.setdefault(key, {})[str(name)] = str(comment)
    asked = db.query(
        notebook.id,
        SubmittedAssignment.student_id,
        Notebook.name,
        Notebook.max_score,
        notebook.late_submission_penalty,
        Student.first_name,
        Student.last_name,
        SubmittedAssignment.timestamp,
        SubmittedAssignment.extension,
        Assignment.duedate,
    ).select_from(notebook)
    found = {}
    for key, student, name, possible, penalty, first, last, came, extension, due in chosen(asked):
        mine = scores.get(key, {})
        late = float(penalty or 0.0)
        found[str(student), str(name)] = Marks(
            score=sum(score for score, _ in mine.values()) - late,
            max_score=float(possible or 0.0),
            late_penalty=late,
            scores=mine,
            comments=comments.get(key, {}),
            waiting=not all(read.get(key, {}).values()),
            read=read.get(key, {}),
            name=" ".join(part for part in (first, last) if part),
            seconds_late=_late(came, due, extension),
        )
    return found


def _late(came: datetime | None, due: datetime | None, extension: timedelta | None) -> float | None:
    """Return how many seconds late work came, as nbgrader counts them."""
    if came is None or due is None:
        return None
    return max(0.0, (came - due - (extension or timedelta())).total_seconds())


def earned(gradebook: "Gradebook", students: Collection[str]) -> dict[tuple[str, str], dict[str, float]]:
    """Return what share of its points each grade cell earned, by student and assignment, over the whole course.

    Cells without points, and those that a person has yet to read, are left out.
    """
    from nbgrader.api import Assignment, BaseCell, Grade, SubmittedAssignment, SubmittedNotebook

    query = (
        gradebook.db.query(
            SubmittedAssignment.student_id, Assignment.name, BaseCell.name, Grade.score, Grade.max_score
        )
        .select_from(Grade)
        .join(SubmittedNotebook, SubmittedNotebook.id == Grade.notebook_id)
        .join(SubmittedAssignment, SubmittedAssignment.id == SubmittedNotebook.assignment_id)
        .join(Assignment, Assignment.id == SubmittedAssignment.assignment_id)
        .join(BaseCell, BaseCell.id == Grade.cell_id)
        .filter(Grade.needs_manual_grade.is_(False))
    )
    if len(students) <= _MOST_LISTED:
        query = query.filter(SubmittedAssignment.student_id.in_(list(students)))
    found: dict[tuple[str, str], dict[str, float]] = {}
    for student, assignment, cell, score, most in query:
        if most:
            found.setdefault((str(student), str(assignment)), {})[str(cell)] = score / most
    return found
