"""When something changes: whose grades are stale, where students' data lies, and how one student's goes."""

from typing import Annotated

import typer
from rich.markup import escape

from alliance.errors import CourseError
from alliance_grader.cli.app import CHANGED, CHECKS, AsJson, DryRun, app, course_of, print_json


@app.command(rich_help_panel=CHANGED)
def stale(
    assignment: Annotated[
        str | None, typer.Argument(help="Which assignment; all of them when left out.", show_default=False)
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Say what has changed since the grades were given, and whose grades that concerns. Nothing is run or changed.

    The words of a notebook, the key of an item, what it is worth, what is handed in: item by item and student by
    student. Which points become others, `regrade` shows before it writes any.
    """
    from dataclasses import asdict

    from alliance_grader.course import assignments, course_root
    from alliance_grader.intake import submitted
    from alliance_grader.stale import sentences, staleness
    from alliance_grader.terminal import console

    root = course_root()
    names = [course_of(assignment)[1]] if assignment else assignments(root)
    console.quiet = as_json
    found = [staleness(root, name) for name in names if submitted(root, name)]
    if as_json:
        print_json([asdict(one) | {"stale": one.stale} for one in found])
        return
    if not found:
        console.print("Nobody has handed in anything yet.")
    for one in found:
        console.print(f"[bold]{escape(one.title)}[/]", highlight=False)
        for sentence in sentences(one):
            console.print(f"  {sentence}", highlight=False, markup=False)
    for one in found:
        short = one.assignment.partition("_")[0]
        if one.stale:
            console.print(f"See which points would change: alliance-grader regrade {short}", highlight=False)
        elif one.again or one.ungraded:
            console.print(f"Grade what has come in: alliance-grader grade {short}", highlight=False)
    if found and not any((*one.stale, *one.again, *one.ungraded) for one in found):
        console.print("Every grade rests on what is there now; nothing is to be done.", highlight=False)


@app.command(rich_help_panel=CHANGED)
def forget(
    student: Annotated[
        str, typer.Argument(help="The student's id, as their folder is called.", show_default=False)
    ],
    yes: Annotated[bool, typer.Option("--yes", help="Remove without asking.")] = False,
    dry_run: DryRun = False,
) -> None:
    """Remove everything of one student from this course, the copies of the gradebook included.

    First you see what would go, and it asks. It does not come back. Nothing of anybody else changes.
    """
    from alliance_grader.course import course_root
    from alliance_grader.privacy import forget as remove
    from alliance_grader.privacy import traces_of
    from alliance_grader.terminal import console
    from alliance_grader.wording import count

    root = course_root()
    with console.status("Looking for what is there of this student …"):
        traces = traces_of(root, student)

    def say(line: str) -> None:
        console.print(line, highlight=False, markup=False, soft_wrap=True)

    say(f"What there is of {student}:")
    if traces.known:
        graded = f", with points for {', '.join(traces.submissions)}" if traces.submissions else ""
        say(f"- in the gradebook{graded}")
    for place in traces.own:
        say(f"- {place.relative_to(root)}")
    for place, lines in traces.lists.items():
        say(f"- {count(lines, 'line', 'lines')} of {place.relative_to(root)}")
    for place in traces.pages:
        say(f"- {place.relative_to(root)} (names them; the whole page goes, make it again afterwards)")
    if traces.backups:
        say(
            f"- in {count(len(traces.backups), 'copy', 'copies')} of the gradebook in gradebook/backups, as far as they are there"
        )
    say("What stays, since it is not in this program's hands:")
    for sentence in traces.left:
        say(f"- {sentence}")
    if dry_run:
        say("Nothing was changed. To remove it, run this again without --dry-run.")
        return
    try:
        if not yes and not typer.confirm(f"Remove everything of {student} for good?"):
            raise typer.Abort
    except typer.Abort:
        raise CourseError("Nothing was removed.", 1) from None
    remove(root, traces)
    say(f"Removed. {_again(traces.pages)}")


def _again(pages: "tuple[object, ...]") -> str:
    if not pages:
        return "Nothing else is to be done here."
    return "Make the class's pages again: alliance-grader report, alliance-grader export."


@app.command(rich_help_panel=CHECKS)
def where(as_json: AsJson = False) -> None:
    """Say where students' data lies, how much it is, and whether others on this machine could read it."""
    from dataclasses import asdict

    from rich.table import Table

    from alliance_grader.course import course_root
    from alliance_grader.privacy import places_of
    from alliance_grader.terminal import console

    found = places_of(course_root())
    if as_json:
        print_json(asdict(found) | {"folder": str(found.folder)})
    else:
        table = Table(
            title=f"Students' data: {found.folder}", title_justify="left", show_edge=False, pad_edge=False
        )
        for head in ("where", "what", "files", "size"):
            table.add_column(head, justify="right" if head in {"files", "size"} else "left")
        for place in found.places:
            table.add_row(escape(place.name), escape(place.holds), str(place.files), _size(place.bytes))
        if found.places:
            console.print(table)
        else:
            console.print(f"No student's data is here yet; it will lie in {found.folder}.", soft_wrap=True)
        if found.database:
            console.print(f"The gradebook is on a server: {found.database}", highlight=False, markup=False)
        if not found.open_to and found.places:
            console.print("Only you can open this folder.", highlight=False)
        console.print(
            "To remove one student: alliance-grader forget STUDENT --dry-run", highlight=False, markup=False
        )
    if found.open_to:
        raise CourseError(
            f"{found.folder} can be opened by {found.open_to} on this machine; close it with: chmod 700 {found.folder}",
            1,
        )


def _size(amount: int) -> str:
    return f"{amount / 1_000_000:.1f} MB" if amount >= 100_000 else f"{amount / 1000:.0f} kB"
