"""Grade what was handed in, and grade it again when a key was mended."""

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from alliance.errors import CourseError
from alliance_grader.cli.app import (
    CHANGED,
    WEEKLY,
    AsJson,
    Assignment,
    DryRun,
    Workers,
    app,
    course_of,
    key_holds,
    print_json,
)

if TYPE_CHECKING:
    from alliance_grader.engine import Engine

_MOST_NAMED = 5


def _engine(workers: int | None, scheduler: str | None) -> "Engine":
    from alliance_grader.engine import local

    if scheduler is None:
        return local(workers)
    from alliance_grader.cluster import cluster

    return cluster(scheduler)


@app.command(rich_help_panel=WEEKLY)
def grade(
    assignment: Assignment,
    student: Annotated[list[str] | None, typer.Option(help="Only this student; may be repeated.")] = None,
    again: Annotated[bool, typer.Option("--again", help="Grade unchanged submissions as well.")] = False,
    feedback: Annotated[bool, typer.Option(help="Make the students' feedback as well.")] = True,
    workers: Workers = None,
    scheduler: Annotated[
        str | None, typer.Option(help="Let a Dask cluster do the work, for example tcp://10.0.0.5:8786.")
    ] = None,
    without_sandbox: Annotated[
        bool,
        typer.Option(
            "--without-sandbox",
            help="Grade even where nothing keeps a submission from your files and the network. Every report says so.",
        ),
    ] = False,
    explain: Annotated[
        str | None,
        typer.Option(
            metavar="STUDENT", help="Grade nothing; tell what happened to this student's work, and why."
        ),
    ] = None,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Grade what was handed in: gradebook/submitted/STUDENT/ASSIGNMENT.

    Each submission runs sealed off from your files, the network and the others. One that cannot be graded is
    named with the reason and stops nobody else. What was graded before and has not changed is left alone.
    Ctrl-C stops; run it again to go on.
    """
    from alliance_grader.class_results import class_results
    from alliance_grader.feedback import feedback_file, is_current
    from alliance_grader.intake import submitted
    from alliance_grader.stale import moved, outcomes_of
    from alliance_grader.terminal import console, print_class, watch_feedback, watch_grading

    root, name = course_of(assignment)
    console.quiet = as_json
    if explain is not None:
        _tell(root, name, explain, as_json)
        return
    who = student or submitted(root, name)
    if who:
        key_holds(root, name)
    else:
        raise CourseError(
            " ".join(
                [
                    f"Nobody has handed in {name}: gradebook/submitted/STUDENT/{name} is where it is looked for.",
                    *_misplaced(root, name),
                ]
            )
        )
    if dry_run:
        _foretell(root, name, assignment, who, again=again, workers=workers, as_json=as_json)
        return
    before = outcomes_of(root, name, who)
    outcomes = watch_grading(
        root, name, who, again=again, engine=_engine(workers, scheduler), unprotected=without_sandbox
    )
    if feedback:
        fresh = [
            outcome.student
            for outcome in outcomes
            if outcome.status == "graded" and (outcome.seconds or not is_current(root, name, outcome.student))
        ]
        if fresh:
            watch_feedback(root, name, fresh)
    results = class_results(root, name)
    if as_json:
        print_json(results.as_data())
    else:
        print_class(results)
        for sentence in _misplaced(root, name):
            console.print(sentence, highlight=False, markup=False)
        done = sum(bool(outcome.seconds) for outcome in outcomes)
        console.print(
            f"Worked on now: {done}. Not changed since the last time, and left alone: {len(outcomes) - done}.",
            highlight=False,
        )
        if others := moved(before, outcomes):
            console.print(
                f"The key or the assignment was changed since they were graded, and points are others now: {_named(others)}. "
                f"Another time, regrade shows this before it is written: alliance-grader regrade {assignment}",
                highlight=False,
                markup=False,
            )
        if feedback:
            console.print(f"For the students: {feedback_file(root, name, 'STUDENT')}", soft_wrap=True)
        waiting = any(row.status == "waiting" for row in results.students)
        console.print(
            f"Next: alliance-grader mark {assignment}"
            if waiting
            else f"Next: alliance-grader report {assignment}",
            highlight=False,
        )
    if any(row.status == "not graded" for row in results.students):
        raise typer.Exit(1)


def _foretell(
    root: Path, name: str, short: str, who: list[str], *, again: bool, workers: int | None, as_json: bool
) -> None:
    """Say whose work would be graded, why, and for about how long."""
    from dataclasses import asdict

    from alliance_grader.plan import plan
    from alliance_grader.terminal import console
    from alliance_grader.wording import count, duration

    found = plan(root, name, who, again=again, workers=workers)
    if as_json:
        print_json(asdict(found))
        return
    for why, students in found.why.items():
        console.print(f"  {why}: {_named(students)}", highlight=False, markup=False)
    for sentence in _misplaced(root, name):
        console.print(sentence, highlight=False, markup=False)
    if not found.why:
        console.print(f"Nothing to grade; see the class: alliance-grader report {short}", highlight=False)
        return
    todo = count(sum(map(len, found.why.values())), "submission", "submissions")
    console.print(
        f"{todo} would be graded, in about {duration(found.seconds)}; {len(found.left_alone)} left alone. "
        f"To do it: alliance-grader grade {short}",
        highlight=False,
    )


def _named(names: list[str]) -> str:
    """Return the first of many names, and how many more there are."""
    more = len(names) - _MOST_NAMED
    return ", ".join(names[:_MOST_NAMED]) + (f" and {more} more" if more > 0 else "")


def _misplaced(root: Path, name: str) -> list[str]:
    """Name what lies in gradebook/submitted under a name that no assignment has, so that nobody is overlooked."""
    from alliance_grader.course import assignments

    known = set(assignments(root))
    found = []
    for student in sorted((root / "gradebook" / "submitted").glob("[!.]*")):
        with suppress(OSError):
            ours = student.is_dir() and not student.is_symlink()
            inside = [entry.name for entry in student.iterdir()] if ours else []
            strange = sorted(entry for entry in inside if entry not in known and not entry.startswith("."))
            if strange and name not in inside:
                found.append(f"gradebook/submitted/{student.name}/{strange[0]}")
    if not found:
        return []
    return [
        f"Passed over, because the folder is not called {name}: {_named(found)}. "
        "Rename what belongs here, and run this again."
    ]


def _tell(root: Path, name: str, student: str, as_json: bool) -> None:
    from dataclasses import asdict

    from alliance_grader.explain import explain
    from alliance_grader.terminal import print_story

    story = explain(root, name, student)
    if as_json:
        print_json({**asdict(story.row), "lines": story.lines, "failed": story.failed})
    else:
        print_story(story)


@app.command(rich_help_panel=CHANGED)
def regrade(
    assignment: Assignment,
    item: Annotated[
        str | None, typer.Option(help="The one item that is meant to change, for example a2-rater-gap.")
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Write the changes without asking.")] = False,
    workers: Workers = None,
) -> None:
    """Grade everybody again, for example after a key was mended: first you see whose grades would change.

    Marks that a person gave stand.
    """
    from alliance_grader.engine import local
    from alliance_grader.regrade import Change
    from alliance_grader.terminal import console, print_changes, watch_regrading

    root, name = course_of(assignment)
    key_holds(root, name, item)
    seen: list[Change] = []

    def decide(changes: list[Change]) -> bool:
        seen.extend(changes)
        print_changes(changes)
        try:
            return yes or typer.confirm("Write these grades?")
        except typer.Abort:
            raise CourseError("Nothing was written.", 1) from None

    written = watch_regrading(root, name, decide, item=item, engine=local(workers))
    if written:
        console.print(f"Written. Give the students their new pages: alliance-grader return {assignment}")
    else:
        console.print("Nothing was written." if seen else "No points would change; nothing is stale now.")
