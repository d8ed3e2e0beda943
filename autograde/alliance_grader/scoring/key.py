"""Answer keys as data: `autograde/keys/<assignment>.yaml`, one manifest an assignment.

The records below are the schema. True values are not written down: a key names a statistic of the
assignment's caseload, and it is computed.
"""

from functools import cache
from pathlib import Path
from typing import Literal

import msgspec

from alliance.errors import CourseError
from alliance.tables import read
from alliance_grader.course import course_root
from alliance_grader.results import ItemHead, Misconception


class Record(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A part of a key; an unknown field is a typing error and is refused."""


class Statistic(Record, frozen=True):
    """A value that the caseload gives about a subject: a pillar, or a client.

    ``mean`` and ``mean_missing_as_zero`` of a pillar's ratings over all sessions, ``mean_of_client_means``: each
    client counted once; ``gap``: the clients' ratings of a pillar minus another rater's, over the sessions that
    have both; ``weakest`` and ``strongest`` pillar of a client, or of ``everybody`` together.
    """

    statistic: Literal["mean", "mean_missing_as_zero", "mean_of_client_means", "gap", "weakest", "strongest"]
    rater: Literal["client", "therapist", "observer"] = "client"


class Wrong(Record, frozen=True):
    """A known wrong answer: what gives it away, and what to say.

    Attributes
    ----------
    value : Statistic or str
        The wrong value.
    say : str
        The hint for the student; ``{true}`` stands for the true value.
    misconception : str, optional
        Which one it shows.
    within : float
        How near a number must be: nearer than for a right one, since it accuses.
    named_from : int
        How many answers of the item must show the misconception before it is named: one may be chance.
    points : float
        What it still earns.
    """

    value: Statistic | str
    say: str
    misconception: str | None = None
    within: float = 0.01
    named_from: int = 1
    points: float = 0.0


class NumberPart(Record, frozen=True, tag="number", tag_field="kind"):
    """Numbers within `tolerance` of the truth; with `any_sign`, the sign is judged elsewhere.

    `answers` says what each answer is about, and `points` what each is worth.
    """

    answers: dict[str, str]
    points: float
    truth: Statistic
    right: str
    tolerance: float = 0.05
    any_sign: bool = False
    wrong: tuple[Wrong, ...] = ()


class SignPart(Record, frozen=True, tag="sign", tag_field="kind"):
    """The signs of numbers that are possible at all: no larger than `largest`.

    A wrong sign shows the misconception only on a number that is right but for its sign.
    """

    answers: dict[str, str]
    points: float
    truth: Statistic
    largest: float
    right: str
    say: str
    tolerance: float = 0.05
    misconception: str | None = None


class LabelPart(Record, frozen=True, tag="label", tag_field="kind"):
    """Words that the caseload gives, such as the weakest pillar of each client."""

    answers: dict[str, str]
    points: float
    truth: Statistic
    right: str
    say: str
    wrong: tuple[Wrong, ...] = ()


class RangePart(Record, frozen=True, tag="range", tag_field="kind"):
    """Answers given in the right unit, which their range shows; each earns an equal part of the points."""

    answers: tuple[str, ...]
    points: float
    low: float
    high: float
    right: str
    say: str


class Option(Record, frozen=True):
    """A statement to choose, and what to say to those who chose it."""

    say: str
    right: bool = False
    misconception: str | None = None


class Follows(Record, frozen=True):
    """An option that is right for a student whose own earlier number is negative."""

    answer: str
    negative: str
    say: str


class ChoicePart(Record, frozen=True, tag="choice", tag_field="kind"):
    """One of a few statements."""

    answer: str
    points: float
    options: dict[str, Option]
    follows: Follows | None = None


Part = NumberPart | SignPart | RangePart | ChoicePart | LabelPart


class Pattern(Record, frozen=True):
    """A misconception that shows over several answers: `least` of them or more hold this one word, and no other.

    It explains them, so what each of them would show by itself is not named.
    """

    answers: tuple[str, ...]
    word: Statistic
    least: int
    misconception: str
    say: str


class Item(Record, frozen=True):
    """An item of an assignment: what it is worth and how it is scored; a person marks one without parts."""

    id: str
    title: str
    points: float
    marked_by: Literal["autograder", "person"]
    parts: tuple[Part, ...] = ()
    patterns: tuple[Pattern, ...] = ()

    @property
    def head(self) -> ItemHead:
        """The item as it heads a column."""
        return ItemHead(self.id, self.title, self.points, self.marked_by)


class CaseloadOf(Record, frozen=True):
    """The arguments of `alliance.simulate_caseload` that the assignment's notebook uses."""

    clients: int
    therapists: int
    seed: int
    world: str = "both"


class Key(Record, frozen=True):
    """The manifest of an assignment."""

    assignment: str
    title: str
    version: int
    caseload: CaseloadOf
    items: tuple[Item, ...]

    def item(self, item_id: str) -> Item:
        """Return an item by its id."""
        for item in self.items:
            if item.id == item_id:
                return item
        raise CourseError(
            f"The key of {self.assignment} has no item {item_id!r}; add it or mend the notebook."
        )


def keys_folder(root: Path) -> Path:
    """Return where the keys of a course lie."""
    return root / "autograde" / "keys"


def answers_of(part: Part) -> tuple[str, ...]:
    """Return the names of the answers that a part judges."""
    return (part.answer,) if isinstance(part, ChoicePart) else tuple(part.answers)


def worth(part: Part) -> int:
    """Return how many times a part gives its points: once for each answer that is judged by itself."""
    return len(part.answers) if isinstance(part, NumberPart | SignPart | LabelPart) else 1


def _consistent(key: Key, known: set[str]) -> None:
    """Refuse a key whose points do not add up or that names an unknown misconception."""
    for item in key.items:
        total = sum(part.points * worth(part) for part in item.parts)
        if item.parts and abs(total - item.points) > 1e-9:
            raise CourseError(
                f"{key.assignment}.yaml: the parts of {item.id} add up to {total:g} points, "
                f"but the item says {item.points:g}; make them agree."
            )
        named = {wrong for part in item.parts for wrong in _named(part)}
        named |= {pattern.misconception for pattern in item.patterns}
        if strange := named - known:
            raise CourseError(
                f"{key.assignment}.yaml: {item.id} names the misconception {sorted(strange)[0]!r}, "
                "which misconceptions.yaml does not have; add it there."
            )


def _named(part: Part) -> set[str]:
    """Return the misconceptions that a part can name."""
    if isinstance(part, ChoicePart):
        found = {option.misconception for option in part.options.values()}
    elif isinstance(part, SignPart):
        found = {part.misconception}
    elif isinstance(part, NumberPart | LabelPart):
        found = {wrong.misconception for wrong in part.wrong}
    else:
        found = set()
    return {name for name in found if name}


@cache
def read_key(root: Path, assignment: str) -> Key:
    """Read and check the key of an assignment.

    Parameters
    ----------
    root : Path
        The folder of the course.
    assignment : str
        The assignment's whole name, for example ``a2_read_a_caseload``.
    """
    key = read(keys_folder(root) / f"{assignment}.yaml", Key)
    _consistent(key, {named.id for named in misconceptions(root)})
    return key


@cache
def key_of_item(item_id: str) -> Key:
    """Return the key of the assignment that has an item: the one whose name starts like the item's id.

    A score's cell knows no more than its item; the course is the one that it runs in.
    """
    root, short = course_root(), item_id.partition("-")[0]
    found = sorted(keys_folder(root).glob(f"{short}_*.yaml"))
    if len(found) != 1:
        raise CourseError(
            f"There must be exactly one key {short}_….yaml in autograde/keys; {len(found)} found."
        )
    return read_key(root, found[0].stem)


@cache
def misconceptions(root: Path) -> tuple[Misconception, ...]:
    """Return all named misconceptions of a course."""
    return read(keys_folder(root) / "misconceptions.yaml", tuple[Misconception, ...])
