"""The command line for instructors: one module for each part of their work, in the order in which a term goes."""

from alliance.program import guarded
from alliance_grader.cli import check, export, feedback, grade, mark, release, report  # noqa: F401 - this is the order of the help page
from alliance_grader.cli.app import app

__all__ = ["app", "main"]


def main() -> None:
    """Run the command line; a `CourseError` is one sentence and an exit code."""
    guarded(app)
