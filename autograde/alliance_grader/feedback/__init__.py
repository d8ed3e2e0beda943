"""The feedback that students get: one HTML file each, made for a whole class at once.

nbgrader's command and the formgrader's button make the same pages, through `Feedback`.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from alliance.errors import CourseError
from alliance_grader.gradebook import data_folder, open_api, trouble_with

if TYPE_CHECKING:
    from alliance_grader.feedback.converter import Feedback

__all__ = ["Feedback", "feedback_file", "is_current", "make_feedback"]


def feedback_file(root: Path, assignment: str, student: str) -> Path:
    """Return where a student's feedback lies."""
    return root / "gradebook" / "feedback" / student / assignment / f"{assignment}.html"


def is_current(root: Path, assignment: str, student: str) -> bool:
    """Tell whether a student has feedback on the work that was graded last.

    Whoever grades dates the page of earlier work to the beginning of time; a clock that goes wrong changes nothing.
    """
    page = feedback_file(root, assignment, student)
    return page.is_file() and page.stat().st_mtime > 0


def make_feedback(root: Path, assignment: str, students: list[str]) -> Iterator[Path]:
    """Make the feedback of graded students, one by one, and give each file as it is there.

    A page that cannot be made stops no other: the old one stays.

    Raises
    ------
    CourseError
        When all others are made, if one could not be; it names the students and the reasons.
    """
    data_folder(root)
    api = open_api(root)
    from sqlalchemy.exc import DatabaseError

    from alliance_grader.feedback.converter import Feedback

    feedback = Feedback(coursedir=api.coursedir, parent=api)
    try:
        feedback.read_marks(assignment, students)
    except DatabaseError as error:
        raise trouble_with(api.coursedir.db_url, error) from None
    failed = []
    for student in students:
        try:
            feedback.write_pages(assignment, student)
        except CourseError as error:
            failed.append(f"{student} ({error})")
        except Exception as error:
            failed.append(f"{student} ({type(error).__name__}: {str(error)[:150]})")
        else:
            yield feedback_file(root, assignment, student)
    if failed:
        raise CourseError(f"No feedback could be made for {'; '.join(failed)}. All others have theirs.")


def __getattr__(name: str) -> object:
    """Import `Feedback` when it is asked for: it takes all of nbgrader with it."""
    if name == "Feedback":
        from alliance_grader.feedback.converter import Feedback

        return Feedback
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
