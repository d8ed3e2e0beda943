"""What the report says, counted: small pure functions from `ClassResults` to what the page shows."""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import fmean
from typing import Final, Literal

from alliance_grader import wording
from alliance_grader.results import ClassResults, ItemHead, ItemResult, Misconception, StudentRow
from alliance_grader.sandbox.levels import SAID

Outcome = Literal["full", "partly", "none", "unanswered", "waiting"]

OUTCOMES: Final[dict[Outcome, str]] = {
    "full": "full points",
    "partly": "some points",
    "none": "no points",
    "unanswered": "not answered",
    "waiting": "to be marked",
}
STATUS: Final = {
    "graded": "Graded",
    "waiting": "Waiting for a person",
    "not graded": "Not graded",
    "missing": "Missing",
}


NOTHING: Final = "Nothing was handed in."
UNSAID: Final = "The grader gave no reason."


@dataclass(frozen=True)
class Tally:
    """A number of the headline; `of` is empty where the number stands alone."""

    label: str
    number: int
    of: str = ""


@dataclass(frozen=True)
class Noted:
    """A student and a sentence about them."""

    name: str
    note: str


@dataclass(frozen=True)
class Group:
    """Students about whom one sentence is true."""

    note: str
    names: tuple[str, ...]


@dataclass(frozen=True)
class ToMark:
    """An item with answers that wait for a person."""

    title: str
    answers: str
    names: tuple[str, ...]


@dataclass(frozen=True)
class Needs:
    """What only the instructor can do.

    Attributes
    ----------
    not_graded : tuple of Noted
    to_mark : tuple of ToMark
    missing : tuple of Group
        Who handed in nothing, together where the sentence is the same.
    noted : tuple of Noted
        Who was graded, with something to know about it.
    """

    not_graded: tuple[Noted, ...]
    to_mark: tuple[ToMark, ...]
    missing: tuple[Group, ...]
    noted: tuple[Noted, ...]

    @property
    def nothing(self) -> bool:
        """Whether the instructor may go to bed."""
        return not (self.not_graded or self.to_mark or self.missing or self.noted)


@dataclass(frozen=True)
class Held:
    """A misconception with the students who hold it; `share` is per cent of those who were marked.

    `hinted` are those with a single hint at it, which may be chance.
    """

    misconception: Misconception
    names: tuple[str, ...]
    students: str
    share: float
    hinted: tuple[str, ...] = ()


@dataclass(frozen=True)
class Part:
    """The students of one outcome, as a piece of an item's bar."""

    outcome: Outcome
    number: int
    label: str


@dataclass(frozen=True)
class ItemSummary:
    """An item of the whole class; `parts` is empty where there is nothing to draw."""

    title: str
    worth: str
    marked_by: str
    mean: str
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class Cell:
    """A student's points for an item; `share` is per cent of what it is worth."""

    text: str
    outcome: Outcome | Literal["absent"]
    share: float


@dataclass(frozen=True)
class Reason:
    """Why a student got what they got for an item."""

    title: str
    points: str
    sentences: tuple[str, ...]
    misconceptions: tuple[str, ...]


@dataclass(frozen=True)
class Row:
    """A student in the class table.

    Attributes
    ----------
    name : str
    cells : tuple of Cell
        One an item, or none when nothing was graded: then `instead` says why, across their columns.
    instead : str
    total : str
    status : str
        The status in words.
    mark : str
        The status as a class of the style sheet.
    late : str
    note : str
    reasons : tuple of Reason
    """

    name: str
    cells: tuple[Cell, ...]
    instead: str
    total: str
    status: str
    mark: str
    late: str
    note: str
    reasons: tuple[Reason, ...]


def together(course: Sequence[ClassResults]) -> ClassResults:
    """Return several assignments of one class as one: each student with all items, so that two hints in two assignments count."""
    rows: dict[str, StudentRow] = {}
    for results in course:
        for student in results.students:
            before = rows.get(student.id)
            rows[student.id] = (
                student
                if before is None
                else replace(student, items=before.items + student.items, note="", level=None)
            )
    named = {one.id: one for results in course for one in results.misconceptions}
    return ClassResults(
        assignment="",
        title="The whole course",
        items=tuple(head for results in course for head in results.items),
        students=tuple(rows.values()),
        misconceptions=tuple(named.values()),
    )


