"""A small course to break: one assignment of two score cells and a reflection, and a class that hands it in."""

import hashlib
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

S1: Final = "s1_small"
ROOT: Final = Path(__file__).resolve().parents[3]
BIN: Final = Path(sys.executable).parent
LATE: Final = "2026-03-31 17:00:00 UTC"

_KEY: Final = f"""\
# The notebook scores itself by asserts, so the items have no parts.
assignment: {S1}
title: S1 Small
version: 1
items:
  - {{id: s1-sum, title: A sum, points: 2, marked_by: autograder}}
  - {{id: s1-double, title: A function, points: 3, marked_by: autograder}}
  - {{id: s1-thoughts, title: Thoughts, points: 4, marked_by: person}}
"""


def cell(grade_id: str, source: str, kind: str = "code", **marks: Any) -> dict[str, Any]:
    """Return a cell with nbgrader's marks; it is locked unless it is for answers."""
    known = {"grade": False, "solution": False, "task": False, "schema_version": 3, "grade_id": grade_id}
    known |= {"locked": not marks.get("solution", False)} | marks
    made = {"cell_type": kind, "id": grade_id, "metadata": {"nbgrader": known}, "source": source}
    return made | ({"execution_count": None, "outputs": []} if kind == "code" else {})


def source() -> dict[str, Any]:
    """Return the instructor's notebook."""
    return {
        "cells": [
            cell("s1-setup", "numbers = [1, 2, 3]"),
            cell(
                "s1-sum",
                "total = ...\n### BEGIN SOLUTION\ntotal = sum(numbers)\n### END SOLUTION",
                solution=True,
            ),
            cell("s1-sum-check", "assert total == 6", grade=True, points=2),
            cell(
                "s1-double",
                "def double(x):\n    ...\n    ### BEGIN SOLUTION\n    return 2 * x\n    ### END SOLUTION",
                solution=True,
            ),
            cell(
                "s1-double-check",
                "assert double(2) == 4\n### BEGIN HIDDEN TESTS\nassert double(-1.5) == -3\n### END HIDDEN TESTS",
                grade=True,
                points=3,
            ),
            cell("s1-thoughts", "*Your thoughts.*", "markdown", grade=True, solution=True, points=4),
        ],
        "metadata": {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}},
        "nbformat": 4,
        "nbformat_minor": 5,
    }


RIGHT: Final = {
    "s1-sum": "total = sum(numbers)",
    "s1-double": "def double(x):\n    return 2 * x",
    "s1-thoughts": "I would ask.",
}
# What a class hands in; everybody's points are known.
KINDS: Final[tuple[tuple[dict[str, str], tuple[float, float]], ...]] = (
    ({}, (2, 3)),
    ({"s1-sum": "total = 5"}, (0, 3)),
    ({"s1-double": "def double(x):\n    return 4"}, (2, 0)),
    ({"s1-sum": "total = (", "s1-double": "..."}, (0, 0)),
    ({"s1-sum": "import time\ntime.sleep(0.05)\ntotal = 6"}, (2, 3)),
    ({"s1-double": "double = lambda x: x + x"}, (2, 3)),
    ({"s1-double": "def double(x):\n    raise ValueError(x)"}, (2, 0)),
    ({"s1-sum": "total = 6.0", "s1-thoughts": "Something else."}, (2, 3)),
)


