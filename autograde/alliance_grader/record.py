"""Record: one writer puts what was graded into nbgrader's gradebook and beside it, whole or not at all."""

import hashlib
import os
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from alliance_grader.course import graded_notebook
from alliance_grader.feedback import feedback_file
from alliance_grader.files import ASIDE, write_whole
from alliance_grader.gradebook import open_gradebook
from alliance_grader.lateness import charge, granted, lateness_plugin, read_deadlines
from alliance_grader.outcomes import Mark, Outcome, write_outcome
from alliance_grader.releases import kept_versions

if TYPE_CHECKING:
    from nbgrader.api import Grade, Gradebook, SubmittedNotebook
    from nbgrader.apps.api import NbGraderAPI


@dataclass(frozen=True)
class Grades:
    """What grading gives one submission, ready to be written down.

    Attributes
    ----------
    notebook : str
        The graded notebook, safe to open.
    scores : dict of str to (float or None)
        Points by grade id; None waits for a person.
    unanswered : frozenset of str
        Answer cells that were left as released.
    answers : dict of str to str
        What each grade cell judges, as the student wrote it, by grade id.
    timestamp : str or None
        When it was handed in.
    """

    notebook: str
    scores: dict[str, float | None]
    unanswered: frozenset[str]
    answers: dict[str, str]
    timestamp: str | None


class Recorder:
    """The one writer of a grading run. Open it with `recording`."""

    def __init__(self, root: Path, api: "NbGraderAPI", gradebook: "Gradebook", assignment: str) -> None:
        self._root = root
        self._api = api
        self._gradebook = gradebook
        self._assignment = assignment

    def record(self, grades: Grades, outcome: Outcome, before: Outcome | None) -> Outcome:
        """Write down one submission: the notebook, the gradebook in one transaction, and last the outcome.

        Until the outcome is there, the work counts as not done. What is known of people's marks is written down
        before the gradebook changes, so that they stand after a crash as well.

        Parameters
        ----------
        grades : Grades
            What the submission got.
        outcome : Outcome
            What is to be known of it beside its grades.
        before : Outcome or None
            What is known from the last run for this student.

        Returns
        -------
        Outcome
            As it was written, with the digests of the answers.
        """
        from nbgrader.api import InvalidEntry
        from sqlalchemy.exc import SQLAlchemyError

        digests = {name: _digest(answer) for name, answer in grades.answers.items()}
        known = before.answers if before else {}
        same = {name for name, digest in digests.items() if known.get(name) == digest}
        aside = dict(before.marks) if before else {}
        if outcome.status == "not graded":
            found = self._marks_of_people(outcome.student)
            aside |= {
                name: Mark(mark, known.get(name, "")) for name, mark in found.items() if name not in same
            }
        elif len(kept_versions(self._root, self._assignment)) > 1:
            found = self._marks_of_people(outcome.student)
            aside |= {
                name: Mark(mark, known.get(name, ""))
                for name, mark in found.items()
                if name not in grades.scores
            }
        if before is not None or aside:
            write_outcome(self._root, self._assignment, replace(before or outcome, content="", marks=aside))
        _outdate_feedback(self._root, self._assignment, outcome.student)
        place = graded_notebook(self._root, self._assignment, outcome.student)
        write_whole(place, grades.notebook)
        _write_timestamp(place.with_name("timestamp.txt"), grades.timestamp)
        try:
            with as_one(self._gradebook):
                self._enter(grades, outcome, digests, same, aside)
            self._gradebook.db.commit()
        except (SQLAlchemyError, InvalidEntry) as error:
            self._gradebook.db.rollback()
            # nbgrader says "invalid" of whatever its database could not do.
            raise (error.__context__ if isinstance(error.__context__, SQLAlchemyError) else error) from None
        finally:
            self._gradebook.db.expire_all()
        left = aside
        if outcome.status == "graded":
            left = {name: mark for name, mark in aside.items() if name not in grades.scores}
        complete = replace(outcome, answers=digests, scores=grades.scores, marks=left)
        write_outcome(self._root, self._assignment, complete)
        return complete

    def _marks_of_people(self, student: str) -> dict[str, float]:
        from nbgrader.api import MissingEntry

        try:
            submission = self._gradebook.find_submission(self._assignment, student)
        except MissingEntry:
            return {}
        grades = [grade for notebook in submission.notebooks for grade in notebook.grades]
        return {grade.name: grade.manual_score for grade in grades if grade.manual_score is not None}

    def _enter(
        self,
        grades: Grades,
        outcome: Outcome,
        digests: Mapping[str, str],
        same: Collection[str],
        aside: Mapping[str, Mark],
    ) -> None:
        student = outcome.student
        self._gradebook.update_or_create_student(student)
        when = {"timestamp": grades.timestamp} if grades.timestamp else {}
        submission = self._gradebook.update_or_create_submission(self._assignment, student, **when)
        if not grades.timestamp:
            submission.timestamp = None  # that of earlier work says nothing of this
        more = granted(read_deadlines(self._root, self._assignment), student, submission.assignment.duedate)
        if more is not None:
            submission.extension = more
        for notebook in submission.notebooks:
            self._make_room(notebook, grades.scores)
            for grade in notebook.grades:
                name = grade.name
                if name not in grades.scores:
                    # It is not in the version that was handed in: what a person gave for it is kept in the outcome.
                    grade.auto_score, grade.manual_score, grade.needs_manual_grade = 0.0, None, False
                    continue
                grade.auto_score = grades.scores[name]
                mark = aside.get(name)
                if outcome.status == "not graded":
                    _give_nothing(grade, mark, same=name in same)
                else:
                    _give(grade, mark, digests.get(name, ""), same=name in same)
            for comment in notebook.comments:
                comment.auto_comment = _remark(comment.name, grades, outcome, aside)
            self._gradebook.db.flush()
            self._gradebook.db.refresh(notebook)
        charge(submission, lateness_plugin(self._api))

    def _make_room(self, notebook: "SubmittedNotebook", scores: Mapping[str, float | None]) -> None:
        """Let an earlier submission have grades for what was put into the assignment since."""
        from nbgrader.api import Comment, Grade

        graded = {grade.cell_id for grade in notebook.grades}
        for cell in notebook.notebook.grade_cells:
            if cell.name in scores and cell.id not in graded:
                notebook.grades.append(Grade(cell=cell))
        remarked = {comment.cell_id for comment in notebook.comments}
        for cell in notebook.notebook.solution_cells:
            if cell.id not in remarked:
                notebook.comments.append(Comment(cell=cell))
        self._gradebook.db.flush()


