"""Grade the submissions of an assignment: what cannot be graded stops nobody else, and a second run does only what is missing."""

from collections.abc import Generator, Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from alliance.errors import CourseError
from alliance_grader.backup import secure_gradebook
from alliance_grader.basis import basis_of, keep_basis
from alliance_grader.course import release_notebook, source_notebook
from alliance_grader.engine import Engine, Job, Local, close_kept, local
from alliance_grader.gradebook import data_folder, open_api, open_gradebook
from alliance_grader.intake import Submission, SubmissionError, content_of, submitted, take_in, valid_id
from alliance_grader.lateness import recharge
from alliance_grader.lock import grading_lock
from alliance_grader.notebooks import grade_id_of, read_notebook
from alliance_grader.outcomes import Outcome, RestsOn, read_outcome, write_outcome
from alliance_grader.pipeline import Prepared, Worked, prepare, refused
from alliance_grader.record import Recorder, entered, recording
from alliance_grader.releases import earlier_version, keep, kept_versions
from alliance_grader.scoring import keys_folder, read_key
from alliance_grader.variants import assigned
from alliance_grader.warm import Limits

if TYPE_CHECKING:
    from nbgrader.apps.api import NbGraderAPI

Todo = dict[str, tuple[str, Outcome | None]]
"""Students with a digest of what is graded, and the outcome of the last complete run."""


def grade(
    root: Path,
    assignment: str,
    students: list[str] | None = None,
    *,
    again: bool = False,
    engine: Engine | None = None,
    db_url: str | None = None,
    patience: float = 0.0,
    unprotected: bool = False,
    limits: Limits | None = None,
) -> Iterator[Outcome]:
    """Grade submissions and give the outcome of each as it is there.

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
    engine : Engine, optional
        What does the work; by default this machine with as many workers as it has cores.
    db_url : str, optional
        The gradebook, in place of the one in `nbgrader_config.py`.
    patience : float
        Seconds to wait for another run on this assignment to end.
    unprotected : bool
        Whether students' code may run where nothing can keep it apart. Every outcome says so then.
    limits : Limits, optional
        What one submission may use.

    Yields
    ------
    Outcome
        Also for those who were graded before and have not changed: these took 0 seconds. Their order is that in
        which they were finished.
    """
    engine = engine or local()
    how: dict[str, Any] = {"unprotected": unprotected, "limits": limits}
    with ExitStack() as stack:
        if isinstance(engine, Local) and release_notebook(root, assignment).is_file():
            # It takes as long as opening the gradebook does. Should that be refused or stopped, nothing is left running.
            stack.push(_cool_down)
            if due(root, assignment, students, again=again)[1]:
                engine.warm_up(prepare(root, assignment, **how))
        api = stack.enter_context(opened(root, assignment, db_url, patience))
        unchanged, todo = due(root, assignment, students, entered(api, assignment), again=again)
        yield from unchanged
        if todo:
            recorder = stack.enter_context(recording(root, api, assignment))
            prepared = prepare(root, assignment, **how)
            for student, worked in stack.enter_context(closing(work(prepared, todo, engine))):
                yield write_down(prepared, recorder, student, worked, todo[student])
        recharge(api, assignment)


def _cool_down(kind: type[BaseException] | None, *_: object) -> None:
    if kind is not None:
        close_kept()


@contextmanager
def opened(
    root: Path, assignment: str, db_url: str | None = None, patience: float = 0.0
) -> Iterator["NbGraderAPI"]:
    """Open a course for grading: nobody else grades this assignment, it is built, and the gradebook is whole."""
    data_folder(root)
    with grading_lock(root, assignment, patience):
        api = open_api(root, **({"db_url": db_url} if db_url else {}))
        # First: nbgrader would make a new gradebook where there is none.
        secure_gradebook(root, api.coursedir.db_url, assignment)
        _built(api, root, assignment)
        if (keys_folder(root) / f"{assignment}.yaml").is_file():
            read_key(root, assignment)  # a slip in it must not wipe a class's scores
        keep(root, assignment)
        yield api


