"""What a student is told of an assignment: the sum, item by item, what to think over, and what to practise next."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from math import isclose
from typing import TYPE_CHECKING, Final, Literal

from alliance_grader import wording
from alliance_grader.feedback.talk import Replayed, replayed
from alliance_grader.feedback.words import Shown, shown
from alliance_grader.notebooks import item_of
from alliance_grader.results import ItemResult, Misconception, Passage, StudentRow

if TYPE_CHECKING:
    from alliance_grader.feedback.marks import Marks

State = Literal["full", "partly", "none", "unanswered", "waiting"]

WELL: Final = 0.8
"""From this share of its points on an item asks for no practice."""
MOST_STEPS: Final = 2
"""More than two things to practise are none."""


@dataclass(frozen=True)
class Head:
    """An item as the key calls it, and where to practise it, when the key says so."""

    title: str
    practise: Passage | None = None


@dataclass(frozen=True)
class Course:
    """What is the same for everybody: an assignment's title, its items in their order, and what the course can name."""

    title: str
    items: Mapping[str, Head]
    misconceptions: Mapping[str, Misconception]


@dataclass(frozen=True)
class Told:
    """What a student reads of one item.

    Attributes
    ----------
    item, title : str
    cell : str
        The grade cell; it stands further down, in the notebook.
    state : {"full", "partly", "none", "unanswered", "waiting"}
    points : str
        As it is said: ``3.2 of 4 points``; what it is worth while it waits.
    lost : float
        Points that were not earned; none while it waits.
    share : float
        Of its points, from 0 to 1; 0 while it waits.
    reasons : tuple of str
        Those that no picture tells better.
    by_person : bool
        Whether a person gave these points.
    comment : str
        What a person wrote to it; empty when nobody did.
    beside : str
        What to say of the student's own view of it.
    misconceptions : tuple of str
    talks : tuple of Replayed
    texts : tuple of Shown
    """

    item: str
    title: str
    cell: str
    state: State
    points: str
    lost: float
    share: float
    reasons: tuple[str, ...]
    by_person: bool
    comment: str
    beside: str
    misconceptions: tuple[str, ...]
    talks: tuple[Replayed, ...]
    texts: tuple[Shown, ...]


@dataclass(frozen=True)
class Idea:
    """A misconception that the answers show, explained once, with the titles of the items that show it."""

    misconception: Misconception
    seen_in: tuple[str, ...]


@dataclass(frozen=True)
class Step:
    """Something to practise, and why."""

    why: str
    do: str


@dataclass(frozen=True)
class Account:
    """All that a page tells above the notebook.

    Attributes
    ----------
    title, name : str
        Of the assignment, and of the student.
    points, of : str
        What was given so far, and of how much.
    complete : bool
        Whether nothing waits for a person.
    remarks : tuple of str
        What waits, whether it came late, and what that cost.
    items : tuple of Told
    ideas : tuple of Idea
    steps : tuple of Step
    """

    title: str
    name: str
    points: str
    of: str
    complete: bool
    remarks: tuple[str, ...]
    items: tuple[Told, ...]
    ideas: tuple[Idea, ...]
    steps: tuple[Step, ...]


def account(
    student: str,
    course: Course,
    marks: "Marks",
    results: Mapping[str, ItemResult],
    written: Collection[str] = (),
) -> Account:
    """Tell a student what became of an assignment.

    Parameters
    ----------
    student : str
        The student's id.
    course : Course
    marks : Marks
        What the gradebook says.
    results : mapping of str to ItemResult
        What the score cells said, by item.
    written : collection of str
        The grade cells that hold a text for a person.
    """
    views = {item: own for result in results.values() for item, own in result.own_view.items()}
    cells = {item_of(cell): cell for cell in marks.scores}
    order = dict.fromkeys([*(item for item in course.items if item in cells), *cells])
    items = tuple(
        _told(item, course, cells[item], marks, results.get(item), views, written)
        for item in order
        if any(marks.scores[cells[item]])  # an item without points is told where it belongs: beside another
    )
    row = StudentRow(student, marks.name or student, "graded", items=tuple(results.values()))
    ideas = tuple(
        Idea(course.misconceptions[name], tuple(item.title for item in items if name in item.misconceptions))
        for name in row.misconceptions
        if name in course.misconceptions
    )
    settled = [item.cell for item in items if item.state != "waiting"]
    got = sum(marks.scores[cell][0] for cell in settled) - marks.late_penalty
    return Account(
        title=course.title,
        name=row.name,
        points=wording.points(got),
        of=wording.worth(sum(marks.scores[cell][1] for cell in settled)),
        complete=len(settled) == len(items),
        remarks=_remarks(items, marks),
        items=items,
        ideas=ideas,
        steps=_steps(items, ideas, course),
    )


