"""Grade the same simulated class with stock nbgrader and with ours, in turn, and print how they compare.

``python benchmarks/grading/run.py --submissions 30`` takes about six minutes, nearly all of it stock nbgrader's.
What was measured is kept in the work folder, so that a run that was stopped goes on where it was; a change of the
grader's code, or ``--fresh``, measures anew. Every time is that of a whole program, from its start to its end.
"""

import argparse
import hashlib
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

from compare import differences
from courses import BIN, HERE, ROOT, Course, Whose, prepare, same_work
from processes import Took, run
from submissions import ASSIGNMENT

STOCK_GRADES: Final = ["nbgrader", "autograde", ASSIGNMENT]
OURS_GRADES: Final = ["alliance-grader", "grade", ASSIGNMENT, "--no-feedback"]


@dataclass(frozen=True)
class Way:
    """One way to do the same work."""

    name: str
    whose: Whose
    words: tuple[str, ...]


class Kept:
    """What was measured, one line of JSON each, so that nothing is measured twice."""

    def __init__(self, file: Path, fresh: bool) -> None:
        self._file = file
        self._code = _digest()
        lines = [] if fresh or not file.is_file() else file.read_text(encoding="utf-8").splitlines()
        rows = [json.loads(line) for line in lines]
        self._rows = {row["key"]: row["found"] for row in rows if row["code"] == self._code}

    def get(self, key: str, measure: Callable[[], Any]) -> Any:
        """Return what was measured under this key, now or before."""
        if key not in self._rows:
            print(f"  {time.strftime('%H:%M:%S')}  {key}", file=sys.stderr, flush=True)
            found = measure()
            self._rows[key] = json.loads(json.dumps(found))
            with self._file.open("a", encoding="utf-8") as out:
                out.write(json.dumps({"key": key, "code": self._code, "found": found}) + "\n")
        return self._rows[key]


def _digest() -> str:
    """Return what tells one state of the code from another: the grader's, the course's, and this folder's."""
    found = hashlib.sha256(version("nbgrader").encode())
    config = [ROOT / "nbgrader_config.py"]
    folders = [ROOT / "autograde" / "alliance_grader", HERE / "assignment"]
    for path in config + sorted(path for folder in folders for path in folder.rglob("*") if path.is_file()):
        if path.suffix in {".py", ".j2", ".ipynb"}:
            found.update(path.read_bytes())
    return found.hexdigest()[:12]


def offers(option: str) -> bool:
    """Tell whether our grader knows an option."""
    said = subprocess.run(
        [str(BIN / "alliance-grader"), "grade", "--help"],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "COLUMNS": "200"},
    )
    return option in said.stdout


