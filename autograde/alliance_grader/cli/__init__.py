"""The command line for instructors: one module for each part of their work, in the order in which a week goes."""

from alliance.language import ENGLISH, speak
from alliance.program import guarded
from alliance_grader.cli import (  # noqa: F401 - they register their commands
    change,
    check,
    collect,
    export,
    feedback,
    grade,
    handback,
    mark,
    release,
    report,
    week,
)
from alliance_grader.cli.app import app

__all__ = ["app", "main"]

app.registered_commands.sort(key=week.place)


def main() -> None:
    """Run the command line; a `CourseError` is one sentence and an exit code."""
    speak(
        ENGLISH
    )  # as yet all that instructors read is in English, also where trainees are spoken to in another language
    guarded(app)