def due(
    root: Path,
    assignment: str,
    students: list[str] | None = None,
    held: Mapping[str, Mapping[str, float | None]] | None = None,
    *,
    again: bool = False,
) -> tuple[list[Outcome], Todo]:
    """Return the outcomes of those who need no work, and what is known of those who do.

    `held` is what the gradebook holds: when it is not what was entered, a copy has been put back, and the work is
    to be done again.

    Raises
    ------
    CourseError
        When one of `students` has not handed anything in.
    """
    handed_in = submitted(root, assignment)
    if unknown := sorted(set(students or ()) - set(handed_in)):
        raise CourseError(
            f"{unknown[0]} has not handed in {assignment}; handed in: {', '.join(handed_in) or 'nobody'}."
        )
    bases: dict[Path, str] = {}
    unchanged: list[Outcome] = []
    todo: Todo = {}
    for student in students or handed_in:
        known = read_outcome(root, assignment, student) if valid_id(student) else None
        handed = content_of(root, assignment, student)
        place = judged_in(root, assignment, student, handed, known)
        if place not in bases:
            bases[place] = basis_of(place, assignment)
        content = str(RestsOn(bases[place], assigned(root, assignment, student) or "", handed))
        stands = held is None or (known is not None and known.scores.items() <= held.get(student, {}).items())
        if known and known.content == content and known.status == "graded" and stands and not again:
            unchanged.append(replace(known, seconds=0.0))
        else:
            todo[student] = content, known
    return unchanged, todo


def judged_in(root: Path, assignment: str, student: str, handed: str, known: Outcome | None) -> Path:
    """Return the course, or the kept version in it, by which a student's work is judged; it need not be readable."""
    if len(kept_versions(root, assignment)) < 2:
        return root
    if known is not None and known.version is not None and RestsOn.read(known.content).handed == handed:
        version: int | None = known.version
    else:
        try:
            version = take_in(root, assignment, student).version
        except (CourseError, OSError):
            return root
    return earlier_version(root, assignment, version) or root


def work(
    prepared: Prepared, todo: Todo, engine: Engine
) -> Generator[tuple[str, Worked | SubmissionError], None, None]:
    """Let the engine work on submissions, and give what came of each.

    Work on an earlier version of the assignment comes last, each version with its own release and key.
    """
    root, assignment = prepared.root, prepared.assignment
    earlier: dict[Path, list[str]] = {}

    def jobs() -> Iterator[Job]:
        for student in todo:
            job = Job(student, _taken_in(prepared, student))
            if RestsOn.read(todo[student][0]).handed != content_of(root, assignment, student):
                # It changed since we looked: the next run shall look again.
                todo[student] = "", todo[student][1]
            version = None if isinstance(job.submission, SubmissionError) else job.submission.version
            if place := earlier_version(root, assignment, version):
                earlier.setdefault(place, []).append(student)
            else:
                yield job

    keep_basis(root, assignment, root)
    yield from engine(prepared, jobs())
    for place, students in sorted(earlier.items()):
        keep_basis(root, assignment, place)
        how: dict[str, Any] = {"unprotected": prepared.unprotected, "limits": prepared.limits}
        then = prepare(place, assignment, hidden=root, **how)
        yield from engine(then, (Job(student, _taken_in(prepared, student)) for student in students))


def _taken_in(prepared: Prepared, student: str) -> Submission | SubmissionError:
    """Read a submission; whatever is wrong with it is said of that one alone."""
    root, assignment = prepared.root, prepared.assignment
    try:
        return replace(take_in(root, assignment, student), variant=assigned(root, assignment, student))
    except SubmissionError as error:
        return error
    except Exception as error:
        return SubmissionError(
            f"The submission could not be read ({type(error).__name__}); ask for a fresh copy."
        )


def write_down(
    prepared: Prepared,
    recorder: Recorder,
    student: str,
    worked: Worked | SubmissionError,
    known: tuple[str, Outcome | None],
) -> Outcome:
    """Enter what came of a submission; one that could not be graded gets no points, and its reason."""
    content, before = known
    if isinstance(worked, SubmissionError):
        outcome = Outcome(student, "not graded", str(worked), content, 0.0)
        if not valid_id(student):
            # The gradebook shall not have a student of this name; the report says why it is missing.
            with suppress(OSError):
                write_outcome(prepared.root, prepared.assignment, outcome)
            return outcome
        grades = refused(prepared, str(worked))
    else:
        outcome = Outcome(
            student, "graded", "", content, round(worked.seconds, 2), worked.notes, worked.level
        )
        outcome = replace(outcome, version=worked.version)
        grades = worked.grades
    return recorder.record(grades, outcome, before)


def _built(api: "NbGraderAPI", root: Path, assignment: str) -> None:
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
        worth = {cell.name: float(cell.max_score) for cell in known.grade_cells}
    for cell in source.cells:
        name = grade_id_of(cell)
        if not name:
            continue
        marks = cell.metadata.nbgrader
        points = float(marks.points) if marks.grade else None
        if worth.get(name) != points or (not marks.solution and kept.get(name) != cell.source):
            raise CourseError(
                f"{assignment} was changed after it was built (cell {name}); "
                f"run: alliance-grader build {assignment}"
            )
