"""The stages for one submission: rebuild, run, judge, sanitise. What goes in and what comes out is data.

Nothing here opens the gradebook: `record` alone writes. So the same work can be done by a thread of this
machine or by a worker of a cluster.
"""

import hashlib
import json
import re
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Final, Self

import msgspec

from alliance.assignments import FIRST
from alliance.errors import CourseError
from alliance_grader.course import CONFIG, release_notebook, source_notebook
from alliance_grader.files import write_whole
from alliance_grader.intake import Submission, version_in
from alliance_grader.judge.names import Test, setup_of, tests_of
from alliance_grader.notebooks import REFUSED, VARIANT, grade_cells, grade_id_of
from alliance_grader.rebuild import Rebuilt, rebuild
from alliance_grader.record import Grades
from alliance_grader.sanitise import sanitise
from alliance_grader.sanitise.markup import as_entities
from alliance_grader.scoring import keys_folder
from alliance_grader.values import pack
from alliance_grader.warm import Child, Level, Limits, Sandbox, ServerGoneError, Warm
from alliance_grader.warm.frames import (
    Answer,
    AskCall,
    Call,
    CellWork,
    Draw,
    Drawn,
    Ended,
    Finished,
    GoOn,
    Judge,
    Judged,
    Returned,
    Stopped,
    Values,
    Work,
)
from alliance_grader.warm.probe import probe

if TYPE_CHECKING:
    from nbformat import NotebookNode

_WHY_STOPPED: Final = {
    "cell time": "A cell ran too long and could not be interrupted",
    "time": "The notebook ran too long in all",
    "memory": "The notebook used too much memory",
    "output": "The notebook printed far too much",
    "died": "The notebook stopped the program that runs it",
}
_TOO_MUCH: Final = "The test took too long or too much memory on this answer, so it was stopped."
_PICTURES_KEPT: Final = 200
_BASE64: Final = re.compile(r"[A-Za-z0-9+/]{4,1500000}={0,2}")
_JUDGE_LIMITS: Final = Limits(cell=10.0)


@dataclass(frozen=True)
class Prepared:
    """An assignment, ready to be worked on anywhere.

    Attributes
    ----------
    root : Path
        The folder of the course.
    assignment : str
        Its whole name.
    release, source : str
        The students' version and the instructor's, as JSON.
    files : dict of str to bytes
        What is released beside the notebook.
    keys : dict of str to bytes
        The course's keys, by their names in `autograde/keys`.
    limits : Limits
        What one submission may use.
    unprotected : bool
        Whether the instructor allows students' code to run where nothing can keep it apart.
    hidden : Path or None
        The folder that no submission may see, when it is a larger one than `root`: a kept version lies in its course.
    """

    root: Path
    assignment: str
    release: str
    source: str
    files: dict[str, bytes]
    keys: dict[str, bytes]
    unprotected: bool = False
    limits: Limits = field(default_factory=Limits)
    hidden: Path | None = None

    @property
    def digest(self) -> str:
        """What tells one version of an assignment from another."""
        return hashlib.sha256(
            repr((self.assignment, self.release, self.source, self.files, self.keys)).encode()
        ).hexdigest()

    def notebook(self, which: str) -> "NotebookNode":
        """Return ``"release"`` or ``"source"`` as a notebook, to be changed at will."""
        import nbformat

        notebook: NotebookNode = nbformat.v4.reads(getattr(self, which))  # type: ignore[no-untyped-call]
        return notebook

    def unpacked(self, root: Path) -> "Prepared":
        """Write what the judge reads into a folder on another machine; return the assignment as it is there."""
        write_whole(root / CONFIG, "")
        for name, content in self.keys.items():
            place = keys_folder(root) / name
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(content)
        return replace(self, root=root, hidden=None)


@dataclass(frozen=True)
class Ran:
    """What came of running and judging a rebuilt notebook.

    Attributes
    ----------
    outputs : dict of int to list
        nbformat outputs by the cell's place; of score cells what the judge showed.
    counts : dict of int to (int or None)
        Execution counts by the cell's place.
    scores : dict of int to (float or None)
        Points of the score cells that were judged; None where the judge could not, and a person must look.
    stopped : str
        Why it did not run to its end; empty when it did.
    died : bool
        Whether it ended by itself: what ran in it may have done that, or the system, short of memory.
    """

    outputs: dict[int, list[dict[str, Any]]]
    counts: dict[int, int | None]
    scores: dict[int, float | None]
    stopped: str = ""
    died: bool = False


