"""The child that runs a student's notebook: cells in order, values where they are asked for, calls of functions."""

import contextlib
import io
import json
import signal
import sys
from pathlib import Path, PurePosixPath
from types import FrameType
from typing import Any, Final

from alliance_grader import values
from alliance_grader.run.opening import Opening, opening_of, played, played_again
from alliance_grader.run.outputs import Outputs, plain_text
from alliance_grader.run.shell import EndOfCell, ZMQInteractiveShell, fresh, make
from alliance_grader.warm.channel import Channel
from alliance_grader.warm.frames import (
    Call,
    CellWork,
    Ended,
    Finished,
    GoOn,
    Message,
    Returned,
    Started,
    Values,
    Work,
)

# The grader's own folder cannot be seen from inside, so that all that may be needed is imported before.
import alliance_grader.values.tables  # isort: skip  # noqa: F401

_WARM: Final = (
    "import plotly.graph_objects as go\nfrom IPython.display import display\ndisplay(go.Figure(go.Bar(y=[1, 2])))\n",
    "def wrong():\n    return {}['nothing']\nwrong()\n",
)
_shell: ZMQInteractiveShell | None = None
_opening: Opening | None = None


def prepare(setup: bytes) -> None:
    """Warm up: run the released notebook once, a figure and an error, and forget all of it; then run its opening.

    Parameters
    ----------
    setup : bytes
        The released notebook as JSON.
    """
    global _shell, _opening  # noqa: PLW0603 - one shell a process is IPython's own rule
    _shell = make()
    cells = json.loads(setup)["cells"] if setup else []
    once = played(_shell, opening_of(cells))
    sources = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
    for number, source in enumerate([*sources[len(once.cells) :], *_used()]):
        _shell.run(len(cells) + number, source)
    fresh(_shell)
    values.look()
    _opening = played_again(_shell, once)
    if _opening is None:
        fresh(_shell)


def _used() -> list[str]:
    """Leave out of the warm-up what the course does not use: it would only be in the way."""
    return [text for text in _WARM if text.split()[1].split(".")[0] in sys.modules or text.startswith("def")]


def serve(channel: Channel) -> None:
    """Run one notebook."""
    shell = _shell
    work = channel.receive()
    if shell is None or not isinstance(work, Work):
        return
    _put(work.files)
    shell.cell_limit = channel.limits.cell
    shell.catch_past_python()
    interrupts = _Interrupts(shell)
    counts: dict[int, int | None] = {}
    known = _known(shell, work)
    for cell in work.cells:
        channel.send(Started(cell.index))
        if cell.index in known:
            outputs, counts[cell.index] = known[cell.index]
        else:
            with interrupts.allowed():
                outputs, counts[cell.index] = shell.run(cell.index, cell.source)
        channel.send(Ended(cell.index, outputs, counts[cell.index]))
        shell.outputs.changed.discard(cell.index)
        if cell.wants and not _answer(channel, shell, cell, interrupts):
            return
    for index in sorted(shell.outputs.changed):
        # A later cell updated what this one shows.
        channel.send(Ended(index, shell.outputs.cells[index], counts[index]))
    channel.send(Finished())


def _known(shell: ZMQInteractiveShell, work: Work) -> dict[int, tuple[list[dict[str, Any]], int | None]]:
    """Return what the opening showed, when this notebook has the same one; else forget it."""
    if _opening is None:
        return {}
    if _opening.begins(work):
        return _opening.shown
    fresh(shell)
    return {}


def _answer(channel: Channel, shell: ZMQInteractiveShell, cell: CellWork, interrupts: "_Interrupts") -> bool:
    """Send what a test wants to know, and call functions until it knows enough."""
    space = shell.user_ns
    found = {name: values.pack(space[name]) for name in cell.wants if name in space}
    calls = values.Calls(space, (KeyboardInterrupt, EndOfCell))
    channel.send(Values(cell.index, found))
    while True:
        message: Message | None = channel.receive()
        if isinstance(message, GoOn):
            return True
        if not isinstance(message, Call):
            return False
        channel.send(_call(message, calls, shell, interrupts))


def _call(call: Call, calls: values.Calls, shell: ZMQInteractiveShell, interrupts: "_Interrupts") -> Returned:
    """Call a function of the student's. What it prints is not shown: no cell is running."""
    kept, shell.outputs = shell.outputs, Outputs()
    printed = io.StringIO()
    try:
        with interrupts.allowed(), contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed):
            value, error = calls.answer(call.name, call.args, call.kwargs)
        return Returned(value=value, error=error and plain_text(error))
    except KeyboardInterrupt:
        return Returned(error=f"ran longer than {shell.cell_limit:g} seconds and was stopped")
    except EndOfCell:
        return Returned(error="raised SystemExit")
    finally:
        shell.outputs = kept


def _put(files: dict[str, bytes]) -> None:
    """Put the files that lie beside the notebook into the working folder."""
    here = Path.cwd()
    for name, content in files.items():
        parts = PurePosixPath(name).parts
        if not parts or name.startswith("/") or ".." in parts:
            continue
        place = here.joinpath(*parts)
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)


class _Interrupts:
    """The watcher's signal: it interrupts a cell once, and nothing else."""

    def __init__(self, shell: ZMQInteractiveShell) -> None:
        self.shell = shell
        self.on = False

    def _take(self, _number: int, _frame: FrameType | None) -> None:
        if self.on:
            self.on = False
            self.shell.interrupted = True
            raise KeyboardInterrupt

    @contextlib.contextmanager
    def allowed(self) -> Any:
        """Let the signal through, whatever an earlier cell made of it."""
        self.shell.interrupted = False
        with contextlib.suppress(ValueError):
            signal.signal(signal.SIGINT, self._take)
        self.on = True
        try:
            yield
        finally:
            self.on = False
