"""Make the feedback that students get: one HTML file each."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final

from alliance.errors import CourseError
from alliance_grader.files import write_whole
from alliance_grader.gradebook import open_api, open_gradebook, reason_in, story_of

if TYPE_CHECKING:
    from nbgrader.apps.api import NbGraderAPI

_UNMARKED: Final = (
    '<p role="note" style="margin:1em;padding:.8em 1em;border-left:4px solid #4f7a5b;background:#f6f3ee">'
    "A person has yet to read part of this work. Its points are not in the total below.</p>"
)


def feedback_file(root: Path, assignment: str, student: str) -> Path:
    """Return where a student's feedback lies."""
    return root / "gradebook" / "feedback" / student / assignment / f"{assignment}.html"


def make_feedback(root: Path, assignment: str, students: list[str]) -> Iterator[Path]:
    """Make the feedback of graded students, one by one, and give each file as it is there."""
    api = open_api(root)
    waiting = _waiting(api, assignment)
    for student in students:
        result = api.generate_feedback(assignment, student)
        file = feedback_file(root, assignment, student)
        if not result["success"] or not file.is_file():
            raise CourseError(
                f"The feedback for {student} could not be made ({reason_in(story_of(result))}); "
                "the whole story is in gradebook/grading.log."
            )
        _finish(file, unmarked=student in waiting)
        yield file


def _waiting(api: "NbGraderAPI", assignment: str) -> set[str]:
    """Return the students of whom a person has yet to mark something."""
    with open_gradebook(api) as gradebook:
        submissions = gradebook.assignment_submissions(assignment)
        return {submission.student_id for submission in submissions if submission.needs_manual_grade}


def _finish(file: Path, unmarked: bool) -> None:
    """Name the page's language, which nbgrader leaves out, and say so when its total is not final."""
    html = file.read_text(encoding="utf-8").replace("<html>", '<html lang="en">', 1)
    html = re.sub(
        r'<script[^>]*src="https?://[^"]*"[^>]*></script>', "", html
    )  # feedback asks the network for nothing
    if unmarked:
        html = html.replace("<body>", f"<body>\n{_UNMARKED}", 1)
    write_whole(file, html)
