"""See the class."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from alliance.errors import CourseError
from alliance_grader.cli.app import WEEKLY, AsJson, DryRun, app, print_json

if TYPE_CHECKING:
    from alliance_grader.report import Course
    from alliance_grader.results import ClassResults


def _next_steps(name: str) -> list[str]:
    return [
        "Mark what waits for a person: `alliance-grader mark`",
        f"Give the students their marks: `alliance-grader feedback {name}`",
        f"Make this page again: `alliance-grader report {name}`",
        f"Only if something was handed in again: `alliance-grader grade {name}`",
        f"Take the points to a spreadsheet: `alliance-grader export {name}`",
    ]


_COURSE_STEPS = [
    "Mark what waits for a person: `alliance-grader mark`",
    "See one assignment, with every student's reasons: `alliance-grader report a2`",
    "Make this page again: `alliance-grader report`",
]


def write_report(
    root: Path, results: "ClassResults", next_steps: list[str], hide_names: bool = False
) -> Path:
    """Write the class report of one assignment; return where it lies."""
    from alliance_grader.report.course import Course, boards_of

    name = results.assignment
    if not results.students:
        raise CourseError(f"Nobody has handed in {name} yet, so there is nothing to report.")
    course = Course((results,), boards_of(root, (results,)))
    return _write_page(root, course, name, next_steps, hide_names)


def _write_page(root: Path, course: "Course", name: str, next_steps: list[str], hide_names: bool) -> Path:
    from datetime import datetime

    from alliance_grader.report import render, render_course, write

    file = _file(root, name, hide_names, "html")
    made_at = datetime.now().astimezone()
    if name == _WHOLE:
        html = render_course(course, made_at=made_at, next_steps=next_steps, hide_names=hide_names)
    else:
        html = render(
            course.results[0],
            made_at=made_at,
            next_steps=next_steps,
            hide_names=hide_names,
            boards=course.boards,
        )
    write(file, html)
    return file


_WHOLE = "course"


def _file(root: Path, name: str, hide_names: bool, ending: str) -> Path:
    return root / "gradebook" / "report" / f"{name}{'_without_names' if hide_names else ''}.{ending}"


@app.command(rich_help_panel=WEEKLY)
def report(
    assignment: Annotated[
        str | None, typer.Argument(help="Which assignment; the whole course when left out.")
    ] = None,
    hide_names: Annotated[
        bool, typer.Option("--hide-names", help="Leave names and ids out, to show it around.")
    ] = False,
    notebook: Annotated[
        bool, typer.Option("--notebook", help="Write it as a notebook, to look further or to serve it.")
    ] = False,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Write the class report: one page that opens in any browser, without a network.

    Without an assignment it is about the whole course: every assignment in which somebody has handed something in.
    """
    from datetime import datetime

    from alliance_grader.course import course_root, find_assignment
    from alliance_grader.report import as_notebook, gather, write
    from alliance_grader.terminal import console
    from alliance_grader.wording import count

    root = course_root()
    name = find_assignment(root, assignment) if assignment else _WHOLE
    console.quiet = as_json
    with console.status("Reading the class …") as status:
        course = gather(
            root,
            [name] if assignment else [],
            empty=as_json and assignment is not None,
            done=lambda one: status.update(f"Reading the class … {one}"),
        )
        if as_json:
            found = [results.as_data() for results in course.results]
            print_json(found[0] if assignment else found)
            return
        if dry_run:
            place = _file(root, name, hide_names, "ipynb" if notebook else "html")
            students = count(
                len({row.id for one in course.results for row in one.students}), "student", "students"
            )
            console.print(f"Nothing was written. It would be about {students}: {place}", soft_wrap=True)
            return
        status.update("Drawing …")
        if notebook:
            file = _file(root, name, hide_names, "ipynb")
            made_at = datetime.now().astimezone()
            write(file, as_notebook(course, made_at=made_at, whole=not assignment, hide_names=hide_names))
        else:
            file = _write_page(
                root, course, name, _next_steps(name) if assignment else _COURSE_STEPS, hide_names
            )
    if notebook:
        console.print(f"The class report as a notebook: {file}", soft_wrap=True)
        console.print(
            "Open it with JupyterLab (jupyter lab), or serve it as an app where voila is installed (voila FILE).",
            highlight=False,
        )
    else:
        console.print(f"The class report: {file.as_uri()}", soft_wrap=True)
        console.print("Open it in a browser; what needs you stands first.", highlight=False)
