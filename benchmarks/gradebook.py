"""Fill a gradebook with a large class, and measure what an instructor waits for.

``python benchmarks/gradebook.py --students 500 --save docs/gradebook_scale.md``. A small class works on all assignments
and is graded by the real grader; its graded notebooks, outcomes and grades are then copied to as many students as are
wanted, as files of their own and as rows of nbgrader's own tables. What is measured is told beside the machine's floor.
A further measurement is one more function in `MEASURED`.
"""

import argparse
import os
import platform
import random
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).parents[1]
DUE: Final = datetime(2026, 3, 31, 17, tzinfo=UTC)
MISSING, LATE, MARKED = 0.06, 0.12, 0.75
"""Shares: of submissions that never came, of late ones, and of texts that a person has marked."""


def work_and_grade(place: Path, students: int, seed: int) -> None:
    """Let a small class work on every assignment, in a course of its own, and grade it."""
    from alliance.practice.check import blanks
    from alliance_grader.build import build
    from alliance_grader.course import assignments
    from alliance_grader.demo.run import copy_course
    from alliance_grader.demo.students import Expected, Kind, hand_in
    from alliance_grader.demo.students import Student as Author
    from alliance_grader.gradebook import open_api, open_gradebook
    from alliance_grader.scoring import read_key
    from alliance_grader.simulated import roster, sheet, typed
    from alliance_grader.terminal import watch_grading

    copy_course(ROOT, place)
    with open_gradebook(open_api(place)) as gradebook:
        for name in assignments(place):
            gradebook.update_or_create_assignment(name, duedate=DUE.replace(tzinfo=None))
    for name in assignments(place):
        build(place, name)
        key = read_key(place, name)
        forms = {
            blank.name: blank
            for item in key.items
            if item.marked_by == "autograder"
            for blank in blanks(item.id)
        }
        handed = []
        for student in roster(key, students, seed):
            draw = random.Random(f"{seed}:{name}:{student.id}")
            if draw.random() < MISSING:
                continue
            answers = dict(sheet(student, key, seed).answers)
            if "rule" in answers and student.role != "blank":
                answers["rule"] = _own_rule(draw)
            slips = student.draws(seed, "slips") if student.role == "careless" else None
            types = {each: typed(value, forms[each], slips) for each, value in answers.items()}
            words = None
            if student.role != "blank":
                types = {"variant": typed(student.variant, forms[next(iter(forms))]), **types}
                words = f"I would ask, and listen; the numbers say that something differs, and not why ({student.id})."
            late = draw.choice((0.3, 2.0, 30.0)) if draw.random() < LATE else -1.0
            kind = Kind(student.role, Expected(), types, words, hours_late=late)
            hand_in(place, name, Author(student.id, student.id, student.role), kind, DUE)
            handed.append(student.id)
        watch_grading(place, name, handed, what=name)
    mark(place, seed)


def _own_rule(draw: random.Random) -> dict[str, float]:
    """Return an alert rule as one of a class may write it."""
    rule: dict[str, float] = {}
    if draw.random() < 0.7:
        rule["pillar"] = draw.choice((1.5, 2, 2.25, 2.5, 3, 3.5))
    if draw.random() < 0.5 or not rule:
        rule["drop"] = draw.choice((0.5, 1, 1.5, 2))
    if draw.random() < 0.3:
        rule["distress"] = draw.choice((5, 6, 7, 8, 9))
    if draw.random() < 0.2:
        rule["sessions"] = 2
    return rule


def mark(place: Path, seed: int) -> None:
    """Mark most of what waits for a person, as one would in the formgrader."""
    from nbgrader.api import Grade

    from alliance_grader.gradebook import open_api, open_gradebook

    draw = random.Random(seed)
    with open_gradebook(open_api(place)) as gradebook:
        for grade in gradebook.db.query(Grade).filter(Grade.needs_manual_grade).order_by(Grade.id):
            if draw.random() < MARKED:
                grade.manual_score = round(2 * draw.triangular(0, 1, 0.7) * grade.max_score) / 2
                grade.needs_manual_grade = False
        gradebook.db.commit()


