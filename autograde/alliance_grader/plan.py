"""What grading would do, told beforehand: whose work, why, and for about how long."""

from dataclasses import dataclass
from pathlib import Path
from statistics import fmean
from typing import Final

from alliance_grader.engine import cores
from alliance_grader.grade import due
from alliance_grader.intake import submitted
from alliance_grader.outcomes import Outcome, RestsOn, read_outcome

_STARTING: Final = 5.0
"""Seconds until the first submission is worked on: servers start, and the gradebook is checked and copied."""
_EACH: Final = 0.5
"""Seconds of one core for a submission where none was graded yet: docs/grading_speed.md."""


@dataclass(frozen=True)
class Plan:
    """What grading would do.

    Attributes
    ----------
    why : dict of str to list of str
        Those whose work would be graded, by the reason.
    left_alone : tuple of str
        Those whose work was graded and has not changed since.
    seconds : float
        About how long it would take, judged by how long it took here before.
    """

    why: dict[str, list[str]]
    left_alone: tuple[str, ...]
    seconds: float


def plan(
    root: Path,
    assignment: str,
    students: list[str] | None = None,
    *,
    again: bool = False,
    workers: int | None = None,
) -> Plan:
    """Return what grading would do, without opening the gradebook or running anything.

    Parameters
    ----------
    root : Path
        The folder of the course.
    assignment : str
        The assignment's whole name.
    students : list of str, optional
        Whose; everybody's when not given.
    again : bool
        Whether unchanged work would be graded as well.
    workers : int, optional
        How many at once; as many as this machine has cores when not given.
    """
    unchanged, todo = due(root, assignment, students, again=again)
    known = [read_outcome(root, assignment, student) for student in submitted(root, assignment)]
    took = [outcome.seconds for outcome in known if outcome and outcome.seconds]
    each = fmean(took) if took else _EACH
    why: dict[str, list[str]] = {}
    for student, (content, outcome) in todo.items():
        why.setdefault(_why(content, outcome), []).append(student)
    seconds = _STARTING + each * len(todo) / (workers or cores()) if todo else 0.0
    return Plan(why, tuple(outcome.student for outcome in unchanged), seconds)


def _why(content: str, known: Outcome | None) -> str:
    """Return why a submission is to be graded: its digest is that of the assignment, the variant and the work."""
    if known is None:
        return "not graded yet"
    if not known.content:
        return "grading it was not finished"
    now, then = RestsOn.read(content), RestsOn.read(known.content)
    changed = [
        said
        for said, other in (
            ("handed in again", now.handed != then.handed),
            ("the assignment or its key has changed", now.basis != then.basis),
            ("was given another variant", now.variant != then.variant),
        )
        if other
    ]
    if not changed and known.status == "not graded":
        return "could not be graded the last time"
    return "; ".join(changed) or "not changed, but you asked for it"
