"""What the command line prints: the class table and the progress of long work."""

from pathlib import Path
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from alliance.progress import bar as progress_bar
from alliance_grader.feedback import make_feedback
from alliance_grader.grade import grade
from alliance_grader.outcomes import Outcome
from alliance_grader.results import ClassResults, StudentRow
from alliance_grader.wording import lateness
from alliance_grader.wording import points as as_points

console = Console(stderr=False)
NEWLINE = "\n"


def watch_grading(
    root: Path, assignment: str, students: list[str], what: str = "Grading", **how: Any
) -> list[Outcome]:
    """Grade submissions behind a bar with its rate and the time left.

    What `how` may hold is told by `alliance_grader.grade.grade`.
    """
    with progress_bar(console) as bar:
        task = bar.add_task(what, total=len(students))
        outcomes = []
        for outcome in grade(root, assignment, students, **how):
            bar.update(task, advance=1, description=f"{what}: {outcome.student}")
            outcomes.append(outcome)
        bar.update(task, description=what)
    return outcomes


def watch_feedback(root: Path, assignment: str, students: list[str], what: str = "Feedback") -> None:
    """Make feedback behind a bar."""
    with progress_bar(console) as bar:
        task = bar.add_task(what, total=len(students))
        for _ in make_feedback(root, assignment, students):
            bar.advance(task)


def print_class(results: ClassResults) -> None:
    """Print the class table, and below it who could not be graded and why."""
    table = Table(title=f"{results.title}: the class", title_justify="left", show_edge=False, pad_edge=False)
    table.add_column("student", no_wrap=True)
    for item in results.items:
        table.add_column(f"{item.title.replace(' ', NEWLINE)}{NEWLINE}of {item.points:g}", justify="right")
    table.add_column(f"total{NEWLINE}of {results.points:g}", justify="right", style="bold")
    table.add_column("what to know", overflow="fold")
    for row in results.students:
        by_item = {item.item: item.points for item in row.items}
        cells = [_points(row, by_item.get(item.id)) for item in results.items]
        table.add_row(escape(row.name), *cells, _total(row), _remark(row))
    console.print(table)
    ungraded = [row for row in results.students if row.status in {"not graded", "missing"}]
    for row in ungraded:
        console.print(f"[bold]{escape(row.name)}[/], {row.status}: {escape(row.note)}", highlight=False)
    waiting = sum(item.points is None for row in results.students for item in row.items)
    if waiting:
        console.print(
            f"{waiting} answers wait for a person to mark them, in the formgrader.", highlight=False
        )


def _points(row: StudentRow, points: float | None) -> str:
    if not row.items:
        return ""
    return "waits" if points is None else as_points(points)


def _total(row: StudentRow) -> str:
    return "–" if row.points is None else as_points(row.points)


def _remark(row: StudentRow) -> str:
    named = dict.fromkeys(name for item in row.items for name in item.misconceptions)
    status = [row.status] if row.status in {"not graded", "missing"} else []
    delay = [lateness(row.seconds_late)] if row.seconds_late else []
    return "; ".join([*status, *delay, *(name.replace("-", " ") for name in named)])
