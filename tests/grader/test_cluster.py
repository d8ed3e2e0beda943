"""Grading on a real Dask cluster: a scheduler and two workers, as programs of their own."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from small import S1, Small, descendants, gone, kill, wait_until

from alliance import CourseError
from alliance_grader import cluster as cluster_engine
from alliance_grader.grade import grade

pytestmark = pytest.mark.slow


class Cluster:
    """A scheduler and workers of this machine, with a folder for what is temporary.

    Attributes
    ----------
    address : str
    workers : list of subprocess.Popen
    temporary : Path
    """

    def __init__(self, address: str, workers: list[subprocess.Popen[bytes]], temporary: Path) -> None:
        self.address, self.workers, self.temporary = address, workers, temporary

    def left(self) -> list[str]:
        """Return what the workers keep of ours."""
        return sorted(place.name for place in self.temporary.glob("alliance-*"))


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        port: int = found.getsockname()[1]
        return port


@contextmanager
def running_cluster(place: Path) -> Iterator[Cluster]:
    port = free_port()
    place.chmod(0o1777)
    quiet = {name: value for name, value in os.environ.items() if name != "ALLIANCE_COURSE"}
    environment = {**quiet, "TMPDIR": str(place)}
    address = f"tcp://127.0.0.1:{port}"
    with ExitStack() as stack:

        def start(*words: str) -> subprocess.Popen[bytes]:
            process = subprocess.Popen(
                [sys.executable, "-m", f"distributed.cli.dask_{words[0]}", *words[1:]],
                cwd=place,
                env=environment,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
            stack.callback(end, process)
            return process

        start("scheduler", "--host", "127.0.0.1", "--port", str(port), "--no-dashboard", "--no-show")
        workers = [
            start("worker", address, "--nthreads", "1", "--no-nanny", "--no-dashboard", "--name", name)
            for name in ("one", "two")
        ]
        yield Cluster(address, workers, place)


def end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(20)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def test_a_cluster_gives_the_same_cell_by_cell_and_a_lost_worker_loses_nothing(
    small: Small, graded_once: Small, tmp_path_factory: pytest.TempPathFactory
) -> None:
    students = small.hand_in_class()
    place = tmp_path_factory.mktemp("cluster")
    with running_cluster(place) as dask:
        done = small.run("grade", S1, "--scheduler", dask.address, "--no-feedback")
        assert done.code == 0, done
        assert small.grades() == graded_once.grades()
        assert small.files() == graded_once.files()
        assert small.outcomes() == graded_once.outcomes()
        keys = list(place.rglob(f"{S1}.yaml"))
        assert len(keys) == 2, "each worker has keys while it may judge"
        assert [folder.stat().st_mode & 0o077 for folder in place.glob("alliance-course-*")] == [0, 0]

        # One of two is killed while it works.
        for student in students:
            small.hand_in(student, {"s1-sum": "import time\ntime.sleep(1)\ntotal = 6"})
        grading = small.start("grade", S1, "--scheduler", dask.address, "--no-feedback")
        before = small.outcomes()
        assert wait_until(lambda: small.outcomes() != before, 60, 0.05)
        servers = descendants(dask.workers[0].pid)
        kill(dask.workers[0].pid)
        dask.workers[0].wait()
        grading.communicate(timeout=120)
        named = {name for name, outcome in small.outcomes().items() if outcome["status"] != "graded"}
        assert len(named) <= 2, named
        assert all("worker" in small.outcomes()[name]["reason"] for name in named)
        assert grading.returncode == (1 if named else 0)
        assert gone(servers), "servers of a killed worker go with it"
        done = small.run("grade", S1, "--scheduler", dask.address, "--no-feedback")
        assert done.code == 0, done
        assert {points[0] for (_, name), points in small.grades().items() if name == "s1-sum-check"} == {2.0}
        assert {outcome["status"] for outcome in small.outcomes().values()} == {"graded"}
    # The one that ended took its keys along; those of the one that was killed go with the next worker's start.
    left = dask.left()
    assert len([name for name in left if name.startswith("alliance-course-")]) <= 1, left


def test_no_scheduler_and_no_worker_are_one_sentence(small: Small, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster_engine, "_PATIENCE", 2.0)
    small.hand_in("s000")
    for address in (f"tcp://127.0.0.1:{free_port()}", "nonsense"):
        with pytest.raises(CourseError, match="No Dask scheduler answers") as caught:
            list(grade(small.root, S1, engine=cluster_engine.cluster(address)))
        assert "\n" not in str(caught.value)
    assert small.outcomes() == {}
