"""Which grades are stale: what has changed since each was given, and whom it concerns. Nothing is run for it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from alliance_grader.basis import Changed, basis_of, changes, kept_basis, read_basis
from alliance_grader.grade import judged_in
from alliance_grader.gradebook import open_api, open_gradebook
from alliance_grader.intake import content_of, submitted, valid_id
from alliance_grader.notebooks import item_of
from alliance_grader.outcomes import Outcome, RestsOn, read_outcome
from alliance_grader.scoring import read_key
from alliance_grader.variants import assigned


@dataclass(frozen=True)
class Concerned:
    """Something that has changed, and the students whose grades were given before it.

    Attributes
    ----------
    change : Changed
    students : tuple of str
    marked : tuple of str
        Those of them for whom a person's mark stands over the item, so that their points stay.
    """

    change: Changed
    students: tuple[str, ...]
    marked: tuple[str, ...] = ()


@dataclass(frozen=True)
class Staleness:
    """What has changed in an assignment since it was graded.

    Attributes
    ----------
    assignment, title : str
    concerned : tuple of Concerned
    again : tuple of str
        Who has handed in again since, or works on another variant now.
    unknown : tuple of str
        Whose grades rest on something that nobody wrote down.
    earlier : dict of int to tuple of str
        Who worked on an earlier version that asks other things, and is judged by it.
    current : tuple of str
        Whose grades rest on what is there now.
    ungraded : tuple of str
        Who has handed in and was not graded yet, or could not be.
    """

    assignment: str
    title: str
    concerned: tuple[Concerned, ...]
    again: tuple[str, ...]
    unknown: tuple[str, ...]
    earlier: dict[int, tuple[str, ...]]
    current: tuple[str, ...]
    ungraded: tuple[str, ...]

    @property
    def stale(self) -> tuple[str, ...]:
        """Everybody whose grade rests on something that is another now."""
        found = {student for one in self.concerned for student in one.students}
        return tuple(sorted({*found, *self.unknown}))


def staleness(root: Path, assignment: str) -> Staleness:
    """Say what has changed in an assignment since each student's grade, and whom it concerns.

    Parameters
    ----------
    root : Path
        The folder of the course.
    assignment : str
        The assignment's whole name.
    """
    marked = _marked(root, assignment)
    rests: dict[tuple[Path, str], list[str]] = {}
    again, ungraded, current = [], [], []
    earlier: dict[int, list[str]] = {}
    now: dict[Path, str] = {}
    for student in submitted(root, assignment):
        outcome = read_outcome(root, assignment, student) if valid_id(student) else None
        if outcome is None or outcome.status != "graded" or not outcome.content:
            ungraded.append(student)
            continue
        then = RestsOn.read(outcome.content)
        content = content_of(root, assignment, student)
        place = judged_in(root, assignment, student, content, outcome)
        if place != root and outcome.version is not None:
            earlier.setdefault(outcome.version, []).append(student)
        if (then.variant, then.handed) != (assigned(root, assignment, student) or "", content):
            again.append(student)
            continue
        if place not in now:
            now[place] = basis_of(place, assignment)
        if then.basis == now[place]:
            current.append(student)
        else:
            rests.setdefault((place, then.basis), []).append(student)
    concerned: dict[Changed, list[str]] = {}
    unknown: list[str] = []
    for (place, digest), students in rests.items():
        basis = kept_basis(root, assignment, digest)
        if basis is None:
            unknown += students
            continue
        for change in changes(basis, read_basis(place, assignment)):
            concerned.setdefault(change, []).extend(students)
    return Staleness(
        assignment,
        read_key(root, assignment).title,
        tuple(
            Concerned(
                change,
                tuple(sorted(students)),
                tuple(sorted(one for one in students if change.item in marked.get(one, ()))),
            )
            for change, students in concerned.items()
        ),
        tuple(again),
        tuple(sorted(unknown)),
        {version: tuple(students) for version, students in sorted(earlier.items())},
        tuple(current),
        tuple(ungraded),
    )


def outcomes_of(root: Path, assignment: str, students: Iterable[str]) -> dict[str, Outcome]:
    """Return what is known of those who were graded before."""
    known = {one: read_outcome(root, assignment, one) for one in students if valid_id(one)}
    return {student: outcome for student, outcome in known.items() if outcome and outcome.status == "graded"}


def moved(before: Mapping[str, Outcome], now: Iterable[Outcome]) -> list[str]:
    """Return whose points are others by the key or the assignment alone: what they handed in is the same."""
    found = []
    for outcome in now:
        known = before.get(outcome.student)
        if known is None or known.scores == outcome.scores:
            continue
        then, here = RestsOn.read(known.content), RestsOn.read(outcome.content)
        if (then.variant, then.handed) == (here.variant, here.handed) and then.basis != here.basis:
            found.append(outcome.student)
    return found


def sentences(found: Staleness) -> Iterator[str]:
    """Say it in plain words."""
    for one in found.concerned:
        if not one.change.points:
            yield one.change.says
            continue
        yield f"{one.change.says} It concerns {_named(one.students)}."
        if one.marked:
            yield f"  A person's mark stands there for {_named(one.marked)}; that does not change."
    if found.unknown:
        yield f"Something was changed, and what it was before is not known, for {_named(found.unknown)}."
    if found.again:
        yield f"Handed in again or on another variant since they were graded: {_named(found.again)}."
    for version, students in found.earlier.items():
        yield f"Worked on version {version}, which asks other things, and stay judged by it: {_named(students)}."
    if found.current:
        yield f"Not concerned: {_named(found.current)}."
    if found.ungraded:
        yield f"Not graded yet: {_named(found.ungraded)}."


_MOST_NAMED = 8


def _named(students: tuple[str, ...]) -> str:
    more = len(students) - _MOST_NAMED
    listed = ", ".join(students[:_MOST_NAMED]) + (f" and {more} more" if more > 0 else "")
    return listed if len(students) < 3 else f"{len(students)} students ({listed})"


def _marked(root: Path, assignment: str) -> Mapping[str, set[str]]:
    """Return the items that a person has marked, by student."""
    from nbgrader.api import Assignment, BaseCell, Grade, SubmittedAssignment, SubmittedNotebook

    found: dict[str, set[str]] = {}
    with open_gradebook(open_api(root)) as gradebook:
        rows = (
            gradebook.db.query(SubmittedAssignment.student_id, BaseCell.name)
            .select_from(Grade)
            .join(BaseCell, BaseCell.id == Grade.cell_id)
            .join(SubmittedNotebook, SubmittedNotebook.id == Grade.notebook_id)
            .join(SubmittedAssignment, SubmittedAssignment.id == SubmittedNotebook.assignment_id)
            .join(Assignment, Assignment.id == SubmittedAssignment.assignment_id)
            .filter(Assignment.name == assignment, Grade.manual_score.is_not(None))
        )
        for student, cell in rows:
            found.setdefault(str(student), set()).add(item_of(cell))
    return found