@dataclass(frozen=True)
class Worked:
    """What a submission got, before it is written down."""

    grades: Grades
    notes: tuple[str, ...]
    level: Level
    seconds: float
    version: int | None = None


def prepare(
    root: Path,
    assignment: str,
    *,
    unprotected: bool = False,
    limits: Limits | None = None,
    hidden: Path | None = None,
) -> Prepared:
    """Read an assignment, so that it can be worked on anywhere.

    Parameters
    ----------
    root : Path
        The folder of the course.
    assignment : str
        The assignment's whole name.
    unprotected : bool
        Whether students' code may run where nothing can keep it apart.
    limits : Limits, optional
        What one submission may use.
    hidden : Path, optional
        The course in which `root` lies, when it is a kept version.
    """
    release = release_notebook(root, assignment)
    keys = keys_folder(root)
    return Prepared(
        root=root,
        assignment=assignment,
        release=release.read_text(encoding="utf-8"),
        source=source_notebook(root, assignment).read_text(encoding="utf-8"),
        files=_contents(release.parent, leave_out=release),
        keys=_contents(keys),
        unprotected=unprotected,
        limits=limits or Limits(),
        hidden=hidden,
    )


def _contents(folder: Path, leave_out: Path | None = None) -> dict[str, bytes]:
    """Return the files of a folder by their relative names; what begins with a dot is left out."""
    return {
        place.relative_to(folder).as_posix(): place.read_bytes()
        for place in sorted(folder.rglob("*"))
        if place.is_file()
        and place != leave_out
        and not any(part.startswith(".") for part in place.relative_to(folder).parts)
    }