def _told(
    item: str,
    course: Course,
    cell: str,
    marks: "Marks",
    result: ItemResult | None,
    views: Mapping[str, float],
    written: Collection[str],
) -> Told:
    got, most = marks.scores[cell]
    read = marks.read.get(cell)
    result = result or ItemResult(item, got, answered=read is not None or cell not in written)
    talks = {talk: replay for talk in result.talks if (replay := replayed(talk))}
    drawn = {reason for talk in talks for reason in talk.said}
    drawn |= {reason for text in result.texts for reason in text.said}
    return Told(
        item=item,
        title=course.items[item].title if item in course.items else wording.headed(item),
        cell=cell,
        state=_state(got, most, waits=read is False, answered=result.answered),
        points=f"worth {wording.worth(most)}"
        if read is False
        else f"{wording.points(got)} of {wording.worth(most)}",
        lost=0.0 if read is False else max(most - got, 0.0),
        share=0.0 if read is False or not most else min(max(got / most, 0.0), 1.0),
        reasons=tuple(reason for reason in result.reasons if reason not in drawn),
        by_person=read is True,
        comment=marks.comments.get(cell, ""),
        beside=_beside(views.get(item), got, most, read),
        misconceptions=result.misconceptions,
        talks=tuple(talks.values()),
        texts=tuple(map(shown, result.texts)),
    )


def _state(got: float, most: float, *, waits: bool, answered: bool) -> State:
    if waits:
        return "waiting"
    if got > most or isclose(got, most, abs_tol=1e-6):
        return "full"
    if got > 1e-6:
        return "partly"
    return "none" if answered else "unanswered"


def _beside(own: float | None, given: float, most: float, read: bool | None) -> str:
    """Return what to say beside a text of which the student has an own view; nothing of an untouched one."""
    if own is None or read is None:
        return ""
    said, theirs = wording.points(own), wording.points(given)
    if not read:
        return f"You would have given it {said} of {most:g}; your reader's points will stand here."
    if theirs == said:
        return f"You would have given it {said} of {most:g}, and so did your reader."
    return f"You would have given it {said} of {most:g}; your reader gave {theirs}."


def _remarks(items: Sequence[Told], marks: "Marks") -> tuple[str, ...]:
    waiting = [item for item in items if item.state == "waiting"]
    remarks = []
    if waiting:
        worth = wording.worth(sum(marks.scores[item.cell][1] for item in waiting))
        named = wording.listed([f"“{item.title}”" for item in waiting])
        them = "it" if len(waiting) == 1 else "them"
        remarks.append(f"A person has yet to read {named}: {worth} more wait for {them}.")
    if marks.seconds_late is not None:
        remarks.append(f"Handed in {wording.lateness(marks.seconds_late)}.")
    if marks.late_penalty > 0:
        remarks.append(
            f"{wording.worth(marks.late_penalty)} less for being late; the sum above counts that in."
        )
    return tuple(remarks)


def _steps(items: Sequence[Told], ideas: Sequence[Idea], course: Course) -> tuple[Step, ...]:
    """Choose what to practise: from where most points were left, then from what else the answers show.

    One step for an idea, however many items show it; none at all when all is well.
    """
    weak = sorted(
        (item for item in items if item.state != "waiting" and item.share < WELL), key=lambda item: -item.lost
    )
    left = {idea.misconception.id: idea for idea in ideas}
    steps: list[Step] = []
    for item in weak:
        step = _step_for(item, left, course)
        if step and step.do not in {one.do for one in steps}:
            steps.append(step)
    steps += [_step_of(idea) for idea in left.values()]
    return tuple(steps[:MOST_STEPS])


def _step_for(item: Told, left: dict[str, Idea], course: Course) -> Step | None:
    """Return what to practise for an item; an idea that it is left to explains is taken out of those that are left."""
    why = f"“{item.title}”: {item.points}"
    costly = [talk for talk in item.talks if talk.better]
    if costly:
        talk = min(costly, key=lambda talk: talk.earned)
        turn = talk.better.number if talk.better else 0
        return Step(
            why,
            f"Play “{talk.title}” once more in your notebook. Go back to your answer {turn}, take the better line from this "
            "page, and watch which numbers move otherwise.",
        )
    idea = next((left.pop(name) for name in item.misconceptions if name in left), None)
    if idea:
        return Step(why, idea.misconception.practise)
    practise = course.items[item.item].practise if item.item in course.items else None
    return Step(why, f"Lesson {practise.lesson}, “{practise.section}”: {practise.do}.") if practise else None


def _step_of(idea: Idea) -> Step:
    return Step(f"“{wording.headed(idea.misconception.name)}”", idea.misconception.practise)
