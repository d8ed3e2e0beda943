"""Before the class works: the students' versions, and who works on which variant."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from alliance.errors import CourseError
from alliance_grader.cli.app import BEFORE, AsJson, Assignment, DryRun, app, course_of, print_json


@app.command(rich_help_panel=BEFORE)
def build(
    assignment: Annotated[
        str | None, typer.Argument(help="Which assignment; all of them when left out.")
    ] = None,
    check: Annotated[
        bool, typer.Option("--check", "--dry-run", help="Change nothing; say whether release/ is up to date.")
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
    names = [course_of(assignment)[1]] if assignment else assignments(root)
    step: Callable[[Path, str], bool] = drift if check else build_one
    console.quiet = as_json
    with console.status("Making the students' versions and searching them for solutions …"):
        changed = {name: step(root, name) for name in names}
    if as_json:
        print_json(changed)
    else:
        for name, differs in changed.items():
            word = ("differs from source/" if check else "built anew") if differs else "up to date"
            console.print(f"release/{name}: {word}")
            for remark in remarks(root, name):
                console.print(f"  {remark}", highlight=False, markup=False)
        if not check:
            console.print(f"Next: alliance-grader release {assignment or 'a2'}", highlight=False)
    if check and any(changed.values()):
        raise CourseError("Some releases are not what source/ gives; run: alliance-grader build", 1)


@app.command(rich_help_panel=BEFORE)
def release(
    assignment: Assignment,
    to: Annotated[
        Path | None,
        typer.Option(help="Write a zip for a learning platform here, even where there is an exchange."),
    ] = None,
    again: Annotated[
        bool, typer.Option("--again", help="Take the place of the version that is in the exchange.")
    ] = False,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Give an assignment to the students: into nbgrader's exchange where there is one, else as a zip to upload.

    It holds the notebook and the data beside it, and is searched once more for solutions. In a zip there is a note
    for trainees as well: how to open it, and how to hand it in.
    """
    from rich.filesize import decimal

    from alliance_grader.files import write_whole, zipped
    from alliance_grader.gradebook import open_api
    from alliance_grader.handout import handout, in_exchange, to_exchange, with_read_me
    from alliance_grader.scoring import read_key
    from alliance_grader.terminal import console

    root, name = course_of(assignment)
    console.quiet = as_json
    with console.status("Searching it once more for solutions …"):
        api = open_api(root)
        given = handout(api, name)
    exchange = to is None and bool(api.exchange_is_functional)
    if exchange:
        place, held = Path(api.exchange_root), given.files
        there = in_exchange(api, given)
        if there is False and not (again or dry_run):
            raise CourseError(
                f"Another version of {name} is in the exchange, and students may have it already; to put this one in "
                f"its place: alliance-grader release {assignment} --again"
            )
        if not (there or dry_run):
            to_exchange(api, given)
    else:
        place = to or root / "gradebook" / "release" / f"{name}.zip"
        held = with_read_me(given, read_key(root, name).title)
        if not dry_run:
            write_whole(place, zipped((entry, content, "") for entry, content in held.items()))
    if as_json:
        print_json({"to": str(place), "exchange": exchange, "written": not dry_run, "files": list(held)})
        return
    for file, content in held.items():
        console.print(f"  {file}  {decimal(len(content))}", highlight=False, markup=False)
    done = "Would go" if dry_run else "Went"
    console.print(
        f"{done} into {'the exchange' if exchange else 'the zip'}: {place}", soft_wrap=True, highlight=False
    )
    if not dry_run:
        console.print(
            "Students fetch it from their Assignments tab. "
            if exchange
            else "Now: upload it to your learning platform, where students find their assignments. ",
            f"When work has come in: alliance-grader collect {assignment}{'' if exchange else ' THE-DOWNLOAD.zip'}",
            sep="",
            highlight=False,
        )


@app.command(rich_help_panel=BEFORE)
def variants(
    assignment: Assignment,
    students: Annotated[
        Path | None,
        typer.Option(help="A file with one student id a line; by default everybody in the gradebook."),
    ] = None,
    yes: Annotated[
        bool, typer.Option("--yes", help="Give letters although work was handed in without.")
    ] = False,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Give every student a variant of an assignment: a letter to type, and other data behind it.

    The letters are kept in gradebook/variants, and work is judged on them. A student who has one keeps it.
    """
    from alliance.tables import text_of
    from alliance_grader.gradebook import open_api, open_gradebook
    from alliance_grader.intake import submitted, valid_id
    from alliance_grader.variants import assigned, hand_out
    from alliance_grader.wording import count

    root, name = course_of(assignment)
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
    at_work = [student for student in submitted(root, name) if assigned(root, name, student) is None]
    if at_work and not yes:
        raise CourseError(
            f"{count(len(at_work), 'student has', 'students have')} handed in {name} already, on the letter in their "
            "notebook; letters given now would judge that work on other data. If you mean it, say --yes."
        )
    if dry_run:
        sys.stderr.write(
            f"Nothing was changed. {count(len(ids), 'student', 'students')} would have a letter.\n"
        )
        return
    given = hand_out(root, name, ids)
    if as_json:
        print_json(given)
        return
    for student, letter in given.items():
        sys.stdout.write(f"{student}\t{letter}\n")
    sys.stderr.write(
        f"Tell each student their letter; it goes into the first answer of {name}. "
        "Work that is graded already is graded anew on the next run.\n"
    )