class Workshop:
    """The warm servers of one assignment, and the work that is done with them. For any number of threads.

    Parameters
    ----------
    prepared : Prepared
        The assignment.
    """

    def __init__(self, prepared: Prepared) -> None:
        self._prepared = prepared
        self._release = prepared.notebook("release")
        self._source = prepared.notebook("source")
        self._tests = {test.place: test for test in tests_of(self._source)}
        self._open = ExitStack()
        self._drawn: dict[str, Future[str]] = {}
        self._turn = threading.Lock()
        self._starts = 0
        self._stopped = False

    def __enter__(self) -> Self:
        # The canaries are sent while the servers start, since nearly always the best level holds.
        with ThreadPoolExecutor(3, "starting") as several:
            probing = several.submit(self._probe)
            hoped: CourseError | None = None
            try:
                self._start(several, "namespaces")
            except CourseError as error:
                hoped = error
            try:
                self.level = probing.result()
                if self.level != "namespaces":
                    self._open.close()
                    self._start(several, self.level)
                elif hoped:
                    raise hoped
            except BaseException:
                self._open.close()
                raise
        return self

    def _probe(self) -> Level:
        """Find out how well this machine keeps submissions apart; refuse when it cannot at all."""
        root = self._prepared.hidden or self._prepared.root
        secrets = [keys_folder(root), source_notebook(root, self._prepared.assignment)]
        level, why = probe([root], [secret for secret in secrets if secret.exists()])
        if level == "none" and not self._prepared.unprotected:
            first = next(iter(why.values()), ["nothing was tried"])[0]
            raise CourseError(
                f"Nothing on this machine keeps a submission from your files and the network ({first}), so nothing "
                "was graded; `alliance-grader doctor` says how to mend that."
            )
        return level

    def _start(self, several: ThreadPoolExecutor, level: Level) -> None:
        """Start both servers at the same time: each takes a second or two to import what it needs."""
        prepared, root = self._prepared, str(self._prepared.root)
        hidden = (str(prepared.hidden or root),)
        judges = Sandbox(
            readable=(str(keys_folder(prepared.root)), str(prepared.root / CONFIG)),
            hidden=hidden,
            writable=False,
            environment={"ALLIANCE_COURSE": root},
        )
        self._run = Warm("run", prepared.release.encode(), level, Sandbox(hidden=hidden))
        self._judge = Warm("judge", setup_of(self._source, prepared.root, prepared.files), level, judges)
        starting: list[Future[Warm]] = []
        try:
            for server in (self._run, self._judge):
                self._open.push(server)
                starting.append(several.submit(server.__enter__))
            for future in starting:
                future.result()
        except BaseException:
            wait(starting)
            self._open.close()
            raise

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def stop(self) -> None:
        """End both servers, and with them whatever still runs."""
        self._stopped = True
        with self._turn:
            self._open.close()

    def _start_again(self, starts: int) -> None:
        """Replace servers that have gone, unless another thread has done so since."""
        with self._turn:
            if self._stopped:
                raise ServerGoneError("Grading was stopped.")
            if self._starts == starts:
                self._open.close()
                with ThreadPoolExecutor(2, "starting") as several:
                    self._start(several, self.level)
                self._starts += 1

    def work(self, submission: Submission) -> Worked:
        """Take one submission through all stages.

        Raises
        ------
        SubmissionError
            When nothing of it belongs to this assignment.
        """
        begun = time.monotonic()
        rebuilt = rebuild(self._release, submission)
        ran = self._run_twice_when_lost(rebuilt, submission)
        remarks = [f"{ran.stopped}; what came after it was not run."] if ran.stopped else []
        remarks += _other_variant(submission, rebuilt)
        grades = Grades(
            notebook=_finished(self._source, self._release, rebuilt, ran, self._draw),
            scores=_scores(self._release, rebuilt, ran),
            unanswered=frozenset(_unanswered(self._release, rebuilt)),
            answers=_judged_on(self._release, rebuilt),
            timestamp=submission.timestamp,
        )
        version = version_in(self._release)
        return Worked(grades, (*rebuilt.notes, *remarks), self.level, time.monotonic() - begun, version)

    def _draw(self, figure: str) -> str:
        """Draw a student's figure; most of a class's figures are the same and drawn once, while others wait for it."""
        mine: Future[str] = Future()
        with self._turn:
            known = self._drawn.get(figure, mine)
            if len(self._drawn) < _PICTURES_KEPT:
                self._drawn[figure] = known
        if known is mine:
            try:
                mine.set_result(self._painted(figure))
            except BaseException as error:
                # The next one who needs it tries again: it may have been the machine.
                self._drawn.pop(figure, None)
                mine.set_exception(error)
        return known.result()

    def _painted(self, figure: str) -> str:
        """Draw a figure in a child of its own."""
        with self._judge.child(_JUDGE_LIMITS) as painter:
            painter.send(Draw(figure))
            match painter.receive():
                case Drawn(picture=picture, error="") if _BASE64.fullmatch(picture):
                    return picture
                case Drawn(error=error):
                    raise ValueError(error)
                case _:
                    raise ValueError("drawing it took too long")

    def _run_twice_when_lost(self, rebuilt: Rebuilt, submission: Submission) -> Ran:
        """Run it once more when it was lost: the machine may have ended it, and that costs nobody points."""
        starts = self._starts
        try:
            ran = self._run_and_judge(rebuilt, submission)
        except ServerGoneError:
            self._start_again(starts)
            return self._run_and_judge(rebuilt, submission)
        return self._run_and_judge(rebuilt, submission) if ran.died else ran

    def _run_and_judge(self, rebuilt: Rebuilt, submission: Submission) -> Ran:
        """Run the cells in one child and judge the score cells in another, and carry messages between the two."""
        places = {cell.id: place for place, cell in enumerate(self._source.cells)}
        tests = {
            number: self._tests[places[piece.id]]
            for number, piece in enumerate(rebuilt.pieces)
            if places.get(piece.id) in self._tests
        }
        work = Work(_cells(rebuilt, tests), {**submission.files, **self._prepared.files})
        ran = Ran({}, {}, {})
        with self._run.child(self._prepared.limits) as student, ExitStack() as later:
            student.send(work)
            judge: Child | None = None
            last = -1
            while True:
                match student.receive():
                    case Ended(cell=number, outputs=outputs, count=count):
                        if number not in tests:
                            ran.outputs[number], ran.counts[number] = outputs, count
                    case Values(cell=number, values=values):
                        # Once for each test, in their order: asked again and again, a judge would give its tests away.
                        if number not in tests or number <= last:
                            return replace(
                                ran, stopped="The notebook spoke to the grader by itself and was stopped"
                            )
                        last = number
                        values = values | _on_own_variant(submission, tests[number])
                        judge = judge or later.enter_context(self._judge.child(_JUDGE_LIMITS))
                        judged = _judged(judge, student, Judge(tests[number].place, values))
                        if judged is None:
                            # This answer made its test run into a limit; the other answers get a judge of their own.
                            judge.close()
                            judge, judged = (
                                None,
                                Judged(number, 0.0, [_error("Stopped", _TOO_MUCH)], _TOO_MUCH),
                            )
                        ran.outputs[number] = judged.outputs
                        ran.scores[number] = _within(judged.score, tests[number].points)
                        student.send(GoOn())
                    case Stopped(reason=reason, detail=detail):
                        _unless_lost(student)
                        why = _WHY_STOPPED[reason] + (f" ({detail})" if detail else "")
                        return replace(ran, stopped=why, died=reason == "died")
                    case Finished():
                        return ran


