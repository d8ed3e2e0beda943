"""What a report is about: some assignments of a class, and the hidden caseloads that its alert rules are tried on."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from alliance.errors import CourseError
from alliance_grader.report import pseudonyms
from alliance_grader.report.audit import Board, hidden_board
from alliance_grader.results import ClassResults


@dataclass(frozen=True)
class Course:
    """Assignments of one class.

    Attributes
    ----------
    results : tuple of ClassResults
        In the order of the course.
    boards : mapping of str to sequence of Standing
        The hidden caseload, by the assignment whose rules are tried on it.
    """

    results: tuple[ClassResults, ...]
    boards: Mapping[str, Board] = field(default_factory=dict)

    def hidden(self) -> "Course":
        """Return the same without names: a student has one number throughout."""
        return replace(self, results=pseudonyms.hide_all(self.results))


def gather(
    root: Path,
    names: Sequence[str] = (),
    *,
    empty: bool = False,
    done: Callable[[str], None] = lambda _: None,
) -> Course:
    """Read what is known of some assignments, or of all in which somebody has handed something in.

    Parameters
    ----------
    root : Path
        The folder of the course.
    names : sequence of str, optional
        The assignments' whole names.
    empty : bool, default False
        Let a class pass of which there is nothing to report.
    done : callable, optional
        Told the name of each assignment once it has been read.

    Raises
    ------
    CourseError
        When nobody has handed in anything.
    """
    from alliance_grader.class_results import class_results, course_results

    found = tuple(class_results(root, name) for name in names) if names else course_results(root, done)
    if not empty and not any(results.students for results in found):
        which = ", ".join(names) or "anything"
        raise CourseError(f"Nobody has handed in {which} yet, so there is nothing to report.")
    return Course(found, boards_of(root, found))


def boards_of(root: Path, course: Sequence[ClassResults]) -> dict[str, Board]:
    """Return the hidden caseloads of the assignments in which somebody wrote a rule."""
    from alliance_grader.scoring import read_key

    found = {}
    for results in course:
        audit = read_key(root, results.assignment).audit
        if audit and any(item.rule for student in results.students for item in student.items):
            found[results.assignment] = hidden_board(audit)
    return found
