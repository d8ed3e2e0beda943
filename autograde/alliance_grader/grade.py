"""Grade the submissions of an assignment, one by one: one that cannot be graded stops nobody else."""

import re
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import msgspec
from jupyter_core.utils import ensure_event_loop

from alliance.errors import CourseError
from alliance_grader.course import graded_notebook, source_notebook, submission_folder
from alliance_grader.files import digest, write_whole
from alliance_grader.gradebook import data_folder, open_api, open_gradebook, reason_in, story_of
from alliance_grader.notebooks import grade_cells, grade_id_of, read_notebook
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
        Digest of the submission, the assignment, its key and the misconceptions: when it is the same, nothing
        is to be done.
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
        Also for those who were graded before and have not changed: these took 0 seconds.
    """
    data_folder(root)
    api = open_api(root)
    _released(api, root, assignment)
    handed_in = submitted(root, assignment)
    if unknown := sorted(set(students or ()) - set(handed_in)):
        raise CourseError(
            f"{unknown[0]} has not handed in {assignment}; handed in: {', '.join(handed_in) or 'nobody'}."
        )
    basis = [
        source_notebook(root, assignment),
        keys_folder(root) / f"{assignment}.yaml",
        keys_folder(root) / "misconceptions.yaml",
    ]
    with _worker() as worker:
        for student in students or handed_in:
            started(student)
            folder = submission_folder(root, assignment, student)
            content = digest(*basis, *sorted(path for path in folder.rglob("*") if path.is_file()))
            known = read_outcome(root, assignment, student)
            if known and known.content == content and known.status == "graded" and not again:
                yield replace(known, seconds=0.0)
                continue
            start = time.monotonic()
            outcome_file(root, assignment, student).unlink(missing_ok=True)
            reason, stop = _to_its_end(worker.submit(_grade_one, api, root, assignment, student))
            outcome = Outcome(
                student,
                "not graded" if reason else "graded",
                reason,
                content,
                round(time.monotonic() - start, 2),
            )
            write_whole(outcome_file(root, assignment, student), msgspec.json.encode(outcome).decode())
            if stop:
                raise KeyboardInterrupt
            yield outcome


@contextmanager
def _worker() -> Iterator[ThreadPoolExecutor]:
    """Give a thread to grade in: there nbgrader cannot take Ctrl-C away from us while a notebook runs."""
    with ThreadPoolExecutor(1, "grading") as worker:
        try:
            yield worker
        finally:
            worker.submit(lambda: ensure_event_loop().close())


def _to_its_end(work: "Future[str]") -> tuple[str, bool]:
    """Wait for the student whose turn it is, also after a Ctrl-C; return the reason and whether to stop."""
    try:
        return work.result(), False
    except KeyboardInterrupt:
        return work.result(), True


def _released(api: "NbGraderAPI", root: Path, assignment: str) -> None:
    """Make sure that the gradebook knows the assignment as it now stands in source/."""
    from nbgrader.api import MissingEntry

    source = read_notebook(source_notebook(root, assignment))
    with open_gradebook(api) as gradebook:
        try:
            known = gradebook.find_notebook(assignment, assignment)
        except MissingEntry:
            raise CourseError(
                f"{assignment} has not been built yet; run: alliance-grader build {assignment}"
            ) from None
        kept = {cell.name: cell.source for cell in known.source_cells}
    for cell in source.cells:
        name = grade_id_of(cell)
        if name and not cell.metadata.nbgrader.solution and kept.get(name) != cell.source:
            raise CourseError(
                f"{assignment} was changed after it was built (cell {name}); "
                f"run: alliance-grader build {assignment}"
            )


def _grade_one(api: "NbGraderAPI", root: Path, assignment: str, student: str) -> str:
    """Grade one submission; return why it could not be graded, or nothing.

    Whatever goes wrong with one submission is said of that one, and the next has its turn.
    """
    if not _ID.fullmatch(student):
        return "The folder's name is no student id; use letters, digits, dots and dashes only."
    try:
        if reason := _unreadable(submission_folder(root, assignment, student), assignment):
            return reason
        marked = _marks(api, root, assignment, student)
        result = api.autograde(assignment, student)
        if not result["success"] or not graded_notebook(root, assignment, student).parent.is_dir():
            return _in_plain_words(story_of(result))
        _keep_marks(api, root, assignment, student, marked)
    except CourseError as error:
        return str(error)
    except Exception as error:
        return f"This could not be graded ({type(error).__name__}: {str(error)[:150]}); grade it again or mark it by hand."
    return ""


def _marks(api: "NbGraderAPI", root: Path, assignment: str, student: str) -> dict[str, str]:
    """Return the answers that a person has marked, by grade id, before they are graded again."""
    from nbgrader.api import MissingEntry

    with open_gradebook(api) as gradebook:
        try:
            notebook = gradebook.find_submission_notebook(assignment, assignment, student)
        except MissingEntry:
            return {}
        done = {
            grade.name
            for grade in notebook.grades
            if grade.manual_score is not None and not grade.needs_manual_grade
        }
    answers = _answers(root, assignment, student)
    return {name: answers[name] for name in done & answers.keys()}


def _keep_marks(
    api: "NbGraderAPI", root: Path, assignment: str, student: str, marked: dict[str, str]
) -> None:
    """Let a person's mark stand when the answer it was given for has not changed.

    nbgrader asks for a new look at every marked answer that is graded again.
    """
    answers = _answers(root, assignment, student)
    with open_gradebook(api) as gradebook:
        for name in (name for name, answer in marked.items() if answers.get(name) == answer):
            gradebook.find_grade(name, assignment, assignment, student).needs_manual_grade = False
        gradebook.db.commit()


def _answers(root: Path, assignment: str, student: str) -> dict[str, str]:
    """Return what stands in the grade cells of a graded notebook, by grade id."""
    graded = graded_notebook(root, assignment, student)
    if not graded.is_file():
        return {}
    return {name: cell.source for name, cell in grade_cells(read_notebook(graded)).items()}


def _unreadable(folder: Path, assignment: str) -> str:
    """Say why a submission cannot be given to nbgrader, or nothing."""
    from nbgrader.utils import parse_utc

    wanted = folder / f"{assignment}.ipynb"
    if not wanted.is_file():
        others = sorted(path.name for path in folder.glob("*.ipynb"))
        if not others:
            return f"There is no notebook in the submission; ask for `{wanted.name}`."
        return f"The notebook is called `{others[0]}`; rename it to `{wanted.name}` and grade again."
    ids = Counter(grade_id_of(cell) for cell in read_notebook(wanted).cells)
    twice = [name for name, times in ids.items() if name and times > 1]
    if twice:
        return f"The cell `{twice[0]}` stands twice in the notebook; remove one of the two and grade again."
    stamp = folder / "timestamp.txt"
    if stamp.is_file():
        try:
            parse_utc(stamp.read_text(encoding="utf-8").strip())
        except (ValueError, OverflowError):
            return "The file `timestamp.txt` holds no date; write one like 2026-03-31 17:00:00 UTC, or remove the file."
    return ""


def _in_plain_words(story: str) -> str:
    """Turn what nbgrader logged into a sentence."""
    if "kernel became unresponsive" in story or "DeadKernelError" in story:
        return "The notebook stopped the program that runs it; look for `quit()`, an endless loop or very large data."
    return f"nbgrader could not grade it ({reason_in(story)}); the whole story is in `gradebook/grading.log`."
