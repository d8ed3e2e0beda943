"""Kill the grader with SIGKILL, many times, and hold what it left and what the next run makes of it against an
undisturbed run.

    python tests/grader/faults/kills.py --times 200

Each time: a class of eight is graded by the real program, some of them for the second time and with marks of a
person; the program is killed at a random moment, or when a certain file appears; then the gradebook must be whole,
nothing of the grader may still run, and the same command must give exactly what an undisturbed run gives.
"""

import argparse
import contextlib
import ctypes
import json
import os
import random
import shutil
import signal
import sqlite3
import struct
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Final

import nbgrader.apps.api
from small import KINDS, LATE, S1, Small, descendants, gone, kill, make, wait_until

from alliance_grader import class_results, cli, engine, terminal
from alliance_grader.feedback import converter

IMPORTED: Final = (nbgrader.apps.api, class_results, converter, engine, terminal)
"""What the program would import as it goes."""

_CREATE, _MOVED_TO, _MODIFY, _DELETE = 0x100, 0x80, 0x2, 0x200


@dataclass(frozen=True)
class Moment:
    """When to kill.

    Attributes
    ----------
    name : str
        In words.
    folder : str
        Where something happens, below gradebook/; empty for a random moment.
    file : str
        What happens to which file; a name ends with it.
    sign : int
        Of inotify.
    most : int
        It is the first, second, ... or this time, by chance.
    """

    name: str
    folder: str = ""
    file: str = ""
    sign: int = 0
    most: int = 1


RANDOM: Final = Moment("at a random moment")
WORKED: Final = "s002"
"""Whose work the moments are about: it was graded and marked before, and handed in again."""
MOMENTS: Final = (
    Moment("while the gradebook is copied", "backups", ".part", _CREATE),
    Moment("while the notebook is written", f"autograded/{WORKED}/{S1}", ".ipynb.part", _CREATE),
    Moment("when the notebook is in place", f"autograded/{WORKED}/{S1}", f"{S1}.ipynb", _MOVED_TO),
    Moment("when a transaction begins", "", "-journal", _CREATE, 8),
    Moment("while the gradebook is written", "", "gradebook.db", _MODIFY, 8),
    Moment("when the transaction is complete", "", "-journal", _DELETE, 8),
    Moment("while an outcome is written", f"outcomes/{S1}", ".json.part", _CREATE, 8),
    Moment("when an outcome is in place", f"outcomes/{S1}", ".json", _MOVED_TO, 8),
    Moment("while feedback is written", f"feedback/{WORKED}/{S1}", ".html.part", _CREATE),
)


class Watch:
    """Waits until something happens to a file, told by the kernel: polling would miss most of it."""

    def __init__(self, folder: Path, sign: int) -> None:
        self._libc = ctypes.CDLL(None, use_errno=True)
        self._handle = self._libc.inotify_init1(os.O_CLOEXEC | os.O_NONBLOCK)
        if self._libc.inotify_add_watch(self._handle, bytes(folder), sign) < 0:
            raise OSError(ctypes.get_errno(), "inotify", str(folder))

    def wait(self, ending: str, times: int, within: float, ended: Callable[[], bool]) -> bool:
        """Wait until it has happened so many times to files whose names end so; tell whether it did."""
        seen = 0
        until = time.monotonic() + within
        while time.monotonic() < until:
            try:
                data = os.read(self._handle, 1 << 16)
            except BlockingIOError:
                if ended():
                    return False
                continue  # a moment is short: no sleep
            while data:
                length = struct.unpack_from("iIII", data)[3]
                name = data[16 : 16 + length].rstrip(b"\0").decode()
                data = data[16 + length :]
                seen += name.endswith(ending)
            if seen >= times:
                return True
        return False

    def close(self) -> None:
        """Forget it."""
        os.close(self._handle)


@dataclass(frozen=True)
class State:
    """All that a run leaves, but for times."""

    grades: dict[tuple[str, str], tuple[float | None, float | None, bool]]
    files: dict[str, str]
    outcomes: dict[str, dict[str, Any]]
    litter: list[str]


def state(course: Small) -> State:
    """Return what a course holds after a run."""
    return State(course.grades(), course.files(), course.outcomes(), course.litter())


