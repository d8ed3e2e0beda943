"""A simulated class fills in the released notebook, and the real grader grades it."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from alliance.practice.check import blanks
from alliance_grader.build import build
from alliance_grader.class_results import class_results
from alliance_grader.demo.run import copy_course
from alliance_grader.demo.students import Expected, Kind, hand_in
from alliance_grader.demo.students import Student as Author
from alliance_grader.results import ClassResults
from alliance_grader.scoring import Key, read_key
from alliance_grader.simulated.roster import Student, roster
from alliance_grader.simulated.sheet import Sheet, sheet
from alliance_grader.simulated.slips import typed
from alliance_grader.terminal import watch_grading

_DUE: Final = datetime(2026, 3, 31, 17, tzinfo=UTC)
_TEXT: Final = (
    "I chose a client whose ratings differ from what I expected. The numbers show that something is different, "
    "and not why; I would ask about it and listen."
)
"""What everybody writes where a person reads: no machine judges it."""


@dataclass(frozen=True)
class Handed:
    """A simulated class with what it handed in, and what the grader made of it.

    Attributes
    ----------
    key : Key
    students : tuple of Student
    sheets : dict of str to Sheet
        By the student's id.
    results : ClassResults
    """

    key: Key
    students: tuple[Student, ...]
    sheets: dict[str, Sheet]
    results: ClassResults


def hand_in_class(place: Path, key: Key, students: tuple[Student, ...], seed: int) -> dict[str, Sheet]:
    """Let a class fill in the released notebook; return what each answered."""
    forms = {
        blank.name: blank for item in key.items if item.marked_by == "autograder" for blank in blanks(item.id)
    }
    sheets = {}
    for student in students:
        mine = sheets[student.id] = sheet(student, key, seed)
        slips = student.draws(seed, "slips") if student.role == "careless" else None
        types = {name: typed(value, forms[name], slips) for name, value in mine.answers.items()}
        writes = None
        if student.role != "blank":
            types = {"variant": typed(student.variant, forms[next(iter(forms))]), **types}
            writes = _TEXT
        kind = Kind(student.role, Expected(), types, writes)
        hand_in(place, key.assignment, Author(student.id, student.id, student.role), kind, _DUE)
    return sheets


def graded_class(
    root: Path, place: Path, assignment: str, students: int = 120, seed: int = 1, what: str = "Grading"
) -> Handed:
    """Make a class, let it work on an assignment in a course of its own, and grade it.

    Parameters
    ----------
    root : Path
        The course.
    place : Path
        An empty folder for the simulated course: nobody's real work is there.
    assignment : str
        The assignment's whole name.
    students, seed : int
    what : str
        How the bar calls it.
    """
    key = read_key(root, assignment)
    copy_course(root, place)
    build(place, assignment)
    everybody = roster(key, students, seed)
    sheets = hand_in_class(place, key, everybody, seed)
    watch_grading(place, assignment, [student.id for student in everybody], what=what)
    return Handed(key, everybody, sheets, class_results(place, assignment))
