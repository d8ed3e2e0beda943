"""Give the students their pages."""

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from alliance.errors import CourseError
from alliance_grader.cli.app import WEEKLY, AsJson, Assignment, DryRun, app, course_of, print_json

if TYPE_CHECKING:
    from alliance_grader.handback import Handback

_MOST_NAMED: Final = 6
_NEXT: Final = {
    "exchange": "Students fetch it from their Assignments tab, or by: nbgrader fetch_feedback",
    "moodle": "Upload it in Moodle: the assignment, its submissions, then “Upload multiple feedback files in a zip”.",
    "canvas": "Upload it in Canvas: the assignment, then “Re-Upload Submissions”; each student finds it as a comment.",
    "files": "Each file is called by its student's id; send it to that student alone.",
}


class Way(StrEnum):
    """How pages reach their students."""

    exchange = "exchange"
    moodle = "moodle"
    canvas = "canvas"
    files = "files"


@app.command("return", rich_help_panel=WEEKLY)
def return_(
    assignment: Assignment,
    by: Annotated[
        Way | None,
        typer.Option(
            help="exchange: nbgrader's. moodle, canvas: a zip that it takes back. files: one file a student, to send. "
            "By default the way on which the work came."
        ),
    ] = None,
    to: Annotated[
        Path | None, typer.Option(help="The zip or folder to write; by default in gradebook/returned.")
    ] = None,
    student: Annotated[list[str] | None, typer.Option(help="Only this student; may be repeated.")] = None,
    waiting: Annotated[
        bool,
        typer.Option("--waiting", help="Also pages of which a person has yet to mark a part; they say so."),
    ] = False,
    again: Annotated[
        bool, typer.Option("--again", help="Also pages that were given back before and have not changed.")
    ] = False,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Give the students their pages: back on the way on which their work came.

    The pages are made anew, so that they say what the gradebook says now. Who is not graded, has handed in again
    since, or waits for a person's mark is held back and named.
    """
    from alliance.progress import bar
    from alliance_grader.class_results import class_results
    from alliance_grader.feedback import feedback_file
    from alliance_grader.files import write_whole
    from alliance_grader.gradebook import open_api
    from alliance_grader.handback import as_zip, handback, likely, reach, remember, to_exchange, unchanged
    from alliance_grader.handback.reasons import HAS_IT, UNREACHED
    from alliance_grader.lateness import recharge
    from alliance_grader.terminal import console, watch_feedback

    root, name = course_of(assignment)
    console.quiet = as_json
    found = handback(root, class_results(root, name), student, waiting=waiting)
    if not found.students and not found.held:
        raise CourseError(f"Nobody has handed in {name} yet, so there is nothing to return.")
    api = open_api(root)
    way = by.value if by else likely(api, name, found.students)
    names = reach(api, name, found.students, way)
    found = found.without(UNREACHED.format(way=way), set(found.students) - names.keys())
    if found.students and not dry_run:
        recharge(api, name)
        watch_feedback(root, name, list(found.students))
    if not again:
        found = found.without(HAS_IT, unchanged(root, name, found.students))
    names = {one: names[one] for one in found.students}
    place = _place(root, name, way, to)
    if names and not dry_run:
        if way == "exchange":
            place = Path(api.exchange_root)
            with bar(console) as progress:
                stream = to_exchange(api, name, list(names))
                said = dict(progress.track(stream, total=len(names), description="Returning"))
            for why in {why for why in said.values() if why}:
                found = found.without(why, [one for one in said if said[one] == why])
        elif way == "files":
            for one, file in names.items():
                write_whole(place / file, feedback_file(root, name, one).read_bytes())
        else:
            write_whole(place, as_zip(root, name, names))
        remember(root, name, found.students)
    if as_json:
        told = {"by": way, "to": str(place), "written": not dry_run}
        print_json({**told, "students": found.students, "held": found.held})
        return
    _say(found, assignment, way, place, dry_run=dry_run)


def _place(root: Path, name: str, way: str, to: Path | None) -> Path:
    folder = root / "gradebook" / "returned"
    return to or (folder / name if way == "files" else folder / f"{name}_{way}.zip")


def _say(found: "Handback", short: str, way: str, place: Path, *, dry_run: bool) -> None:
    """Say whose page is where, who was left out and why, and what to do next."""
    from alliance_grader.handback.reasons import BY_HAND, MEND
    from alliance_grader.terminal import console
    from alliance_grader.wording import count

    def say(sentence: str) -> None:
        console.print(sentence, highlight=False, markup=False, soft_wrap=True)

    for why, students in found.held.items():
        more = len(students) - _MOST_NAMED
        names = ", ".join(students[:_MOST_NAMED]) + (f" and {more} more" if more > 0 else "")
        say(f"Held back: {names}: {why}. {MEND.get(why, BY_HAND).format(short=short)}")
    if not found.students:
        say("No page was given back; the sentences above say why, and what to do.")
        return
    pages = count(len(found.students), "page", "pages")
    say(f"{pages} {'would go' if dry_run else 'went'} to {place}")
    if not dry_run:
        say(_NEXT[way])
