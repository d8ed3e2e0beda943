"""The grader's side: start a warm server, get a fresh child for each job, talk to it."""

import os
import socket
import subprocess
import sys
import threading
import time
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Final, Literal, Self

import msgspec

from alliance.errors import CourseError
from alliance_grader.files import temporary_folder
from alliance_grader.sandbox.levels import Level, Sandbox
from alliance_grader.sandbox.namespaces import NOBODY
from alliance_grader.warm.frames import (
    HEADER,
    Failed,
    Finished,
    FrameError,
    Limits,
    Message,
    Stopped,
    encode,
    read,
)
from alliance_grader.warm.server import Setup, Up
from alliance_grader.warm.watch import remove

Role = Literal["run", "judge", "probe"]

_MODULES: Final = {
    "run": "alliance_grader.run.child",
    "judge": "alliance_grader.judge.child",
    "probe": "alliance_grader.sandbox.canaries",
}
WARM_UP: Final = 180.0
"""Seconds that a server may take to come up."""
_GOES: Final = 8.0
# One thread each: what would be gained by more is lost to the other jobs, and a thread cannot be forked.
_ENVIRONMENT: Final = {
    "JE_ARROW_MALLOC_CONF": "background_thread:false",  # of pyarrow, under pandas
    "LANG": "C.UTF-8",
    "MPLBACKEND": "module://matplotlib_inline.backend_inline",
    "NUMEXPR_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "PATH": "/usr/bin:/bin",
    "PLOTLY_RENDERER": "plotly_mimetype",
    "PYTHONDONTWRITEBYTECODE": "1",
    "PYTHONSAFEPATH": "1",
    "PYTHONUTF8": "1",
}


class ServerGoneError(CourseError):
    """A server or its watcher has gone: no fault of the submission that was run."""


