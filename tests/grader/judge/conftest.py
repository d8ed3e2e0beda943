"""A small class room: cells of a source notebook, what a student has written, and a judge; the wire between is real."""

import atexit
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest
from IPython.core.interactiveshell import InteractiveShell

from alliance_grader.judge.child import Court
from alliance_grader.judge.names import Cell, Role, Setup
from alliance_grader.values import Calls, pack
from alliance_grader.warm.frames import Judged

ROLES: dict[str, Role] = {"locked": "instructor", "answer": "student", "test": "test"}


@dataclass
class Room:
    """One assignment; `judge` lets a student's answers run and returns the verdicts by the tests' names."""

    cells: list[Cell]
    court: Court
    says: dict[str, bytes] = field(default_factory=dict)

    def judge(
        self, *answers: str, changes: Callable[[str, bytes], bytes] = lambda _, packed: packed
    ) -> list[Judged]:
        space: dict[str, object] = {"__name__": "__main__"}
        calls = Calls(space)
        verdicts = []
        written = iter(answers)
        for cell in self.cells:
            if cell.role == "test":
                test = self.court.tests[cell.place]
                values = {name: changes(name, pack(space[name])) for name in test.wants if name in space}
                verdicts.append(self.court.judge(cell.place, values, calls.answer))
                continue
            source = next(written, cell.source) if cell.role == "student" else cell.source
            try:
                exec(compile(source, "notebook", "exec"), space)  # noqa: S102
            except Exception as error:
                space["_"] = error
        return verdicts


def room_of(*cells: tuple[str, str], points: float = 4.0) -> Room:
    """Make a room from (kind, source) pairs; every test is worth the same."""
    made = [
        Cell(place, ROLES[kind], source, f"{kind}-{place}", points if kind == "test" else 0.0)
        for place, (kind, source) in enumerate(cells)
    ]
    court = Court(Setup(made, "/nowhere"))
    court.rehearse()
    court.open()
    return Room(made, court)


MakeRoom = Callable[..., Room]


@pytest.fixture
def room() -> Iterator[MakeRoom]:
    yield room_of
    # At exit every shell would collect garbage, a third of a second each.
    atexit.unregister(InteractiveShell.instance().atexit_operations)
    InteractiveShell.clear_instance()