def scene(built: Small, to: Path) -> Small:
    """Return a class of which half was graded, marked by a person and handed in again; and the rest is new."""
    course = built.copy(to)
    for student in course.hand_in_class(4):
        course.hand_in(student, KINDS[int(student[1:])][0], LATE)
    done = course.run("grade", S1)
    assert done.code == 0, done.complained
    (course.data / "backups").mkdir(mode=0o700, exist_ok=True)
    for student in ("s000", "s001", WORKED, "s003"):
        course.mark(student, 3.5)
    course.mark("s001", 1.0, "s1-sum-check")
    course.hand_in_class(8)
    course.hand_in("s000", {"s1-thoughts": "I have thought again."})
    course.hand_in("s001", {})
    course.hand_in(WORKED, KINDS[2][0] | {"s1-sum": "total = 3 + 3"})
    (course.hand_in("s003") / f"{S1}.ipynb").write_text("{ this is no notebook", encoding="utf-8")
    return course


class Program:
    """The command line in a process of its own, forked from this one after all was imported; so 200 take no hour."""

    def __init__(self, course: Small, temporary: Path) -> None:
        self.pid = os.fork()
        if self.pid:
            return
        status = 70
        try:
            os.setsid()
            os.chdir(course.root)
            os.environ["TMPDIR"] = str(temporary)
            tempfile.tempdir = None
            told = os.open(temporary / "told", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
            for stream in (1, 2):
                os.dup2(told, stream)
            sys.argv = ["alliance-grader", "grade", S1]
            try:
                cli.main()
            except SystemExit as end:
                status = int(end.code or 0)
            engine.close_kept()  # as at the exit of a program that was not forked
        finally:
            os._exit(status)

    def ended(self) -> bool:
        """Tell whether it has ended by itself."""
        return os.waitid(os.P_PID, self.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None

    def wait(self) -> int:
        """Wait for its end; return its exit code, negative for a signal."""
        return os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])


def kill_once(course: Small, moment: Moment, longest: float, chance: random.Random, temporary: Path) -> bool:
    """Grade and kill; tell whether the moment came. Nothing may go on without the grader."""
    watch = Watch(course.data / moment.folder, moment.sign) if moment.sign else None
    program = Program(course, temporary)
    if watch is None:
        time.sleep(chance.uniform(0, longest))
        came = not program.ended()
    else:
        came = watch.wait(moment.file, chance.randint(1, moment.most), 60, program.ended)
        watch.close()
    os.kill(program.pid, signal.SIGSTOP)
    under = descendants(program.pid)
    kill(program.pid)
    program.wait()
    assert gone(under), f"still running: {under}"
    assert wait_until(lambda: not marked(temporary), 8, 0.05), f"still running: {marked(temporary)}"
    return came


def marked(temporary: Path) -> list[int]:
    """Return the processes that were started with a temporary folder of ours."""
    found = []
    for place in Path("/proc").glob("[0-9]*/environ"):
        with contextlib.suppress(OSError):
            if bytes(temporary) in place.read_bytes() and int(place.parent.name) != os.getpid():
                found.append(int(place.parent.name))
    return found


def hold_what_was_left(course: Small, found: Counter[str]) -> None:
    """Assert that nothing in place is half of anything, as it is before anybody cleans up; count what was left."""
    with tempfile.TemporaryDirectory() as place:
        # On a copy: the next run is to find the journal of the one that was killed.
        for file in course.data.glob("gradebook.db*"):
            shutil.copy2(file, place)
        found["a transaction to be undone"] += Path(place, "gradebook.db-journal").exists()
        with closing(sqlite3.connect(Path(place, "gradebook.db"))) as gradebook:
            assert gradebook.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            rows = gradebook.execute(
                "SELECT s.student_id, b.name, g.auto_score, g.manual_score FROM grade g JOIN base_cell b ON b.id = g.cell_id "
                "JOIN submitted_notebook n ON n.id = g.notebook_id "
                "JOIN submitted_assignment s ON s.id = n.assignment_id"
            ).fetchall()
    kept = {(student, item): mark for student, item, _, mark in rows if mark is not None}
    held: dict[str, dict[str, float | None]] = {}
    for student, item, points, _ in rows:
        held.setdefault(student, {})[item] = points
    outcomes = course.outcomes()  # each must be readable
    for student, outcome in outcomes.items():
        kept |= {(student, item): mark["points"] for item, mark in outcome["marks"].items()}
    for student in ("s000", "s001", WORKED, "s003"):
        assert kept[student, "s1-thoughts"] == 3.5, "a person's mark is gone"
    assert kept["s001", "s1-sum-check"] == 1.0, "a person's mark is gone"
    for notebook in course.data.glob("autograded/*/*/*.ipynb"):
        json.loads(notebook.read_text(encoding="utf-8"))
    for page in course.data.glob("feedback/*/*/*.html"):
        assert page.read_text(encoding="utf-8").rstrip().endswith("</html>")
    found["a file aside"] += any(part.endswith(".part") for part in course.litter())
    done = [outcome for outcome in outcomes.values() if outcome["content"]]
    found["somebody's work begun and not complete"] += len(done) < len(outcomes)
    for outcome in done:
        # What is complete is in the gradebook; a transaction that was cut off is somebody else's.
        assert outcome["scores"] == held.get(outcome["student"]), "complete, but not in the gradebook"


