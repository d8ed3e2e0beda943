"""Regrade after a key was mended: first show whose grades would change, then write, or not."""

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from alliance.errors import CourseError
from alliance_grader.engine import Engine, local
from alliance_grader.grade import due, opened, work, write_down
from alliance_grader.gradebook import open_gradebook
from alliance_grader.intake import SubmissionError
from alliance_grader.notebooks import item_of
from alliance_grader.pipeline import Worked, prepare
from alliance_grader.record import recording


@dataclass(frozen=True)
class Change:
    """A grade that would become another one.

    Attributes
    ----------
    student, item : str
    before, after : float or None
        Points of the autograder; None waits for a person, or was not there.
    overruled : bool
        Whether a person's mark stands over it, so that the student's points stay.
    """

    student: str
    item: str
    before: float | None
    after: float | None
    overruled: bool


def regrade(
    root: Path,
    assignment: str,
    decide: Callable[[list[Change]], bool],
    *,
    item: str | None = None,
    engine: Engine | None = None,
    unprotected: bool = False,
    done: Callable[[str], None] = lambda _: None,
) -> list[Change]:
    """Grade everybody again, show what would change, and write it down when `decide` says so.

    Parameters
    ----------
    root : Path
        The folder of the course.
    assignment : str
        The assignment's whole name.
    decide : callable
        Gets the changes, in the order of students and items, and returns whether to write them.
    item : str, optional
        The one item that is meant to change.
    engine : Engine, optional
        What does the work.
    unprotected : bool
        Whether students' code may run where nothing can keep it apart.
    done : callable
        Called with the id of each student who was graded again.

    Returns
    -------
    list of Change
        What was written; empty when nothing changed or nothing was to be written.

    Raises
    ------
    CourseError
        When another item than `item` would change too: then nothing is written.
    """
    with opened(root, assignment) as api:
        _, todo = due(root, assignment, again=True)
        prepared = prepare(root, assignment, unprotected=unprotected)
        with open_gradebook(api) as gradebook:
            known = {
                submission.student_id: {
                    grade.name: (grade.auto_score, grade.manual_score is not None)
                    for notebook in submission.notebooks
                    for grade in notebook.grades
                }
                for submission in gradebook.assignment_submissions(assignment)
            }
        worked: dict[str, Worked | SubmissionError] = {}
        with closing(work(prepared, todo, engine or local())) as stream:
            for student, result in stream:
                worked[student] = result
                done(student)
        changes = sorted(
            (
                change
                for student, result in worked.items()
                for change in _changes(student, result, known.get(student, {}))
            ),
            key=lambda change: (change.student, change.item),
        )
        if item is not None and (others := sorted({change.item for change in changes} - {item})):
            raise CourseError(
                f"Not only {item} would change but {', '.join(others)} as well, so nothing was written; "
                "look at all changes with: alliance-grader regrade, without --item."
            )
        if changes and not decide(changes):
            return []
        # Where no points change the grades rest on the present key from now on, and are not stale any more.
        rest = {
            student for student, (content, known) in todo.items() if not known or known.content != content
        }
        if written := worked.keys() if changes else worked.keys() & rest:
            with recording(root, api, assignment) as recorder:
                for student, result in worked.items():
                    if student in written:
                        write_down(prepared, recorder, student, result, todo[student])
        return changes


def _changes(
    student: str, result: Worked | SubmissionError, known: dict[str, tuple[float | None, bool]]
) -> Iterator[Change]:
    if isinstance(result, SubmissionError):
        after: dict[str, float | None] = dict.fromkeys(known, 0.0)
    else:
        after = result.grades.scores
    for name, score in after.items():
        before, overruled = known.get(name, (None, False))
        if before != score:
            yield Change(student, item_of(name), before, score, overruled)
