"""The grader is killed at each of its moments once, and at random ones; `kills.py` does it as often as one likes."""

import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.slow
def test_killed_at_each_moment_nothing_is_lost_or_half_done_and_the_next_run_heals() -> None:
    # In a process of its own, since it forks.
    done = subprocess.run(
        [sys.executable, str(Path(__file__).with_name("kills.py")), "--times", "12"],
        capture_output=True,
        text=True,
        timeout=380,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count("| 0 |") >= 9, f"the moments were missed:\n{done.stdout}"
