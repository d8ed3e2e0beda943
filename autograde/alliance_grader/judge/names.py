"""Who owns each name that a test uses: the instructor, whose cells the judge runs itself, or the student.

Read from the *source* notebook alone, so that nothing that a student hands in can move a name from one to the other.
A name belongs to the instructor when what gives it its meaning, and everything that this needs, stands in the
instructor's cells. All others are asked of the run.
"""

import ast
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

import msgspec

from alliance_grader.judge.statements import KNOWN_EVERYWHERE, Statement, parsed, statements
from alliance_grader.notebooks import grade_id_of

if TYPE_CHECKING:
    from nbformat import NotebookNode

Role = Literal["instructor", "student", "test"]

_LOOKS_NAMES_UP: Final = {"globals", "locals", "vars", "dir", "eval", "exec", "get_ipython"}
_NAME: Final = re.compile(r"[^\W\d]\w*")


class Cell(msgspec.Struct, frozen=True):
    """A code cell of the source notebook: whose it is, and what it is worth."""

    place: int
    role: Role
    source: str
    grade_id: str = ""
    points: float = 0.0


class Setup(msgspec.Struct, frozen=True):
    """What a judge is told before it judges anybody.

    Attributes
    ----------
    cells : list of Cell
        The code cells of the source notebook.
    root : str
        The folder of the course, where the keys lie.
    files : dict of str to bytes
        What lies beside the notebook.
    """

    cells: list[Cell]
    root: str
    files: dict[str, bytes] = {}


@dataclass(frozen=True)
class Test:
    """A grade cell.

    Attributes
    ----------
    place : int
        Its place in the source notebook.
    grade_id : str
    points : float
    source : str
        Hidden tests included.
    wants : tuple of str
        Names whose values come from the student's notebook.
    soft : frozenset of str
        Those of them that nobody binds in the source notebook: an ``import *`` of the instructor's goes first.
    steps : tuple of Statement
        What the judge runs itself before this test, in order.
    remarks : tuple of str
        Why this test may not be judged as it was meant, for the instructor.
    """

    __test__ = False

    place: int
    grade_id: str
    points: float
    source: str
    wants: tuple[str, ...]
    soft: frozenset[str]
    steps: tuple[Statement, ...]
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Plan:
    """All tests of a notebook.

    Attributes
    ----------
    tests : tuple of Test
    eager : tuple of Statement
        The instructor's steps that can be run once for every student.
    modules : dict of str to str
        Which module the source notebook calls by which name.
    """

    tests: tuple[Test, ...]
    eager: tuple[Statement, ...]
    modules: dict[str, str]


def cells_of(source: "NotebookNode") -> list[Cell]:
    """Return the code cells of a source notebook with their owners."""
    found = []
    for place, cell in enumerate(source.cells):
        if cell.cell_type != "code":
            continue
        meta = cell.metadata.get("nbgrader", {}) if grade_id_of(cell) else {}
        solution, grade = bool(meta.get("solution")), bool(meta.get("grade"))
        role: Role = "student" if solution else "test" if grade else "instructor"
        points = float(meta.get("points") or 0) if grade else 0.0
        found.append(Cell(place, role, cell.source, meta.get("grade_id", ""), points))
    return found


def tests_of(source: "NotebookNode") -> tuple[Test, ...]:
    """Return the tests of a source notebook, in order."""
    return plan(cells_of(source)).tests


def setup_of(source: "NotebookNode", root: Path, files: dict[str, bytes] | None = None) -> Setup:
    """Return what a judge needs to be prepared with."""
    return Setup(cells_of(source), str(root), files or {})


def _modules(node: ast.stmt) -> dict[str, str]:
    """Return the modules that an import statement names."""
    match node:
        case ast.Import(names=names):
            return {
                part.asname or part.name.partition(".")[0]: part.name
                if part.asname
                else part.name.partition(".")[0]
                for part in names
            }
        case ast.ImportFrom(module=str(module), names=names, level=0):
            return {part.asname or part.name: f"{module}.{part.name}" for part in names}
    return {}


@dataclass
class _Owned:
    """A name as it stands at some place in the notebook."""

    role: Role
    steps: set[Statement] = field(default_factory=set)
    later: frozenset[str] = frozenset()
    module: bool = False


def plan(cells: Iterable[Cell]) -> Plan:
    """Decide who owns what, going through the notebook from the top."""
    reader = _Reader()
    tests = []
    reach: list[tuple[int, frozenset[str]]] = []
    modules: dict[str, str] = {}
    for cell in cells:
        held = statements(cell.source, cell.place)
        if cell.role == "test":
            test, names = reader.test(cell, held)
            tests.append(test)
            reach.append((cell.place, names))
        for statement in held:
            reader.take(statement, cell.role)
            modules |= _modules(statement.node)
    needed = sorted({step for test in tests for step in test.steps}, key=lambda step: step.key)
    return Plan(tuple(tests), tuple(_eager(needed, reach)), modules)


