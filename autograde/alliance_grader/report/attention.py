"""Who is late, missing, stuck or waiting for a person; and what the program left to a person, and why."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
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
    """A student, the assignment, and a few words."""

    name: str
    assignment: str
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
    """Return who may be stuck, by student."""
    return _by_name(
        Noted(student.name, short(results.title), why)
        for results in course
        for student in results.students
        if (why := stuck(student, results))
    )


def who_is_late(course: Sequence[ClassResults]) -> tuple[Noted, ...]:
    """Return who handed in late, by student."""
    return _by_name(
        Noted(student.name, short(results.title), wording.lateness(student.seconds_late))
        for results in course
        for student in results.students
        if student.seconds_late > 0
    )


def who_is_missing(course: Sequence[ClassResults]) -> tuple[Noted, ...]:
    """Return of whom nothing came, with the assignments that are missing."""
    missing: dict[str, list[str]] = {}
    names: dict[str, str] = {}
    for results in course:
        for student in results.students:
            if student.status == "missing":
                missing.setdefault(student.id, []).append(short(results.title))
                names[student.id] = student.name
    return _by_name(Noted(names[student], ", ".join(which), "") for student, which in missing.items())


def who_is_not_graded(course: Sequence[ClassResults]) -> tuple[Noted, ...]:
    """Return whose work could not be graded, and why."""
    return _by_name(
        Noted(student.name, short(results.title), student.note or "The grader gave no reason.")
        for results in course
        for student in results.students
        if student.status == "not graded"
    )


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


def _by_name(found: Iterable[Noted]) -> tuple[Noted, ...]:
    return tuple(sorted(found, key=lambda one: (one.name.casefold(), one.assignment)))