def with_points(results: ClassResults) -> ClassResults:
    """Return an assignment without the items that carry no points: nothing was asked there that a table could show."""
    kept = {head.id for head in results.items if head.points > 0}
    if not kept:
        return results
    return replace(
        results,
        items=tuple(head for head in results.items if head.id in kept),
        students=tuple(
            replace(row, items=tuple(item for item in row.items if item.item in kept))
            for row in results.students
        ),
    )


def tallies(results: ClassResults) -> tuple[Tally, ...]:
    """Return the numbers of the headline."""
    status = Counter(student.status for student in results.students)
    late = sum(student.seconds_late > 0 for student in results.students)
    everyone = len(results.students)
    return (
        Tally("Handed in", everyone - status["missing"], f"of {everyone}"),
        Tally("Graded", status["graded"]),
        Tally("Waiting for a person", status["waiting"]),
        Tally("Not graded", status["not graded"]),
        Tally("Missing", status["missing"]),
        Tally("Late", late),
    )


def needs(results: ClassResults) -> Needs:
    """Return what waits for the instructor."""

    def noted(*statuses: str, otherwise: str = "") -> list[Noted]:
        return [Noted(row.name, row.note or otherwise) for row in results.students if row.status in statuses]

    missing: dict[str, list[str]] = {}
    for one in noted("missing", otherwise=NOTHING):
        missing.setdefault(one.note, []).append(one.name)

    waiting = {
        head: tuple(
            student.name
            for student in results.students
            for item in student.items
            if item.item == head.id and item.points is None
        )
        for head in results.items
    }
    return Needs(
        not_graded=tuple(noted("not graded", otherwise=UNSAID)),
        to_mark=tuple(
            ToMark(head.title, wording.count(len(names), "answer", "answers"), names)
            for head, names in waiting.items()
            if names
        ),
        missing=tuple(Group(note, tuple(names)) for note, names in missing.items()),
        noted=tuple(one for one in noted("graded", "waiting") if one.note),
    )


def misunderstood(results: ClassResults) -> tuple[Held, ...]:
    """Return the misconceptions that anybody shows, the most common first."""
    marked = _marked(results)
    holders: dict[str, list[str]] = {}
    hinted: dict[str, list[str]] = {}
    for student in marked:
        for key in student.misconceptions:
            holders.setdefault(key, []).append(student.name)
        for key in dict.fromkeys(name for item in student.items for name in item.misconceptions):
            if key not in student.misconceptions:
                hinted.setdefault(key, []).append(student.name)
    named = {one.id: one for one in results.misconceptions}
    held = (
        Held(
            # An id that the table does not explain is shown bare: silence would hide what was found.
            named.get(key, Misconception(key, name=key, belief="", instead="", practise="")),
            tuple(names),
            f"{len(names)} of {wording.count(len(marked), 'student', 'students')}",
            round(100 * len(names) / len(marked), 1),
            tuple(hinted.get(key, ())),
        )
        for key, names in holders.items()
    )
    return tuple(sorted(held, key=lambda one: (-len(one.names), one.misconception.name)))


def not_seen(results: ClassResults) -> tuple[str, ...]:
    """Return the names of the misconceptions that nobody shows."""
    seen = {key for student in results.students for key in student.misconceptions}
    return tuple(one.name for one in results.misconceptions if one.id not in seen)


def items(results: ClassResults) -> tuple[ItemSummary, ...]:
    """Return how the class did, item by item."""
    marked = _marked(results)
    return tuple(
        _item(head, [item for student in marked for item in student.items if item.item == head.id])
        for head in results.items
    )


def table(results: ClassResults) -> tuple[Row, ...]:
    """Return the class table, a row a student."""
    names = {one.id: one.name for one in results.misconceptions}
    return tuple(_row(student, results.items, names) for student in results.students)


def outcome(result: ItemResult, head: ItemHead) -> Outcome:
    """Return how an answer ended; points within rounding of full are full."""
    if result.points is None:
        return "waiting"
    if not result.answered:
        return "unanswered"
    if result.points > head.points or math.isclose(result.points, head.points, abs_tol=1e-6):
        return "full"
    return "partly" if result.points > 1e-6 else "none"


