"""Mark what people must mark."""

import sys
from contextlib import suppress
from typing import TYPE_CHECKING, Annotated

import typer

from alliance.errors import CourseError
from alliance.program import free_port, jupyter
from alliance_grader.cli.app import WEEKLY, AsJson, app, print_json

if TYPE_CHECKING:
    from alliance_grader.marking.desk import Desk


@app.command(rich_help_panel=WEEKLY)
def mark(
    assignment: Annotated[
        str | None, typer.Argument(help="Which assignment, for example a2; all of them when left out.")
    ] = None,
    list_: Annotated[
        bool, typer.Option("--list", help="Say what waits, question by question, and open no page.")
    ] = False,
    rater: Annotated[
        str | None, typer.Option(metavar="NAME", help="Who marks; each rater's marks are kept apart.")
    ] = None,
    second: Annotated[
        bool,
        typer.Option(
            "--second", help="Read a sample again as a second rater, without the first one's marks."
        ),
    ] = False,
    share: Annotated[
        float, typer.Option(min=0.0, max=1.0, help="Which part of the marked answers a second rater reads.")
    ] = 0.2,
    port: Annotated[
        int, typer.Option(min=0, max=65535, help="On which port of this computer; 0 takes a free one.")
    ] = 0,
    browser: Annotated[bool, typer.Option(help="Open the page in the browser.")] = True,
    of_demo: Annotated[bool, typer.Option("--demo", help="Mark the demonstration's class.")] = False,
    as_json: AsJson = False,
) -> None:
    """Mark what people must mark: one answer at a time beside its mark scheme, all by key.

    The page is on this computer alone, and names are hidden until you ask. Marks and comments go into nbgrader's
    gradebook, so that the formgrader shows the same. Ctrl-C ends it.
    """
    from alliance_grader.course import assignments, course_root, find_assignment
    from alliance_grader.gradebook import data_folder, open_api
    from alliance_grader.marking.desk import Desk
    from alliance_grader.marking.raters import FIRST, SECOND, rater_name

    root = course_root()
    place = data_folder(root) / "demo" if of_demo else root
    if not (place / "nbgrader_config.py").is_file():
        raise CourseError("There is no demonstration yet; run: alliance-grader demo")
    names = [find_assignment(place, assignment)] if assignment else assignments(place)
    who = rater_name(rater) if rater else SECOND if second else FIRST
    if not any((place / "gradebook" / "outcomes" / name).is_dir() for name in names):
        raise CourseError(
            f"Nobody's work has been graded yet, so nothing waits; grade it first: alliance-grader grade {assignment or 'a2'}"
        )
    desk = Desk(place, open_api(place), names, who, second, share)
    if list_ or as_json:
        _print_list(desk, as_json)
        return
    _serve(desk, free_port(port) if port else 0, browser=browser)


def _print_list(desk: "Desk", as_json: bool) -> None:
    from rich.table import Table

    from alliance_grader.terminal import console
    from alliance_grader.wording import count

    tallies = desk.tallies()
    waiting = sum(tally.waiting for _, tally in tallies)
    if as_json:
        print_json(
            [
                {
                    "assignment": question.assignment,
                    "item": question.item,
                    "title": question.title,
                    "waiting": tally.waiting,
                    "marked": tally.marked,
                }
                for question, tally in tallies
            ]
        )
        return
    table = Table(title="What waits for a person", title_justify="left", show_edge=False, pad_edge=False)
    table.add_column("assignment")
    table.add_column("question")
    table.add_column("waiting", justify="right")
    table.add_column("marked", justify="right")
    for question, tally in tallies:
        table.add_row(question.assignment, question.title, str(tally.waiting), str(tally.marked))
    console.print(table)
    short = next((q.assignment for q, tally in tallies if tally.waiting), "").partition("_")[0]
    if waiting:
        console.print(
            f"{count(waiting, 'answer waits', 'answers wait')}. Mark them: alliance-grader mark {short}",
            highlight=False,
        )
    else:
        console.print(f"Nothing waits. {_return_marks(desk)}", highlight=False)


def _return_marks(desk: "Desk") -> str:
    short = desk.assignments[0].partition("_")[0] if len(desk.assignments) == 1 else "ASSIGNMENT"
    return f"Give the students their marks: alliance-grader feedback {short}"


def _serve(desk: "Desk", port: int, *, browser: bool) -> None:
    """Serve the page until Ctrl-C, and say at the end what was done and what comes next."""
    import asyncio
    import webbrowser

    from alliance_grader.marking.pages import sent_kept
    from alliance_grader.marking.server import MarkingServer
    from alliance_grader.terminal import console
    from alliance_grader.wording import count

    if said := sent_kept(*desk.send_kept()):
        console.print(said, highlight=False, markup=False)

    async def run() -> None:
        server = MarkingServer(desk, port)
        console.print(
            f"The marking page: {server.address}\nIt opens on this computer alone. To stop: Ctrl-C in this window.",
            soft_wrap=True,
            highlight=False,
        )
        if browser:
            webbrowser.open(server.address)
        await asyncio.Event().wait()

    with suppress(KeyboardInterrupt):
        asyncio.run(run())
    console.print(
        f"\n{count(desk.given, 'mark', 'marks')} given. {_next_step(desk)}", highlight=False, markup=False
    )


def _next_step(desk: "Desk") -> str:
    try:
        waiting = sum(tally.waiting for _, tally in desk.tallies())
    except CourseError as error:
        return f"{error} Marks that the gradebook did not take are kept; start this again to send them."
    short = desk.assignments[0].partition("_")[0] if len(desk.assignments) == 1 else ""
    if desk.second:
        return (
            f"What the two raters gave, side by side: alliance-grader mark {short}".rstrip()
            + ", then Two raters."
        )
    if waiting:
        return f"Still waiting: {waiting}. Go on with: alliance-grader mark {short}".rstrip()
    return _return_marks(desk)


@app.command(rich_help_panel=WEEKLY)
def formgrader(
    port: Annotated[int, typer.Option(help="On which port of this computer.")] = 8888,
    of_demo: Annotated[bool, typer.Option("--demo", help="Open the demonstration's class.")] = False,
) -> None:
    """Open nbgrader's formgrader in the browser, where people mark what people must mark."""
    from alliance_grader.course import course_root
    from alliance_grader.gradebook import data_folder, prepare_environment

    root = course_root()
    place = data_folder(root) / "demo" if of_demo else root
    if not (place / "nbgrader_config.py").is_file():
        raise CourseError("There is no demonstration yet; run: alliance-grader demo")
    prepare_environment()
    free = free_port(port)
    sys.stderr.write(
        f"The page for marking: http://localhost:{free}/formgrader/gradebook (if you see only JupyterLab: Nbgrader in its "
        "menu, then Formgrader).\nTo stop: Ctrl-C in this window, twice. What is printed below is for engineers; "
        "notes about an 'exchange' can be ignored, this course does not need one.\n"
    )
    jupyter(place, "/formgrader/gradebook", free)
