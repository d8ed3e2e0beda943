"""The command line itself, and what its commands share."""

import json
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from alliance.errors import CourseError

app = typer.Typer(
    name="alliance-grader",
    help="Build assignments, grade what students handed in, and see the class.\n\n"
    "An assignment is named by its folder or just its start: a2.",
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    add_completion=False,
)

BEFORE, WEEKLY, CHANGED, CHECKS = (
    "Before the class works",
    "When work has come in",
    "When something changes",
    "To try and to check",
)
"""Panels of the help page, in the order in which a term goes."""

Assignment = Annotated[str, typer.Argument(help="Which assignment, for example a2.", show_default=False)]
AsJson = Annotated[
    bool, typer.Option("--json", help="Print the result for a program to read, and nothing else.")
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Say what would be done, and change nothing.")]
Workers = Annotated[int | None, typer.Option(min=1, help="How many at once; by default one for each core.")]


def course_of(assignment: str) -> tuple[Path, str]:
    """Return the course's folder and an assignment's whole name."""
    from alliance_grader.course import course_root, find_assignment

    root = course_root()
    return root, find_assignment(root, assignment)


def key_holds(root: Path, name: str, item: str | None = None) -> None:
    """Refuse a key that cannot be read, and an item that it does not have, before anybody is graded by it."""
    from alliance_grader.scoring import read_key

    items = [one.id for one in read_key(root, name).items]
    if item is not None and item not in items:
        raise CourseError(f"{name} has no item called {item!r}; its items are: {', '.join(items)}.")


def print_json(value: Any) -> None:
    """Print a value for a program to read."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=2) + "\n")
