"""The opening of a notebook: the released cells before its first answer, run once in the server for everybody.

They load the same data and draw the same pictures for each student of a class. A child that is forked after them has
what they left behind, and sends on what they showed. That is only done where nobody could tell the difference: what
they make is plain data, the same each time; they draw nothing by chance, write no file, and raise and complain of
nothing. A notebook whose opening is another one forgets it and runs its own cells.
"""

import os
import random
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final
from unittest.mock import patch

from alliance_grader import values
from alliance_grader.run.shell import ZMQInteractiveShell
from alliance_grader.warm.frames import Work

_STRANGE: Final = values.pack(object())[:5]
_SHOWN: Final = {"stream", "display_data", "execute_result"}


@dataclass(frozen=True)
class Opening:
    """What the opening was, and what came of it.

    Attributes
    ----------
    cells : tuple of (int, str)
        The places and sources of its code cells.
    shown : dict of int to (list, int or None)
        What each showed, and its execution count.
    left : dict of str to bytes
        The names that it made, packed.
    files : tuple of str
        What lay in the working folder before.
    """

    cells: tuple[tuple[int, str], ...]
    shown: dict[int, tuple[list[dict[str, Any]], int | None]] = field(default_factory=dict)
    left: dict[str, bytes] = field(default_factory=dict)
    files: tuple[str, ...] = ()

    def begins(self, work: Work) -> bool:
        """Tell whether a student's notebook begins with it, and with nothing beside it."""
        first = work.cells[: len(self.cells)]
        return not work.files and self.cells == tuple(
            (cell.index, cell.source) for cell in first if not cell.wants
        )


def opening_of(cells: Sequence[Mapping[str, Any]]) -> Opening:
    """Return the opening of a released notebook, not run yet: its code cells before the first answer or test."""
    found: list[tuple[int, str]] = []
    for place, cell in enumerate(cells):
        marks = cell.get("metadata", {}).get("nbgrader", {})
        if marks.get("solution") or marks.get("grade"):
            break
        if cell["cell_type"] == "code":
            found.append((place, "".join(cell["source"])))
    return Opening(tuple(found))


def played(shell: ZMQInteractiveShell, opening: Opening) -> Opening:
    """Run an opening in a shell where nothing ran; return it with what came of it."""
    files = _files()
    shown = {place: shell.run(place, source) for place, source in opening.cells}
    values.look()
    names = [name for name in shell.user_ns if not name.startswith("_") and name not in shell.user_ns_hidden]
    return Opening(opening.cells, shown, {name: _packed(shell.user_ns[name]) for name in names}, files)


def _packed(value: object) -> bytes:
    if isinstance(value, type) and value.__module__ != "__main__":
        return f"{value.__module__}.{value.__qualname__}".encode()
    return values.pack(value)


def played_again(shell: ZMQInteractiveShell, once: Opening) -> Opening | None:
    """Run an opening a second time, to be kept; None when that could make a difference to a student."""
    written = os.fstat(1).st_size
    with _chance() as used:
        again = played(shell, once)
    if used or again != once or os.fstat(1).st_size != written:
        return None
    outputs = [output for these, _ in again.shown.values() for output in these]
    if any(output["output_type"] not in _SHOWN or output.get("name") == "stderr" for output in outputs):
        return None
    # What does not travel may hide a state that another student must not share: a generator, an open file.
    return None if any(packed.startswith(_STRANGE) for packed in again.left.values()) else again


def _files() -> tuple[str, ...]:
    return tuple(sorted(str(place) for place in Path.cwd().rglob("*")))


@contextmanager
def _chance() -> Iterator[list[str]]:
    """Note every use of chance in a list."""
    used: list[str] = []
    numpy = sys.modules.get("numpy")

    def states() -> tuple[object, ...]:
        return random.getstate(), repr(numpy.random.get_state()) if numpy else None

    def noting(size: int) -> bytes:
        used.append("the system's")
        return os.getrandom(size)

    seed = random.Random.seed

    def seeding(self: random.Random, a: Any = None, version: int = 2) -> None:
        if a is None:
            used.append("a new generator's")
        seed(self, a, version)

    random.seed()
    if numpy:
        numpy.random.seed()
    before = states()  # another one than at the first time: who sets a state of their own is found out, too
    with (
        patch("os.urandom", noting),
        patch("random._urandom", noting),
        patch.object(random.Random, "seed", seeding),
    ):
        yield used
    if states() != before:
        used.append("the process's own")
