"""Run a program as a person starts it and tell how long it took and how much memory it and its children had."""

import os
import subprocess
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from courses import BIN


@dataclass
class Took:
    """What a run took.

    Attributes
    ----------
    wall, cpu : float
        Seconds; of the processor, for the program and everything that it started.
    whole : bool
        Whether `cpu` is of everything, which only a control group can tell; else children that nobody waited for
        are not in it.
    code : int
        How it ended.
    grader_mib : float
        The largest resident memory of the program itself; 0 when it was not watched.
    child_mib : float
        The largest proportional share (PSS) of any one child.
    children_mib : float
        The largest sum of the children's shares at one moment.
    said : str
        The end of what it printed.
    """

    wall: float
    cpu: float
    code: int
    whole: bool = False
    grader_mib: float = 0.0
    child_mib: float = 0.0
    children_mib: float = 0.0
    said: str = field(default="", repr=False)


def run(words: list[str], cwd: Path, watch: float = 0.0) -> Took:
    """Run one of this environment's programs to its end.

    Parameters
    ----------
    words : list of str
        The program's name and its arguments.
    cwd : Path
        From which folder: it selects the course.
    watch : float
        Look at the memory every so many seconds. That takes time of the processor, so seconds of a run that is
        watched closely are not to be compared.
    """
    environment = {name: value for name, value in os.environ.items() if name != "ALLIANCE_COURSE"}
    environment["PATH"] = f"{BIN}{os.pathsep}{environment.get('PATH', '')}"
    printed = cwd.parent / f"{cwd.name}.printed"
    with printed.open("wb") as out:
        start = time.perf_counter()
        group = _new_group()
        # The program enters the group before it starts, so that nothing of it is missed.
        enter = ["/bin/sh", "-c", f'echo $$ > {group}/cgroup.procs && exec "$@"', "enter"] if group else []
        process = subprocess.Popen(
            [*enter, str(BIN / words[0]), *words[1:]],
            cwd=cwd,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
        )
        took = Took(0.0, 0.0, 0)
        ended = threading.Event()
        watcher = threading.Thread(target=_watch, args=(process.pid, took, ended, watch))
        if watch:
            watcher.start()
        _, status, used = os.wait4(process.pid, 0)
        took.wall = time.perf_counter() - start
        process.returncode = took.code = os.waitstatus_to_exitcode(status)
        ended.set()
        if watch:
            watcher.join()
    took.cpu = used.ru_utime + used.ru_stime
    if group:
        took.cpu, took.whole = _used(group), True
        with suppress(OSError):  # something of it may still be ending
            group.rmdir()
    took.said = printed.read_text(encoding="utf-8", errors="replace")[-3000:]
    return took


def _new_group() -> Path | None:
    """Return a new control group that counts the processor's time, or None where we may not make one."""
    for place in (Path("/sys/fs/cgroup/cpuacct"), Path("/sys/fs/cgroup")):
        group = place / f"grading-bench-{os.getpid()}-{time.monotonic_ns()}"
        try:
            group.mkdir()
            if (group / "cgroup.procs").exists():
                return group
            group.rmdir()
        except OSError:
            continue
    return None


def _used(group: Path) -> float:
    """Return the seconds that a group has used."""
    first = group / "cpuacct.usage"
    if first.exists():
        return int(first.read_text(encoding="ascii")) / 1e9
    stat = (group / "cpu.stat").read_text(encoding="ascii").split()
    return int(stat[stat.index("usage_usec") + 1]) / 1e6


def _watch(pid: int, took: Took, ended: threading.Event, every: float) -> None:
    while not ended.wait(every):
        took.grader_mib = max(took.grader_mib, _kib(Path(f"/proc/{pid}/status"), "VmHWM:") / 1024)
        shares = [_kib(Path(f"/proc/{child}/smaps_rollup"), "Pss:") / 1024 for child in _below(pid)]
        took.child_mib = max([took.child_mib, *shares])
        took.children_mib = max(took.children_mib, sum(shares))


def _kib(file: Path, name: str) -> int:
    """Return a figure of the kernel's, 0 when the process is gone."""
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith(name)), 0)


def _below(pid: int) -> list[int]:
    """Return all descendants of a process."""
    parents: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                stat = (entry / "stat").read_text(encoding="utf-8", errors="replace")
            except OSError:
                continue
            parents.setdefault(int(stat.rpartition(")")[2].split()[1]), []).append(int(entry.name))
    found: list[int] = []
    queue = [pid]
    while queue:
        children = parents.get(queue.pop(), [])
        found += children
        queue += children
    return found
