"""See the class."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from alliance.errors import CourseError
from alliance_grader.cli.app import WEEKLY, AsJson, Assignment, app, course_of, print_json

if TYPE_CHECKING:
    from alliance_grader.results import ClassResults


def _next_steps(name: str) -> list[str]:
    return [
        "Mark what waits for a person: `alliance-grader formgrader`",
        f"Give the students their marks: `alliance-grader feedback {name}`",
        f"Make this page again: `alliance-grader report {name}`",
        f"Only if something was handed in again: `alliance-grader grade {name}`",
        f"Take the points to a spreadsheet: `alliance-grader export {name}`",
    ]


def write_report(
    root: Path, results: "ClassResults", next_steps: list[str], hide_names: bool = False
) -> Path:
    """Write the class report; return where it lies."""
    from datetime import datetime

    from alliance_grader.report import render, write

    name = results.assignment
    if not results.students:
        raise CourseError(f"Nobody has handed in {name} yet, so there is nothing to report.")
    file = root / "gradebook" / "report" / f"{name}{'_without_names' if hide_names else ''}.html"
    made_at = datetime.now().astimezone()
    write(file, render(results, made_at=made_at, next_steps=next_steps, hide_names=hide_names))
    return file


@app.command(rich_help_panel=WEEKLY)
def report(
    assignment: Assignment,
    hide_names: Annotated[
        bool, typer.Option("--hide-names", help="Leave names and ids out, to show it around.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Write the class report: one page that opens in any browser, without a network."""
    from alliance_grader.class_results import class_results
    from alliance_grader.terminal import console

    root, name = course_of(assignment)
    results = class_results(root, name)
    if as_json:
        print_json(results.as_data())
        return
    file = write_report(root, results, _next_steps(name), hide_names)
    console.print(f"The class report: {file.as_uri()}", soft_wrap=True)
