"""Whose page is given back, and whose is not yet, and why."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path

import msgspec

from alliance_grader.feedback import feedback_file
from alliance_grader.files import digest, write_whole
from alliance_grader.grade import due
from alliance_grader.handback.reasons import CHANGED, NOT_GRADED, WAITS
from alliance_grader.results import ClassResults


@dataclass(frozen=True)
class Handback:
    """Whose page is given back, and whose is not yet.

    Attributes
    ----------
    assignment : str
        The assignment's whole name.
    students : tuple of str
        Those whose page is given back.
    held : dict of str to tuple of str
        Those whose page is not, by the reason.
    """

    assignment: str
    students: tuple[str, ...]
    held: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def without(self, why: str, students: Iterable[str]) -> "Handback":
        """Return the same with some students held back for a reason."""
        gone = set(students) & set(self.students)
        if not gone:
            return self
        kept = tuple(student for student in self.students if student not in gone)
        return replace(self, students=kept, held=self.held | {why: tuple(sorted(gone))})


def handback(root: Path, results: ClassResults, students: list[str] | None, *, waiting: bool) -> Handback:
    """Return whose page can be given back.

    A page is held back while its student's work is not graded, has changed since it was graded, or waits for a person.

    Parameters
    ----------
    root : Path
        The folder of the course.
    results : ClassResults
        The assignment of the class.
    students : list of str or None
        Whose; everybody's when not given.
    waiting : bool
        Whether pages are given back of which a person has yet to mark a part.
    """
    rows = [
        row
        for row in results.students
        if row.status != "missing" and (students is None or row.id in students)
    ]
    found = Handback(results.assignment, tuple(row.id for row in rows))
    found = found.without(NOT_GRADED, (row.id for row in rows if row.status == "not graded"))
    found = found.without(CHANGED, due(root, results.assignment, students)[1])
    return found if waiting else found.without(WAITS, (row.id for row in rows if row.status == "waiting"))


def unchanged(root: Path, assignment: str, students: Iterable[str]) -> list[str]:
    """Return those whose page is the one that was given back to them last."""
    known = _known(root, assignment)
    return [student for student in students if known.get(student) == _digest(root, assignment, student)]


def remember(root: Path, assignment: str, students: Iterable[str]) -> None:
    """Note what was given back, so that a learning platform does not get the same page twice."""
    told = _known(root, assignment) | {student: _digest(root, assignment, student) for student in students}
    text = msgspec.json.format(msgspec.json.encode(dict(sorted(told.items()))), indent=1)
    write_whole(_record(root, assignment), text + b"\n")


def _record(root: Path, assignment: str) -> Path:
    return root / "gradebook" / "returned" / f"{assignment}.json"


def _known(root: Path, assignment: str) -> dict[str, str]:
    try:
        return msgspec.json.decode(_record(root, assignment).read_bytes(), type=dict[str, str])
    except (OSError, msgspec.MsgspecError):
        return {}


def _digest(root: Path, assignment: str, student: str) -> str:
    return digest(feedback_file(root, assignment, student))
