"""What a graded, simulated class says of each item."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from alliance.practice.answers import as_word
from alliance_grader.items.classical import numbers
from alliance_grader.items.reliability import Estimate, alpha, omega, with_interval
from alliance_grader.results import StudentRow
from alliance_grader.scoring.key import Item
from alliance_grader.scoring.parts import ChoicePart
from alliance_grader.simulated import Handed, Sheet, Student

WORKING: Final = frozenset({"works", "mistaken", "careless"})
"""Whose answers say something of an item: who guesses or hands in nothing would make every item look alike to the others."""


@dataclass(frozen=True)
class Naming:
    """How one misconception was named in one item.

    Attributes
    ----------
    planted, named : int
        In how many students' answers it was planted, and in how many of these it was named.
    chances, false : int
        How many others answered, and for how many of them it was named all the same.
    by_statement : int
        How many of these false names come of choosing one statement.
    """

    planted: int = 0
    named: int = 0
    chances: int = 0
    false: int = 0
    by_statement: int = 0

    def __add__(self, other: "Naming") -> "Naming":
        return Naming(
            self.planted + other.planted,
            self.named + other.named,
            self.chances + other.chances,
            self.false + other.false,
            self.by_statement + other.by_statement,
        )

    @property
    def named_share(self) -> float | None:
        """Share of the planted ones that were named."""
        return self.named / self.planted if self.planted else None

    @property
    def false_share(self) -> float | None:
        """Share of false names of all chances."""
        return self.false / self.chances if self.chances else None


@dataclass(frozen=True)
class ItemFigures:
    """One item.

    Attributes
    ----------
    id, title : str
    points : float
    difficulty : float or None
        Mean share of the points that working students earn; None when a person reads everything.
    discrimination : float or None
        Correlation with the total of the other items.
    guessed : float or None
        Mean share of the points that guessers earn.
    read : float
        Share of the answers that wait for a person.
    namings : dict of str to Naming
        By misconception.
    """

    id: str
    title: str
    points: float
    difficulty: float | None
    discrimination: float | None
    guessed: float | None
    read: float
    namings: dict[str, Naming] = field(default_factory=dict)

    @property
    def naming(self) -> Naming:
        """All misconceptions together."""
        return sum(self.namings.values(), Naming())


@dataclass(frozen=True)
class AssignmentFigures:
    """One assignment.

    Attributes
    ----------
    assignment, title : str
    students, working : int
        The class, and how many of it neither guess nor hand in an untouched notebook.
    points : float
        What the autograder can give.
    items : tuple of ItemFigures
        Those with points.
    alpha, omega : Estimate
        Over the items that no person reads, for working students.
    guessed : float or None
        Mean share of the autograded points that a guesser earns.
    blank : float
        The most that an untouched notebook earned.
    not_graded : int
        How many notebooks could not be graded; each is a fault.
    """

    assignment: str
    title: str
    students: int
    working: int
    points: float
    items: tuple[ItemFigures, ...]
    alpha: Estimate
    omega: Estimate
    guessed: float | None
    blank: float
    not_graded: int

    @property
    def naming(self) -> Naming:
        """All items together."""
        return sum((item.naming for item in self.items), Naming())

    @property
    def short(self) -> str:
        """The assignment's short name."""
        return self.assignment.partition("_")[0]


def figures(handed: Handed, seed: int = 1) -> AssignmentFigures:
    """Return what a graded class says of the items of its assignment."""
    rows = {row.id: row for row in handed.results.students if row.items}
    results = {student: {item.item: item for item in row.items} for student, row in rows.items()}
    graded = [student for student in handed.students if student.id in results]
    working = [student for student in graded if student.role in WORKING]
    guessers = [student for student in graded if student.role == "guesser"]
    items = [item for item in handed.key.items if item.points and item.parts]
    steady = [
        item
        for item in items
        if not any(part.routes for part in item.parts)
        and all(results[student.id][item.id].points is not None for student in working)
    ]
    given = np.array(
        [[results[student.id][item.id].points for item in items] for student in working], float
    ).reshape(len(working), len(items))  # None becomes NaN
    is_steady = np.array([item in steady for item in items], bool)
    scores = given[:, is_steady]
    measured = dict(
        zip(
            [item.id for item in items],
            numbers(given, np.array([item.points for item in items], float), is_steady),
            strict=True,
        )
    )

    def earned(students: list[Student], item: Item) -> list[float]:
        given = (results[student.id][item.id].points for student in students)
        return [points / item.points for points in given if points is not None]

    def figures_of(item: Item) -> ItemFigures:
        read = [results[student.id][item.id].points is None for student in working]
        return ItemFigures(
            id=item.id,
            title=item.title,
            points=item.points,
            difficulty=measured[item.id].difficulty,
            discrimination=measured[item.id].discrimination,
            guessed=_mean(earned(guessers, item)),
            read=sum(read) / len(read) if read else 0.0,
            namings={
                name: _naming(name, item, graded, handed.sheets, rows) for name in sorted(item.misconceptions)
            },
        )

    totals = [
        sum(points for item in items if (points := results[student.id][item.id].points) is not None)
        / sum(item.points for item in items if results[student.id][item.id].points is not None)
        for student in guessers
        if any(results[student.id][item.id].points is not None for item in items)
    ]
    untouched = [student for student in graded if student.role == "blank"]
    return AssignmentFigures(
        assignment=handed.key.assignment,
        title=handed.key.title,
        students=len(handed.students),
        working=len(working),
        points=sum(item.points for item in items),
        items=tuple(figures_of(item) for item in items),
        alpha=with_interval(alpha, scores, seed),
        omega=with_interval(omega, scores, seed),
        guessed=_mean(totals),
        blank=max(
            (results[one.id][item.id].points or 0.0 for one in untouched for item in items), default=0.0
        ),
        not_graded=len(handed.students) - len(graded),
    )


def _naming(
    name: str,
    item: Item,
    students: list[Student],
    sheets: dict[str, Sheet],
    rows: dict[str, StudentRow],
) -> Naming:
    """Count how one misconception was named where one item shows it, over all who answered it."""
    found: Counter[str] = Counter()
    for student in students:
        mine, row = sheets[student.id], rows[student.id]
        shown = next(result.misconceptions for result in row.items if result.item == item.id)
        named = name in shown and name in row.misconceptions
        if name in mine.planted.get(item.id, ()):
            found["planted"] += 1
            found["named"] += named
        elif name not in student.believes and student.role != "blank":
            found["chances"] += 1
            found["false"] += named
            found["by_statement"] += named and _chose(name, item, mine)
    return Naming(**found)


def _chose(name: str, item: Item, sheet: Sheet) -> bool:
    """Tell whether somebody chose a statement that says a misconception in words."""
    return any(
        (option := part.options.get(as_word(sheet.answers.get(part.answer)) or "")) is not None
        and option.misconception == name
        for part in item.parts
        if isinstance(part, ChoicePart)
    )


def _mean(values: list[float]) -> float | None:
    return sum(values) / len(values) if values else None