def _marked(results: ClassResults) -> list[StudentRow]:
    """Return the students of whom at least one item was looked at."""
    return [student for student in results.students if student.items]


def _item(head: ItemHead, answers: list[ItemResult]) -> ItemSummary:
    """Return how the class did in one item."""
    ended = Counter(outcome(answer, head) for answer in answers)
    # What was left empty no person has marked: it counts as nothing earned only where a program judges.
    points = [
        answer.points
        for answer in answers
        if answer.points is not None and (answer.answered or head.marked_by == "autograder")
    ]
    worthless = head.points <= 0
    if worthless:
        answered = wording.count(sum(answer.answered for answer in answers), "answer", "answers")
        mean = f"carries no points; {answered}"
    elif points:
        mean = f"{100 * fmean(points) / head.points:.0f} % of the points on average"
        if ended["waiting"]:
            mean += f" ({len(points)} marked so far)"
    else:
        mean = "nobody has answered" if answers and not ended["waiting"] else "no marks yet"
    return ItemSummary(
        title=head.title,
        worth=wording.worth(head.points),
        marked_by="marked by a person" if head.marked_by == "person" else "marked by the autograder",
        mean=mean,
        parts=()
        if worthless
        else tuple(Part(one, ended[one], label) for one, label in OUTCOMES.items() if ended[one]),
    )


def _row(student: StudentRow, heads: tuple[ItemHead, ...], misconceptions: dict[str, str]) -> Row:
    """Return one student's row."""
    by_item = {item.item: item for item in student.items}
    instead = student.note or (NOTHING if student.status == "missing" else UNSAID)
    return Row(
        name=student.name,
        cells=tuple(_cell(by_item.get(head.id), head) for head in heads) if student.items else (),
        instead=instead,
        total=wording.total(student.points, student.worth),
        status=STATUS[student.status],
        mark=student.status.replace(" ", "-"),
        late="–" if student.status == "missing" else wording.lateness(student.seconds_late),
        note=student.note,
        reasons=tuple(
            _reason(by_item[head.id], head, misconceptions) for head in heads if head.id in by_item
        ),
    )


def _cell(result: ItemResult | None, head: ItemHead) -> Cell:
    """Return what stands in the table for one item."""
    if result is None:
        return Cell("–", "absent", 0)
    if result.points is None:
        return Cell("to mark", "waiting", 0)
    share = 100 * result.points / head.points if head.points > 0 else 0
    return Cell(wording.points(result.points), outcome(result, head), round(min(max(share, 0), 100), 1))


def _reason(result: ItemResult, head: ItemHead, misconceptions: dict[str, str]) -> Reason:
    """Return why a student got what they got, with a sentence also where the grader had none."""
    unsaid = {
        "full": "All points.",
        "unanswered": "Left as it was released.",
        "waiting": "A person has yet to mark this answer.",
    }.get(outcome(result, head), UNSAID)
    return Reason(
        title=head.title,
        points="not marked yet"
        if result.points is None
        else f"{wording.points(result.points)} of {wording.points(head.points)}",
        sentences=result.reasons or (unsaid,),
        misconceptions=tuple(misconceptions.get(key, key) for key in result.misconceptions),
    )


def sealed(results: ClassResults) -> list[str]:
    """Say how the submissions were kept apart from the machine while they ran, one sentence for each level."""
    return sealed_all((results,))


def sealed_all(course: Sequence[ClassResults]) -> list[str]:
    """Say the same of several assignments."""
    levels = Counter(row.level for results in course for row in results.students if row.level)
    return [
        f"{wording.count(number, 'submission', 'submissions')} ran {SAID[level]}."
        for level, number in sorted(levels.items())
    ]


def unprotected(results: ClassResults) -> str:
    """Warn when a submission ran beside everything else; an empty text when none did."""
    return unprotected_all((results,))


def unprotected_all(course: Sequence[ClassResults]) -> str:
    """Warn of the same in several assignments."""
    number = sum(row.level == "none" for results in course for row in results.students)
    if not number:
        return ""
    return (
        f"{wording.count(number, 'submission', 'submissions')} ran without a sandbox: the code could read and change what "
        "you can. Look at these grades and at your files with that in mind; `alliance-grader doctor` says how to do better."
    )
