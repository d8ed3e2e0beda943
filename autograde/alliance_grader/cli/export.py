"""Take the grades elsewhere."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from alliance.errors import CourseError
from alliance_grader.cli.app import WEEKLY, DryRun, app, course_of

if TYPE_CHECKING:
    from alliance_grader.export import Filled
    from alliance_grader.results import ClassResults

_MOST_NAMED = 12


@app.command(rich_help_panel=WEEKLY)
def export(
    assignment: Annotated[
        str | None, typer.Argument(help="Which assignment, for example a2.", show_default=False)
    ] = None,
    whole: Annotated[
        bool, typer.Option("--all", help="All assignments: one row a student, one column an assignment.")
    ] = False,
    form: Annotated[
        Literal["csv", "canvas", "moodle", "blackboard"],
        typer.Option("--format", help="For a spreadsheet, or for a learning platform."),
    ] = "csv",
    into: Annotated[
        Path | None,
        typer.Option(
            help="A file of grades downloaded from the platform: a copy of it is filled, so that its numbers fit."
        ),
    ] = None,
    column: Annotated[
        str | None,
        typer.Option(help="The column of that file; found by the assignment's title when left out."),
    ] = None,
    scale: Annotated[
        bool,
        typer.Option(
            "--scale", help="Convert, where the platform's assignment is worth another number of points."
        ),
    ] = False,
    decimal_comma: Annotated[
        bool,
        typer.Option(
            "--decimal-comma", help="Write 2,5 in place of 2.5; fields are then parted by semicolons."
        ),
    ] = False,
    separator: Annotated[
        Literal["comma", "semicolon", "tab"] | None, typer.Option(help="What parts two fields.")
    ] = None,
    to: Annotated[
        Path | None, typer.Option(help="The file to write; by default into gradebook/export/.")
    ] = None,
    dry_run: DryRun = False,
) -> None:
    """Write the points to a file for a spreadsheet, or into a learning platform's own file.

    What still waits for a person is left empty, never 0. A text that a spreadsheet would take for a formula gets an
    apostrophe before it.
    """
    from alliance_grader.course import assignments, course_root
    from alliance_grader.export import (
        SEPARATORS,
        Style,
        course_table,
        fill,
        item_table,
        platform,
        platform_table,
        points_of,
        read_sheet,
    )
    from alliance_grader.roster import read_roster
    from alliance_grader.terminal import console

    _fits(assignment, form, into, whole=whole, fine=bool(column or scale))
    root = course_root() if assignment is None else course_of(assignment)[0]
    names = assignments(root) if assignment is None else [course_of(assignment)[1]]
    course = _graded(root, names)
    roster = read_roster(root)
    style = Style(SEPARATORS[separator or ("semicolon" if decimal_comma else "comma")], decimal_comma)
    filled: list[Filled] = []
    stem = names[0] if assignment else "course"
    if form == "csv":
        sheet = course_table(course, roster, style) if whole else item_table(course[0], style)
    elif into is None:
        sheet = platform_table(course, roster, platform(form), style)
        stem = f"{stem}_{form}"
    else:
        sheet, stem = read_sheet(into), f"{stem}_{into.stem}"
        for results in course:
            given = points_of(results, roster)
            one = fill(
                sheet,
                platform(form),
                results,
                given,
                column=column,
                scale=scale,
                decimal_comma=decimal_comma,
            )
            filled.append(one)
            sheet = one.sheet
    file = to or root / "gradebook" / "export" / f"{stem}.csv"
    if into is not None and file.exists() and file.resolve() == into.resolve():
        raise CourseError(f"{file} is the platform's own file; write to another one with --to.")
    if not dry_run:
        _write(file, sheet.as_bytes())
    console.print(f"{'Would be written' if dry_run else 'Written'}: {file}", soft_wrap=True, highlight=False)
    for one in filled:
        _tell(one)
    _end(course, form)


def _fits(assignment: str | None, form: str, into: Path | None, *, whole: bool, fine: bool) -> None:
    """Refuse options that do not go together."""
    if (assignment is None) == (not whole):
        raise CourseError(
            "Say which assignment, for example: alliance-grader export a2; or all of them with --all."
        )
    if form == "csv" and (into or fine):
        raise CourseError(
            "--into, --column and --scale are for a learning platform's file: add --format canvas, for example."
        )
    if into is None and fine:
        raise CourseError("--column and --scale need the platform's own file: name it with --into.")


def _graded(root: Path, names: list[str]) -> "list[ClassResults]":
    """Return the results of those assignments for which somebody handed something in."""
    from alliance_grader.class_results import class_results
    from alliance_grader.intake import submitted

    if len(names) == 1:
        results = class_results(root, names[0])
        if not results.students:
            raise CourseError(f"Nobody has handed in {names[0]} yet, so there is nothing to export.")
        return [results]
    found = [class_results(root, name) for name in names if submitted(root, name)]
    if not found:
        raise CourseError("Nobody has handed in anything yet, so there is nothing to export.")
    return found


def _write(file: Path, content: bytes) -> None:
    from alliance_grader.files import write_whole

    try:
        write_whole(file, content)
    except OSError as error:
        raise CourseError(
            f"{file} cannot be written ({error.strerror}); name another file with --to."
        ) from None


def _end(course: "list[ClassResults]", form: str) -> None:
    """Say what is not settled, and what to do next."""
    from alliance_grader.export import platform
    from alliance_grader.terminal import console
    from alliance_grader.wording import count

    for results in course:
        if waiting := sum(row.status == "waiting" for row in results.students):
            console.print(
                f"{results.title}: {count(waiting, 'total is', 'totals are')} not complete and left empty: a person has yet "
                "to mark.",
                highlight=False,
                markup=False,
            )
        for row in results.students:
            if row.worth is not None:
                console.print(
                    f"{row.name} worked on version {row.version} of {results.title}, worth {row.worth:g} points; their points go "
                    "out as they are.",
                    highlight=False,
                    markup=False,
                )
    waits = next((one for one in course if any(row.status == "waiting" for row in one.students)), None)
    if waits is not None:
        console.print(f"Next: alliance-grader mark {waits.assignment.partition('_')[0]}", highlight=False)
    elif form == "csv":
        console.print("Next: open it in a spreadsheet, or fill a learning platform's file with --format.")
    else:
        console.print(
            f"Next, in {platform(form).title}: {platform(form).upload}.", highlight=False, markup=False
        )


def _tell(filled: "Filled") -> None:
    """Say what went into a platform's file, and who is in it and not here, and the other way round."""
    from alliance_grader.terminal import console
    from alliance_grader.wording import count

    def listed(what: str, who: list[str]) -> None:
        if who:
            more = f" and {len(who) - _MOST_NAMED} more" if len(who) > _MOST_NAMED else ""
            console.print(f"{what}: {', '.join(who[:_MOST_NAMED])}{more}.", highlight=False, markup=False)

    students = count(len(filled.filled), "student", "students")
    console.print(f"“{filled.column}”: filled for {students}.", highlight=False, markup=False)
    listed("Found by their name alone, look at these", list(filled.by_name))
    listed("Left as it was in the file", [f"{one.person.name} ({one.why})" for one in filled.unsettled])
    listed("Handed in here, but not in the file", [one.person.name for one in filled.only_here])
    listed("In the file, but not here", list(filled.only_there))
    for sentence in filled.refused:
        console.print(sentence, highlight=False, markup=False)
