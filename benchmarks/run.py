"""Measure, as ratios inside one run: an absolute time says little on a shared machine.

Run with ``make bench``. Each figure is the median of several rounds, taken in turn with what it is compared to.
"""

import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable

import numpy as np

from alliance import simulate_caseload

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


def draws(clients: int) -> Callable[[], object]:
    """Return a job that draws as many normals as the simulation does: 26 for each of 30 possible sessions."""
    return lambda: np.random.default_rng(1).standard_normal((clients, 30, 26))


def python(code: str) -> Callable[[], object]:
    """Return a job that runs a line in a fresh Python."""
    return lambda: subprocess.run([sys.executable, "-c", code], check=True)


def main() -> None:
    """Measure and print one line of JSON for each figure."""
    for clients in (100, 1_000, 10_000):
        ours, theirs = in_turn(
            lambda n=clients: simulate_caseload(clients=n, therapists=max(1, n // 25), seed=1), draws(clients)
        )
        print(
            json.dumps(
                {
                    "what": f"simulate {clients} clients",
                    "against": "bare draws",
                    "ratio": round(ours / theirs, 2),
                }
            )
        )
    ours, theirs = in_turn(python("import alliance"), python("pass"))
    print(
        json.dumps(
            {"what": "import alliance", "against": "bare python", "extra_ms": round(1000 * (ours - theirs))}
        )
    )
    ours, theirs = in_turn(python("import alliance.widgets"), python("import anywidget"))
    print(
        json.dumps(
            {
                "what": "import alliance.widgets",
                "against": "import anywidget",
                "ratio": round(ours / theirs, 2),
            }
        )
    )


if __name__ == "__main__":
    main()
