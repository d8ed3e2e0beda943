"""The watcher: it stands between the grader and every child, and stops a child that goes too far.

It is one small process beside the server. It reads the first five bytes of each frame and never a body; it passes a
frame on when it has all of it, so that the grader never sees half of one. What a child does cannot reach it: they
share two pipes, nothing else.
"""

import contextlib
import os
import selectors
import signal
import socket
import stat
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final, Literal

import msgspec

from alliance_grader.sandbox.limits import PAGE
from alliance_grader.warm.frames import (
    HEADER,
    KIND_OF,
    Answer,
    AskCall,
    Call,
    Canaries,
    Draw,
    Drawn,
    Ended,
    Failed,
    Finished,
    Judge,
    Judged,
    Limits,
    Ready,
    Returned,
    Started,
    Stopped,
    Values,
    encode,
)

TICK: Final = 0.025
_SCRATCH_EVERY: Final = 8
_CHUNK: Final = 1 << 18
_HELD: Final = 4 << 20
_DEEPEST: Final = 100
_FOLDER: Final = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
_UNASKED: Final = 8192
"""Frames that a child may send without being spoken to: each costs the watcher and the grader a moment."""

Reason = Literal["cell time", "time", "memory", "output", "died"]

_CHILD_SAYS: Final = {
    KIND_OF[kind]
    for kind in (Started, Ended, Values, Returned, Finished, AskCall, Judged, Drawn, Canaries, Ready, Failed)
}
_CLOCK_STARTS: Final = {KIND_OF[kind] for kind in (Started, Call, Judge, Draw)}
_CLOCK_GOES_ON: Final = {KIND_OF[Answer]}
_CLOCK_STOPS: Final = {KIND_OF[kind] for kind in (Ended, Returned, Judged, Drawn)}
_CLOCK_RESTS: Final = {KIND_OF[AskCall]}
_THEN_WAITS: Final = {KIND_OF[kind] for kind in (Ready, Values, Returned, AskCall, Judged, Drawn, Canaries)}
_SHOWN: Final = {KIND_OF[kind] for kind in (Ended, Judged)}
_FIRST: Final = {KIND_OF[Ready], KIND_OF[Failed]}
_LAST: Final = {KIND_OF[Finished], KIND_OF[Failed]}


