"""What the command line prints: the class table and the progress of long work."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from alliance.progress import bar as progress_bar
from alliance_grader.feedback import make_feedback
from alliance_grader.intake import submitted
from alliance_grader.outcomes import Outcome
from alliance_grader.results import ClassResults, Misconception, StudentRow
from alliance_grader.wording import count, lateness, total
from alliance_grader.wording import points as as_points

if TYPE_CHECKING:
    from alliance_grader.explain import Story
    from alliance_grader.items import AssignmentFigures
    from alliance_grader.regrade import Change

console = Console(stderr=False)
NEWLINE = "\n"


def watch_grading(
    root: Path, assignment: str, students: list[str], what: str = "Grading", **how: Any
) -> list[Outcome]:
    """Grade submissions behind a bar with its rate and the time left.

    What `how` may hold is told by `alliance_grader.grade.grade`.
    """
    # Grading takes numpy and pandas with it; making feedback does without.
    from alliance_grader.grade import grade

    with progress_bar(console) as bar:
        task = bar.add_task(what, total=len(students))
        outcomes = []
        for outcome in grade(root, assignment, students, **how):
            bar.update(task, advance=1, description=f"{what}: {outcome.student}")
            outcomes.append(outcome)
        bar.update(task, description=what)
    return outcomes


def watch_regrading(
    root: Path, assignment: str, decide: "Callable[[list[Change]], bool]", **how: Any
) -> list["Change"]:
    """Grade everybody again behind a bar, and let `decide` look before anything is written."""
    from alliance_grader.regrade import regrade

    with progress_bar(console) as bar:
        task = bar.add_task("Grading again", total=len(submitted(root, assignment)))

        def after_the_bar(changes: list["Change"]) -> bool:
            bar.stop()
            return decide(changes)

        return regrade(root, assignment, after_the_bar, done=lambda _: bar.advance(task), **how)


def watch_feedback(root: Path, assignment: str, students: list[str], what: str = "Feedback") -> None:
    """Make feedback behind a bar."""
    with progress_bar(console) as bar:
        task = bar.add_task(what, total=len(students))
        for _ in make_feedback(root, assignment, students):
            bar.advance(task)


def print_class(results: ClassResults) -> None:
    """Print the class table, and below it who could not be graded and why, and what was put right."""
    table = Table(title=f"{results.title}: the class", title_justify="left", show_edge=False, pad_edge=False)
    table.add_column("student", no_wrap=True)
    items = [item for item in results.items if item.points > 0]
    for item in items:
        table.add_column(f"{item.title.replace(' ', NEWLINE)}{NEWLINE}of {item.points:g}", justify="right")
    table.add_column(f"total{NEWLINE}of {results.points:g}", justify="right", style="bold")
    table.add_column("what to know", overflow="fold")
    named = {misconception.id: misconception.name for misconception in results.misconceptions}
    for row in results.students:
        by_item = {item.item: item.points for item in row.items}
        cells = [_points(by_item[item.id]) if item.id in by_item else "" for item in items]
        table.add_row(escape(row.name), *cells, total(row.points, row.worth), _remark(row, named))
    console.print(table)
    ungraded = [row for row in results.students if row.status in {"not graded", "missing"}]
    for row in ungraded:
        console.print(f"[bold]{escape(row.name)}[/], {row.status}: {escape(row.note)}", highlight=False)
    for row in results.students:
        if row.items and row.note:
            console.print(f"[bold]{escape(row.name)}[/]: {escape(row.note)}", highlight=False)
    waiting = sum(item.points is None for row in results.students for item in row.items)
    if waiting:
        one = waiting == 1
        console.print(
            f"{count(waiting, 'answer waits', 'answers wait')} for a person to mark {'it' if one else 'them'}; until "
            f"then {'that total is' if one else 'those totals are'} not complete.",
            highlight=False,
        )


def print_story(story: "Story") -> None:
    """Print what happened to one submission."""
    row, results = story.row, story.results
    console.print(f"[bold]{escape(row.name)}[/] · {escape(results.title)}", highlight=False)
    for line in story.lines:
        console.print(f"  {escape(line)}", highlight=False)
    for cell, error in story.failed.items():
        console.print(f"  [red]{escape(cell)}[/]  {escape(error)}", highlight=False)
    heads = {item.id: item for item in results.items}
    for item in row.items:
        head = heads[item.item]
        points = (
            "waits for a person"
            if item.points is None
            else f"{as_points(item.points)} of {as_points(head.points)}"
        )
        console.print(f"\n[bold]{escape(head.title)}[/]  {points}", highlight=False)
        if head.marked_by == "person" and item.points is not None and item.answered:
            console.print("  Marked by a person.")
        for reason in item.reasons:
            console.print(f"  {escape(reason)}", highlight=False)
        for misconception in results.misconceptions:
            if misconception.id in item.misconceptions:
                console.print(f"  [italic]Seems to think: {escape(misconception.belief)}[/]", highlight=False)


def print_items(found: Sequence["AssignmentFigures"], misconceptions: Sequence[Misconception]) -> None:
    """Print what a simulated class showed of each assignment, and its weakest items."""
    from alliance_grader.items.weak import percent, weakest

    table = Table(title="Does the assessment work?", title_justify="left", show_edge=False, pad_edge=False)
    for head in ("assignment", "alpha", "omega", "named", "false names", "a guesser earns"):
        table.add_column(head, justify="left" if head == "assignment" else "right")
    for one in found:
        both = ("–" if of.value is None else f"{of.value:.2f}" for of in (one.alpha, one.omega))
        naming = one.naming
        shares = (percent(share) for share in (naming.named_share, naming.false_share, one.guessed))
        table.add_row(escape(one.title), *both, *shares)
    console.print(table)
    names = {known.id: known.name for known in misconceptions}
    for one in found:
        for sentence in weakest(one, names):
            console.print(f"- {sentence.replace('**', '').replace('`', '')}", highlight=False, markup=False)


def print_changes(changes: list["Change"]) -> None:
    """Print whose grades would become other ones."""
    table = Table(title="What would change", title_justify="left", show_edge=False, pad_edge=False)
    for head in ("student", "item", "before", "after", ""):
        table.add_column(head, justify="right" if head in {"before", "after"} else "left")
    for change in changes:
        before, after = (
            "–" if points is None else as_points(points) for points in (change.before, change.after)
        )
        stands = "a person's mark stands" if change.overruled else ""
        table.add_row(escape(change.student), change.item, before, after, stands)
    console.print(table)
    students = len({change.student for change in changes if not change.overruled})
    console.print(f"{count(students, 'student', 'students')} would get another total.", highlight=False)


def _points(points: float | None) -> str:
    return "waits" if points is None else as_points(points)


def _remark(row: StudentRow, named: dict[str, str]) -> str:
    status = [row.status] if row.status in {"not graded", "missing"} else []
    delay = [lateness(row.seconds_late)] if row.seconds_late else []
    empty = sum(not item.answered for item in row.items)
    left = [f"{count(empty, 'question', 'questions')} not answered"] if empty else []
    return "; ".join([*status, *delay, *left, *(f"“{named.get(name, name)}”" for name in row.misconceptions)])
