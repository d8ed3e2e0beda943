"""A box for hostile code: its own processes, network, /proc and /tmp, and a root where every write lands in memory.

The red team needs it whatever the grader does: stock nbgrader runs a submission with all the rights of whoever
grades, and a grader that is being tested may fail. Nothing of the machine can be changed from inside but the one
folder that is shared. What was written anywhere else is listed afterwards, and is gone.
"""

import contextlib
import ctypes
import fcntl
import json
import os
import signal
import socket
import stat
import struct
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

_LIBC: Final = ctypes.CDLL(None, use_errno=True)
_MS_BIND, _MS_REC, _MS_PRIVATE, _MS_NOSUID = 4096, 16384, 1 << 18, 2
_NEW_MOUNTS, _NEW_UTS, _NEW_IPC, _NEW_PIDS, _NEW_NET = 0x20000, 0x4000000, 0x8000000, 0x20000000, 0x40000000
_DETACH = 2
_PIVOT_ROOT: Final = {"x86_64": 155, "aarch64": 41}
_READ_ONLY, _AGAIN = 1, 32
_MEMORY, _PROCESSES, _DISK = 6 << 30, 1500, "4g"
_IN_TMP: Final = tuple(
    str(path)
    for path in dict.fromkeys((Path(__file__).resolve().parents[3], Path(sys.prefix).resolve()))
    if path.is_relative_to("/tmp")
)
"""A checkout may lie in /tmp, which is empty in the box: it can be read there all the same."""


class NoBoxError(RuntimeError):
    """This machine does not let us make a box (it takes root and Linux)."""


@dataclass(frozen=True)
class Boxed:
    """What came out of a box.

    Attributes
    ----------
    value : object
        What the function returned, as JSON; None when it did not get so far.
    ended : str
        ``"returned"``, or why it did not: ``"time"``, ``"memory"``, ``"processes"``, ``"died"`` or an error.
    written : tuple of str
        Every file, folder or link that was made, changed or removed outside the shared folder.
    """

    value: Any
    ended: str
    written: tuple[str, ...]


def _checked(result: int, what: str) -> None:
    if result != 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")


def _mount(source: str, target: Path, kind: str = "", flags: int = 0, options: str = "") -> None:
    _checked(
        _LIBC.mount(
            source.encode(), str(target).encode(), kind.encode() or None, flags, options.encode() or None
        ),
        f"mount {kind or source} on {target}",
    )


def _furnish(root: Path, shared: Path, layers: Path) -> None:
    """Mount the machine as it is below a layer of memory, and what a program expects to find."""
    _mount("none", Path("/"), flags=_MS_REC | _MS_PRIVATE)
    _mount("tmpfs", layers, "tmpfs", options=f"size={_DISK},mode=755")
    for name in ("up", "work", "all"):
        (layers / name).mkdir()
    _mount("overlay", root, "overlay", options=f"lowerdir=/,upperdir={layers}/up,workdir={layers}/work")
    _mount("proc", root / "proc", "proc")
    for name, mode in (("tmp", "1777"), ("dev", "755")):
        _mount("tmpfs", root / name, "tmpfs", _MS_NOSUID, f"size={_DISK},mode={mode}")
    for name in ("null", "zero", "full", "random", "urandom", "tty"):
        (root / "dev" / name).touch()
        _mount(f"/dev/{name}", root / "dev" / name, flags=_MS_BIND)
    (root / "dev" / "shm").mkdir()
    _mount("tmpfs", root / "dev" / "shm", "tmpfs", _MS_NOSUID, "size=512m,mode=1777")
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        (root / "dev" / name).symlink_to(f"/proc/self/fd/{number}")
    (root / "dev" / "fd").symlink_to("/proc/self/fd")
    for kept in _IN_TMP:
        place = root / kept.lstrip("/")
        place.mkdir(parents=True, exist_ok=True)
        _mount(kept, place, flags=_MS_BIND)
        _mount("none", place, flags=_MS_BIND | _AGAIN | _READ_ONLY)
    here = root / shared.relative_to("/")
    here.mkdir(parents=True, exist_ok=True)
    _mount(str(shared), here, flags=_MS_BIND)


def _enter(root: Path) -> None:
    old = root / "mnt"
    numbers = _PIVOT_ROOT[os.uname().machine]
    os.chdir(root)
    _checked(_LIBC.syscall(numbers, str(root).encode(), str(old).encode()), "pivot_root")
    os.chdir("/")
    _checked(_LIBC.umount2(b"/mnt", _DETACH), "umount of the old root")


def _loopback_up() -> None:
    with socket.socket() as any_socket:
        fcntl.ioctl(any_socket, 0x8914, struct.pack("16sh", b"lo", 1 | 64))  # SIOCSIFFLAGS: up, running


def _written(layer: Path) -> Iterator[str]:
    """List what an overlay's upper layer holds: it is what was made, changed or removed."""
    for folder, folders, files in os.walk(layer):
        for name in [*files, *folders]:
            path = Path(folder) / name
            inside = "/" + str(path.relative_to(layer))
            try:
                kind = path.lstat().st_mode
            except FileNotFoundError:
                continue
            if not stat.S_ISDIR(kind):
                yield inside
            elif not any(path.iterdir()):
                yield inside + "/"


