"""Enter a mark where formgrader would enter it: nbgrader's manual score and comment, through nbgrader's own API."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from alliance.errors import CourseError
from alliance_grader.gradebook import open_gradebook
from alliance_grader.marking.schemes import Question
from alliance_grader.marking.waiting import present
from alliance_grader.outcomes import read_outcome

if TYPE_CHECKING:
    from nbgrader.apps.api import NbGraderAPI


class AnotherAnswerError(CourseError):
    """The answer is no longer the one that the marker has read."""


@dataclass(frozen=True)
class Entry:
    """What the gradebook holds of one answer from a person.

    Attributes
    ----------
    points : float or None
    waits : bool
    comment : str or None
    """

    points: float | None
    waits: bool
    comment: str | None


def answer_digest(root: Path, question: Question, student: str) -> str:
    """Return the digest of the answer that was graded last, as `record` knows it.

    Raises
    ------
    AnotherAnswerError
        When it is being graded at this moment.
    """
    outcome = read_outcome(root, question.assignment, student)
    if outcome is None:
        return ""
    if not outcome.content:
        raise AnotherAnswerError(
            "This work is being graded again at this moment. Your mark is kept; send it once more in a minute."
        )
    return outcome.answers.get(question.grade_cell, "")


def enter(
    root: Path,
    api: "NbGraderAPI",
    question: Question,
    student: str,
    entry: Entry,
    answer: str,
    instead_of: Entry | None = None,
) -> Entry:
    """Enter what a person gave, and return what stood there before.

    Parameters
    ----------
    root : Path
        The folder of the course.
    api : NbGraderAPI
    question : Question
    student : str
    entry : Entry
    answer : str
        Digest of the answer that the marker has read.
    instead_of : Entry, optional
        What must stand there, so that nothing that came since is overwritten.

    Raises
    ------
    AnotherAnswerError
        When the student's work was graded anew since; then the answer waits for a person, as it should.
    CourseError
        When the gradebook cannot be written.
    """
    from nbgrader.api import MissingEntry

    _must_be(root, question, student, answer)
    present(api.coursedir.db_url)
    with open_gradebook(api) as gradebook:
        name = question.assignment
        try:
            grade = gradebook.find_grade(question.grade_cell, name, name, student)
            said = gradebook.find_comment(question.answer_cell, name, name, student)
        except MissingEntry:
            raise CourseError(
                "The gradebook has no such answer any more; go to the list and open the question again."
            ) from None
        before = Entry(grade.manual_score, grade.needs_manual_grade, said.manual_comment)
        if instead_of is not None and before != instead_of:
            raise CourseError("This was changed elsewhere since, so it is not undone here.")
        _write(gradebook, grade, said, entry)
        try:
            # Grading does not wait for us: what was recorded while we wrote would get a mark for other work.
            _must_be(root, question, student, answer)
        except AnotherAnswerError:
            grade.needs_manual_grade = True
            gradebook.db.commit()
            raise
    return before


def _write(gradebook: Any, grade: Any, said: Any, entry: Entry) -> None:
    grade.manual_score = entry.points
    grade.needs_manual_grade = entry.waits
    said.manual_comment = entry.comment or None
    gradebook.db.commit()


def _must_be(root: Path, question: Question, student: str, answer: str) -> None:
    if answer_digest(root, question, student) != answer:
        raise AnotherAnswerError(
            "This student has handed in again, and the new work was graded while the page was open. Load the page again to "
            "read it: what you gave is filled in there, to be sent if it still holds."
        )