class Bench:
    """The measurements, each by its name and kept."""

    def __init__(self, work: Path, workers: int, fresh: bool) -> None:
        self.work = work
        self.workers = workers
        work.mkdir(parents=True, exist_ok=True)
        self.kept = Kept(work / "results.jsonl", fresh)
        with_workers = ["--workers", str(workers)] if offers("--workers") else []
        self.stock = Way("stock `nbgrader autograde`", "stock", tuple(STOCK_GRADES))
        self.ours = Way("`alliance-grader grade`", "ours", (*OURS_GRADES, *with_workers))
        self.plugged = Way("`nbgrader autograde`, our configuration", "ours", tuple(STOCK_GRADES))

    def course(self, whose: Whose, size: int) -> Course:
        """Return a course with a class's work handed in, ungraded; it is copied for each run."""
        ours = prepare("ours", self.work / f"ours-{size}-{_release_digest()}", size)
        if whose == "ours":
            return ours
        return prepare(whose, self.work / f"stock-{size}-{_release_digest()}", size, ours.root / "release")

    def graded(self, way: Way, size: int) -> Course:
        """Return where the last run of a way left its course."""
        return Course(way.whose, self.work / f"graded-{size}-{_plain(way.name)}")

    def grade(self, way: Way, size: int, number: int, watch: float = 0.0) -> dict[str, Any]:
        """Grade a class from its ungraded state; return what it took."""
        key = f"grade {size} {way.name} {'watched' if watch else f'round {number}'}"

        def measure() -> dict[str, Any]:
            course = self.course(way.whose, size).copy(self.graded(way, size).root)
            took = run(list(way.words), course.root, watch=watch)
            if took.code not in (0, 1):
                raise SystemExit(f"{' '.join(way.words)} ended with {took.code}:\n{took.said}")
            there = sum(1 for _ in (course.data / "autograded").glob(f"*/{ASSIGNMENT}/*.ipynb"))
            if there < size:
                raise SystemExit(f"{' '.join(way.words)} graded {there} of {size}:\n{took.said}")
            return _told(took)

        found: dict[str, Any] = self.kept.get(key, measure)
        return found

    def in_turn(self, size: int, rounds: int, stock_rounds: int) -> dict[str, list[dict[str, Any]]]:
        """Grade a class every way in turn, so that a busy moment of the machine meets all of them."""
        taken: dict[str, list[dict[str, Any]]] = {}
        for number in range(rounds):
            for way in (self.stock, self.ours, self.plugged):
                if way is not self.stock or number < stock_rounds:
                    taken.setdefault(way.name, []).append(self.grade(way, size, number))
        return taken

    def differences(self, size: int) -> list[dict[str, Any]]:
        """Compare the scores of both, cell by cell."""

        def measure() -> list[dict[str, Any]]:
            stock, ours = self.graded(self.stock, size), self.graded(self.ours, size)
            return [asdict(found) for found in differences(stock, ours, size)]

        found: list[dict[str, Any]] = self.kept.get(f"compare {size}", measure)
        return found

    def feedback(self, size: int, rounds: int) -> dict[str, list[dict[str, Any]]]:
        """Make the feedback of graded courses every way in turn."""
        force = ("nbgrader", "generate_feedback", ASSIGNMENT, "--force")
        ways = {
            "stock `nbgrader generate_feedback`": (self.stock, force),
            "`alliance-grader feedback`": (self.ours, ("alliance-grader", "feedback", ASSIGNMENT)),
            "`nbgrader generate_feedback`, our configuration": (self.ours, force),
        }
        taken: dict[str, list[dict[str, Any]]] = {}
        for number in range(rounds):
            for name, (way, words) in ways.items():

                def measure(way: Way = way, words: tuple[str, ...] = words) -> dict[str, Any]:
                    course = self.graded(way, size)
                    took = run(list(words), course.root)
                    made = sum(1 for _ in (course.data / "feedback").glob(f"*/{ASSIGNMENT}/*.html"))
                    if took.code or made < size:
                        raise SystemExit(f"{' '.join(words)} made {made} of {size}:\n{took.said}")
                    return _told(took)

                taken.setdefault(name, []).append(self.kept.get(f"feedback {size} {name} {number}", measure))
        return taken

    def startup(self, size: int) -> dict[str, list[float]]:
        """Start both with nothing left to do."""
        taken: dict[str, list[float]] = {}
        for number in range(3):
            for way in (self.stock, self.ours):

                def measure(way: Way = way) -> dict[str, Any]:
                    return _told(run(list(way.words), self.graded(way, size).root))

                found = self.kept.get(f"startup {size} {way.name} {number}", measure)
                taken.setdefault(way.name, []).append(found["wall"])
        return taken

    def floor(self, size: int) -> dict[str, float]:
        """Run the cells alone."""

        def measure() -> dict[str, float]:
            folder = self.course("ours", size).data / "submitted"
            words = [sys.executable, str(HERE / "floor.py"), str(folder), str(size)]
            said = subprocess.run(words, capture_output=True, text=True, check=True).stdout
            found: dict[str, float] = json.loads(said.splitlines()[-1])
            return found

        found: dict[str, float] = self.kept.get(f"floor {size}", measure)
        return found

    def dask(self, size: int, number: int) -> dict[str, Any]:
        """Grade on a cluster of this machine: a scheduler and two workers of one thread each."""

        def measure() -> dict[str, Any]:
            course = self.course("ours", size).copy(self.work / f"dask-{size}")
            with cluster(self.work) as address:
                took = run([*OURS_GRADES, "--scheduler", address], course.root)
            if took.code not in (0, 1):
                raise SystemExit(f"The run on Dask ended with {took.code}:\n{took.said}")
            return _told(took)

        found: dict[str, Any] = self.kept.get(f"dask {size} round {number}", measure)
        return found


@contextmanager
def cluster(work: Path) -> Iterator[str]:
    """Give the address of a Dask scheduler with two workers, and end all three."""
    file = work / "scheduler.json"
    file.unlink(missing_ok=True)
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "stdin": subprocess.DEVNULL}
    dask = [sys.executable, "-m", "dask"]
    scheduler = [*dask, "scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard"]
    started = [subprocess.Popen([*scheduler, "--scheduler-file", str(file)], cwd=work, **quiet)]  # type: ignore[call-overload]
    try:
        for _ in range(200):
            if file.is_file() and file.stat().st_size:
                break
            time.sleep(0.1)
        address: str = json.loads(file.read_text(encoding="utf-8"))["address"]
        worker = [*dask, "worker", address, "--nworkers", "1", "--nthreads", "1", "--no-dashboard"]
        started += [subprocess.Popen(worker, cwd=work, **quiet) for _ in range(2)]  # type: ignore[call-overload]
        time.sleep(5)
        yield address
    finally:
        for process in reversed(started):
            process.terminate()
        for process in started:
            process.wait(20)


