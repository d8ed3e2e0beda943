"""What a judge does: run the instructor's tests on values that came as data.

`prepare` runs once, in the warm server: it runs the instructor's own cells, so that every child has their helpers
and data before anything of a student's arrives. `serve` runs in a fresh child for one student.
"""

import ast
import os
import signal
import sys
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from types import CodeType
from typing import Any, Final

import msgspec

from alliance.errors import CourseError
from alliance_grader.judge.names import Plan, Setup, Test, plan
from alliance_grader.judge.screen import Screen
from alliance_grader.judge.statements import Statement, parsed, statements
from alliance_grader.judge.stubs import Ask, CannotJudge, Line, Remote
from alliance_grader.judge.verdict import CELL, NotANumber, is_meant_as_score, is_ours, score_of, shown
from alliance_grader.results import ForAPersonError
from alliance_grader.values import Opaque, ValueDamaged, unpack
from alliance_grader.values.nodes import Function, Module, Named
from alliance_grader.warm.channel import Channel
from alliance_grader.warm.frames import Answer, AskCall, Draw, Drawn, Judge, Judged, encode

_MOST_OUTPUT: Final = 2_000_000
_KEPT_DEPTH: Final = 3
_KEPT_MOST: Final = 20_000
_UNGRADED: Final = "RuntimeError: this question could not be graded yet"
_TOO_LONG: Final = "TimeoutError: the test of this answer took too long"


class Gone(BaseException):
    """The grader has gone; nobody waits for a verdict."""


class Court:
    """The tests of an assignment, and the one namespace that they and the instructor's cells share.

    Parameters
    ----------
    setup : Setup
    """

    def __init__(self, setup: Setup) -> None:
        self.setup = setup
        self.plan: Plan = plan(setup.cells)
        self.tests = {test.place: test for test in self.plan.tests}
        self.screen = Screen()
        self.space = fresh()
        self.broken: dict[tuple[int, int], str] = {}
        self.done: set[tuple[int, int]] = set()
        self.ours: set[str] = set()
        self._names = {cell.place: cell.grade_id or str(cell.place) for cell in setup.cells}
        self._code: dict[int, Code] = {}

    def rehearse(self) -> None:
        """Run the whole source notebook once, solutions included, and forget it: so the caches are warm."""
        space = fresh()
        with self.screen.catching():
            for cell in self.setup.cells:
                for statement in statements(cell.source, cell.place):
                    try:
                        self._run(statement, space)
                    except (Exception, SystemExit):
                        break  # as in a notebook, the rest of the cell does not run

    def open(self) -> None:
        """Run the instructor's steps that are the same for everybody, and get the tests ready."""
        with self.screen.catching():
            self.catch_up(self.plan.eager)
        for test in self.plan.tests:
            try:
                self._code[test.place] = compiled(test.source, self.file(test.place))
            except (SyntaxError, ValueError):
                continue

    def file(self, place: int) -> str:
        """Return what a cell is called in tracebacks."""
        return f"{CELL}{self._names[place]}>"

    def catch_up(self, steps: Iterable[Statement]) -> None:
        """Run those of the instructor's steps that have not run yet."""
        for step in steps:
            if step.key in self.done:
                continue
            self.done.add(step.key)
            self.ours |= step.binds
            try:
                self._run(step, self.space)
            except (Exception, SystemExit) as error:
                self.broken[step.key] = f"{type(error).__name__}: {str(error)[:200]}"

    def _run(self, step: Statement, space: dict[str, Any]) -> None:
        code = compile(ast.Module([step.node], []), self.file(step.place), "exec")
        exec(code, space)  # noqa: S102

    def judge(self, place: int, values: dict[str, bytes], ask: Ask) -> Judged:
        """Judge one grade cell."""
        test = self.tests.get(place)
        if test is None:
            return Judged(place, None, [], "There is no such test.")
        with self.screen.catching() as outputs:
            score, words, said = self._judged(test, values, ask)
        if words:
            outputs.append(failure(words))
        elif score is not None and score != test.points:
            data = {"text/plain": repr(score)}
            outputs.append(
                {"output_type": "execute_result", "data": data, "metadata": {}, "execution_count": None}
            )
        return Judged(place, score, outputs, said or words or None)

    def _judged(self, test: Test, values: dict[str, bytes], ask: Ask) -> tuple[float | None, str, str]:
        """Return the score, the error that the student sees, and what the instructor is told."""
        self.catch_up(test.steps)
        for step in test.steps:
            if why := self.broken.get(step.key):
                told = f"The cell {self._names[step.place]} could not be run where tests are judged ({why})."
                return None, _UNGRADED, told
        code = self._code.get(test.place)
        if code is None:
            return None, _UNGRADED, " ".join(test.remarks)
        kept = kept_by(self.space[name] for name in self.ours - set(test.wants) if name in self.space)
        line = Line(ask, lambda value: id(value) in kept)
        self._put(test, values, line)
        try:
            exec(code.body, self.space)  # noqa: S102
            value = eval(code.last, self.space) if code.last else None  # noqa: S307
            return score_of(value, test.points, code.meant), "", ""
        except ForAPersonError:
            return None, "", ""
        except (Exception, SystemExit) as error:
            return self._failed(test, error)

    def _failed(self, test: Test, error: BaseException) -> tuple[float | None, str, str]:
        """Say what an error means: usually that the answer is wrong, but it may be the judge who is at fault."""
        match error:
            case CannotJudge():
                return None, shown(error, test.source, ""), f"{error}."
            case NotANumber():
                return 0.0, f"ValueError: {error}", f"{error}."
            case CourseError() if is_ours(error):
                return None, _UNGRADED, str(error)
        return 0.0, shown(error, test.source, self.file(test.place)), ""

    def _put(self, test: Test, values: dict[str, bytes], line: Line) -> None:
        """Put the student's values into the namespace, where the test looks for them."""
        for name in test.wants:
            if name in test.soft and name in self.space:
                continue
            self.space.pop(name, None)
            if name not in values:
                continue
            try:
                self.space[name] = unpack(
                    values[name], resolver(name, line, self.plan.modules.get(name)), name
                )
            except ValueDamaged as error:
                self.space[name] = Opaque("damaged value", str(error), name)


