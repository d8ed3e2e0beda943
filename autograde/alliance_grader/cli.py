"""The command line for instructors."""

import json
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from alliance.errors import CourseError
from alliance.program import free_port, guarded, jupyter

if TYPE_CHECKING:
    from alliance_grader.engine import Engine
    from alliance_grader.results import ClassResults

app = typer.Typer(
    name="alliance-grader",
    help="Build assignments, grade what students handed in, and see the class.\n\n"
    "An assignment is named by its folder or just its start: a2.",
    no_args_is_help=True,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    add_completion=False,
)

_MOST_NAMED = 5

Assignment = Annotated[str, typer.Argument(help="Which assignment, for example a2.", show_default=False)]
AsJson = Annotated[
    bool, typer.Option("--json", help="Print the result for a program to read, and nothing else.")
]


def _course(assignment: str) -> tuple[Path, str]:
    from alliance_grader.course import course_root, find_assignment

    root = course_root()
    return root, find_assignment(root, assignment)


def _key_holds(root: Path, name: str, item: str | None = None) -> None:
    """Refuse a key that cannot be read, and an item that it does not have, before anybody is graded by it."""
    from alliance_grader.scoring import read_key

    items = [one.id for one in read_key(root, name).items]
    if item is not None and item not in items:
        raise CourseError(f"{name} has no item called {item!r}; its items are: {', '.join(items)}.")


def _print_json(value: Any) -> None:
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=2) + "\n")


@app.command()
def demo(
    assignment: Annotated[str, typer.Argument(help="Which assignment.")] = "a2",
    as_json: AsJson = False,
) -> None:
    """Watch a simulated class of 24 work on an assignment and be graded.

    It runs in a course of its own (gradebook/demo); your class is not touched. About two minutes.
    """
    from alliance_grader.demo import run_demo
    from alliance_grader.terminal import console, print_class

    root, name = _course(assignment)
    console.quiet = as_json
    place, results = run_demo(root, name)
    report_file = _write_report(place, results, ["Mark as a person would: `make formgrader-demo`"])
    if as_json:
        _print_json(results.as_data())
        return
    console.print()
    print_class(results)
    console.print()
    console.print("[bold]Where to look[/]")
    console.print(f"  class report      {report_file.as_uri()}", soft_wrap=True)
    feedback = place / "gradebook" / "feedback"
    console.print(
        f"  feedback          {feedback}{'/STUDENT/' + name + '/' + name + '.html'}", soft_wrap=True
    )
    console.print(
        "  marking by people make formgrader-demo   (opens http://localhost:8888/formgrader)",
        soft_wrap=True,
    )