def _told(took: Took) -> dict[str, Any]:
    return {
        "wall": round(took.wall, 3),
        "cpu": round(took.cpu, 3),
        "whole": took.whole,
        "grader_mib": round(took.grader_mib, 1),
        "child_mib": round(took.child_mib, 1),
        "children_mib": round(took.children_mib, 1),
        "load": round(os.getloadavg()[0], 1),
    }


def _release_digest() -> str:
    """Return a short digest of what the prepared submissions depend on."""
    parts = [
        HERE / "submissions.py",
        *sorted((HERE / "assignment").rglob("*.*")),
        ROOT / "nbgrader_config.py",
    ]
    return hashlib.sha256(b"".join(path.read_bytes() for path in parts if path.is_file())).hexdigest()[:8]


def _plain(name: str) -> str:
    return "-".join("".join(sign if sign.isalnum() else " " for sign in name).split())


def median(rows: list[dict[str, Any]], what: str = "wall") -> float:
    """Return the median of one figure over rounds."""
    return float(statistics.median(row[what] for row in rows))


def table(head: list[str], rows: list[list[object]]) -> list[str]:
    """Return a table in Markdown, numbers to the right."""
    lines = ["| " + " | ".join(head) + " |", "| --- |" + " ---: |" * (len(head) - 1)]
    return [*lines, *("| " + " | ".join(str(cell) for cell in row) + " |" for row in rows), ""]


def _times(taken: dict[str, list[dict[str, Any]]], size: int) -> list[str]:
    """Return the table of some ways against the first, which is stock's."""
    first = next(iter(taken.values()))
    stock, spent = median(first), median(first, "cpu")
    rows: list[list[object]] = []
    for name, found in taken.items():
        wall = median(found)
        rows.append(
            [
                name,
                len(found),
                f"{wall:.1f}",
                f"{min(r['wall'] for r in found):.1f}–{max(r['wall'] for r in found):.1f}",
                f"{1000 * wall / size:.0f}",
                f"**{stock / wall:.1f}x**",
                f"{median(found, 'cpu'):.1f}",
                f"{spent / median(found, 'cpu'):.1f}x" if all(row.get("whole") for row in found) else "?",
            ]
        )
    return table(
        ["", "runs", "median s", "range s", "ms each", "against stock", "CPU s", "CPU against stock"], rows
    )


def report(bench: Bench, sizes: list[int], options: argparse.Namespace) -> tuple[list[str], dict[str, Any]]:
    """Measure everything that was asked for; return the page and the same as data."""
    data: dict[str, Any] = {"code": _digest(), "workers": bench.workers}
    lines = [
        "# How fast grading is",
        "",
        "<!-- made by: python benchmarks/grading/run.py --save docs/grading_speed.md -->",
        f"Measured with Python {platform.python_version()}, nbgrader {version('nbgrader')} as installed, "
        f"{len(os.sched_getaffinity(0))} cores, {bench.workers} workers, on a shared machine: the ratios count, not the "
        "seconds. Both grade the same submissions of the same 27 cells (numpy, pandas, plotly, ipywidgets), in turn, in "
        "one run, each as a program from its start to its end. Of ten submissions eight are right, one is wrong and one has a syntax "
        "error or an exception. Ours runs with all protections on.",
        "",
    ]
    for size in sizes:
        taken = bench.in_turn(size, options.rounds, options.rounds if size <= 30 else options.stock_rounds)
        data[f"grade {size}"] = taken
        lines += [f"## Grading {size} submissions", "", *_times(taken, size)]
        same = same_work(bench.course("stock", size), bench.course("ours", size))
        found = bench.differences(size)
        data[f"differences {size}"] = found
        cells = 6 * size
        lines += [
            f"The submissions are {'the same to the byte' if same else '**not the same**'}. Of {cells} scores, "
            f"{cells - len(found)} are the same in both gradebooks and what was earned; the others:"
            + ("" if found else " none."),
            "",
        ]
        if found:
            rows: list[list[object]] = [
                [d["student"], d["item"], d["reason"], d["stock"], d["ours"], d["earned"]] for d in found
            ]
            lines += table(["student", "item", "why", "stock", "ours", "earned"], rows)
        floor = bench.floor(size)
        data[f"floor {size}"] = floor
        least = floor["wall"] * size / bench.workers
        ours = median(taken[bench.ours.name])
        lines += [
            f"The floor: the cells alone take {1000 * floor['wall']:.0f} ms a submission in a warm interpreter without any "
            f"protection, so {least:.1f} s for {size} on {bench.workers} cores; ours takes {ours / least:.1f} times that.",
            "",
        ]
        feedback = bench.feedback(size, options.rounds + 1)
        data[f"feedback {size}"] = feedback
        lines += [f"## Feedback for {size}", "", *_times(feedback, size)]
    smallest = sizes[0]
    startup = bench.startup(smallest)
    data["startup"] = startup
    rows = [[name, f"{statistics.median(walls):.2f}"] for name, walls in startup.items()]
    lines += [
        "## Start-up",
        "",
        "The same commands when everything is graded already:",
        "",
        *table(["", "median s"], rows),
    ]
    lines += _memory(bench, smallest, data)
    if options.growth:
        lines += _growth(bench, data)
    lines += _cluster(bench, smallest, options.rounds, data)
    return lines, data


