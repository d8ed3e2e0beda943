"""Get in what students handed in: who is in the class, when work is due, and the work itself."""

from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from alliance.errors import CourseError
from alliance_grader.cli.app import BEFORE, WEEKLY, AsJson, Assignment, DryRun, app, course_of, print_json

if TYPE_CHECKING:
    from alliance_grader.collect import Plan, Row
    from alliance_grader.due import Due
    from alliance_grader.roster import Person
    from alliance_grader.zones import Zone

_FATES = {
    "new": "new",
    "newer": "in place of earlier work, which is kept",
    "older": "kept aside: later work counts",
    "same": "there already",
    "dated": "there already, and gets its time",
}
_MOST_NAMED = 12
_MOST_ROWS = 60
_WIDE = 110


@app.command(rich_help_panel=BEFORE)
def roster(
    file: Annotated[
        Path,
        typer.Argument(help="A class list as your learning platform exports it, CSV.", show_default=False),
    ],
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Import the class list, so that downloads find their students and the report knows who is missing.

    Lists of Canvas, Moodle and Blackboard are known. Importing again adds and fills in; nobody is removed.
    """
    from dataclasses import asdict

    from alliance_grader.collect.lists import merge, read_people
    from alliance_grader.collect.roll import enter
    from alliance_grader.course import course_root
    from alliance_grader.gradebook import data_folder
    from alliance_grader.roster import read_roster, roster_file
    from alliance_grader.terminal import console
    from alliance_grader.wording import count

    root = course_root()
    merged = merge(read_roster(root), read_people(file))
    if not dry_run:
        data_folder(root)
        enter(root, merged.people)
    if as_json:
        people = [asdict(person) for person in merged.people]
        print_json({"new": merged.new, "changed": merged.changed, "students": people})
        return
    would = "Would be" if dry_run else "Now"
    console.print(
        f"{would} {count(len(merged.people), 'student', 'students')} in {roster_file(root)}: "
        f"{len(merged.new)} new, {len(merged.changed)} filled in.",
        highlight=False,
        soft_wrap=True,
    )
    for names in _namesakes(merged.people):
        console.print(
            f"Two of one name, told apart by their ids alone: {names}", highlight=False, markup=False
        )
    if not dry_run:
        console.print(
            "Next, when work has come in: alliance-grader collect a2 DOWNLOAD", highlight=False, markup=False
        )


def _namesakes(people: tuple["Person", ...]) -> Iterator[str]:
    from alliance_grader.collect.names import letters

    by_name: dict[str, list[str]] = {}
    for person in people:
        by_name.setdefault(letters(person.name), []).append(f"{person.name} ({person.id})")
    return (" and ".join(names) for names in by_name.values() if len(names) > 1)


@app.command(rich_help_panel=BEFORE)
def due(
    assignment: Assignment,
    when: Annotated[
        str | None,
        typer.Argument(
            help='For example "2026-12-01 23:59"; without it the command says what holds.', show_default=False
        ),
    ] = None,
    zone: Annotated[
        str | None, typer.Option(help="Time zone of that clock, for example Europe/Zurich.")
    ] = None,
    student: Annotated[str | None, typer.Option(help="Give this student time until then.")] = None,
    grace: Annotated[
        str | None, typer.Option(help="What comes within this counts as in time, for example 15m.")
    ] = None,
    remove: Annotated[
        bool, typer.Option("--remove", help="Take the due date away, or with --student the extension.")
    ] = False,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Say when an assignment is due, or give a student more time.

    nbgrader, the formgrader and the class report all read it there. Lateness is said; whether it costs points is a
    setting in nbgrader_config.py.
    """
    from alliance_grader import due as dates
    from alliance_grader.collect import people_of
    from alliance_grader.terminal import console
    from alliance_grader.zones import course_zone, to_utc

    root, name = course_of(assignment)
    clock = course_zone(root, zone)
    moment = None
    if when is not None:
        typed = dates.read_moment(when)
        moment = to_utc(typed, clock) if typed.tzinfo is None else typed
    span = dates.read_span(grace) if grace is not None else None
    if student is not None:
        if moment is None and not remove:
            raise CourseError(
                f'Until when? alliance-grader due {assignment} "2026-12-05 23:59" --student {student}'
            )
        if student not in (known := people_of(root)):
            raise CourseError(
                f"There is no student {student!r}; known: {', '.join(sorted(known)) or 'nobody'}."
            )
    if (moment is None and span is None and not remove) or dry_run:
        state = dates.read_due(root, name)
        changed = False
    else:
        state = dates.set_due(root, name, when=moment, student=student, grace_minutes=span, remove=remove)
        changed = True
    if as_json:
        print_json(_due_data(state))
        return
    if dry_run and moment is not None:
        whose = f"{student} has time until" if student else f"{name} is due"
        console.print(f"Would be set: {whose} {_clock(moment, clock)}. Now holds:", highlight=False)
    _say_due(name, state, clock)
    console.print(dates.policy(root), highlight=False)
    if changed and state.submissions:
        console.print(
            f"Recorded work was brought up to date: {state.late} of {state.submissions} late. "
            f"Make the feedback again if points changed: alliance-grader feedback {assignment}",
            highlight=False,
        )
    elif changed:
        console.print(
            f"Next, when work has come in: alliance-grader collect {assignment} DOWNLOAD", highlight=False
        )


def _due_data(state: "Due") -> dict[str, object]:
    return {
        "due": state.due.isoformat() if state.due else None,
        "grace_minutes": state.deadlines.grace_minutes,
        "extensions": {student: until.isoformat() for student, until in state.deadlines.extensions.items()},
        "late": state.late,
        "submissions": state.submissions,
    }


def _say_due(name: str, state: "Due", clock: "Zone") -> None:
    from alliance_grader.terminal import console
    from alliance_grader.zones import said

    if state.due is None:
        console.print(
            f'{name} has no due date; set one: alliance-grader due {name} "2026-12-01 23:59"', highlight=False
        )
    else:
        console.print(f"{name} is due {_clock(state.due, clock)} ({said(clock)}).", highlight=False)
    if state.deadlines.grace_minutes:
        console.print(f"Grace: {state.deadlines.grace_minutes:g} minutes for everybody.", highlight=False)
    for student, until in state.deadlines.extensions.items():
        console.print(f"{student} has time until {_clock(until, clock)}.", highlight=False, markup=False)


def _clock(when: object, clock: "Zone") -> str:
    from datetime import datetime

    from alliance_grader.wording import moment
    from alliance_grader.zones import at

    return moment(at(when, clock)) if isinstance(when, datetime) else ""


@app.command(rich_help_panel=WEEKLY)
def collect(
    assignment: Assignment,
    source: Annotated[
        Path | None,
        typer.Argument(
            help="The folder or zip that you downloaded; nbgrader's exchange when left out.",
            show_default=False,
        ),
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Take what is certain without asking.")] = False,
    accept_guesses: Annotated[
        bool, typer.Option("--accept-guesses", help="Take what is guessed as well, without asking.")
    ] = False,
    new: Annotated[
        bool, typer.Option("--new", help="An id that nobody in the class has is a new student's.")
    ] = False,
    times: Annotated[
        Path | None,
        typer.Option(
            help="A list that says when each handed in: Moodle's grading worksheet, or id,handed_in."
        ),
    ] = None,
    zone: Annotated[
        str | None, typer.Option(help="Time zone of the platform's clock, for example Europe/Zurich.")
    ] = None,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Sort a download of Moodle, Canvas or Blackboard, or a folder, into gradebook/submitted.

    You see first whose each file is taken for, and why: certain, guessed or refused. Earlier work of a student is kept in
    gradebook/earlier, and the same file again changes nothing.
    """
    from alliance_grader.collect import collecting, take
    from alliance_grader.collect.origin import note
    from alliance_grader.terminal import console

    if as_json and not (yes or dry_run):
        raise CourseError(
            "--json asks nothing, so say what is meant: --dry-run, or --yes to take what is certain."
        )
    root, name = course_of(assignment)
    console.quiet = as_json
    with ExitStack() as stack:
        if not dry_run:
            stack.enter_context(collecting(root, name))
        found, clock = stack.enter_context(_planned(root, name, source, times, zone, new=new))
        _show(found, clock, name)
        taken: list[Row] = []
        if not dry_run:
            guesses = _decided(found, yes=yes, accept_guesses=accept_guesses)
            taken = found.to_take(guesses=guesses)
            with console.status("Putting it in place …"):
                take(root, name, taken)
                note(root, name, [*taken, *(row for row in found.rows if row.fate == "same")])
    left = [
        row
        for row in found.rows
        if row.verdict == "refused" or (row.verdict == "guessed" and row.fate != "same" and row not in taken)
    ]
    if as_json:
        rows = [row.as_data() | {"taken": row in taken} for row in found.rows]
        print_json({"assignment": name, "files": rows, "missing": found.missing})
    else:
        _say_end(assignment, found, taken, dry_run=dry_run)
    if left and not dry_run:
        raise typer.Exit(1)


@contextmanager
def _planned(
    root: Path, name: str, source: Path | None, times: Path | None, zone: str | None, *, new: bool
) -> Iterator[tuple["Plan", "Zone"]]:
    from alliance_grader.collect import from_exchange, plan
    from alliance_grader.collect.lists import read_times
    from alliance_grader.collect.source import Source
    from alliance_grader.terminal import console
    from alliance_grader.zones import course_zone

    clock = course_zone(root, zone)
    stated = read_times(times, clock) if times else None
    with ExitStack() as stack:
        # Who hands in through the exchange has an account there, and that is the name.
        place = source or stack.enter_context(from_exchange(root, name))
        opened = stack.enter_context(Source(place.expanduser()))
        with console.status("Looking through the download …"):
            found = plan(root, name, opened, zone=clock, new=new or source is None, stated=stated)
        yield found, clock


def _decided(found: "Plan", *, yes: bool, accept_guesses: bool) -> bool:
    """Ask what is to be taken; return whether guesses are."""
    certain = found.to_take(guesses=False)
    guessed = [row for row in found.to_take(guesses=True) if row.verdict == "guessed"]
    try:
        if (
            certain
            and not yes
            and not typer.confirm(f"Take the {len(certain)} that are certain?", default=True)
        ):
            raise typer.Abort
        if not guessed or accept_guesses or yes:
            return accept_guesses
        return typer.confirm(f"Take the {len(guessed)} guessed as well? Look at each above", default=False)
    except typer.Abort:
        raise CourseError("Nothing was collected.", 1) from None


def _show(found: "Plan", clock: "Zone", name: str) -> None:
    from rich.markup import escape
    from rich.table import Table

    from alliance_grader.terminal import console
    from alliance_grader.wording import count
    from alliance_grader.zones import at

    table = Table(title=f"{name}: the download", title_justify="left", show_edge=False, pad_edge=False)
    wide = console.width >= _WIDE  # the file's name helps, where there is room for it
    table.add_column("student", overflow="fold", ratio=2)
    table.add_column("whose it is", overflow="fold", ratio=3)
    table.add_column("handed in", no_wrap=True)
    table.add_column("what becomes of it", overflow="fold", ratio=2)
    if wide:
        table.add_column("file", overflow="ellipsis", no_wrap=True, ratio=3)
    certain = [row for row in found.rows if row.verdict == "certain"]
    guessed = [row for row in found.rows if row.verdict == "guessed"]
    for row in [*certain[:_MOST_ROWS], *guessed]:
        when = f"{at(row.handed_in, clock):%a %d %b %H:%M}" if row.handed_in else "not said"
        colour = "yellow" if row.verdict == "guessed" else "green"
        fate = "; ".join(part for part in (_FATES[row.fate], row.note) if part)
        who = escape(_called(found, row.student or ""))
        told = [who, f"[{colour}]{row.verdict}[/]: {escape(row.reason)}", when, fate]
        table.add_row(*told, *([escape(row.file)] if wide else []))
    if table.row_count:
        console.print(table)
    if len(certain) > _MOST_ROWS:
        console.print(
            f"[dim]and {len(certain) - _MOST_ROWS} more that are certain; --json lists all of them.[/]",
            highlight=False,
        )
    for row in found.rows:
        if row.verdict == "refused":
            console.print(f"[red]refused[/] {escape(row.file)}: {escape(row.reason)}.", highlight=False)
    for reason, files in Counter(row.reason for row in found.rows if row.verdict == "ignored").items():
        console.print(f"[dim]ignored[/] {count(files, 'file', 'files')}: {escape(reason)}.", highlight=False)
    if not found.rows:
        console.print("There is no file in it.")


def _called(found: "Plan", student: str) -> str:
    """Return a student's name and id, as both are needed to be sure."""
    name = found.names.get(student, student)
    return student if name == student else f"{name} ({student})"


def _say_end(assignment: str, found: "Plan", taken: list["Row"], *, dry_run: bool) -> None:
    from alliance_grader.terminal import console
    from alliance_grader.wording import count

    rows = found.to_take(guesses=False) if dry_run else taken
    fates = Counter(row.fate for row in rows)
    same = [row for row in found.rows if row.fate == "same"]
    refused = sum(row.verdict == "refused" for row in found.rows)
    guessed = sum(row.verdict == "guessed" and row.fate != "same" and row not in taken for row in found.rows)
    parts = [f"{number} {_FATES[fate]}" for fate, number in sorted(fates.items())]
    parts += [f"{len(same)} there already"] if same else []
    parts += [f"{guessed} guessed" if dry_run else f"{guessed} guessed and not taken"] if guessed else []
    parts += [f"{refused} refused"] if refused else []
    console.print(
        f"{'Would be' if dry_run else 'Collected'}: {'; '.join(parts) or 'nothing'}.", highlight=False
    )
    undated = [row for row in [*rows, *same] if row.handed_in is None and row.fate != "older"]
    if undated:
        console.print(
            f"{count(len(undated), 'notebook has', 'notebooks have')} no time: this download does not say when work was handed "
            "in, since its zip is written when you download it. Without a time nothing counts as late; to say it: "
            "--times WORKSHEET.csv",
            highlight=False,
        )
    if late := sorted({row.student for row in undated if row.note and row.student}):
        console.print(
            f"The platform says late, not by how much, of: {', '.join(late)}.", highlight=False, markup=False
        )
    if found.missing:
        shown = ", ".join(found.missing[:_MOST_NAMED])
        more = f" and {len(found.missing) - _MOST_NAMED} more" if len(found.missing) > _MOST_NAMED else ""
        console.print(f"Nothing yet from {len(found.missing)}: {shown}{more}.", highlight=False, markup=False)
    if dry_run:
        console.print("Nothing was written. Run it again without --dry-run.")
    else:
        console.print(f"Next: alliance-grader grade {assignment}", highlight=False)