def _all_written(layer: int, shared: Path) -> list[str]:
    """List what was written in the box: to the machine's own files, to /tmp and to /dev/shm."""
    found = set(_written(Path(f"/proc/self/fd/{layer}/")))
    for own in (Path("/tmp"), Path("/dev/shm")):
        found |= {
            f"{own}{name}" for name in _written(own) if not f"{own}{name}".startswith((str(shared), *_IN_TMP))
        }
    return sorted(name for name in found if not str(shared).startswith(name.rstrip("/")))


def _inside(reply: int, layers: Path, root: Path, shared: Path, do: Callable[[], Any]) -> None:
    """Be the first process of the box."""
    answer: dict[str, Any] = {"value": None, "ended": "died", "written": []}
    try:
        # Its layer stays reachable through this descriptor when the old root is gone.
        _furnish(root, shared, layers)
        layer = os.open(layers / "up", os.O_PATH | os.O_DIRECTORY)
        # Temporary files of the box lie in mounts of its own; they count as written too.
        _enter(root)
        _loopback_up()
        with contextlib.suppress(OSError):
            Path("/proc/sys/kernel/pid_max").write_text(
                f"{_PROCESSES}\n"
            )  # of this box alone since Linux 6.14
        with contextlib.suppress(OSError):
            Path("/proc/self/oom_score_adj").write_text("1000")
        for key in ("TMPDIR", "TEMP", "TMP"):
            os.environ.pop(key, None)
        tempfile.tempdir = None
        answer["value"] = do()
        answer["ended"] = "returned"
        answer["written"] = _all_written(layer, shared)
    except BaseException as error:  # whatever it is, it must be told outside
        answer["ended"] = f"{type(error).__name__}: {error}\n{traceback.format_exc()}"
    if os.getpid() != 1:
        os._exit(1)
    data = json.dumps(answer).encode()
    while data:
        data = data[os.write(reply, data) :]


def _family(first: int) -> list[int]:
    """Return a process and all that descend from it."""
    found, new = [first], [first]
    while new:
        here = new.pop()
        with contextlib.suppress(OSError):
            for task in Path(f"/proc/{here}/task").iterdir():
                children = [int(child) for child in (task / "children").read_text().split()]
                found += children
                new += children
    return found


def _memory(process: int) -> int:
    try:
        return int(Path(f"/proc/{process}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, IndexError, ValueError):
        return 0


def run_boxed(do: Callable[[], Any], shared: Path, seconds: float) -> Boxed:
    """Run a function in a box of its own and return what it returned; stop it when it goes too far.

    Parameters
    ----------
    do : callable
        Returns something that JSON can hold.
    shared : Path
        The one folder that is the same inside and outside.
    seconds : float
        How long it may take.
    """
    if os.geteuid() != 0 or not hasattr(_LIBC, "unshare"):
        raise NoBoxError("A box takes root and Linux.")
    layers = Path(tempfile.mkdtemp(prefix="box-"))
    read, write = os.pipe()
    outer = os.fork()
    if outer == 0:
        os.close(read)
        code = 1
        _LIBC.prctl(1, signal.SIGKILL)  # a box ends with the one who watches it
        try:
            flags = _NEW_MOUNTS | _NEW_UTS | _NEW_IPC | _NEW_PIDS | _NEW_NET
            _checked(_LIBC.unshare(flags), "unshare")
            first = os.fork()
            if first == 0:
                _LIBC.prctl(1, signal.SIGKILL)
                _inside(write, layers, layers / "all", shared, do)
                os._exit(0)
            os.close(write)
            _, status = os.waitpid(first, 0)
            code = 0 if status == 0 else 2
        except OSError as error:
            os.write(write, json.dumps({"ended": f"no box: {error}", "value": None, "written": []}).encode())
        finally:
            os._exit(code)
    os.close(write)
    return _watch(outer, read, layers, seconds)


def _watch(outer: int, read: int, layers: Path, seconds: float) -> Boxed:
    until, data, why = time.monotonic() + seconds, b"", ""
    os.set_blocking(read, False)
    open_end = True
    while True:
        with contextlib.suppress(BlockingIOError):
            while open_end and (part := os.read(read, 1 << 16)):
                data += part
            open_end = False if open_end and not part else open_end
        ended, _ = os.waitpid(outer, os.WNOHANG)
        if ended:
            break
        members = _family(outer)[1:]
        if time.monotonic() > until:
            why = "time"
        elif len(members) > _PROCESSES - 500:
            why = "processes"
        elif sum(map(_memory, members)) > _MEMORY:
            why = "memory"
        if why and members:
            os.kill(members[0], signal.SIGKILL)  # the first process of the box: all others go with it
        time.sleep(0.02)
    with contextlib.suppress(BlockingIOError, OSError):
        while part := os.read(read, 1 << 16):
            data += part
    os.close(read)
    with contextlib.suppress(OSError):
        layers.rmdir()
    answer = json.loads(data) if data else {"value": None, "ended": "died", "written": []}
    if answer["ended"].startswith("no box"):
        raise NoBoxError(answer["ended"])
    return Boxed(answer["value"], why or answer["ended"], tuple(answer["written"]))
