"""Who is late, missing, stuck or waiting for a person; and what the program left to a person, and why."""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from alliance_grader import wording
from alliance_grader.report.picture import short
from alliance_grader.results import ClassResults, StudentRow

STUCK: Final = 0.5
"""Who leaves more than this share of the questions open, or has an error and an open question, may be stuck."""

STUCK_SAID: Final = (
    "perhaps stuck: more than half of the questions left open, or an error and an open question"
)

_ANSWER: Final = re.compile(r"^`[^`]*`: ")
_PLAIN: Final = "A person reads this one."
_MOST_REASONS: Final = 6


@dataclass(frozen=True)
class Noted:
    """A student, and a few words: of each assignment that they are about, parted by semicolons."""

    name: str
    note: str


@dataclass(frozen=True)
class Week:
    """One assignment in numbers.

    Attributes
    ----------
    assignment, title : str
    handed_in, graded, waiting, not_graded, missing, late, stuck : int
    """

    assignment: str
    title: str
    handed_in: int
    graded: int
    waiting: int
    not_graded: int
    missing: int
    late: int
    stuck: int


@dataclass(frozen=True)
class Routed:
    """An item whose points the program left to a person for some.

    Attributes
    ----------
    title : str
    answers, waiting : int
        How many it left to a person, and how many of these still wait.
    reasons : tuple of (str, int)
        Why, the most common first.
    """

    title: str
    answers: int
    waiting: int
    reasons: tuple[tuple[str, int], ...]


def stuck(student: StudentRow, results: ClassResults) -> str:
    """Say why a student who handed in may be stuck; nothing when not."""
    worth = {head.id for head in results.items if head.points > 0}
    asked = [item for item in student.items if item.item in worth]
    open_ = sum(not item.answered for item in asked)
    if not asked or not open_:
        return ""
    errors = wording.count(student.failed, "cell ended in an error", "cells ended in an error")
    if open_ > STUCK * len(asked):
        return f"{open_} of {len(asked)} questions left open" + (f", {errors}" if student.failed else "")
    return f"{errors}, {wording.count(open_, 'question', 'questions')} left open" if student.failed else ""


def week(results: ClassResults) -> Week:
    """Return an assignment in numbers."""
    status = Counter(student.status for student in results.students)
    return Week(
        results.assignment,
        results.title,
        len(results.students) - status["missing"],
        status["graded"],
        status["waiting"],
        status["not graded"],
        status["missing"],
        sum(student.seconds_late > 0 for student in results.students),
        sum(bool(stuck(student, results)) for student in results.students),
    )


def who_is_stuck(course: Sequence[ClassResults]) -> tuple[Noted, ...]:
    """Return who may be stuck, and where."""
    return _by_student(course, stuck)


def who_is_late(course: Sequence[ClassResults]) -> tuple[Noted, ...]:
    """Return who handed in late, and how late."""
    return _by_student(
        course,
        lambda student, _: wording.lateness(student.seconds_late) if student.seconds_late > 0 else "",
    )


def who_is_missing(course: Sequence[ClassResults]) -> tuple[Noted, ...]:
    """Return of whom nothing came, with the assignments that are missing."""
    return _by_student(course, lambda student, _: "missing" if student.status == "missing" else "")


def who_is_not_graded(course: Sequence[ClassResults]) -> tuple[Noted, ...]:
    """Return whose work could not be graded, and why."""
    return _by_student(
        course,
        lambda student, _: (
            (student.note or "The grader gave no reason.") if student.status == "not graded" else ""
        ),
    )


def _by_student(
    course: Sequence[ClassResults], said: Callable[[StudentRow, ClassResults], str]
) -> tuple[Noted, ...]:
    """Return everybody about whom there is something to say, by name; two of one name stay two."""
    notes: dict[str, list[str]] = {}
    names: dict[str, str] = {}
    for results in course:
        for student in results.students:
            if words := said(student, results):
                notes.setdefault(student.id, []).append(f"{short(results.title)}: {words}")
                names[student.id] = student.name
    found = (Noted(names[student], "; ".join(mine)) for student, mine in notes.items())
    return tuple(sorted(found, key=lambda one: one.name.casefold()))


def routed(results: ClassResults) -> tuple[Routed, ...]:
    """Return what the program left to a person in an assignment, and why."""
    found = []
    for head in results.items:
        mine = [
            item
            for student in results.students
            for item in student.items
            if item.item == head.id and item.routed
        ]
        if mine:
            reasons = Counter(reason for item in mine for reason in why(item.reasons))
            found.append(
                Routed(
                    f"{short(results.title)} {head.title}",
                    len(mine),
                    sum(item.points is None for item in mine),
                    tuple(reasons.most_common(_MOST_REASONS)),
                )
            )
    return tuple(found)


def why(reasons: Sequence[str]) -> tuple[str, ...]:
    """Return why a program left an answer to a person, as sentences that are the same for everybody.

    What it quotes of the student's own words is left out: it stands where the answer is marked.
    """
    for reason in reasons:
        if "a person reads" in reason:
            said = re.split(r"(?<=[.!?]) (?=[A-Z])", wording.headed(_ANSWER.sub("", reason)))
            kept = [one for one in said if "“" not in one]
            return tuple(one for one in kept if one != _PLAIN) or tuple(kept[:1]) or (_PLAIN,)
    return ("The grader gave no reason.",)
