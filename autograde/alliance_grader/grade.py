"""Grade the submissions of an assignment, one by one: one that cannot be graded stops nobody else."""

import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import msgspec
from alliance.errors import CourseError

from alliance_grader.files import digest, write_whole
from alliance_grader.gradebook import data_folder, open_api, open_gradebook, reason_in, story_of
from alliance_grader.notebooks import read_notebook
from alliance_grader.scoring import keys_folder

if TYPE_CHECKING:
    from nbgrader.apps.api import NbGraderAPI

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._@-]{0,120}")


@dataclass(frozen=True)
class Outcome:
    """What became of one submission: what the gradebook itself does not know.

    Attributes
    ----------
    student : str
    status : {"graded", "not graded"}
    reason : str
        Why it was not graded, and what to do; empty when it was.
    content : str
        Digest of the submission, of the assignment and of its key: when it is the same, nothing is to be done.
    seconds : float
        How long it took.
    """

    student: str
    status: Literal["graded", "not graded"]
    reason: str
    content: str
    seconds: float


def outcome_file(root: Path, assignment: str, student: str) -> Path:
    """Return where the outcome of a submission is kept. It is written last and marks the work as complete."""
    return root / "gradebook" / "outcomes" / assignment / f"{student}.json"


def read_outcome(root: Path, assignment: str, student: str) -> Outcome | None:
    """Return the outcome of a submission, or None when it has none that can be read."""
    try:
        return msgspec.json.decode(outcome_file(root, assignment, student).read_bytes(), type=Outcome)
    except (OSError, msgspec.MsgspecError):
        return None


def submitted(root: Path, assignment: str) -> list[str]:
    """Return the ids of the students who handed something in, in order."""
    return sorted(
        folder.parent.name
        for folder in (root / "gradebook" / "submitted").glob(f"*/{assignment}")
        if folder.is_dir() and not folder.parent.name.startswith(".")
    )


def grade(
    root: Path,
    assignment: str,
    students: list[str] | None = None,
    again: bool = False,
    started: Callable[[str], None] = lambda _: None,
) -> Iterator[Outcome]:
    """Grade submissions through nbgrader and give the outcome of each as it is there.

    Parameters
    ----------
    root : Path
        The folder of the course.
    assignment : str
        The assignment's whole name.
    students : list of str, optional
        Whose; everybody's when not given.
    again : bool, default False
        Grade what has not changed as well.
    started : callable
        Called with the id of each student whose turn it is.

    Yields
    ------
    Outcome
        Also for those who were graded before and have not changed.
    """
    data_folder(root)
    api = open_api(root)
    _released(api, assignment)
    handed_in = submitted(root, assignment)
    if unknown := sorted(set(students or ()) - set(handed_in)):
        raise CourseError(
            f"{unknown[0]} has not handed in {assignment}; handed in: {', '.join(handed_in) or 'nobody'}."
        )
    basis = [
        root / "source" / assignment / f"{assignment}.ipynb",
        keys_folder(root) / f"{assignment}.yaml",
    ]
    for student in students or handed_in:
        started(student)
        folder = root / "gradebook" / "submitted" / student / assignment
        content = digest(*basis, *sorted(path for path in folder.rglob("*") if path.is_file()))
        known = read_outcome(root, assignment, student)
        if known and known.content == content and known.status == "graded" and not again:
            yield known
            continue
        start = time.monotonic()
        outcome_file(root, assignment, student).unlink(missing_ok=True)
        reason = _grade_one(api, root, assignment, student)
        outcome = Outcome(
            student,
            "not graded" if reason else "graded",
            reason,
            content,
            round(time.monotonic() - start, 2),
        )
        write_whole(outcome_file(root, assignment, student), msgspec.json.encode(outcome).decode())
        yield outcome


def _released(api: "NbGraderAPI", assignment: str) -> None:
    """Make sure that the gradebook knows the assignment."""
    from nbgrader.api import MissingEntry

    with open_gradebook(api) as gradebook:
        try:
            gradebook.find_notebook(assignment, assignment)
        except MissingEntry:
            raise CourseError(
                f"{assignment} has not been built yet; run: alliance-grader build {assignment}"
            ) from None


def _grade_one(api: "NbGraderAPI", root: Path, assignment: str, student: str) -> str:
    """Grade one submission; return why it could not be graded, or nothing."""
    if not _ID.fullmatch(student):
        return "The folder's name is no student id; use letters, digits, dots and dashes only."
    folder = root / "gradebook" / "submitted" / student / assignment
    if reason := _unreadable(folder, assignment):
        return reason
    result = api.autograde(assignment, student)
    if result["success"] and (root / "gradebook" / "autograded" / student / assignment).is_dir():
        return ""
    return _in_plain_words(story_of(result))


def _unreadable(folder: Path, assignment: str) -> str:
    """Say why a submission cannot be given to nbgrader, or nothing."""
    wanted = folder / f"{assignment}.ipynb"
    if not wanted.is_file():
        others = sorted(path.name for path in folder.glob("*.ipynb"))
        if not others:
            return f"There is no notebook in the submission; ask for `{wanted.name}`."
        return f"The notebook is called `{others[0]}`; rename it to `{wanted.name}` and grade again."
    try:
        notebook = read_notebook(wanted)
    except CourseError as error:
        return str(error)
    return _twice(notebook)


def _twice(notebook: object) -> str:
    """Say which grade cell stands twice: nbgrader would stop at it."""
    from collections import Counter

    ids = Counter(
        cell.metadata.nbgrader.grade_id
        for cell in notebook.cells  # type: ignore[attr-defined]
        if cell.metadata.get("nbgrader", {}).get("grade_id")
    )
    twice = [grade_id for grade_id, times in ids.items() if times > 1]
    if not twice:
        return ""
    return f"The cell `{twice[0]}` stands twice in the notebook; remove one of the two and grade again."


def _in_plain_words(story: str) -> str:
    """Turn what nbgrader logged into a sentence."""
    if "kernel became unresponsive" in story or "DeadKernelError" in story:
        return "The notebook stopped the program that runs it; look for a loop without an end, or for very large data."
    return f"nbgrader could not grade it ({reason_in(story)}); the whole story is in `gradebook/grading.log`."