def _other_variant(submission: Submission, rebuilt: Rebuilt) -> list[str]:
    """Say it when a notebook names another variant than the one that its student was given."""
    own = submission.variant
    typed = [text for name, text in rebuilt.answers.items() if name.endswith(f"-{VARIANT}")]
    said = re.findall(rf"""^{VARIANT} *= *["'“”‘’«»]?(\w)\b""", "\n".join(typed), re.MULTILINE)
    if own is None or not typed or said[-1:] == [own] or (not said and own == FIRST):
        return []
    return [
        f"The notebook is on variant {said[-1] if said else FIRST}, but this student was given {own}; the answers were "
        f"judged on {own}."
    ]


def _on_own_variant(submission: Submission, test: Test) -> dict[str, bytes]:
    """Return the variant that a student was given, for a test that asks for it, whatever the notebook says."""
    return {VARIANT: pack(submission.variant)} if submission.variant and VARIANT in test.wants else {}


def _within(score: float | None, most: float) -> float | None:
    """Return a score within its bounds; None, when the judge could not judge, is for a person."""
    return None if score is None else min(max(score, 0.0), most)


def _judged(judge: Child, student: Child, asked: Judge) -> Judged | None:
    """Let the judge judge one score cell, and carry calls of the student's functions over; None when it was stopped."""
    judge.send(asked)
    while True:
        match judge.receive():
            case Judged() as judged:
                return judged
            case AskCall(name=name, args=args, kwargs=kwargs):
                student.send(Call(name, args, kwargs))
                judge.send(_answer(student))
            case Stopped():
                _unless_lost(judge)
                return None


def _unless_lost(child: Child) -> None:
    if child.lost:
        raise ServerGoneError("The server that runs notebooks has gone; grade again.")


def _answer(student: Child) -> Answer:
    """Wait for what a called function gives."""
    while True:
        match student.receive():
            case Returned(value=value, error=error):
                return Answer(value, error)
            case Stopped(reason=reason):
                return Answer(error=f"the function was stopped ({_WHY_STOPPED[reason].lower()})")
            case Finished():
                return Answer(error="the notebook had come to its end")


def _cells(rebuilt: Rebuilt, tests: dict[int, Test]) -> list[CellWork]:
    """Return what runs: all code, and of score cells what was released of them."""
    return [
        CellWork(number, piece.source, list(tests[number].wants) if number in tests else [], number in tests)
        for number, piece in enumerate(rebuilt.pieces)
        if piece.kind == "code"
    ]


def _finished(
    source: "NotebookNode", release: "NotebookNode", rebuilt: Rebuilt, ran: Ran, draw: Callable[[str], str]
) -> str:
    """Return the graded notebook: what was released, with answers, outputs and, for the marker, hidden tests."""
    instructors = {cell.id: cell.source for cell in source.cells if grade_id_of(cell)}
    released = {cell.id: cell for cell in release.cells}
    cells: list[dict[str, Any]] = []
    for number, piece in enumerate(rebuilt.pieces):
        text = instructors.get(piece.id, piece.source) if piece.whose == "instructor" else piece.source
        cell: dict[str, Any] = {"cell_type": piece.kind, "id": piece.id, "metadata": {}, "source": text}
        if piece.kind == "code":
            outputs = ran.outputs.get(number, [])
            if ran.stopped and number not in ran.outputs and _is_test(released.get(piece.id)):
                outputs = [_error("Stopped", f"{ran.stopped}, before this was judged.")]
            cell |= {"execution_count": ran.counts.get(number), "outputs": outputs}
        if piece.id in released:
            cell["metadata"] = _marks(released[piece.id], text)
        cells.append(cell)
    return _safe(
        release,
        cells,
        theirs={piece.id for piece in rebuilt.pieces if piece.whose != "instructor"},
        trusted={rebuilt.pieces[number].id for number in ran.scores},
        draw=draw,
    )