def hold_the_next_run(course: Small, wanted: State, temporary: Path) -> None:
    """Assert that the same command makes of it what an undisturbed run makes, and clears up."""
    code = Program(course, temporary).wait()
    assert code == 1, (code, (temporary / "told").read_text())  # one submission cannot be graded
    left = [place.name for place in temporary.iterdir() if place.name != "told"]
    assert not left, f"left in the temporary folder: {left}"
    now = state(course)
    for part in fields(State):
        got, want = getattr(now, part.name), getattr(wanted, part.name)
        assert got == want, f"{part.name}: {differences(got, want)}"
    for student in wanted.outcomes:
        if wanted.outcomes[student]["status"] == "graded":
            page = course.data / "feedback" / student / S1 / f"{S1}.html"
            assert page.stat().st_mtime > 0, f"{student}'s feedback is about earlier work"


def differences(got: Any, want: Any) -> Any:
    """Return where two dicts differ."""
    if not isinstance(got, dict):
        return got
    return {
        name: (got.get(name), want.get(name)) for name in got.keys() | want if got.get(name) != want.get(name)
    }


@contextmanager
def temporary_place() -> Iterator[Path]:
    """Give a folder for what the grader keeps outside the course; the user that runs notebooks may pass through."""
    place = Path(tempfile.mkdtemp(prefix="faults-"))
    place.chmod(0o1777)  # as /tmp is
    try:
        yield place
    finally:
        shutil.rmtree(place, ignore_errors=True)


def main() -> int:
    """Kill, and say what was found."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument(
        "--times", type=int, default=200, help="how often; the named moments take turns with random ones"
    )
    parser.add_argument("--seed", type=int, default=5)
    parser.add_argument("--keep-going", action="store_true", help="go on after a kill that did harm")
    asked = parser.parse_args()
    chance = random.Random(asked.seed)
    hit: Counter[str] = Counter()
    missed: Counter[str] = Counter()
    left: Counter[str] = Counter()
    harm = []
    with temporary_place() as place:
        prepared = scene(make(place / "built"), place / "scene")
        undisturbed = prepared.copy(place / "undisturbed")
        began = time.monotonic()
        with temporary_place() as temporary:
            Program(undisturbed, temporary).wait()
        longest = time.monotonic() - began
        wanted = state(undisturbed)
        assert not wanted.litter, wanted.litter
        for number in range(asked.times):
            # Each moment once, then random ones in turn with all of them again.
            moment = MOMENTS[number] if number < len(MOMENTS) else RANDOM
            if number > len(MOMENTS) and number % 2:
                moment = MOMENTS[number // 2 % len(MOMENTS)]
            course = prepared.copy(place / "course")
            try:
                with temporary_place() as temporary:
                    came = kill_once(course, moment, longest, chance, temporary)
                    (hit if came else missed)[moment.name] += 1
                    hold_what_was_left(course, left)
                    hold_the_next_run(course, wanted, temporary)
            except AssertionError as error:
                harm.append(f"kill {number} {moment.name}: {error}")
                print(harm[-1], flush=True)
                if not asked.keep_going:
                    break
            shutil.rmtree(course.root)
            if number % 20 == 19:
                print(f"{number + 1} kills, {len(harm)} of them with harm", flush=True)
    print("| moment | killed | came too late |", "|---|---|---|", sep="\n")
    for moment in (RANDOM, *MOMENTS):
        print(f"| {moment.name} | {hit[moment.name]} | {missed[moment.name]} |")
    print(
        "Left for the next run to mend:", ", ".join(f"{name} {count} times" for name, count in left.items())
    )
    return 1 if harm else 0


if __name__ == "__main__":
    sys.exit(main())
