"""Record: one writer puts what was graded into nbgrader's gradebook and beside it, whole or not at all."""

import hashlib
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from alliance_grader.course import graded_notebook
from alliance_grader.files import write_whole
from alliance_grader.gradebook import open_gradebook
from alliance_grader.outcomes import Outcome, outcome_file, write_outcome

if TYPE_CHECKING:
    from nbgrader.api import Grade, Gradebook, SubmittedAssignment, SubmittedNotebook
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

    def begin(self, before: Outcome | None) -> None:
        """Say that work on a student has begun: what is known of earlier work is no longer complete.

        The digests of the answers stay, so that after a crash the marks of people stand as well.
        """
        if before is not None:
            write_outcome(self._root, self._assignment, replace(before, content=""))

    def record(self, grades: Grades, outcome: Outcome, before: Outcome | None) -> Outcome:
        """Write down one submission: the notebook, the gradebook in one transaction, and last the outcome.

        Parameters
        ----------
        grades : Grades
            What the submission got.
        outcome : Outcome
            What is to be known of it beside its grades.
        before : Outcome or None
            The outcome of the last complete run for this student.

        Returns
        -------
        Outcome
            As it was written, with the digests of the answers.
        """
        from sqlalchemy.exc import SQLAlchemyError

        digests = {name: _digest(answer) for name, answer in grades.answers.items()}
        same = {name for name, digest in digests.items() if before and before.answers.get(name) == digest}
        complete = replace(outcome, answers=digests)
        place = graded_notebook(self._root, self._assignment, outcome.student)
        write_whole(place, grades.notebook)
        _write_timestamp(place.with_name("timestamp.txt"), grades.timestamp)
        try:
            self._enter(grades, outcome.student, same)
            self._gradebook.db.commit()
        except SQLAlchemyError:
            self._gradebook.db.rollback()
            raise
        finally:
            self._gradebook.db.expire_all()
        write_outcome(self._root, self._assignment, complete)
        return complete

    def _enter(self, grades: Grades, student: str, same: set[str]) -> None:
        self._gradebook.update_or_create_student(student)
        when = {"timestamp": grades.timestamp} if grades.timestamp else {}
        submission = self._gradebook.update_or_create_submission(self._assignment, student, **when)
        for notebook in submission.notebooks:
            for grade in notebook.grades:
                if grade.name in grades.scores:
                    _give(grade, grades.scores[grade.name], unchanged=grade.name in same)
            for comment in notebook.comments:
                comment.auto_comment = "No response." if comment.name in grades.unanswered else None
            self._gradebook.db.flush()
            self._take_off_for_lateness(submission, notebook, student)

    def _take_off_for_lateness(
        self, submission: "SubmittedAssignment", notebook: "SubmittedNotebook", student: str
    ) -> None:
        """Let nbgrader's own plugin say what a late submission loses, within what it got."""
        notebook.late_submission_penalty = None
        if submission.total_seconds_late > 0:
            self._gradebook.db.refresh(notebook)
            penalty = _lateness_plugin(self._api).late_submission_penalty(
                student, notebook.score, submission.total_seconds_late
            )
            if penalty is not None:
                notebook.late_submission_penalty = min(max(float(penalty), 0.0), float(notebook.score))


@contextmanager
def recording(root: Path, api: "NbGraderAPI", assignment: str) -> Iterator[Recorder]:
    """Open the gradebook once for a whole run."""
    with open_gradebook(api) as gradebook:
        yield Recorder(root, api, gradebook, assignment)


def forget(root: Path, assignment: str, student: str) -> None:
    """Remove a graded notebook and its outcome; the gradebook keeps its entry."""
    outcome_file(root, assignment, student).unlink(missing_ok=True)
    shutil.rmtree(graded_notebook(root, assignment, student).parent, ignore_errors=True)


def _give(grade: "Grade", score: float | None, *, unchanged: bool) -> None:
    """Enter a score; what a person gave stands, and is looked at again only when the answer is another one."""
    grade.auto_score = score
    if grade.manual_score is not None:
        grade.needs_manual_grade = grade.needs_manual_grade or not unchanged
    else:
        grade.needs_manual_grade = score is None


def _lateness_plugin(api: "NbGraderAPI") -> Any:
    from nbgrader.preprocessors import AssignLatePenalties

    preprocessor = AssignLatePenalties(parent=api)
    preprocessor.init_plugin()
    return preprocessor.plugin_inst


def _write_timestamp(place: Path, timestamp: str | None) -> None:
    if timestamp:
        write_whole(place, timestamp + "\n")
    else:
        place.unlink(missing_ok=True)


def _digest(answer: str) -> str:
    return hashlib.sha256(answer.encode("utf-8", "surrogatepass")).hexdigest()