class Child:
    """One job in a process of its own, which exists until `close`. For one thread at a time.

    Made by `Warm.child`.

    Attributes
    ----------
    lost : bool
        Whether it ended without a word from the watcher: the machine's fault, since no child can reach that.
    """

    def __init__(self, link: socket.socket, limits: Limits) -> None:
        self._link = link
        self._limits = limits
        self._last: Message | None = None
        self.lost = False

    def send(self, message: Message) -> None:
        """Send a message. When the child has gone nothing happens: `receive` tells."""
        data = encode(message)
        if self._last is None:
            try:
                self._link.settimeout(self._limits.wall)
                self._link.sendall(data)
            except OSError:
                pass

    def receive(self, timeout: float | None = None) -> Message:
        """Wait for the next message. It never raises, whatever the child does.

        Parameters
        ----------
        timeout : float, optional
            Seconds to wait; by default what the limits allow, after which the watcher must have spoken.

        Returns
        -------
        Message
            ``Stopped`` when the child was stopped, is gone, sent what cannot be read, or nothing came in time;
            it is closed then, and every later call gives the same. ``Finished`` is the last as well.
        """
        if self._last is not None:
            return self._last
        until = time.monotonic() + (self._limits.wall if timeout is None else timeout)

        def receive(size: int) -> bytes:
            self._link.settimeout(max(0.001, until - time.monotonic()))
            return self._link.recv(size)

        try:
            message = read(receive)
        except TimeoutError:
            message = Stopped("time", "nothing came from it in time")
        except FrameError as error:
            message = Stopped("died", str(error))
        except OSError:
            message = None
        if message is None:
            self.lost = True
            message = Stopped("died", "the program that runs it has gone")
        if isinstance(message, Failed):
            message = Stopped("died", f"it could not be isolated: {message.reason}")
        if isinstance(message, Stopped | Finished):
            self._last = message
            self._link.close()
        return message

    def close(self) -> None:
        """End the job, wherever it stands, with all that it holds. May be called twice."""
        if self._last is None:
            self._last = Stopped("died", "it was closed")
        self._link.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class Warm:
    """A process that has imported what jobs need, and forks a fresh child for each. For any number of threads.

    Parameters
    ----------
    role : {"run", "judge"}
        Which module its children run: ``alliance_grader.<role>.child``, with ``prepare(setup: bytes)``, called once
        in the server, and ``serve(channel)``, called in every child. Both run inside the sandbox.
    setup : bytes or msgspec.Struct
        What `prepare` gets; a struct goes as msgpack. For ``run``: the released notebook, as JSON.
    level : Level
        How children are isolated.
    sandbox : Sandbox
        What they may see.

    Raises
    ------
    CourseError
        On entering, when the server does not come up; from `child`, when it has gone since.
    """

    def __init__(
        self, role: Role, setup: object, level: Level = "namespaces", sandbox: Sandbox | None = None
    ) -> None:
        self._module = _MODULES[role]
        self._setup = setup if isinstance(setup, bytes) else msgspec.msgpack.encode(setup)
        self._level: Level = level
        self._sandbox = sandbox or Sandbox()
        self._turn = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None
        self._base: Path | None = None
        self._place = ExitStack()

    def __enter__(self) -> Self:
        try:
            self._base = self._place.enter_context(temporary_folder("alliance-warm-"))
            self._start(self._base)
        except BaseException:
            self.close()
            raise
        return self

    def _start(self, base: Path) -> None:
        if os.geteuid() == 0:
            os.chown(base, NOBODY, NOBODY)
        self._control, theirs = socket.socketpair()
        with theirs, (base / "story").open("wb") as story:
            self._process = subprocess.Popen(  # noqa: S603 - this very Python
                [sys.executable, "-m", "alliance_grader.warm.server", str(theirs.fileno())],
                env=self._environment(base),
                cwd=base,
                stdin=subprocess.DEVNULL,
                stdout=story,
                stderr=story,
                pass_fds=[theirs.fileno()],
                start_new_session=True,
            )
        setup = Setup(self._module, self._setup, self._level, self._sandbox, str(base))
        up = self._say(msgspec.msgpack.encode(setup))
        if up.error:
            raise CourseError(up.error)

    def _say(self, data: bytes) -> Up:
        control = self._control
        assert control is not None  # noqa: S101
        control.settimeout(WARM_UP)
        try:
            control.sendall(HEADER.pack(0, len(data)) + data)
            answer = bytearray()
            while len(answer) < HEADER.size or len(answer) < HEADER.size + HEADER.unpack_from(answer)[1]:
                more = control.recv(1 << 16)
                if not more:
                    return Up(f"The server that runs notebooks ended at its start{self._last_line()}.")
                answer += more
        except TimeoutError:
            return Up(f"The server that runs notebooks was not ready after {WARM_UP:g} seconds.")
        except OSError:
            return Up(f"The server that runs notebooks ended at its start{self._last_line()}.")
        return msgspec.msgpack.decode(bytes(answer[HEADER.size :]), type=Up)

    def _last_line(self) -> str:
        story = (self._base or Path()) / "story"
        lines = story.read_text(errors="replace").split("\n") if story.is_file() else []
        said = [line for line in lines if line.strip()]
        return f": {said[-1].strip()}" if said else ""

    def _environment(self, base: Path) -> dict[str, str]:
        given = _ENVIRONMENT | {"HOME": str(base), "MPLCONFIGDIR": str(base), "TMPDIR": str(base)}
        for name in ("PYTHONHASHSEED", "TZ"):
            if name in os.environ:
                given[name] = os.environ[name]
        return given | self._sandbox.environment

    def child(self, limits: Limits | None = None) -> Child:
        """Start a job; its child isolates itself before it reads what is sent to it."""
        allowed = limits or Limits()
        ours, theirs = socket.socketpair()
        data = msgspec.msgpack.encode(allowed)
        try:
            with theirs, self._turn:
                if self._control is None:
                    raise OSError
                self._control.settimeout(WARM_UP)
                message = HEADER.pack(0, len(data)) + data
                sent = socket.send_fds(self._control, [message], [theirs.fileno()])
                self._control.sendall(message[sent:])
        except OSError:
            ours.close()
            raise ServerGoneError("The server that runs notebooks has gone; grade again.") from None
        return Child(ours, allowed)

    def close(self) -> None:
        """End the server and every job."""
        with self._turn:
            if self._control is not None:
                self._control.close()
                self._control = None
        if self._process is not None:
            try:
                self._process.wait(_GOES)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        if self._base is not None:
            remove(str(self._base))

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