def failure(words: str) -> dict[str, Any]:
    """Return an error as output, with no more of it than its last line."""
    kind, _, message = words.partition(": ")
    return {"output_type": "error", "ename": kind, "evalue": message, "traceback": [words]}


def too_long(place: int) -> Judged:
    """Return the verdict on a test that did not come to its end."""
    return Judged(place, 0.0, [failure(_TOO_LONG)], "The test took too long and was stopped.")


def sendable(judged: Judged) -> Judged:
    """Return a verdict whose outputs can be sent: a test may display what is no data, or far too much."""
    try:
        if len(encode(judged)) <= _MOST_OUTPUT:
            return judged
        said = "The test displayed too much."
    except (TypeError, ValueError, OverflowError, RecursionError):
        said = "The test displayed something that is no data."
    ending = [output for output in judged.outputs if output["output_type"] in {"error", "execute_result"}]
    return Judged(judged.cell, judged.score, ending, judged.error or said)


def fresh() -> dict[str, Any]:
    """Return an empty namespace."""
    return {"__name__": "__main__"}


def resolver(name: str, line: Line, imported: str | None) -> Callable[[Function | Module | Named], object]:
    """Say what stands for a function or module that a student's notebook holds under a name."""

    def resolve(node: Function | Module | Named) -> object:
        match node:
            case Function():
                return Remote(line, name, node.doc)
            case Module():
                # Only the module that the instructor's own notebook calls so: any other would open this process.
                known = sys.modules.get(node.name) if node.name == imported else None
                return known or Opaque("module", f"it is not {imported or 'expected here'}", name)
            case _:
                return Opaque("name", "", name)

    return resolve