@contextmanager
def as_one(gradebook: "Gradebook") -> Iterator[None]:
    """Let nbgrader's own commits in between wait: a student is entered in one transaction, or not at all."""
    gradebook.db.commit = gradebook.db.flush
    try:
        yield
    finally:
        del gradebook.db.commit


@contextmanager
def recording(root: Path, api: "NbGraderAPI", assignment: str) -> Iterator[Recorder]:
    """Open the gradebook once for a whole run. Only who holds the lock may."""
    _remove_parts(root, assignment)
    with open_gradebook(api) as gradebook:
        yield Recorder(root, api, gradebook, assignment)


def entered(api: "NbGraderAPI", assignment: str) -> dict[str, dict[str, float | None]]:
    """Return the automatic points that the gradebook holds, by student and grade id."""
    from nbgrader.api import Assignment, BaseCell, Grade, SubmittedAssignment, SubmittedNotebook

    found: dict[str, dict[str, float | None]] = {}
    with open_gradebook(api) as gradebook:
        rows = (
            gradebook.db.query(SubmittedAssignment.student_id, BaseCell.name, Grade.auto_score)
            .select_from(Grade)
            .join(BaseCell, BaseCell.id == Grade.cell_id)
            .join(SubmittedNotebook, SubmittedNotebook.id == Grade.notebook_id)
            .join(SubmittedAssignment, SubmittedAssignment.id == SubmittedNotebook.assignment_id)
            .join(Assignment, Assignment.id == SubmittedAssignment.assignment_id)
            .filter(Assignment.name == assignment)
        )
        for student, name, points in rows:
            found.setdefault(student, {})[name] = points
    return found


def _give(grade: "Grade", aside: Mark | None, digest: str, *, same: bool) -> None:
    """Let a person's mark stand, also one that was set aside; ask to look again when the answer is another one."""
    if aside is not None and grade.manual_score in {None, aside.points}:
        grade.manual_score = aside.points
        grade.needs_manual_grade = aside.answer != digest
    elif grade.manual_score is not None:
        grade.needs_manual_grade = grade.needs_manual_grade or not same
    else:
        grade.needs_manual_grade = grade.auto_score is None


def _give_nothing(grade: "Grade", aside: Mark | None, *, same: bool) -> None:
    """Let no mark of earlier work stand for work that could not be graded, and ask a person to look."""
    if not same:
        grade.manual_score = None
    if grade.manual_score is None:
        grade.needs_manual_grade = aside is not None


def _remark(name: str, grades: Grades, outcome: Outcome, aside: Mapping[str, Mark]) -> str | None:
    if name in grades.unanswered:
        return "No response."
    if outcome.status == "not graded" and name in aside:
        return f"This could not be graded. Earlier work had {aside[name].points:g} points here, given by a person."
    return None


def _outdate_feedback(root: Path, assignment: str, student: str) -> None:
    """Mark the page about earlier work as outdated, so that a new one is made even if this run does not get there."""
    with suppress(FileNotFoundError):
        os.utime(feedback_file(root, assignment, student), (0, 0))


def _remove_parts(root: Path, assignment: str) -> None:
    """Remove what a run that was killed had begun to write."""
    for folder in ("outcomes", "autograded/*"):
        for part in (root / "gradebook").glob(f"{folder}/{assignment}/.*{ASIDE}"):
            part.unlink(missing_ok=True)


def _write_timestamp(place: Path, timestamp: str | None) -> None:
    if timestamp:
        write_whole(place, timestamp + "\n")
    else:
        place.unlink(missing_ok=True)


def _digest(answer: str) -> str:
    return hashlib.sha256(answer.encode("utf-8", "surrogatepass")).hexdigest()