@app.command()
def build(
    assignment: Annotated[
        str | None, typer.Argument(help="Which assignment; all of them when left out.")
    ] = None,
    check: Annotated[
        bool, typer.Option("--check", help="Change nothing; say whether release/ is up to date.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Make the students' versions in release/ from source/.

    Solutions, hidden tests and mark schemes are taken out, and the result is searched for what must not be in
    it before it is put in place.
    """
    from alliance_grader.build import build as build_one
    from alliance_grader.build import drift, remarks
    from alliance_grader.course import assignments, course_root
    from alliance_grader.terminal import console

    root = course_root()
    names = [_course(assignment)[1]] if assignment else assignments(root)
    step: Callable[[Path, str], bool] = drift if check else build_one
    console.quiet = as_json
    with console.status("Making the students' versions and searching them for solutions …"):
        changed = {name: step(root, name) for name in names}
    if as_json:
        _print_json(changed)
    else:
        for name, differs in changed.items():
            word = ("differs from source/" if check else "built anew") if differs else "up to date"
            console.print(f"release/{name}: {word}")
            for remark in remarks(root, name):
                console.print(f"  {remark}", highlight=False, markup=False)
    if check and any(changed.values()):
        raise CourseError("Some releases are not what source/ gives; run: alliance-grader build", 1)


def _engine(workers: int | None, scheduler: str | None) -> "Engine":
    from alliance_grader.engine import local

    if scheduler is None:
        return local(workers)
    from alliance_grader.cluster import cluster

    return cluster(scheduler)


@app.command()
def grade(
    assignment: Assignment,
    student: Annotated[list[str] | None, typer.Option(help="Only this student; may be repeated.")] = None,
    again: Annotated[bool, typer.Option("--again", help="Grade unchanged submissions as well.")] = False,
    feedback: Annotated[bool, typer.Option(help="Make the students' feedback as well.")] = True,
    workers: Annotated[
        int | None, typer.Option(min=1, help="How many at once; by default one for each core.")
    ] = None,
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
    as_json: AsJson = False,
) -> None:
    """Grade what was handed in: gradebook/submitted/STUDENT/ASSIGNMENT.

    Each submission runs sealed off from your files, the network and the others. One that cannot be graded is
    named with the reason and stops nobody else. What was graded before and has not changed is left alone.
    Ctrl-C stops; run it again to go on.
    """
    from alliance_grader.collect import class_results
    from alliance_grader.feedback import feedback_file, is_current
    from alliance_grader.intake import submitted
    from alliance_grader.terminal import console, print_class, watch_feedback, watch_grading

    root, name = _course(assignment)
    console.quiet = as_json
    if explain is not None:
        _tell(root, name, explain, as_json)
        return
    who = student or submitted(root, name)
    if who:
        _key_holds(root, name)
    else:
        raise CourseError(
            " ".join(
                [
                    f"Nobody has handed in {name}: gradebook/submitted/STUDENT/{name} is where it is looked for.",
                    *_misplaced(root, name),
                ]
            )
        )
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
        _print_json(results.as_data())
    else:
        print_class(results)
        for sentence in _misplaced(root, name):
            console.print(sentence, highlight=False, markup=False)
        done = sum(bool(outcome.seconds) for outcome in outcomes)
        console.print(
            f"Worked on now: {done}. Not changed since the last time, and left alone: {len(outcomes) - done}.",
            highlight=False,
        )
        if feedback:
            console.print(f"For the students: {feedback_file(root, name, 'STUDENT')}", soft_wrap=True)
        console.print(f"For you: alliance-grader report {assignment}", highlight=False)
    if any(row.status == "not graded" for row in results.students):
        raise typer.Exit(1)


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
    more = f" and {len(found) - _MOST_NAMED} more" if len(found) > _MOST_NAMED else ""
    return [
        f"Passed over, because the folder is not called {name}: {', '.join(found[:_MOST_NAMED])}{more}. "
        "Rename what belongs here, and run this again."
    ]


def _tell(root: Path, name: str, student: str, as_json: bool) -> None:
    from dataclasses import asdict

    from alliance_grader.explain import explain
    from alliance_grader.terminal import print_story

    story = explain(root, name, student)
    if as_json:
        _print_json({**asdict(story.row), "lines": story.lines, "failed": story.failed})
    else:
        print_story(story)


@app.command()
def regrade(
    assignment: Assignment,
    item: Annotated[
        str | None, typer.Option(help="The one item that is meant to change, for example a2-rater-gap.")
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Write the changes without asking.")] = False,
    workers: Annotated[
        int | None, typer.Option(min=1, help="How many at once; by default one for each core.")
    ] = None,
) -> None:
    """Grade everybody again, for example after a key was mended: first you see whose grades would change.

    Marks that a person gave stand.
    """
    from alliance_grader.engine import local
    from alliance_grader.regrade import Change
    from alliance_grader.terminal import console, print_changes, watch_regrading

    root, name = _course(assignment)
    _key_holds(root, name, item)
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
        console.print(f"Written. Make the students' feedback again: alliance-grader feedback {assignment}")
    else:
        console.print("Nothing was written." if seen else "No grade would change; nothing was written.")


@app.command()
def doctor(as_json: AsJson = False) -> None:
    """Say how well this machine keeps submissions apart from your files, and how to get better."""
    from dataclasses import asdict

    from alliance_grader.course import course_root
    from alliance_grader.doctor import diagnose
    from alliance_grader.terminal import console

    console.quiet = as_json
    with console.status("Small programs are trying to get out …"):
        found = diagnose(course_root())
    if as_json:
        _print_json(asdict(found))
    else:
        place = {"namespaces": "the best of three", "landlock": "the second of three", "none": "not safe"}
        console.print(f"[bold]Level: {found.level}[/], {place[found.level]}. {found.means}", highlight=False)
        for level, reasons in found.missing.items():
            console.print(f"Why not {level}: {'; '.join(reasons)}", highlight=False)
        for sentence in found.advice:
            console.print(f"- {sentence}", highlight=False, markup=False)
    if found.level == "none":
        raise typer.Exit(1)


@app.command()
def feedback(assignment: Assignment) -> None:
    """Make the students' feedback again, for example after a person has marked."""
    from alliance_grader.feedback import feedback_file
    from alliance_grader.intake import submitted
    from alliance_grader.outcomes import read_outcome
    from alliance_grader.terminal import console, watch_feedback
    from alliance_grader.wording import count

    root, name = _course(assignment)
    outcomes = [read_outcome(root, name, student) for student in submitted(root, name)]
    graded = [outcome.student for outcome in outcomes if outcome and outcome.status == "graded"]
    if not graded:
        raise CourseError(f"Nobody has been graded yet; run: alliance-grader grade {assignment}")
    watch_feedback(root, name, graded)
    file = feedback_file(root, name, "STUDENT")
    console.print(f"Written for {count(len(graded), 'student', 'students')}: {file}", soft_wrap=True)


def _next_steps(name: str) -> list[str]:
    return [
        "Mark what waits for a person: `alliance-grader formgrader`",
        f"Give the students their marks: `alliance-grader feedback {name}`",
        f"Make this page again: `alliance-grader report {name}`",
        f"Only if something was handed in again: `alliance-grader grade {name}`",
        f"Take the points to a spreadsheet: `alliance-grader export {name}`",
    ]


def _write_report(
    root: Path, results: "ClassResults", next_steps: list[str], hide_names: bool = False
) -> Path:
    from datetime import datetime

    from alliance_grader.report import render, write

    name = results.assignment
    if not results.students:
        raise CourseError(f"Nobody has handed in {name} yet, so there is nothing to report.")
    file = root / "gradebook" / "report" / f"{name}{'_without_names' if hide_names else ''}.html"
    made_at = datetime.now().astimezone()
    write(file, render(results, made_at=made_at, next_steps=next_steps, hide_names=hide_names))
    return file


@app.command()
def report(
    assignment: Assignment,
    hide_names: Annotated[
        bool, typer.Option("--hide-names", help="Leave names and ids out, to show it around.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Write the class report: one page that opens in any browser, without a network."""
    from alliance_grader.collect import class_results
    from alliance_grader.terminal import console

    root, name = _course(assignment)
    results = class_results(root, name)
    if as_json:
        _print_json(results.as_data())
        return
    file = _write_report(root, results, _next_steps(name), hide_names)
    console.print(f"The class report: {file.as_uri()}", soft_wrap=True)


@app.command()
def export(
    assignment: Assignment,
    to: Annotated[
        Path | None, typer.Option(help="The file to write; by default into gradebook/export/.")
    ] = None,
) -> None:
    """Write points per item and student as a CSV file for a spreadsheet."""
    from alliance_grader.collect import class_results
    from alliance_grader.export import as_csv
    from alliance_grader.files import write_whole
    from alliance_grader.terminal import console
    from alliance_grader.wording import count

    root, name = _course(assignment)
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


@app.command()
def items(
    assignments: Annotated[
        list[str] | None,
        typer.Argument(metavar="[ASSIGNMENT]...", help="Which assignments; all of them when left out."),
    ] = None,
    students: Annotated[int, typer.Option(min=20, max=5000, help="How many simulated students.")] = 120,
    seed: Annotated[int, typer.Option(help="Another class; the same number gives the same class.")] = 1,
    save: Annotated[
        Path | None, typer.Option(help="Write the report here, for example docs/items.md, with its pictures.")
    ] = None,
    again: Annotated[
        bool, typer.Option("--again", help="Measure also what has not changed since the last time.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Say whether the items of an assignment work, by a simulated class that the real grader grades.

    For each item: how hard it is, how well it tells students apart, whether misconceptions are named that
    are there and none that are not, and what guessing earns. About a minute for each assignment.
    """
    from dataclasses import asdict

    from alliance_grader.course import assignments as known
    from alliance_grader.course import course_root
    from alliance_grader.items import measure, write_page
    from alliance_grader.scoring import misconceptions
    from alliance_grader.terminal import console, print_items

    root = course_root()
    if save is not None and save.suffix != ".md":
        raise CourseError(
            f"{save} is no page: name a file that ends in .md, for example --save docs/items.md."
        )
    names = list(dict.fromkeys(_course(one)[1] for one in assignments)) if assignments else known(root)
    console.quiet = as_json
    found = [measure(root, name, students, seed, again=again) for name in names]
    console.quiet = False
    if save is not None:
        named = " ".join(["", *(one.short for one in found)]) if assignments else ""
        command = f"alliance-grader items{named} --students {students} --seed {seed} --save {save}"
        write_page(save, found, misconceptions(root), command)
    if as_json:
        _print_json([asdict(one) for one in found])
        return
    print_items(found, misconceptions(root))
    if save is not None:
        console.print(f"The report: {save}", soft_wrap=True, highlight=False)


@app.command()
def variants(
    assignment: Assignment,
    students: Annotated[
        Path | None,
        typer.Option(help="A file with one student id a line; by default everybody in the gradebook."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Give every student a variant of an assignment: a letter to type, and other data behind it.

    The letters are kept in gradebook/variants, and work is judged on them. A student who has one keeps it.
    """
    from alliance.tables import text_of
    from alliance_grader.gradebook import open_api, open_gradebook
    from alliance_grader.intake import valid_id
    from alliance_grader.variants import hand_out

    root, name = _course(assignment)
    if students is None:
        with open_gradebook(open_api(root)) as gradebook:
            ids = sorted(student.id for student in gradebook.students)
    else:
        ids = [line.strip().strip(",;") for line in text_of(students).splitlines() if line.strip()]
    if not ids:
        raise CourseError(
            "The gradebook has no students yet; name a file with their ids: "
            f"alliance-grader variants {name} --students class.txt"
        )
    if strange := [student for student in ids if not valid_id(student)]:
        raise CourseError(
            f"{strange[0]!r} is no student id: use letters, digits, dots and dashes, one id a line."
        )
    given = hand_out(root, name, ids)
    if as_json:
        _print_json(given)
        return
    for student, letter in given.items():
        sys.stdout.write(f"{student}\t{letter}\n")
    sys.stderr.write(
        f"Tell each student their letter; it goes into the first answer of {name}. "
        "Work that is graded already is graded anew on the next run.\n"
    )


@app.command()
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


def main() -> None:
    """Run the command line; a `CourseError` is one sentence and an exit code."""
    guarded(app)
