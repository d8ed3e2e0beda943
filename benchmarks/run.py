"""Measure, as ratios inside one run: an absolute time says little on a shared machine.

Run with ``make bench``. Each figure is the median of several rounds, taken in turn with what it is compared to.
"""

import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

import numpy as np

from alliance import simulate_caseload
from alliance.caseload.measures import ITEMS
from alliance.caseload.parameters import parameters
from alliance.caseload.streams import Streams
from alliance.caseload.verbs import cross_lag

ROUNDS = 5


def in_turn(
    ours: Callable[[], object], theirs: Callable[[], object], rounds: int = ROUNDS
) -> tuple[float, float]:
    """Return the median seconds of both, run in turn after one round that does not count."""
    taken: tuple[list[float], list[float]] = ([], [])
    for number in range(rounds + 1):
        for job, times in zip((ours, theirs), taken, strict=True):
            start = time.perf_counter()
            job()
            if number:
                times.append(time.perf_counter() - start)
    return statistics.median(taken[0]), statistics.median(taken[1])


def drawn(clients: int, therapists: int) -> tuple[int, int, int]:
    """Return how many normals and how many other numbers a simulation draws, and for how many sessions."""
    counts = {"normals": 0, "others": 0}

    class Counting(np.random.Generator):
        """A generator that counts what is asked of it."""

        def __getattribute__(self, name: str) -> Any:
            method = super().__getattribute__(name)
            if not callable(method) or name.startswith("_"):
                return method

            def counted(*args: Any, **kwargs: Any) -> Any:
                found = method(*args, **kwargs)
                counts["normals" if name == "standard_normal" else "others"] += int(np.size(found))
                return found

            return counted

    plain = Streams.__getitem__
    try:
        Streams.__getitem__ = lambda self, purpose: Counting(plain(self, purpose).bit_generator)  # type: ignore[method-assign]
        made = simulate_caseload(clients=clients, therapists=therapists, seed=1)
    finally:
        Streams.__getitem__ = plain  # type: ignore[method-assign]
    return counts["normals"], counts["others"], len(made.sessions)


def bare(normals: int, others: int) -> Callable[[], object]:
    """Return a job that draws so many normals and uniforms, and nothing else."""

    def job() -> None:
        rng = np.random.default_rng(1)
        rng.standard_normal(normals)
        rng.random(others)

    return job


def peer(rows: int) -> Callable[[], object]:
    """Return a job in which a public item simulator answers our twelve items for so many people."""
    from girth.synthetic import create_synthetic_irt_polytomous

    scale = parameters().scale
    thresholds = np.tile(np.array(scale.thresholds), (len(ITEMS), 1))
    people = np.random.default_rng(1).standard_normal(rows)
    # 1.7 turns a steepness on the normal scale into one on the logistic.
    return lambda: create_synthetic_irt_polytomous(
        thresholds, 1.7 / scale.item_noise, people, model="grm", seed=1
    )


def peak_memory(clients: int) -> tuple[float, int]:
    """Return the peak memory of a fresh process in MiB beyond what importing takes, and the sessions simulated."""
    # Not getrusage: its peak is inherited from the process that started this one.
    code = (
        "import re; from pathlib import Path; from alliance import simulate_caseload; simulate_caseload();"
        "peak = lambda: int(re.search(r'VmHWM:\\s+(\\d+)', Path('/proc/self/status').read_text())[1]);"
        "before = peak();"
        f"made = simulate_caseload(clients={clients}, therapists={clients // 25});"
        "print(peak() - before, len(made.sessions))"
    )
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    kib, rows = map(int, done.stdout.split())
    return kib / 1024, rows


def python(code: str) -> Callable[[], object]:
    """Return a job that runs a line in a fresh Python."""
    return lambda: subprocess.run([sys.executable, "-c", code], check=True)


def tell(**figures: object) -> None:
    """Print one line of JSON."""
    print(json.dumps({k: round(v, 2) if isinstance(v, float) else v for k, v in figures.items()}), flush=True)


def main() -> None:
    """Measure and print one line of JSON for each figure."""
    per_row = {}
    for clients in (166, 1_660, 16_600, 166_000):
        therapists = max(1, clients // 25)
        normals, others, rows = drawn(clients, therapists)
        ours, theirs = in_turn(
            lambda n=clients, k=therapists: simulate_caseload(clients=n, therapists=k, seed=1),
            bare(normals, others),
        )
        per_row[rows] = ours / rows
        tell(
            what=f"simulate {rows} client-sessions",
            against="bare draws of the same numbers",
            ratio=ours / theirs,
        )
    small, large = per_row[list(per_row)[-2]], per_row[list(per_row)[-1]]
    tell(what="time per client-session", against="a tenth of the size", ratio=large / small)
    rows = 100_000
    ours, theirs = in_turn(
        lambda: simulate_caseload(clients=16_600, therapists=664, seed=1), peer(rows), rounds=3
    )
    tell(
        what=f"a whole caseload of {rows} client-sessions",
        against="girth's answers to 12 items",
        ratio=ours / theirs,
    )
    mib, rows = peak_memory(166_000) if sys.platform == "linux" else (0.0, 1)
    tell(
        what=f"simulate {rows} client-sessions",
        peak_mib=round(mib),
        bytes_per_session=round(mib * 2**20 / rows),
    )
    made = simulate_caseload(clients=16_600, therapists=664, seed=1)
    ours, theirs = in_turn(lambda: cross_lag(made.sessions, "alliance", "symptoms"), made.sessions.describe)
    tell(
        what="cross_lag of 100000 client-sessions",
        against="pandas describe() of the table",
        ratio=ours / theirs,
    )
    ours, theirs = in_turn(python("import alliance"), python("pass"))
    tell(what="import alliance", against="bare python", extra_ms=round(1000 * (ours - theirs)))
    ours, theirs = in_turn(python("import alliance.widgets"), python("import anywidget"))
    tell(what="import alliance.widgets", against="import anywidget", ratio=ours / theirs)


if __name__ == "__main__":
    main()