def _safe(
    release: "NotebookNode",
    cells: list[dict[str, Any]],
    theirs: set[str],
    trusted: set[str],
    draw: Callable[[str], str] | None = None,
) -> str:
    whole = {"cells": cells, "metadata": release.metadata, "nbformat": 4, "nbformat_minor": 5}
    safe = sanitise(whole, student_cells=theirs, trusted_outputs=trusted, draw=draw)
    return msgspec.json.format(msgspec.json.encode(safe), indent=1).decode() + "\n"


def _error(name: str, text: str) -> dict[str, Any]:
    return {"output_type": "error", "ename": name, "evalue": text, "traceback": [f"{name}: {text}"]}


def _is_test(cell: "NotebookNode | None") -> bool:
    marks = cell.metadata.get("nbgrader", {}) if cell is not None else {}
    return bool(marks.get("grade")) and not marks.get("solution")


def _marks(cell: "NotebookNode", text: str) -> dict[str, Any]:
    """Return nbgrader's marks of a released cell; a locked one's checksum is that of the text it now has."""
    from nbgrader.utils import compute_checksum

    if grade_id_of(cell) is None:
        return {}
    marks = dict(cell.metadata.nbgrader)
    if not marks.get("solution"):
        locked = cell.copy()  # type: ignore[no-untyped-call]
        locked.source = text
        marks["checksum"] = compute_checksum(locked)
    return {"nbgrader": marks}


def _unanswered(release: "NotebookNode", rebuilt: Rebuilt) -> set[str]:
    """Return the grade ids of answers that were left as released, or emptied."""
    untouched = {
        cell.metadata.nbgrader.grade_id: cell.source.strip() for cell in release.cells if grade_id_of(cell)
    }
    return {name for name, text in rebuilt.answers.items() if text.strip() in {"", untouched[name]}}


def _scores(release: "NotebookNode", rebuilt: Rebuilt, ran: Ran) -> dict[str, float | None]:
    """Return the points of every grade cell: what the judge gave, 0 for what is not there, None for a person."""
    given = {rebuilt.pieces[number].id: score for number, score in ran.scores.items()}
    unanswered = _unanswered(release, rebuilt)
    scores: dict[str, float | None] = {}
    for name, cell in grade_cells(release).items():
        by_person = not _is_test(cell) or cell.cell_type != "code"
        scores[name] = None if by_person and name not in unanswered else given.get(cell.id, 0.0)
    return scores


def _judged_on(release: "NotebookNode", rebuilt: Rebuilt) -> dict[str, str]:
    """Return what each grade cell judges: an answer by itself, a test all answers together."""
    everything = json.dumps(rebuilt.answers, sort_keys=True)
    return {name: rebuilt.answers.get(name, everything) for name in grade_cells(release)}


def refused(prepared: Prepared, reason: str) -> Grades:
    """Return what is recorded of a submission that could not be graded: no points, and the reason in its place."""
    release = prepared.notebook("release")
    told = f"**This could not be graded.** {as_entities(reason)}"
    cells: list[dict[str, Any]] = [{"cell_type": "markdown", "id": REFUSED, "metadata": {}, "source": told}]
    for cell in release.cells:
        bare = {
            "cell_type": cell.cell_type,
            "id": cell.id,
            "metadata": _marks(cell, cell.source),
            "source": cell.source,
        }
        cells.append(bare | ({"execution_count": None, "outputs": []} if cell.cell_type == "code" else {}))
    return Grades(
        notebook=_safe(release, cells, theirs=set(), trusted=set()),
        scores=dict.fromkeys(grade_cells(release), 0.0),
        unanswered=frozenset(),
        answers=dict.fromkeys(grade_cells(release), reason),
        timestamp=None,
    )
