"""The warm server: ``python -m alliance_grader.warm.server DESCRIPTOR``.

Three processes: a guard that waits for the grader or the server to go, so that nothing is left behind; the watcher
(`alliance_grader.warm.watch`); and the server itself, which imports a role's module, warms it up and then forks one
fresh child for each job. Whatever a job does, the next one starts from the same memory.
"""

import contextlib
import gc
import importlib
import os
import select
import signal
import socket
import sys
import tempfile
import traceback
import warnings
from pathlib import Path
from typing import Any, Final, NoReturn, Protocol

import msgspec

from alliance_grader.sandbox import linux
from alliance_grader.sandbox.isolate import Isolation
from alliance_grader.sandbox.levels import Level, Sandbox
from alliance_grader.warm.channel import Channel
from alliance_grader.warm.frames import HEADER, Failed, Limits, Ready
from alliance_grader.warm.watch import Watcher

PATIENCE: Final = 3.0


class Setup(msgspec.Struct, frozen=True):
    """What the grader tells the server first."""

    module: str
    setup: bytes
    level: Level
    sandbox: Sandbox
    base: str


class Up(msgspec.Struct, frozen=True):
    """What the server answers when it is warm; or the sentence that says why it is not."""

    error: str | None = None


class _Role(Protocol):
    def prepare(self, setup: bytes) -> None: ...

    def serve(self, channel: Channel) -> None: ...


def main(control: socket.socket) -> None:
    """Be the guard: start the server, and leave nothing behind."""
    os.umask(0o022)
    setup = msgspec.msgpack.decode(_receive(control), type=Setup)
    role = setup.module
    isolation = Isolation.plan(
        setup.level, setup.sandbox, setup.base, sees_grader=role.endswith("judge.child")
    )
    try:
        isolation.before_first_fork()
    except OSError as error:
        _answer(control, Up(f"This machine does not allow the isolation it was asked for ({error})."))
        return
    server = os.fork()
    if server == 0:
        with _last_word(control):
            _serve(control, setup, isolation)
        os._exit(0)
    pidfd = os.pidfd_open(server)
    poll = select.poll()
    poll.register(control, 0)  # only whether the other end has closed
    poll.register(pidfd, select.POLLIN)
    poll.poll()
    # The server sees the closed end as well and goes by itself, unless it is busy.
    select.select([pidfd], [], [], PATIENCE)
    with contextlib.suppress(OSError):
        signal.pidfd_send_signal(pidfd, signal.SIGKILL)
    os.waitpid(server, 0)


@contextlib.contextmanager
def _last_word(control: socket.socket) -> Any:
    try:
        yield
    except BaseException as error:
        traceback.print_exc()
        with contextlib.suppress(OSError):
            _answer(
                control,
                Up(f"The server that runs notebooks did not come up ({type(error).__name__}: {error})."),
            )
        os._exit(1)


def _serve(control: socket.socket, setup: Setup, isolation: Isolation) -> None:
    own_namespace = os.open("/proc/self/ns/pid", os.O_RDONLY | os.O_CLOEXEC)
    gc.disable()  # what is imported stays; looking through it again and again takes a sixth of the start
    role: _Role = importlib.import_module(setup.module)
    isolation.server()
    os.environ.update(HOME=isolation.home, TMPDIR=isolation.home, MPLCONFIGDIR=isolation.home)
    tempfile.tempdir = None
    watcher = _start_watcher(control)
    sys.path[:] = [path for path in sys.path if Path(path).exists()]
    importlib.invalidate_caches()
    role.prepare(setup.setup)
    threads = [task for task in Path("/proc/self/task").iterdir() if int(task.name) != os.getpid()]
    if threads:
        _answer(
            control,
            Up(
                "Something that the notebook imports leaves a thread behind, so nothing can be started from it."
            ),
        )
        return
    gc.collect()
    gc.freeze()
    gc.enable()
    if setup.level == "landlock":
        isolation.plan_rules()
    _answer(control, Up())
    # Children that have ended are forgotten at once.
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    poll = select.poll()
    poll.register(control, select.POLLIN)
    poll.register(watcher, select.POLLIN)
    while True:
        ready = dict(poll.poll())
        if watcher.fileno() in ready:
            return  # without a watcher nothing may run
        header, descriptors, _, _ = socket.recv_fds(control, HEADER.size, 1)
        if not header:
            return
        data = _receive(control, header)
        limits = msgspec.msgpack.decode(data, type=Limits)
        _spawn(socket.socket(fileno=descriptors[0]), limits, role, isolation, watcher, own_namespace)