@dataclass(frozen=True)
class Small:
    """A copy of the small course.

    Attributes
    ----------
    root : Path
        Its folder.
    """

    root: Path

    @property
    def data(self) -> Path:
        """The folder of what is the students'."""
        return self.root / "gradebook"

    @property
    def gradebook(self) -> Path:
        """The gradebook's file."""
        return self.data / "gradebook.db"

    @property
    def source(self) -> Path:
        """The instructor's notebook."""
        return self.root / "source" / S1 / f"{S1}.ipynb"

    def copy(self, to: Path) -> "Small":
        """Copy all of it."""
        shutil.copytree(self.root, to, symlinks=True)
        return Small(to)

    def hand_in(
        self, student: str, answers: dict[str, str] | None = None, timestamp: str | None = None
    ) -> Path:
        """Hand in a student's work: right but for the answers given."""
        released = json.loads((self.root / "release" / S1 / f"{S1}.ipynb").read_text(encoding="utf-8"))
        written = RIGHT | (answers or {})
        for each in released["cells"]:
            each["source"] = written.get(each["id"], each["source"])
        folder = self.data / "submitted" / student / S1
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{S1}.ipynb").write_text(json.dumps(released), encoding="utf-8")
        if timestamp is not None:
            (folder / "timestamp.txt").write_text(timestamp, encoding="utf-8")
        return folder

    def hand_in_class(self, size: int = len(KINDS)) -> list[str]:
        """Hand in the work of a class, each in one of `KINDS` in turn; return who they are."""
        students = [f"s{number:03d}" for number in range(size)]
        for number, student in enumerate(students):
            self.hand_in(student, KINDS[number % len(KINDS)][0], LATE if number % 2 else None)
        return students

    def start(
        self, *words: str, program: str = "alliance-grader", **environment: str
    ) -> "subprocess.Popen[str]":
        """Start one of the real programs in the course, leader of a group of processes of its own."""
        quiet = {name: value for name, value in os.environ.items() if name != "ALLIANCE_COURSE"}
        return subprocess.Popen(
            [str(BIN / program), *words],
            cwd=self.root,
            env={**quiet, "COLUMNS": "200", **environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def run(self, *words: str, program: str = "alliance-grader", **environment: str) -> "Done":
        """Run one of the real programs to its end."""
        process = self.start(*words, program=program, **environment)
        said, complained = process.communicate(timeout=300)
        return Done(process.returncode, said, complained)

    def ask(self, question: str, *values: object) -> list[tuple[Any, ...]]:
        """Ask the gradebook's file."""
        with closing(sqlite3.connect(f"file:{self.gradebook}?mode=ro", uri=True)) as file:
            return file.execute(question, values).fetchall()

    def tell(self, statement: str, *values: object) -> None:
        """Change the gradebook's file behind everybody's back."""
        with closing(sqlite3.connect(self.gradebook)) as file, file:
            assert file.execute(statement, values).rowcount > 0

    def mark(self, student: str, points: float, item: str = "s1-thoughts") -> None:
        """Give a person's mark, as the formgrader writes it."""
        self.tell(
            f"UPDATE grade SET manual_score = ?, needs_manual_grade = 0 WHERE id IN ({_GRADES})",  # noqa: S608
            points,
            student,
            item,
        )

    def grades(self) -> dict[tuple[str, str], tuple[float | None, float | None, bool]]:
        """Return all that the gradebook says: automatic and manual points, and whether a person must look."""
        rows = self.ask(
            "SELECT s.student_id, b.name, g.auto_score, g.manual_score, g.needs_manual_grade FROM grade g "
            "JOIN base_cell b ON b.id = g.cell_id JOIN submitted_notebook n ON n.id = g.notebook_id "
            "JOIN submitted_assignment s ON s.id = n.assignment_id"
        )
        return {(student, name): (auto, manual, bool(waits)) for student, name, auto, manual, waits in rows}

    def files(self) -> dict[str, str]:
        """Return the digest of every graded notebook and time stamp, by its place."""
        graded = self.data / "autograded"
        return {
            str(place.relative_to(graded)): hashlib.sha256(place.read_bytes()).hexdigest()
            for place in sorted(graded.rglob("*"))
            if place.is_file()
        }

    def outcomes(self) -> dict[str, dict[str, Any]]:
        """Return every outcome without how long it took."""
        found = {}
        for place in sorted((self.data / "outcomes" / S1).glob("*.json")):
            outcome = json.loads(place.read_text(encoding="utf-8"))
            outcome.pop("seconds")
            found[place.stem] = outcome
        return found

    def litter(self) -> list[str]:
        """Return what a run should not have left: parts of files, journals, folders of its own."""
        return sorted(
            str(place.relative_to(self.data))
            for place in self.data.rglob("*")
            if place.name.startswith((".", "building-"))
            or place.suffix in {".part", ".tmp"}
            or "-journal" in place.name
        )


_GRADES: Final = (
    "SELECT g.id FROM grade g JOIN base_cell b ON b.id = g.cell_id JOIN submitted_notebook n ON n.id = g.notebook_id "
    "JOIN submitted_assignment s ON s.id = n.assignment_id WHERE s.student_id = ? AND b.name = ?"
)


@dataclass(frozen=True)
class Done:
    """What a program said, and how it ended."""

    code: int
    said: str
    complained: str


def make(root: Path) -> Small:
    """Make the small course and build its release; nobody has handed in yet."""
    course = Small(root)
    course.source.parent.mkdir(parents=True)
    course.source.write_text(json.dumps(source()), encoding="utf-8")
    keys = root / "autograde" / "keys"
    keys.mkdir(parents=True)
    (keys / f"{S1}.yaml").write_text(_KEY, encoding="utf-8")
    (keys / "misconceptions.yaml").write_text("[]\n", encoding="utf-8")
    shutil.copy2(ROOT / "nbgrader_config.py", root)
    built = course.run("build", S1)
    assert built.code == 0, built.complained
    return course


def children(pid: int) -> list[int]:
    """Return the processes that a process started, the first one first."""
    found: list[int] = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        with suppress(OSError):
            found += map(int, task.read_text().split())
    return found


def descendants(pid: int) -> list[int]:
    """Return the processes under one, parents first."""
    found = children(pid)
    for child in found:
        found += children(child)
    return found


def command(pid: int) -> bytes:
    """Return the words with which a process was started."""
    with suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    return b""


def gone(pids: set[int] | list[int], within: float = 8.0) -> bool:
    """Tell whether processes end within some seconds."""
    return wait_until(lambda: not any(_lives(pid) for pid in pids), within)


def _lives(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def wait_until(true: Callable[[], object], within: float = 30.0, pause: float = 0.002) -> bool:
    """Wait until something is so; tell whether it came to be."""
    until = time.monotonic() + within
    while time.monotonic() < until:
        if true():
            return True
        time.sleep(pause)
    return bool(true())


def kill(pid: int) -> None:
    """End a process at once, as the system does when memory runs out."""
    os.kill(pid, signal.SIGKILL)


def in_order(found: Iterator[Any]) -> list[Any]:
    """Return outcomes by student."""
    return sorted(found, key=lambda outcome: str(outcome.student))