class Job:
    """One child, and what it has used.

    Parameters
    ----------
    pid, pidfd : int
    link : socket.socket
        To the grader.
    to_child, from_child : int
        Pipes.
    limits : Limits
    scratch : str or None
        The folder that is emptied and removed after it.
    counts_files : bool
        Whether that folder is no file system of its own, so that somebody has to count.
    """

    def __init__(
        self,
        pid: int,
        pidfd: int,
        link: socket.socket,
        to_child: int,
        from_child: int,
        limits: Limits,
        scratch: str | None,
    ) -> None:
        self.pid, self.pidfd, self.link = pid, pidfd, link
        self.to_child, self.from_child = to_child, from_child
        self.limits, self.scratch = limits, scratch
        now = time.monotonic()
        self.born = self.seen = now
        self.ran = 0.0
        self.cell_ran: float | None = None
        self.cell_runs = False
        self.interrupted: float | None = None
        self.waits = False
        self.told = False
        self.ready = False
        self.finished = False
        self.output = self.sent = 0
        self.down = bytearray()
        self.down_ahead = 0
        self.up = bytearray()
        self.part = bytearray()
        self.ticks = 0
        self.unasked = 0
        self.dead = False
        self.left = False
        self.waited = self.waited_before_cell = 0.0

    # Frames.

    def from_grader(self, data: bytes) -> None:
        """Take what the grader sent: note which frames begin in it, and pass all of it on."""
        self.down += data
        while len(self.down) - self.down_ahead >= HEADER.size:
            kind, length = HEADER.unpack_from(self.down, self.down_ahead)
            self.down_ahead += HEADER.size + length
            self._clock()
            self.waits, self.told, self.unasked = False, True, 0
            if kind in _CLOCK_STARTS:
                self._start_cell()
            elif kind in _CLOCK_GOES_ON:
                self.cell_runs = True

    def gave(self, count: int) -> None:
        """Forget what was passed on to the child."""
        del self.down[:count]
        self.down_ahead -= count

    def said(self, data: bytes) -> None:
        """Take what the child sent; keep what is a whole frame for the grader."""
        self.part += data
        while not self.finished and len(self.part) >= HEADER.size:
            kind, length = HEADER.unpack_from(self.part)
            whole = HEADER.size + length
            if not self._may_say(kind, length):
                return
            if len(self.part) < whole:
                return
            self._heard(kind)
            if kind != KIND_OF[Ready]:
                self.up += self.part[:whole]
                self.sent += whole
                self.output += length if kind in _SHOWN else 0
            del self.part[:whole]
            if kind in _LAST:
                self.end()

    def _may_say(self, kind: int, length: int) -> bool:
        if kind not in _CHILD_SAYS or self.waits or (kind in _FIRST) == self.ready:
            self.stop("died", "it sent something that it must not send")
        elif self.unasked > _UNASKED:
            self.stop("output", f"more than {_UNASKED} messages")
        elif self.sent + length > self.limits.sent or (
            kind in _SHOWN and self.output + length > self.limits.output
        ):
            self.stop("output", f"more than {self.limits.output / 1e6:.0f} MB of output")
        return not self.finished

    def _heard(self, kind: int) -> None:
        self._clock()
        self.ready = True
        self.unasked += 1
        # What it is to do may have been sent before it was ready.
        self.waits = kind in _THEN_WAITS and (kind != KIND_OF[Ready] or not self.told)
        if kind in _CLOCK_STARTS:
            self._start_cell()
        elif kind in _CLOCK_RESTS:
            self.cell_runs = False
        elif kind in _CLOCK_STOPS:
            self.cell_ran, self.cell_runs, self.interrupted = None, False, None

    # Clocks and limits.

    def _start_cell(self) -> None:
        self.cell_ran, self.cell_runs, self.interrupted = 0.0, True, None
        self.waited_before_cell = _waited(self.pid)

    def _clock(self) -> None:
        now = time.monotonic()
        if not self.waits:
            self.ran += now - self.seen
            if self.cell_runs and self.cell_ran is not None:
                self.cell_ran += now - self.seen
        self.seen = now

    def look(self) -> None:
        """Look after time, memory, threads and files."""
        if self.finished:
            return
        self._clock()
        limits, now = self.limits, self.seen
        cell = limits.cell
        if self.ran > limits.total or (self.cell_ran or 0) > limits.cell:
            # A full machine is nobody's fault: what it kept the child waiting is given back, up to as much again.
            waited = _waited(self.pid)
            cell += min(max(0.0, waited - self.waited_before_cell), limits.cell)
            self.waited = min(waited, limits.total)
        if self.ran > limits.total + self.waited:
            self.stop("time", f"the notebook ran longer than {limits.total:g} seconds")
        elif now - self.born > limits.wall:
            self.stop("time", f"it was not done after {limits.wall:g} seconds")
        elif self.interrupted is not None and now - self.interrupted > limits.grace:
            self.stop(
                "cell time", f"a cell ran longer than {limits.cell:g} seconds and did not stop when told"
            )
        elif self.interrupted is None and self.cell_ran is not None and self.cell_ran > cell:
            self.interrupted = now
            _signal(self.pidfd, signal.SIGINT)
        self._look_at_memory()
        self.ticks += 1
        if self.scratch and self.ticks % _SCRATCH_EVERY == 0:
            size, count = _used(self.scratch, limits.inodes)
            if size > limits.scratch or count > limits.inodes:
                self.stop(
                    "output", f"more than {limits.scratch / 1e6:.0f} MB or {limits.inodes} files written"
                )

    def _look_at_memory(self) -> None:
        try:
            # The name of the program stands in brackets and may hold anything.
            numbers = Path(f"/proc/{self.pid}/stat").read_bytes().rpartition(b")")[2].split()
            threads, resident = int(numbers[17]), int(numbers[21]) * PAGE
        except (OSError, IndexError, ValueError):
            return  # it is ending; its pipe will tell
        if resident > self.limits.memory:
            self.stop("memory", f"more than {self.limits.memory / 2**30:g} GB of memory")
        elif threads > self.limits.threads:
            self.stop("memory", f"more than {self.limits.threads} threads")

    # The end.

    def stop(self, reason: Reason, detail: str) -> None:
        """Kill the child and say why. Only the first reason counts."""
        if not self.finished:
            self.up += encode(Stopped(reason, detail))
            self.end()

    def end(self) -> None:
        """Kill the child, whatever it still does; nothing more of it is passed on."""
        self.finished = True
        self.part.clear()
        with contextlib.suppress(OSError):  # where children can have children, they go with it
            os.killpg(self.pid, signal.SIGKILL)
        _signal(self.pidfd, signal.SIGKILL)