@dataclass(frozen=True)
class Code:
    """A test, compiled: its last expression apart, and whether that computes a score."""

    body: CodeType
    last: CodeType | None
    meant: bool


def compiled(source: str, file: str) -> Code:
    """Compile a test.

    Raises
    ------
    SyntaxError
        When it is no Python.
    """
    tree = parsed(source)
    ending = tree.body[-1] if tree.body else None
    if not isinstance(ending, ast.Expr):
        return Code(compile(tree, file, "exec"), None, False)
    del tree.body[-1]
    last = compile(ast.Expression(ending.value), file, "eval")
    return Code(compile(tree, file, "exec"), last, is_meant_as_score(ending.value, tree.body))


def kept_by(values: Iterable[object]) -> set[int]:
    """Return the identities of what the instructor's cells made: no student's function may change these."""
    found: set[int] = set()
    level: list[Any] = list(values)
    for _ in range(_KEPT_DEPTH):
        found.update(map(id, level))
        inside: list[Any] = []
        for value in level:
            if type(value) is dict:
                inside += value.values()
            elif type(value) in {list, tuple, set} and len(inside) < _KEPT_MOST:
                inside += value
        level = inside
    return found


def drawing(figure: str) -> Drawn:
    """Draw a figure here, where a strange one can do no more than run into this child's limits."""
    from alliance_grader.sanitise.pictures import drawn

    try:
        return Drawn(drawn(figure))
    except (ValueError, TypeError, ArithmeticError, LookupError, AttributeError) as error:
        return Drawn(error=f"{type(error).__name__}: {str(error)[:200]}")


_COURT: list[Court] = []


def prepare(setup: bytes) -> None:
    """Get ready in the warm server, before anything of a student's is there.

    Parameters
    ----------
    setup : bytes
        A `Setup` as msgpack.
    """
    told = msgspec.msgpack.decode(setup, type=Setup)
    os.environ.update(NBGRADER_EXECUTION="autograde", ALLIANCE_COURSE=told.root)
    before = Path.cwd()
    court = Court(told)
    with tempfile.TemporaryDirectory() as folder:
        _lay_out(told.files, Path(folder))
        court.rehearse()
        os.chdir(before)
    with tempfile.TemporaryDirectory() as folder:  # what the rehearsal wrote is gone
        _lay_out(told.files, Path(folder))
        court.open()
        os.chdir(before)
    # The first picture loads fonts and much else.
    drawing(
        '{"data": [{"type": "scatter", "x": [0, 1], "y": [0, 1], "name": "a"}], "layout": {"title": {"text": "a"}}}'
    )
    _COURT[:] = [court]


def _lay_out(files: dict[str, bytes], folder: Path) -> None:
    os.chdir(folder)
    for name, data in files.items():
        path = folder / Path(name).name
        path.write_bytes(data)


def serve(channel: Channel) -> None:
    """Judge one student's cells as they come, until the grader has heard enough."""
    (court,) = _COURT
    if channel.scratch:
        _lay_out(court.setup.files, Path(channel.scratch))

    def ask(name: str, args: list[bytes], kwargs: dict[str, bytes]) -> tuple[bytes | None, str | None]:
        # An interrupt in the middle of a frame would leave half of it.
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        channel.send(AskCall(name, args, kwargs))
        answer = channel.receive()
        if not isinstance(answer, Answer):
            raise Gone
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
        return answer.value, answer.error

    try:
        while isinstance(message := channel.receive(), Judge | Draw):
            if isinstance(message, Draw):
                channel.send(drawing(message.figure))
                continue
            try:
                signal.signal(signal.SIGINT, signal.default_int_handler)
                judged = court.judge(message.cell, message.values, ask)
                signal.signal(signal.SIGINT, signal.SIG_IGN)
            except KeyboardInterrupt:
                signal.signal(signal.SIGINT, signal.SIG_IGN)
                judged = too_long(message.cell)
            channel.send(sendable(judged))
    except Gone:
        return