def _start_watcher(control: socket.socket) -> socket.socket:
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    if os.fork() == 0:
        try:
            ours.close()
            control.close()
            linux.die_with_parent()
            linux.drop_capabilities()
            signal.signal(signal.SIGCHLD, signal.SIG_IGN)
            Watcher(theirs).run()
        except BaseException:
            traceback.print_exc()
        os._exit(0)
    theirs.close()
    return ours


def _spawn(
    link: socket.socket,
    limits: Limits,
    role: _Role,
    isolation: Isolation,
    watcher: socket.socket,
    own_namespace: int,
) -> None:
    """Fork a child for a job, and hand it to the watcher."""
    source, to_child = os.pipe2(os.O_CLOEXEC)
    from_child, sink = os.pipe2(os.O_CLOEXEC)
    scratch = None
    if isolation.level != "namespaces" and isolation.sandbox.writable:
        scratch = tempfile.mkdtemp(dir=isolation.base, prefix="job-")
    if isolation.level == "namespaces":
        # The next child is the first process of a namespace of its own.
        linux.setns(own_namespace, linux.CLONE_NEWPID)
        linux.unshare(linux.CLONE_NEWPID)
    pid = os.fork()
    if pid == 0:
        _child(source, sink, limits, role, isolation, scratch)
    pidfd = os.pidfd_open(pid)
    message = msgspec.msgpack.encode((pid, scratch, limits))
    socket.send_fds(watcher, [message], [link.fileno(), to_child, from_child, pidfd])
    for descriptor in (source, sink, to_child, from_child, pidfd):
        os.close(descriptor)
    link.close()


def _child(
    source: int, sink: int, limits: Limits, role: _Role, isolation: Isolation, scratch: str | None
) -> NoReturn:
    """Be a child: isolated first, then the role."""
    status = 1
    try:
        os.setsid()
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # until a role says what it means
        source, sink = _keep_only(source, sink)
        if isolation.level == "namespaces":
            home = scratch = isolation.home if isolation.sandbox.writable else None
        else:
            home = scratch
        os.environ.update(HOME=home or "/", TMPDIR=home or "/", MPLCONFIGDIR=home or "/")
        try:
            isolation.child(limits, scratch)
        except OSError as error:
            Channel(source, sink, limits).send(Failed(str(error)))
            os._exit(1)
        if os.getppid() == 1:
            os._exit(1)  # the server went before this child was tied to it
        tempfile.tempdir = None
        _forget_the_past()
        channel = Channel(source, sink, limits, home)
        channel.send(Ready())
        role.serve(channel)
        status = 0
    finally:
        os._exit(status)


def _keep_only(source: int, sink: int) -> tuple[int, int]:
    """Close every descriptor but two, which become 3 and 4; what is printed past Python goes nowhere."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    high = max(source, sink, nowhere, 8) + 1
    kept = [os.dup2(fd, high + place) for place, fd in enumerate((nowhere, nowhere, nowhere, source, sink))]
    for place, descriptor in enumerate(kept):
        os.dup2(descriptor, place)
    os.closerange(len(kept), os.sysconf("SC_OPEN_MAX"))
    return 3, 4


def _forget_the_past() -> None:
    """Let nothing random repeat between children, and nothing be unsaid because the warm-up heard it."""
    import random

    random.seed()
    if "numpy" in sys.modules:
        sys.modules["numpy"].random.seed()
    # A warning is shown once for each place, and the warm-up has been there.
    if mutated := getattr(warnings, "_filters_mutated", None):
        mutated()


def _answer(control: socket.socket, up: Up) -> None:
    data = msgspec.msgpack.encode(up)
    control.sendall(HEADER.pack(0, len(data)) + data)


def _receive(control: socket.socket, header: bytes = b"") -> bytes:
    while len(header) < HEADER.size:
        more = control.recv(HEADER.size - len(header))
        if not more:
            raise EOFError("the grader has gone")
        header += more
    left = HEADER.unpack(header)[1]
    data = bytearray()
    while len(data) < left:
        more = control.recv(min(left - len(data), 1 << 20))
        if not more:
            raise EOFError("the grader has gone")
        data += more
    return bytes(data)


if __name__ == "__main__":
    main(socket.socket(fileno=int(sys.argv[1])))