def _waited(pid: int) -> float:
    """Return the seconds for which a process could have run and the machine had no time for it."""
    try:
        return int(Path(f"/proc/{pid}/schedstat").read_bytes().split()[1]) / 1e9
    except (OSError, IndexError, ValueError):
        return 0.0


def _signal(pidfd: int, number: signal.Signals) -> None:
    with contextlib.suppress(OSError):  # it has ended
        signal.pidfd_send_signal(pidfd, number)


class Watcher:
    """Looks after every job of a server at once.

    Parameters
    ----------
    server : socket.socket
        From here come new jobs; when it closes, everything ends.
    """

    def __init__(self, server: socket.socket) -> None:
        self.server = server
        self.selector = selectors.DefaultSelector()
        self.selector.register(server, selectors.EVENT_READ, None)
        self.wanted: dict[int, int] = {}
        self.jobs: set[Job] = set()
        self.gone = False

    def run(self) -> None:
        """Watch until the server has gone."""
        looked = time.monotonic()
        while not self.gone:
            for key, _ in self.selector.select(TICK if self.jobs else None):
                if key.data is None:
                    self._take_job()
                else:
                    job, work = key.data
                    self._guarded(job, work)
            now = time.monotonic()
            if now - looked >= TICK:
                looked = now
                for job in list(self.jobs):
                    self._guarded(job, job.look)
        for job in self.jobs:
            job.end()

    def _guarded(self, job: Job, work: Callable[[], None]) -> None:
        """Do something for a job; whatever goes wrong with it is the end of that job alone."""
        if job not in self.jobs:
            return
        try:
            work()
            self._arrange(job)
        except Exception as error:
            job.stop("died", f"the watcher failed ({type(error).__name__})")
            self._leave(job)

    def _take_job(self) -> None:
        data, descriptors, _, _ = socket.recv_fds(self.server, 1 << 16, 4)
        if not data:
            self.gone = True
            return
        pid, scratch, limits = msgspec.msgpack.decode(data, type=tuple[int, str | None, Limits])
        link, to_child, from_child, pidfd = descriptors
        for descriptor in descriptors:
            os.set_blocking(descriptor, False)
        job = Job(pid, pidfd, socket.socket(fileno=link), to_child, from_child, limits, scratch)
        self.jobs.add(job)
        self._want(pidfd, selectors.EVENT_READ, job, lambda: self._ended(job))
        self._arrange(job)

    def _arrange(self, job: Job) -> None:
        """Ask to be woken for what can be done next."""
        if job not in self.jobs:
            return
        hear = bool(not job.finished and len(job.up) < _HELD)
        feed = bool(not job.finished and job.down_ahead and job.down)
        # The grader's end is always listened to: when it closes, the job is over.
        take = len(job.down) < _HELD
        self._want(job.from_child, selectors.EVENT_READ if hear else 0, job, lambda: self._hear(job))
        self._want(job.to_child, selectors.EVENT_WRITE if feed else 0, job, lambda: self._feed(job))
        if not job.left:
            wanted = (selectors.EVENT_READ if take else 0) | (selectors.EVENT_WRITE if job.up else 0)
            self._want(job.link.fileno(), wanted, job, lambda: self._link(job))
        if job.finished and not job.up and job.dead:
            self._drop(job)

    def _want(self, descriptor: int, events: int, job: Job, work: Callable[[], None]) -> None:
        known = self.wanted.get(descriptor, 0)
        if known == events:
            return
        if not known:
            self.selector.register(descriptor, events, (job, work))
        elif not events:
            self.selector.unregister(descriptor)
        else:
            self.selector.modify(descriptor, events, (job, work))
        self.wanted[descriptor] = events

    def _forget(self, descriptor: int) -> None:
        """Listen to a descriptor no longer: it is about to be closed, and its number given to another."""
        if self.wanted.pop(descriptor, 0):
            self.selector.unregister(descriptor)

    def _hear(self, job: Job) -> None:
        data = _read(job.from_child)
        if data is None:
            return
        if data:
            job.said(data)
        else:
            job.stop("died", "the program that runs the notebook ended")

    def _feed(self, job: Job) -> None:
        try:
            job.gave(os.write(job.to_child, memoryview(job.down)[: min(job.down_ahead, _CHUNK)].tobytes()))
        except BlockingIOError:
            pass
        except OSError:
            job.gave(min(job.down_ahead, len(job.down)))  # it no longer listens

    def _link(self, job: Job) -> None:
        if job.up:
            try:
                sent = job.link.send(memoryview(job.up)[:_CHUNK].tobytes())
                del job.up[:sent]
            except BlockingIOError:
                pass
            except OSError:
                self._leave(job)
                return
        if len(job.down) >= _HELD:
            return
        try:
            data = job.link.recv(_CHUNK)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if not data:
            self._leave(job)
        elif not job.finished:
            job.from_grader(data)

    def _leave(self, job: Job) -> None:
        """End a job whose grader has gone: nobody is left to tell."""
        job.end()
        job.up.clear()
        job.left = True
        self._forget(job.link.fileno())
        if job.dead:
            self._drop(job)

    def _ended(self, job: Job) -> None:
        """Hear what a dead child said last, then let go of it."""
        job.dead = True
        self._forget(job.pidfd)
        while not job.finished and (data := _read(job.from_child)):
            job.said(data)
        job.stop("died", "the program that runs the notebook ended")

    def _drop(self, job: Job) -> None:
        self.jobs.discard(job)
        for descriptor in (job.pidfd, job.to_child, job.from_child, job.link.fileno()):
            self._forget(descriptor)
        job.link.close()
        for descriptor in (job.pidfd, job.to_child, job.from_child):
            os.close(descriptor)
        if job.scratch:
            _sweep(job.scratch)


