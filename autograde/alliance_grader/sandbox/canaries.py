"""Canaries: what a child tries that must not work, and what it tries that must.

A machine's sandbox is judged by these, never by which programs or options it seems to have.
"""

import ctypes
import importlib
import os
import signal
import socket
import threading
from collections.abc import Callable
from pathlib import Path

import msgspec

from alliance_grader.warm.channel import Channel
from alliance_grader.warm.frames import Canaries, Work


class Plan(msgspec.Struct, frozen=True):
    """What is there to be tried.

    Attributes
    ----------
    secrets : list of str
        Files that hold something, and must not be read.
    folders : list of str
        Folders that must not be listed.
    outside : str
        A folder that anybody may write into, and the child must not.
    port : int
        Where somebody listens on this machine.
    name : str
        An abstract address where somebody listens.
    pid : int
        A process of the same user, which must not be signalled or looked at.
    """

    secrets: list[str]
    folders: list[str]
    outside: str
    port: int
    name: str
    pid: int


def prepare(setup: bytes) -> None:
    """Nothing is warmed up."""


def serve(channel: Channel) -> None:
    """Try everything in the plan, and tell what went wrong; then wait, so that another child can look for this one."""
    work = channel.receive()
    if not isinstance(work, Work):
        return
    plan = msgspec.msgpack.decode(work.files["plan"], type=Plan)
    found = {name: told for name, told in _tried(plan, channel).items() if told}
    found["place"] = channel.scratch or ""
    found["pid"] = str(os.getpid())
    channel.send(Canaries(found))
    channel.receive()


def _tried(plan: Plan, channel: Channel) -> dict[str, str]:
    refused: dict[str, Callable[[], object]] = {}
    for path in plan.secrets:
        refused[f"read {path}"] = lambda path=path: Path(path).read_bytes()  # type: ignore[misc]
    for path in plan.folders:
        refused[f"list {path}"] = lambda path=path: os.listdir(path)  # type: ignore[misc]  # noqa: PTH208
    refused |= {
        "write outside": lambda: Path(plan.outside, f"from-{os.getpid()}").write_text("x"),
        "make a link outside": lambda: Path(plan.outside, f"link-{os.getpid()}").symlink_to("/"),
        "connect to this machine": lambda: _connect(socket.AF_INET, ("127.0.0.1", plan.port)),
        "connect to an abstract address": lambda: _connect(socket.AF_UNIX, "\0" + plan.name),
        "signal another process": lambda: os.kill(plan.pid, 0),
        "signal the parent": lambda: os.kill(os.getppid() or plan.pid, 0),
        "signal everybody": lambda: os.kill(-1, 0),
        "look at another process": lambda: Path(f"/proc/{plan.pid}/environ").read_bytes(),
        "fork": _fork,
        "start a program": _execute,
        "get new namespaces": lambda: _call("unshare", 0x10000000),
        "trace": lambda: _call("ptrace", 16, plan.pid, 0, 0),
        "mount": lambda: _call("mount", b"none", b"/", None, 1 << 18, None),
        "become root": lambda: os.setuid(0) if os.getuid() else None,
    }
    wanted: dict[str, Callable[[], object]] = {
        "import of the standard library": lambda: importlib.import_module("wave"),
        "import of a package": lambda: importlib.import_module("yaml"),
        "a thread": _thread,
        "/dev/null": lambda: Path(os.devnull).write_text("x"),
    }
    if channel.scratch:
        wanted["writing to its own folder"] = lambda: Path("own").write_text("x")
    told = {name: "" if _raises(work) else "it could" for name, work in refused.items()}
    if os.getuid() == 0 or os.geteuid() == 0:
        told["become root"] = "it is root"
    return told | {name: "it could not" if _raises(work) else "" for name, work in wanted.items()}


def _raises(work: Callable[[], object]) -> bool:
    try:
        work()
    except (OSError, ImportError, RuntimeError, ProcessLookupError):
        return True
    return False


def _connect(family: int, address: tuple[str, int] | str) -> None:
    with socket.socket(family, socket.SOCK_STREAM) as link:
        link.settimeout(2)
        link.connect(address)


def _fork() -> None:
    if os.fork() == 0:
        os._exit(0)


def _execute() -> None:
    try:
        os.execv("/nothing-is-here", ["x"])  # noqa: S606
    except FileNotFoundError:
        return  # it was let through, and only found nothing


def _thread() -> None:
    thread = threading.Thread(target=signal.getsignal, args=(signal.SIGINT,))
    thread.start()
    thread.join()


def _call(name: str, *arguments: object) -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    if getattr(libc, name)(*arguments) < 0:
        raise OSError(ctypes.get_errno(), name)
