"""Take the grades elsewhere."""

from pathlib import Path
from typing import Annotated

import typer

from alliance.errors import CourseError
from alliance_grader.cli.app import WEEKLY, Assignment, app, course_of


@app.command(rich_help_panel=WEEKLY)
def export(
    assignment: Assignment,
    to: Annotated[
        Path | None, typer.Option(help="The file to write; by default into gradebook/export/.")
    ] = None,
) -> None:
    """Write points per item and student as a CSV file for a spreadsheet."""
    from alliance_grader.class_results import class_results
    from alliance_grader.export import as_csv
    from alliance_grader.files import write_whole
    from alliance_grader.terminal import console
    from alliance_grader.wording import count

    root, name = course_of(assignment)
    results = class_results(root, name)
    if not results.students:
        raise CourseError(f"Nobody has handed in {name} yet, so there is nothing to export.")
    file = to or root / "gradebook" / "export" / f"{name}.csv"
    try:
        write_whole(file, as_csv(results))
    except OSError as error:
        raise CourseError(
            f"{file} cannot be written ({error.strerror}); name another file with --to."
        ) from None
    console.print(f"Written: {file}", soft_wrap=True)
    if waiting := sum(row.status == "waiting" for row in results.students):
        console.print(f"{count(waiting, 'total is', 'totals are')} not complete: a person has yet to mark.")