def _read(descriptor: int) -> bytes | None:
    try:
        return os.read(descriptor, _CHUNK)
    except BlockingIOError:
        return None


def _used(folder: str, enough: int) -> tuple[int, int]:
    """Return how many bytes and files lie in a folder.

    Counting stops soon after `enough` files. Folders that are nested too deeply to be looked at count as too many.
    """
    size = count = 0
    todo = [(folder, 0)]
    while todo and count <= enough:
        place, depth = todo.pop()
        if depth > _DEEPEST:
            return size, enough + 1
        with contextlib.suppress(OSError), os.scandir(place) as entries:
            for entry in entries:
                count += 1
                if count > enough:
                    break
                known = entry.stat(follow_symlinks=False)
                size += known.st_blocks * 512
                if stat.S_ISDIR(known.st_mode):
                    todo.append((entry.path, depth + 1))
    return size, count


def _sweep(folder: str) -> None:
    """Remove a folder without keeping the other jobs waiting."""
    with contextlib.suppress(OSError):
        Path(folder).rmdir()
        return
    if os.fork() == 0:
        try:
            remove(folder)
        finally:
            os._exit(0)


def remove(folder: str) -> None:
    """Remove a folder that a student wrote into: no link is followed, no depth and no mode stops it.

    It steps down and up again, one open folder at a time, since a path could become too long.
    """
    with contextlib.suppress(OSError):
        here = os.open(folder, _FOLDER)
        above: list[tuple[str, list[str]]] = []
        folders = _empty(here)
        while True:
            if folders:
                name = folders.pop()
                with contextlib.suppress(OSError):
                    os.chmod(name, 0o700, dir_fd=here)
                try:
                    inner = os.open(name, _FOLDER, dir_fd=here)
                except OSError:
                    continue
                os.close(here)
                above.append((name, folders))
                here, folders = inner, _empty(inner)
            elif above:
                outer = os.open("..", _FOLDER, dir_fd=here)
                os.close(here)
                name, folders = above.pop()
                here = outer
                with contextlib.suppress(OSError):
                    os.rmdir(name, dir_fd=here)
            else:
                break
        os.close(here)
        Path(folder).rmdir()


def _empty(folder: int) -> list[str]:
    """Remove the files in an open folder; return the folders in it."""
    folders = []
    with contextlib.suppress(OSError):
        os.fchmod(folder, 0o700)
        for name in os.listdir(folder):
            try:
                os.unlink(name, dir_fd=folder)
            except OSError:
                folders.append(name)
    return folders