def multiply(small: Path, place: Path, students: int) -> None:
    """Make a large class of a small graded one: each student has the work of one of the small class."""
    shutil.copytree(
        small, place, ignore=shutil.ignore_patterns("submitted", "autograded", "outcomes", "backups")
    )
    of = sorted(entry.name for entry in (small / "gradebook" / "submitted").iterdir())
    names = {f"s{number:04d}": of[number % len(of)] for number in range(students)}
    for who, like in names.items():
        for folder in ("submitted", "autograded"):
            there = small / "gradebook" / folder / like
            if there.is_dir():
                shutil.copytree(there, place / "gradebook" / folder / who)
    for folder in (small / "gradebook" / "outcomes").iterdir():
        target = place / "gradebook" / "outcomes" / folder.name
        target.mkdir(parents=True)
        for who, like in names.items():
            if (folder / f"{like}.json").is_file():
                text = (folder / f"{like}.json").read_text(encoding="utf-8")
                (target / f"{who}.json").write_text(text.replace(f'"{like}"', f'"{who}"'), encoding="utf-8")
    _rows(place, names)


def _rows(place: Path, names: dict[str, str]) -> None:
    """Copy the rows of nbgrader's tables, in bulk; the small class leaves."""
    from nbgrader.api import Base, new_uuid
    from sqlalchemy import delete, insert, select

    from alliance_grader.gradebook import open_api, open_gradebook

    tables = Base.metadata.tables
    students, works, books = (
        tables[name] for name in ("student", "submitted_assignment", "submitted_notebook")
    )
    with open_gradebook(open_api(place)) as gradebook:
        ask = gradebook.db.connection()

        def rows(table: Any) -> list[dict[str, Any]]:
            return [dict(row._mapping) for row in ask.execute(select(table))]

        old = {table.name: rows(table) for table in (works, books, tables["grade"], tables["comment"])}
        first = {
            number: (given, family)
            for number, (given, family) in enumerate(
                (given, family)
                for family in ("Okafor", "Lima", "O'Neil, Jr", "Yılmaz", "李", "Þórsson", "Novák", "de Vries")
                for given in ("Amara", "Ana", "Chidi", "Elif", "小龍", "Gunnar", "Hana", "José", "Mei", "Zoë")
            )
        }
        new: dict[str, list[dict[str, Any]]] = {name: [] for name in old}
        people = []
        for number, (who, like) in enumerate(names.items()):
            given, family = first[number % len(first)]
            family = f"{family} {number // len(first) + 1}" if number >= len(first) else family
            people.append(
                {"id": who, "first_name": given, "last_name": family, "lms_user_id": None, "email": None}
            )
            key = {row["id"]: new_uuid() for row in old["submitted_assignment"] if row["student_id"] == like}
            inside = {
                row["id"]: new_uuid() for row in old["submitted_notebook"] if row["assignment_id"] in key
            }
            for row in old["submitted_assignment"]:
                if row["id"] in key:
                    new["submitted_assignment"].append({**row, "id": key[row["id"]], "student_id": who})
            for row in old["submitted_notebook"]:
                if row["id"] in inside:
                    new["submitted_notebook"].append(
                        {**row, "id": inside[row["id"]], "assignment_id": key[row["assignment_id"]]}
                    )
            for name in ("grade", "comment"):
                for row in old[name]:
                    if row["notebook_id"] in inside:
                        new[name].append({**row, "id": new_uuid(), "notebook_id": inside[row["notebook_id"]]})
        for name in reversed(old):
            ask.execute(delete(tables[name]))
        ask.execute(delete(students))
        ask.execute(insert(students), [{name: one.get(name) for name in students.c.keys()} for one in people])  # noqa: SIM118
        for name, found in new.items():
            if found:
                ask.execute(insert(tables[name]), found)
        gradebook.db.commit()


@dataclass(frozen=True)
class Figure:
    """One measurement: what it is, and how long it took, in words."""

    what: str
    took: str


def floor(place: Path) -> list[Figure]:
    """Read every graded notebook and do nothing with it: nobody who looks at a notebook can be quicker."""
    paths = sorted((place / "gradebook" / "autograded").glob("*/*/*.ipynb"))

    def read() -> int:
        return sum(len(path.read_bytes()) for path in paths)

    seconds, size = _timed(read)
    return [
        Figure(f"floor: reading {len(paths):,} graded notebooks ({size / 1e6:.0f} MB)", f"{seconds:.1f} s")
    ]


