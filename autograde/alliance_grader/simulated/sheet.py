"""What a simulated student answers to everything in an assignment, and which misconceptions that must show."""

import math
import random
from dataclasses import dataclass
from functools import cache, partial
from statistics import fmean
from typing import Any, Final

from alliance.assignments import Assignment, assignment
from alliance.practice.blanks import AnyBlank, Receipt
from alliance.practice.check import blanks
from alliance_grader.scoring import Key
from alliance_grader.scoring.case import Case
from alliance_grader.scoring.key import Item, says_something
from alliance_grader.scoring.parts import ConfidencePart, OwnViewPart
from alliance_grader.simulated.attempt import attempt, led_astray, turns_of
from alliance_grader.simulated.roster import Student

SHARPNESS: Final = 1.4
"""How steeply the chance to know an answer rises with ability: the discrimination of a two-parameter model."""

_LEFT_OUT: Final = 0.1
"""The chance that somebody who does not know leaves the blank as it is."""


_TURNS_SPREAD: Final = 0.7
"""How far the turns of a conversation differ in difficulty, in logits: as far as answers to different items do."""


@dataclass(frozen=True)
class Sheet:
    """The answers of one student to one assignment.

    Attributes
    ----------
    answers : dict of str to object
        By name; a name that is not there is left as it was released.
    planted : dict of str to frozenset of str
        By item, the misconceptions that its answers show. It names those items that could show one of the student's.
    """

    answers: dict[str, Any]
    planted: dict[str, frozenset[str]]


def sheet(student: Student, key: Key, seed: int) -> Sheet:
    """Return what a student answers.

    Item by item, in the order of the notebook, so that a later answer goes on from the student's own earlier one. In an
    item an answer follows one misconception at most, and a misconception shows in all answers where it can, or in none:
    then another one of the student's is stronger there.
    """
    if student.role == "blank":
        return Sheet({}, {})
    work = assignment(key.short, student.variant)
    answers: dict[str, Any] = {}
    planted: dict[str, frozenset[str]] = {}
    for item in key.items:
        if item.marked_by == "autograder":
            mistakes, shown = _mistakes(student, item, work, answers)
            if shown:
                planted[item.id] = frozenset(shown)
            answers |= _filled(student, item, work, answers, mistakes, student.draws(seed, item.id))
    return Sheet(answers, planted)


def _mistakes(
    student: Student, item: Item, work: Assignment, earlier: dict[str, Any]
) -> tuple[dict[str, Any], list[str]]:
    """Return the answers to an item that follow the student's misconceptions, and which ones show in them."""
    answers: dict[str, Any] = {}
    shown = []
    for belief in student.believes:
        if belief in item.misconceptions:
            mistaken = item.mistaken(belief, work, earlier)
            if mistaken and not answers.keys() & mistaken.keys():
                answers |= mistaken
                shown.append(belief)
    return answers, shown


def _filled(
    student: Student,
    item: Item,
    work: Assignment,
    earlier: dict[str, Any],
    mistakes: dict[str, Any],
    draw: random.Random,
) -> dict[str, Any]:
    forms = {blank.name: blank for blank in blanks(item.id)}
    given: dict[str, Any] = {}
    knows = []
    for part in item.parts:
        if isinstance(part, ConfidencePart | OwnViewPart):
            continue
        right = part.solution(Case({**earlier, **given}, work))
        for name in part.names:
            if name in given or name not in forms:
                continue  # another part judges the same answer
            wanted = right.get(name, ...)
            chance = _chance(student, item.id, forms[name], wanted)
            value = _given(forms[name], wanted, chance, student, draw)
            if name in mistakes or name in right:
                given[name] = _held(forms[name], wanted, mistakes[name], value) if name in mistakes else value
                knows.append(chance)
    # Whoever holds a misconception is no less sure for it.
    sure = sum(knows) / len(knows) if knows else 0.0
    for part in item.parts:
        if isinstance(part, ConfidencePart):
            given[part.answer] = _stated(student, sure, draw)
        elif isinstance(part, OwnViewPart):
            given[part.answer] = round(2 * part.highest * _within(sure + student.optimism + 0.3)) / 2
    return {name: value for name, value in given.items() if value is not ...}


def _chance(student: Student, item: str, blank: AnyBlank, right: Any) -> float:
    """Return the chance that a student knows an answer; of a coding, the mean over its turns."""
    if student.role == "guesser":
        return 0.0
    if _is_coding(blank, right):
        return fmean(known_turn(student.ability, turn) for turn in turns_of(right))
    return known_with(student.ability, item, blank.name)


def _given(blank: AnyBlank, right: Any, chance: float, student: Student, draw: random.Random) -> Any:
    """Return an answer to one blank by somebody who knows it with a chance."""
    leaves = draw.random() < _LEFT_OUT * (1 - chance) if chance else False  # a guesser leaves nothing out
    turn = partial(known_turn, student.ability) if chance else None
    value = attempt(blank, right if says_something(right) else ..., chance, draw, turn)
    return ... if leaves else value


def _held(blank: AnyBlank, right: Any, mistaken: Any, value: Any) -> Any:
    """Return what somebody answers who holds a misconception. In a coding it decides only where it leads astray."""
    return led_astray(value, right, mistaken) if _is_coding(blank, right) and value is not ... else mistaken


def _is_coding(blank: AnyBlank, right: Any) -> bool:
    return isinstance(blank, Receipt) and blank.of == "coding" and isinstance(right, str)


@cache
def difficulty(item: str, name: str) -> float:
    """Return how hard an answer is, in logits: drawn once for an item and once for each of its answers.

    How hard real students find it nobody can know before they try; these spread as answers of a test usually do.
    """
    of_item = random.Random(item).gauss(0, 0.6)  # noqa: S311  (a simulation)
    return of_item + random.Random(f"{item} {name}").gauss(0, 0.4)  # noqa: S311


def known_with(ability: float, item: str, name: str) -> float:
    """Return the chance that somebody knows an answer."""
    return _knows(ability, difficulty(item, name))


def known_turn(ability: float, turn: str) -> float:
    """Return the chance that somebody knows what a turn of a conversation is: each has a difficulty of its own."""
    return _knows(ability, random.Random(turn).gauss(0, _TURNS_SPREAD))  # noqa: S311  (a simulation)


def _knows(ability: float, hard: float) -> float:
    return 1 / (1 + math.exp(-SHARPNESS * (ability - hard)))


def _stated(student: Student, sure: float, draw: random.Random) -> int:
    """Return how sure a student says to be, in percent: in fives, as people say it."""
    if student.role == "guesser":
        sure = draw.random()
    return 5 * round(20 * _within(sure + student.optimism + draw.gauss(0, 0.08)))


def _within(share: float) -> float:
    return min(max(share, 0.0), 1.0)
