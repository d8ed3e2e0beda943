"""What happened to one submission, in plain words: what ran, what was scored, and why."""

import re
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Final

from alliance.errors import CourseError
from alliance_grader.class_results import class_results
from alliance_grader.course import graded_notebook
from alliance_grader.notebooks import grade_cells, read_notebook
from alliance_grader.outcomes import read_outcome
from alliance_grader.results import ClassResults, StudentRow
from alliance_grader.sandbox.levels import SAID
from alliance_grader.wording import count, lateness

_COLOUR: Final = re.compile(r"\x1b\[[0-9;]*m")


@dataclass(frozen=True)
class Story:
    """What happened to one submission.

    Attributes
    ----------
    row : StudentRow
        Points, reasons and misconceptions.
    results : ClassResults
        The assignment that it belongs to.
    lines : tuple of str
        How it was run, sentence by sentence.
    failed : dict of str to str
        Cells that ended in an error, with the error's last line.
    """

    row: StudentRow
    results: ClassResults
    lines: tuple[str, ...]
    failed: dict[str, str]


def explain(root: Path, assignment: str, student: str) -> Story:
    """Tell what happened to a student's submission.

    Raises
    ------
    CourseError
        When the student is not known or was not graded yet.
    """
    results = class_results(root, assignment)
    row = next((row for row in results.students if row.id == student), None)
    if row is None:
        near = get_close_matches(student.lower(), [row.id for row in results.students], n=1)
        raise CourseError(
            f"There is no student {student!r} who handed in {assignment}; "
            + (
                f"did you mean {near[0]}?"
                if near
                else "the ids are the names of the folders in gradebook/submitted."
            )
        )
    if row.status == "missing":
        return Story(row, results, (row.note,), {})
    outcome = read_outcome(root, assignment, student)
    if outcome is None:
        raise CourseError(f"{student} has not been graded yet; run: alliance-grader grade {assignment}")
    if outcome.status == "not graded":
        again = f"It got no points. Once it has been handed in again, run: alliance-grader grade {assignment}"
        return Story(row, results, (outcome.reason, again), {})
    notebook = read_notebook(graded_notebook(root, assignment, student))
    tests = {name for name, cell in grade_cells(notebook).items() if not cell.metadata.nbgrader.solution}
    ran = [cell for cell in notebook.cells if cell.cell_type == "code" and cell.source.strip()]
    failed = {}
    for cell in ran:
        for output in cell.outputs:
            if (
                output.output_type == "error"
                and cell.metadata.get("nbgrader", {}).get("grade_id") not in tests
            ):
                # A sentence of the course's own is plain without the name of its class.
                kind = "" if output.ename == "CourseError" else f"{output.ename}: "
                failed[cell.id] = _COLOUR.sub("", f"{kind}{output.evalue}").splitlines()[0][:200]
    lines = [
        f"Handed in {lateness(row.seconds_late)}.",
        f"It ran {SAID[outcome.level or 'none']}.",
        f"{count(len(ran), 'cell', 'cells')} of code ran in {outcome.seconds:.1f} s in all; "
        + (f"{len(failed)} ended in an error." if failed else "none ended in an error."),
        "Only the words in the answer boxes are the student's own. The points were given elsewhere, for the "
        "values that the answers had when each check came.",
        *outcome.notes,
    ]
    return Story(row, results, tuple(lines), failed)