def course_report(place: Path) -> list[Figure]:
    """Run the real command, and look at what it wrote."""
    taken = [_run(place, "report") for _ in range(3)]
    page = place / "gradebook" / "report" / "course.html"
    return [
        Figure(
            "`alliance-grader report`, the page of the whole course, start of Python included; median of 3",
            f"{_said(*map(statistics.median, zip(*taken, strict=True)))} (goal: under 30 s)",
        ),
        Figure("its page", f"{page.stat().st_size / 1e6:.1f} MB"),
    ]


def one_report(place: Path) -> list[Figure]:
    """Run the command for one assignment."""
    return [
        Figure("`alliance-grader report a2`, the page of one assignment", _said(*_run(place, "report", "a2")))
    ]


def marking_pages(place: Path) -> list[Figure]:
    """Open the pages on which people mark, and give marks."""
    from marking import pages

    return [Figure(f"`alliance-grader mark`: {what}", took) for what, took in pages(place)]


MEASURED: Final[tuple[Callable[[Path], list[Figure]], ...]] = (
    floor,
    course_report,
    one_report,
    marking_pages,
)


def _timed(work: Callable[[], Any]) -> tuple[float, Any]:
    start = time.perf_counter()
    found = work()
    return time.perf_counter() - start, found


def _run(place: Path, *words: str) -> tuple[float, float]:
    """Run the real program; return how many seconds it took, and how many of them on a processor."""
    program = Path(sys.executable).parent / "alliance-grader"
    quiet = {name: value for name, value in os.environ.items() if name != "ALLIANCE_COURSE"}
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds, _ = _timed(
        lambda: subprocess.run([str(program), *words], cwd=place, env=quiet, check=True, capture_output=True)
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return seconds, after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime


def _said(seconds: float, of_processor: float) -> str:
    return f"{seconds:.1f} s, of which {of_processor:.1f} s on a processor"


def page(figures: list[Figure], students: int, assignments: int, command: str, load: float) -> str:
    """Return the page that keeps the figures."""
    rows = "\n".join(f"| {one.what} | {one.took} |" for one in figures)
    return f"""# A gradebook of {students} students

{students} simulated students, {assignments} assignments, in SQLite: nbgrader's own tables, graded notebooks and outcomes as the
grader leaves them. About {100 * MISSING:.0f} % of the work never came, {100 * LATE:.0f} % came late, and a person has marked {100 * MARKED:.0f} %
of what waits for one. Made by `{command}`.

| what | took |
|---|---:|
{rows}

{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}; on average {load:.0f} programs wanted to run at the same time (load average). With
more of them than cores a run takes longer than its time on a processor, which says what a quiet machine needs; the floor, measured
in the same run, says how fast this one was.
"""


def main() -> None:
    """Make the class, measure, print, and keep the page when asked to."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--students", type=int, default=500)
    words.add_argument("--small", type=int, default=40, help="how many are graded by the real grader")
    words.add_argument("--seed", type=int, default=1)
    words.add_argument(
        "--place", type=Path, help="keep the courses here, and use them again when they are there"
    )
    words.add_argument(
        "--save", type=Path, help="write the figures here, for example docs/gradebook_scale.md"
    )
    given = words.parse_args()
    with tempfile.TemporaryDirectory(prefix="alliance-gradebook-") as temporary:
        place = given.place or Path(temporary)
        small, large = place / f"small-{given.small}", place / f"large-{given.students}"
        if not (small / "ready").exists():
            shutil.rmtree(small, ignore_errors=True)
            work_and_grade(small, given.small, given.seed)
            (small / "ready").touch()
        if not (large / "ready").exists():
            shutil.rmtree(large, ignore_errors=True)
            multiply(small, large, given.students)
            (large / "ready").touch()
        figures = [figure for measure in MEASURED for figure in measure(large)]
        for figure in figures:
            print(f"{figure.what}: {figure.took}", flush=True)
        if given.save:
            command = f"python benchmarks/gradebook.py --students {given.students} --save {given.save}"
            count = len(list((large / "source").iterdir()))
            given.save.write_text(
                page(figures, given.students, count, command, os.getloadavg()[1]), encoding="utf-8"
            )


if __name__ == "__main__":
    main()
