"""Collect what is known of a class from the gradebook, the graded notebooks and the outcomes."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from alliance_grader.course import graded_notebook, submission_folder
from alliance_grader.gradebook import open_api, open_gradebook
from alliance_grader.intake import submitted
from alliance_grader.notebooks import item_of
from alliance_grader.outcomes import read_outcome
from alliance_grader.results import ClassResults, ItemResult, StudentRow
from alliance_grader.said import said_in
from alliance_grader.scoring import misconceptions, read_key

if TYPE_CHECKING:
    from nbgrader.api import Gradebook, SubmittedAssignment

    from alliance_grader.scoring import Key


def class_results(root: Path, assignment: str) -> ClassResults:
    """Return the results of everybody in the gradebook and of everybody who handed something in.

    Points come from the gradebook, so that what people marked or changed counts; reasons and misconceptions
    come from the graded notebooks.
    """
    key = read_key(root, assignment)
    named = {name for item in key.items for name in item.misconceptions}
    handed_in = set(submitted(root, assignment))
    with open_gradebook(open_api(root)) as gradebook:
        names = {student.id: _name(student) for student in gradebook.students}
        rows = [
            _row(root, gradebook, key, student, names.get(student, student), handed_in=student in handed_in)
            for student in sorted(names.keys() | handed_in)
        ]
    return ClassResults(
        assignment=assignment,
        title=key.title,
        items=tuple(item.head for item in key.items),
        students=tuple(rows),
        misconceptions=tuple(one for one in misconceptions(root) if one.id in named),
    )


def _name(student: Any) -> str:
    parts = [part for part in (student.first_name, student.last_name) if part]
    return " ".join(parts) or str(student.id)


def _row(
    root: Path, gradebook: "Gradebook", key: "Key", student: str, name: str, *, handed_in: bool
) -> StudentRow:
    from nbgrader.api import MissingEntry

    if not handed_in:
        return StudentRow(student, name, "missing", "Nothing was handed in.")
    outcome = read_outcome(root, key.assignment, student)
    if outcome is None or outcome.status == "not graded" or not outcome.content:
        reason = (
            outcome.reason
            if outcome and outcome.reason
            else "This was handed in but not graded yet; run `alliance-grader grade`."
        )
        return StudentRow(student, name, "not graded", reason, _seconds_late(root, gradebook, key, student))
    try:
        submission = gradebook.find_submission(key.assignment, student)
    except MissingEntry:
        return StudentRow(
            student, name, "not graded", "The gradebook has no grades for this; grade it again."
        )
    items = _items(root, key, student, submission)
    waiting = any(item.points is None for item in items)
    return StudentRow(
        student,
        name,
        "waiting" if waiting else "graded",
        " ".join(outcome.notes),
        float(submission.total_seconds_late or 0.0),
        items,
        outcome.level,
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
    return max(0.0, float((handed_in - due).total_seconds())) if due else 0.0


def _items(root: Path, key: "Key", student: str, submission: "SubmittedAssignment") -> tuple[ItemResult, ...]:
    said = said_in(graded_notebook(root, key.assignment, student))
    grades = {item_of(grade.name): grade for notebook in submission.notebooks for grade in notebook.grades}
    found = []
    for item in key.items:
        grade = grades.get(item.id)
        result = said.get(item.id, ItemResult(item.id, None))
        points: float | None = None
        if grade is not None and not grade.needs_manual_grade and grade.score is not None:
            points = float(grade.score)
        reasons, answered = result.reasons, result.answered
        if item.marked_by == "person":
            answered = points is None or grade is None or grade.auto_score != 0
            reasons = () if answered else ("Not answered.",)
        elif not reasons:
            reasons = ("The score's cell did not run to its end.",)
        found.append(replace(result, points=points, reasons=reasons, answered=answered))
    return tuple(found)