def _memory(bench: Bench, size: int, data: dict[str, Any]) -> list[str]:
    rows: list[list[object]] = []
    for way, count in ((bench.stock, 4), (bench.ours, size)):
        found = bench.grade(way, count, 0, watch=0.1)
        data[f"memory {way.name}"] = found
        rows.append(
            [way.name, count, *(f"{found[k]:.0f}" for k in ("grader_mib", "child_mib", "children_mib"))]
        )
    head = ["", "submissions", "grader, peak MiB", "largest child, PSS MiB", "all children at once, PSS MiB"]
    return ["## Memory", "", *table(head, rows)]


def _growth(bench: Bench, data: dict[str, Any]) -> list[str]:
    rows: list[list[object]] = []
    for size in (100, 300, 1000):
        found = bench.grade(bench.ours, size, 0, watch=0.5)
        data[f"growth {size}"] = found
        each = 1000 * found["wall"] / size
        rows.append(
            [
                size,
                f"{found['wall']:.1f}",
                f"{each:.0f}",
                f"{found['grader_mib']:.0f}",
                f"{found['children_mib']:.0f}",
            ]
        )
        shutil.rmtree(bench.graded(bench.ours, size).root, ignore_errors=True)
    head = ["submissions", "s", "ms each", "grader, peak MiB", "children, PSS MiB"]
    return ["## Growth of ours", "", *table(head, rows)]


def _cluster(bench: Bench, size: int, rounds: int, data: dict[str, Any]) -> list[str]:
    if find_spec("distributed") is None or not offers("--scheduler"):
        return ["Dask was not measured: it is not installed, or this grader does not know `--scheduler`.", ""]
    local = [bench.grade(bench.ours, size, number) for number in range(rounds)]
    taken = {
        bench.ours.name: local,
        "the same on Dask, two workers": [bench.dask(size, n) for n in range(rounds)],
    }
    data[f"dask {size}"] = taken
    rows: list[list[object]] = [[name, len(found), f"{median(found):.1f}"] for name, found in taken.items()]
    return [
        f"## Dask against the local engine, {size} submissions",
        "",
        *table(["", "runs", "median s"], rows),
    ]


def main() -> None:
    """Read the command line, measure, print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--submissions", type=int, action="append", help="class size; may be repeated (30)")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=2, help="how often each is run, in turn")
    parser.add_argument("--stock-rounds", type=int, default=1, help="how often stock is run for more than 30")
    parser.add_argument("--growth", action="store_true", help="also 100, 300 and 1000 submissions with ours")
    parser.add_argument("--fresh", action="store_true", help="measure anew what was measured before")
    parser.add_argument("--work", type=Path, default=Path(tempfile.gettempdir()) / "alliance-grading-bench")
    parser.add_argument("--json", action="store_true", help="print data in place of the page")
    parser.add_argument("--save", type=Path, help="write the page to this file as well")
    options = parser.parse_args()
    bench = Bench(options.work.resolve(), options.workers, options.fresh)
    lines, data = report(bench, options.submissions or [30], options)
    page = "\n".join(lines)
    if options.save:
        options.save.write_text(page, encoding="utf-8")
    print(json.dumps(data, indent=1) if options.json else page)
    wrong = [
        found
        for name, rows in data.items()
        if name.startswith("differences")
        for found in rows
        if found["ours"] != found["earned"]
    ]
    if wrong:
        sys.exit(f"{len(wrong)} scores of ours are not what was earned, the first: {wrong[0]}")


if __name__ == "__main__":
    main()
