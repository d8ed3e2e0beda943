"""Collect what is known of a class from the gradebook, the graded notebooks and the outcomes."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from alliance_grader.course import assignments, graded_notebook, submission_folder
from alliance_grader.gradebook import open_api, open_gradebook
from alliance_grader.intake import submitted
from alliance_grader.lateness import granted, read_deadlines
from alliance_grader.notebooks import item_of
from alliance_grader.outcomes import read_outcome
from alliance_grader.releases import earlier_version, kept_versions
from alliance_grader.results import ClassResults, ItemResult, StudentRow
from alliance_grader.said import read_said
from alliance_grader.scoring import misconceptions, read_key

if TYPE_CHECKING:
    from nbgrader.api import Gradebook

    from alliance_grader.scoring import Key


def class_results(root: Path, assignment: str) -> ClassResults:
    """Return the results of everybody in the gradebook and of everybody who handed something in.

    Points come from the gradebook, so that what people marked or changed counts; reasons and misconceptions
    come from the graded notebooks.
    """
    with open_gradebook(open_api(root)) as gradebook:
        return _results(root, gradebook, assignment, _roll(gradebook))


def course_results(root: Path, done: Callable[[str], None] = lambda _: None) -> tuple[ClassResults, ...]:
    """Return the results of every assignment in which somebody has handed something in, in their order.

    Parameters
    ----------
    root : Path
        The folder of the course.
    done : callable, optional
        Told the name of each assignment once it has been read.
    """
    found = []
    with open_gradebook(open_api(root)) as gradebook:
        roll = _roll(gradebook)
        for assignment in assignments(root):
            if submitted(root, assignment):
                found.append(_results(root, gradebook, assignment, roll))
            done(assignment)
    return tuple(found)


@dataclass(frozen=True)
class _Grade:
    """What the gradebook says of one grade cell; `points` is None while a person has yet to mark it."""

    points: float | None
    auto: float | None


@dataclass(frozen=True)
class _Entry:
    """What the gradebook says of one submission: how late it is, and its grades by item."""

    seconds_late: float
    grades: Mapping[str, _Grade]
    late_penalty: float = 0.0


def _results(root: Path, gradebook: "Gradebook", assignment: str, roll: Mapping[str, str]) -> ClassResults:
    key = read_key(root, assignment)
    named = {name for item in key.items for name in item.misconceptions}
    handed_in = set(submitted(root, assignment))
    entries = _entries(gradebook, assignment)
    rows = [
        _row(root, gradebook, key, student, roll.get(student, student), entries.get(student))
        if student in handed_in
        else StudentRow(student, roll[student], "missing", "Nothing was handed in.")
        for student in sorted(roll.keys() | handed_in)
    ]
    heads = {item.id: item.head for item in key.items}
    for version in sorted({row.version for row in rows if row.version is not None}):
        earlier = read_key(kept_versions(root, assignment)[version], assignment)
        heads = {item.id: replace(item.head, present=False) for item in earlier.items} | heads
    present = [item.id for item in key.items]
    return ClassResults(
        assignment=assignment,
        title=key.title,
        items=tuple(heads[one] for one in [*present, *(heads.keys() - set(present))]),
        students=tuple(rows),
        misconceptions=tuple(one for one in misconceptions(root) if one.id in named),
    )


def _roll(gradebook: "Gradebook") -> dict[str, str]:
    """Return the names of everybody in the gradebook, by id; their scores, which nbgrader would add up, are not asked for."""
    from nbgrader.api import Student

    asked = gradebook.db.query(Student.id, Student.first_name, Student.last_name)
    return {
        str(student): " ".join(part for part in (first, last) if part) or str(student)
        for student, first, last in asked
    }


def _entries(gradebook: "Gradebook", assignment: str) -> dict[str, _Entry]:
    """Return what the gradebook says of a whole class, by student, in two questions."""
    from nbgrader.api import (
        Assignment,
        BaseCell,
        Grade,
        SubmittedAssignment,
        SubmittedNotebook,
    )

    def of_it(query: Any) -> Any:
        return query.join(Assignment, Assignment.id == SubmittedAssignment.assignment_id).filter(
            Assignment.name == assignment
        )

    grades: dict[str, dict[str, _Grade]] = {}
    asked = (
        gradebook.db.query(
            SubmittedAssignment.student_id,
            BaseCell.name,
            Grade.score,
            Grade.auto_score,
            Grade.needs_manual_grade,
        )
        .select_from(Grade)
        .join(SubmittedNotebook, SubmittedNotebook.id == Grade.notebook_id)
        .join(SubmittedAssignment, SubmittedAssignment.id == SubmittedNotebook.assignment_id)
        .join(BaseCell, BaseCell.id == Grade.cell_id)
    )
    for student, cell, score, auto, waits in of_it(asked):
        points = None if waits or score is None else float(score)
        grades.setdefault(str(student), {})[item_of(cell)] = _Grade(points, auto)
    penalties: dict[str, float] = {}
    taken = gradebook.db.query(SubmittedAssignment.student_id, SubmittedNotebook.late_submission_penalty)
    for student, penalty in of_it(
        taken.join(SubmittedNotebook, SubmittedNotebook.assignment_id == SubmittedAssignment.id)
    ):
        penalties[str(student)] = penalties.get(str(student), 0.0) + float(penalty or 0.0)
    submissions: list[SubmittedAssignment] = of_it(gradebook.db.query(SubmittedAssignment)).all()
    return {
        str(one.student_id): _Entry(
            float(one.total_seconds_late or 0.0),
            grades.get(str(one.student_id), {}),
            penalties.get(str(one.student_id), 0.0),
        )
        for one in submissions
    }


def _row(
    root: Path, gradebook: "Gradebook", key: "Key", student: str, name: str, entry: _Entry | None
) -> StudentRow:
    outcome = read_outcome(root, key.assignment, student)
    if outcome is None or outcome.status == "not graded" or not outcome.content:
        reason = (
            outcome.reason
            if outcome and outcome.reason
            else "This was handed in but not graded yet; run `alliance-grader grade`."
        )
        return StudentRow(student, name, "not graded", reason, _seconds_late(root, gradebook, key, student))
    if entry is None:
        return StudentRow(
            student, name, "not graded", "The gradebook has no grades for this; grade it again."
        )
    said = read_said(graded_notebook(root, key.assignment, student))
    place = earlier_version(root, key.assignment, outcome.version)
    judged_by = read_key(place, key.assignment) if place else key
    items = _items(judged_by, said.results, entry.grades)
    notes = list(outcome.notes)
    if place:
        notes.append(
            f"This is version {judged_by.version} of the assignment, and was judged by that version."
        )
    waiting = any(item.points is None for item in items)
    return StudentRow(
        student,
        name,
        "waiting" if waiting else "graded",
        " ".join(notes),
        entry.seconds_late,
        items,
        outcome.level,
        said.failed,
        entry.late_penalty,
        judged_by.version if place else None,
        sum(item.points for item in judged_by.items) if place else None,
    )


def _seconds_late(root: Path, gradebook: "Gradebook", key: "Key", student: str) -> float:
    """Return how late an ungraded submission came: nbgrader has not recorded it yet."""
    from nbgrader.api import MissingEntry
    from nbgrader.utils import parse_utc

    stamp = submission_folder(root, key.assignment, student) / "timestamp.txt"
    try:
        due = gradebook.find_assignment(key.assignment).duedate
        handed_in = parse_utc(stamp.read_text(encoding="utf-8").strip())
    except (MissingEntry, OSError, ValueError, OverflowError):
        return 0.0
    more = granted(read_deadlines(root, key.assignment), student, due) or timedelta()
    return max(0.0, float((handed_in - due - more).total_seconds())) if due else 0.0


def _items(
    key: "Key", said: Mapping[str, ItemResult], grades: Mapping[str, _Grade]
) -> tuple[ItemResult, ...]:
    found = []
    for item in key.items:
        grade = grades.get(item.id)
        result = said.get(item.id, ItemResult(item.id, None))
        reasons, answered = result.reasons, result.answered
        points = None if grade is None else grade.points
        routed = item.marked_by == "autograder" and item.id in said and result.points is None
        if item.marked_by == "person":
            answered = points is None or grade is None or grade.auto != 0
            reasons = () if answered else ("Not answered.",)
        elif not reasons:
            reasons = ("The score's cell did not run to its end.",)
        found.append(replace(result, points=points, reasons=reasons, answered=answered, routed=routed))
    return tuple(found)
