"""Answer keys as data: `autograde/keys/<assignment>.yaml`, one manifest an assignment.

The records below and those in `parts` are the schema. True values are not written down: a key names statistics of the
student's variant, and they are computed.
"""

import math
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from alliance.errors import CourseError
from alliance.practice.answers import is_empty
from alliance.tables import read
from alliance_grader.course import course_root
from alliance_grader.results import ItemHead, Misconception, Passage
from alliance_grader.scoring.case import Case
from alliance_grader.scoring.parts import Part
from alliance_grader.scoring.records import Record, Statistic

if TYPE_CHECKING:
    from alliance.assignments import Assignment


class Pattern(Record, frozen=True):
    """A misconception that shows over several answers: `least` of them or more hold this one word, and no other.

    It explains them, so what each of them would show by itself is not named.
    """

    answers: tuple[str, ...]
    word: Statistic | str
    least: int
    misconception: str
    say: str

    def of_all(self, case: Case) -> float | str:
        """Return the word that all the answers hold then."""
        from alliance_grader.scoring.statistics.ratings import EVERYBODY

        return case.truth(self.word, EVERYBODY) if isinstance(self.word, Statistic) else self.word


class Audit(Record, frozen=True):
    """A caseload that no student has seen, on which the class report tries the students' own alert rules.

    Attributes
    ----------
    clients, therapists, seed : int
        As `alliance.simulate_caseload` takes them; no variant and no lesson has this seed.
    """

    clients: int
    therapists: int
    seed: int


class Item(Record, frozen=True):
    """An item of an assignment: what it is worth and how it is scored; a person marks one without parts.

    Attributes
    ----------
    pillar : {"goal", "task", "bond", "across"}
        The one pillar that the whole item is about. Most need all three or none, and leave it out; a part that asks
        about several, one by one, says so of its answers (`pillar_is`).
    practise : Passage, optional
        Where somebody who left many of its points may practise; the feedback says it.
    """

    id: str
    title: str
    points: float
    marked_by: Literal["autograder", "person"]
    practise: Passage | None = None
    parts: tuple[Part, ...] = ()
    patterns: tuple[Pattern, ...] = ()
    pillar: Literal["goal", "task", "bond", "across"] = "across"

    @property
    def head(self) -> ItemHead:
        """The item as it heads a column."""
        return ItemHead(self.id, self.title, self.points, self.marked_by, self.pillar)

    @property
    def names(self) -> tuple[str, ...]:
        """The answers that it reads, each once."""
        return tuple(dict.fromkeys(name for part in self.parts for name in part.names))

    def solution(self, work: "Assignment", earlier: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """Return answers that earn all points on a variant; `earlier` holds those of the items before."""
        answers: dict[str, Any] = dict(earlier or {})
        for part in self.parts:
            answers |= part.solution(Case(answers, work))
        return answers

    def mistaken(
        self, misconception: str, work: "Assignment", earlier: Mapping[str, Any] | None = None
    ) -> dict[str, Any]:
        """Return the answers of somebody with a misconception; none where it leads to nothing but right answers."""
        right = self.solution(work, earlier)
        shown: dict[str, Any] = {}
        for part in self.parts:
            shown |= part.mistaken(misconception, Case({**right, **shown}, work))
        for pattern in self.patterns:
            if pattern.misconception == misconception:
                shown |= dict.fromkeys(pattern.answers, pattern.of_all(Case(right, work)))
        shown = {name: value for name, value in shown.items() if says_something(value)}
        return shown if any(value != right.get(name, ...) for name, value in shown.items()) else {}

    @property
    def misconceptions(self) -> set[str]:
        """Those that it can name."""
        shown = (name for part in self.parts for name in part.misconceptions)
        return {*shown, *(pattern.misconception for pattern in self.patterns)}

    @property
    def statistics(self) -> Iterator[Statistic]:
        """The true values that it computes."""
        for part in self.parts:
            yield from part.statistics
        for pattern in self.patterns:
            if isinstance(pattern.word, Statistic):
                yield pattern.word


class Key(Record, frozen=True):
    """The manifest of an assignment."""

    assignment: str
    title: str
    version: int
    items: tuple[Item, ...]
    audit: Audit | None = None

    @property
    def short(self) -> str:
        """The assignment's short name, as `alliance.assignment` knows it: ``a2``."""
        return self.assignment.partition("_")[0]

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


def _wrong_with(item: Item, known: set[str]) -> Iterator[str]:
    """Say what does not agree in an item."""
    from alliance_grader.scoring.statistics import misnamed

    total = sum(part.worth for part in item.parts)
    if item.parts and abs(total - item.points) > 1e-9:
        yield (
            f"the parts of {item.id} add up to {total:g} points, but the item says {item.points:g}; make them agree"
        )
    for strange in sorted(item.misconceptions - known):
        yield (
            f"{item.id} names the misconception {strange!r}, which misconceptions.yaml does not have; add it there"
        )
    for wanted in item.statistics:
        yield from (f"{item.id}: {words}" for words in misnamed(wanted))
    if any(part.routes for part in item.parts) and sum(part.worth > 0 for part in item.parts) > 1:
        yield (
            f"{item.id} has a part that a person may have to mark, and others with points; give them items of their own"
        )


def says_something(value: Any) -> bool:
    """Tell whether a computed answer is one: a statistic says NaN or nothing when there is nothing to say."""
    return not is_empty(value) and not (isinstance(value, float) and math.isnan(value))


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
    known = {named.id for named in misconceptions(root)}
    for item in key.items:
        for words in _wrong_with(item, known):
            raise CourseError(f"{assignment}.yaml: {words}.")
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
