"""Where things stand in the report's one picture: the totals of the class along a line."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median
from typing import Final

from alliance_grader import wording
from alliance_grader.results import ClassResults

COLUMNS: Final = 40  # columns of dots along the line; more would overlap on a phone
STEP: Final = 13.0  # pixels from one dot to the one above it
ROOM: Final = 156.0  # pixels that the tallest column may take: a large class overlaps instead of growing
HEAD: Final = 30.0  # pixels above the dots, for the median's label
FOOT: Final = 30.0  # pixels below the line, for the scale


@dataclass(frozen=True)
class Dot:
    """One student's total.

    Attributes
    ----------
    across : float
        Per cent of the width.
    down : float
        Pixels from the top.
    complete : bool
        False while a person has yet to mark a part of it.
    who : str
        Whose it is, and how much: for whoever points at it.
    """

    across: float
    down: float
    complete: bool
    who: str


@dataclass(frozen=True)
class Tick:
    """A labelled place on the scale."""

    across: float
    label: str

    @property
    def anchor(self) -> str:
        """Which end of the label stands at the place, so that none leaves the picture."""
        return "start" if self.across < 10 else "end" if self.across > 90 else "middle"


@dataclass(frozen=True)
class Strip:
    """The distribution of the totals, drawn and said.

    Attributes
    ----------
    dots : tuple of Dot
    ticks : tuple of Tick
    medians : tuple of Tick
        One, or none where nothing is drawn.
    height, line : float
        Pixels: of the picture, and from its top to the scale.
    sentences : tuple of str
        What the picture shows, for those who do not see it and for those who would rather read.
    """

    dots: tuple[Dot, ...]
    ticks: tuple[Tick, ...]
    medians: tuple[Tick, ...]
    height: float
    line: float
    sentences: tuple[str, ...]


def strip(results: ClassResults) -> Strip:
    """Return the distribution of the totals; without dots when there is nothing to draw."""
    whole, partly = _named(results, "graded"), _named(results, "waiting")
    complete, so_far = [total for total, _ in whole], [total for total, _ in partly]
    sentences = _said(complete, so_far, results.points)
    top = max([results.points, *complete, *so_far])  # extra points may pass what the assignment is worth
    if results.points <= 0 or not complete + so_far:
        return Strip((), (), (), 0, 0, sentences)

    def across(total: float) -> float:
        return round(100 * max(total, 0) / top, 2)

    columns = Counter[int]()
    places: list[tuple[float, int, bool, str]] = []
    marked = [(*one, True) for one in sorted(whole)] + [(*one, False) for one in sorted(partly)]
    for total, name, is_complete in marked:
        column = round(across(total) * COLUMNS / 100)
        who = f"{name}: {wording.points(total)}{'' if is_complete else ' so far'}"
        places.append((100 * column / COLUMNS, columns[column], is_complete, who))
        columns[column] += 1
    step = min(STEP, ROOM / max(columns.values()))
    line = HEAD + step * max(columns.values())
    return Strip(
        dots=tuple(
            Dot(x, round(line - step * (level + 0.6), 1), full, who) for x, level, full, who in places
        ),
        ticks=tuple(Tick(25 * quarter, wording.points(top * quarter / 4)) for quarter in range(5)),
        medians=(_median(complete, so_far, across),),
        height=round(line + FOOT, 1),
        line=round(line, 1),
        sentences=sentences,
    )


def _median(complete: list[float], so_far: list[float], across: Callable[[float], float]) -> Tick:
    """Return the median to draw: of the complete totals, or so far of the others while those are more."""
    settled = len(complete) >= len(so_far)
    middle = median(complete if settled else so_far)
    return Tick(across(middle), f"median{'' if settled else ' so far'} {wording.points(middle)}")


def _named(results: ClassResults, status: str) -> list[tuple[float, str]]:
    """Return the totals of the students of one status, with their names."""
    return [
        (student.points, student.name)
        for student in results.students
        if student.status == status and student.points is not None
    ]


def _said(complete: list[float], so_far: list[float], worth: float) -> tuple[str, ...]:
    """Return what the picture shows, in sentences."""
    if not complete + so_far:
        return ("There are no totals yet.",)
    if worth <= 0:
        return ("This assignment carries no points, so there are no totals to compare.",)

    def spread(of: list[float]) -> str:
        if len(of) == 1:
            return f"{wording.points(of[0])} of {wording.worth(worth)}"
        low, middle, high = (wording.points(value) for value in (min(of), median(of), max(of)))
        return f"lowest {low}, median {middle}, highest {high} of {wording.worth(worth)}"

    sentences = []
    if complete:
        sentences.append(
            f"{wording.count(len(complete), 'total is', 'totals are')} complete: {spread(complete)}."
        )
    if so_far:
        verb = wording.count(len(so_far), "total waits", "totals wait")
        sentences.append(f"{verb} for a person; so far: {spread(so_far)}.")
    return tuple(sentences)
