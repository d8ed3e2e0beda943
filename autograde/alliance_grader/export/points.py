"""What one student's work on one assignment goes out with: its points, or why there are none yet."""

from dataclasses import dataclass
from typing import Final

from alliance_grader.results import ClassResults, StudentRow
from alliance_grader.roster import Person

_WHY: Final = {
    "waiting": "waits for a person to mark",
    "not graded": "could not be graded",
    "missing": "has handed in nothing",
}


@dataclass(frozen=True)
class Points:
    """What goes out for one student.

    Attributes
    ----------
    person : Person
    status : str
        As in the class table.
    points : float or None
        None while it is not settled: never 0 for what nobody has judged.
    worth : float
        What the version that they worked on is worth.
    """

    person: Person
    status: str
    points: float | None
    worth: float

    @property
    def why(self) -> str:
        """Why there are no points, in a few words; empty when there are."""
        return _WHY.get(self.status, "")


def points_of(results: ClassResults, roster: dict[str, Person]) -> list[Points]:
    """Return what goes out for everybody in a class, in the order of their ids."""
    return [
        Points(
            person_of(row, roster.get(row.id)),
            row.status,
            settled(row),
            results.points if row.worth is None else row.worth,
        )
        for row in results.students
    ]


def settled(row: StudentRow) -> float | None:
    """Return what a student has for an assignment, lateness taken off; None while a person has yet to mark something."""
    if row.status != "graded" or row.points is None:
        return None
    return max(row.points - row.late_penalty, 0.0)


def person_of(row: StudentRow, enrolled: Person | None) -> Person:
    """Return a student as the roster has them; who is not in it, as the gradebook does."""
    if enrolled is not None:
        return enrolled
    first, _, last = row.name.rpartition(" ") if row.name != row.id else ("", "", "")
    return Person(row.id, first, last)