def _eager(needed: list[Statement], reach: list[tuple[int, frozenset[str]]]) -> Iterable[Statement]:
    """Give the steps that may run before any test does: up to the first that changes what an earlier test saw."""
    for step in needed:
        touched = step.binds | step.changes | step.may_change
        if any(place < step.place and names & touched for place, names in reach):
            return
        yield step


class _Reader:
    """The notebook as far as it was read."""

    def __init__(self) -> None:
        self.names: dict[str, _Owned] = {}
        self.stars: set[Statement] = set()

    def take(self, statement: Statement, role: Role) -> None:
        """Go on by one statement."""
        if role == "student":
            self.students(statement)
        elif role == "test" and not statement.defines:
            for name in statement.binds:
                self.names[name] = _Owned("test")
        else:
            self.instructors(statement)

    def students(self, statement: Statement) -> None:
        for name in statement.binds:
            self.names[name] = _Owned("student")
        # What can travel has well-known methods that change it; all other methods leave it as it is.
        for name in statement.changes:
            known = self.names.get(name)
            if known and known.role == "instructor" and not known.module:
                self.names[name] = _Owned("student")

    def instructors(self, statement: Statement) -> None:
        steps, foreign = self.behind(statement.uses)
        touched = statement.changes | statement.may_change
        if foreign:
            for name in statement.binds | statement.changes:
                known = self.names.get(name)
                if name in statement.binds or (known and not known.module):
                    self.names[name] = _Owned("student")
            return
        steps.add(statement)
        if statement.star:
            self.stars.add(statement)
        for name in touched:
            if (known := self.names.get(name)) and known.role == "instructor":
                known.steps |= steps
        for name in statement.binds:
            self.names[name] = _Owned("instructor", set(steps), statement.later, statement.imports)

    def behind(self, names: Iterable[str]) -> tuple[set[Statement], set[str]]:
        """Return the instructor's steps behind some names, and which names are not the instructor's.

        What a function of the instructor's needs when it is called is followed too.
        """
        steps: set[Statement] = set()
        foreign: set[str] = set()
        waiting, seen = list(names), set(names)
        while waiting:
            name = waiting.pop()
            known = self.names.get(name)
            if known is None:
                if name in KNOWN_EVERYWHERE:
                    continue
                foreign.add(name)
            elif known.role == "instructor":
                steps |= known.steps
                more = {inner for step in known.steps for inner in step.later} - seen
                seen |= more
                waiting += more
            else:
                foreign.add(name)
        if self.stars and all(name not in self.names for name in foreign):
            steps |= self.stars  # nobody binds them: they come from there
            foreign.clear()
        return steps, foreign

    def test(self, cell: Cell, held: list[Statement]) -> tuple[Test, frozenset[str]]:
        """Read a test; return it, and all names that it reaches."""
        uses = frozenset().union(*(part.uses | part.later for part in held))
        binds = frozenset().union(*(part.binds for part in held))
        if uses & _LOOKS_NAMES_UP:
            uses |= {name for name in _mentioned(held) if name in self.names}
        stars, self.stars = self.stars, set()
        steps, foreign = self.behind(uses)
        self.stars = stars
        steps |= stars
        wants = {
            name for name in foreign
            if ((known := self.names.get(name)) and known.role == "student") or (not known and name not in binds)
        }  # fmt: skip
        soft = frozenset(name for name in wants if name not in self.names)
        reached = uses | wants | frozenset().union(*(step.binds | step.uses for step in steps))
        test = Test(
            cell.place, cell.grade_id, cell.points, cell.source, tuple(sorted(wants)), soft,
            tuple(sorted(steps, key=lambda step: step.key)), tuple(_remarks(cell, held, wants)),
        )  # fmt: skip
        return test, frozenset(reached)


def _mentioned(held: list[Statement]) -> set[str]:
    """Return the names that stand in a test's texts, as in ``"total" in globals()``."""
    texts = (
        part.value
        for statement in held
        for part in ast.walk(statement.node)
        if isinstance(part, ast.Constant) and isinstance(part.value, str)
    )
    return {name for text in texts for name in _NAME.findall(text)}


def _remarks(cell: Cell, held: list[Statement], wants: set[str]) -> Iterable[str]:
    """Say what of a test cannot work where it is judged."""
    try:
        parsed(cell.source)
    except (SyntaxError, ValueError):
        yield f"The test {cell.grade_id} is not valid Python, so nobody can pass it."
    for name in sorted(wants & {name for part in held for name in part.binds}):
        yield (
            f"The test {cell.grade_id} replaces or deletes {name}; the student's other functions, which run elsewhere, "
            "will not notice."
        )
