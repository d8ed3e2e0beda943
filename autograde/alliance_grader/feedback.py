"""Make the feedback that students get: one HTML file each."""

from collections.abc import Iterator
from pathlib import Path

from alliance.errors import CourseError

from alliance_grader.gradebook import open_api, said


def feedback_file(root: Path, assignment: str, student: str) -> Path:
    """Return where a student's feedback lies."""
    return root / "gradebook" / "feedback" / student / assignment / f"{assignment}.html"


def make_feedback(root: Path, assignment: str, students: list[str]) -> Iterator[Path]:
    """Make the feedback of graded students, one by one, and give each file as it is there."""
    api = open_api(root)
    for student in students:
        result = api.generate_feedback(assignment, student)
        file = feedback_file(root, assignment, student)
        if not result["success"] or not file.is_file():
            if "KeyboardInterrupt" in said(result):
                raise KeyboardInterrupt
            raise CourseError(
                f"The feedback for {student} could not be made; the reason is in gradebook/grading.log."
            )
        _name_language(file)
        yield file


def _name_language(file: Path) -> None:
    """Say that the page is in English: nbgrader leaves it out, and screen readers need it."""
    html = file.read_text(encoding="utf-8")
    if "<html>" in html:
        file.chmod(0o644)
        file.write_text(html.replace("<html>", '<html lang="en">', 1), encoding="utf-8")
