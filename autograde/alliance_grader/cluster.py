"""The engine of a cluster: Dask carries submissions to workers, which do the same stages as this machine would.

A worker needs this package and nothing of the course: notebooks and keys come with the assignment. It never sees
the gradebook; results come back as data.
"""

import atexit
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

from alliance.errors import CourseError
from alliance_grader.engine import Done, Engine, Job, one
from alliance_grader.files import temporary_folder
from alliance_grader.intake import SubmissionError
from alliance_grader.pipeline import Prepared, Worked, Workshop

_PATIENCE = 15.0
_ONE_AT_A_TIME = threading.Lock()


def cluster(address: str) -> Engine:
    """Return an engine that works on a Dask cluster.

    Parameters
    ----------
    address : str
        Of the scheduler, for example ``"tcp://10.0.0.5:8786"``.
    """

    def engine(prepared: Prepared, jobs: Iterator[Job]) -> Iterator[Done]:
        from distributed import Client, as_completed

        try:
            client = Client(address, timeout=_PATIENCE)
        except (OSError, ValueError, TimeoutError) as error:
            raise CourseError(
                f"No Dask scheduler answers at {address} ({error}); start one, or leave --scheduler out."
            ) from None
        with client:
            try:
                client.wait_for_workers(1, timeout=_PATIENCE)
            except TimeoutError:
                raise CourseError(
                    f"The Dask scheduler at {address} has no workers; start one with: dask worker {address}"
                ) from None
            assignment = client.scatter(prepared, broadcast=True)
            going = as_completed(with_results=True, raise_errors=False)
            students: dict[str, str] = {}
            # A worker always finds one more waiting, and no more is read in than that.
            most = 2 * sum(client.nthreads().values())
            for job in jobs:
                future = client.submit(_on_worker, assignment, job, pure=False)
                students[future.key] = job.student
                going.add(future)
                while going.count() >= most:
                    yield _done(students, *next(going))
            for future, result in going:
                yield _done(students, future, result)

    return engine


def _done(students: dict[str, str], future: Any, result: Any) -> Done:
    """Return what came of a job; a worker that died is said of the submission that it had."""
    student = students.pop(future.key)
    if future.status == "finished":
        return student, result
    problem = result[0].__name__ if isinstance(result, tuple) else future.status
    return student, SubmissionError(f"The worker that had this was lost ({problem}); grade it again.")


def _on_worker(prepared: Prepared, job: Job) -> Worked | SubmissionError:
    """Work on a submission inside a Dask worker, whose warm servers stay for the next one."""
    with _ONE_AT_A_TIME:
        workshop = _workshop(prepared)
    return one(workshop, job)[1]


_open: dict[str, ExitStack] = {}
_shops: dict[str, Workshop] = {}


def _workshop(prepared: Prepared) -> Workshop:
    """Return the worker's workshop for an assignment; of another one, or an older version, it is closed."""
    version = f"{prepared.digest} {prepared.unprotected} {prepared.limits}"
    if version not in _shops:
        _close()
        with ExitStack() as opening:
            # The keys lie there while the worker may judge, and go with it.
            place = opening.enter_context(temporary_folder("alliance-course-"))
            _shops[version] = opening.enter_context(Workshop(prepared.unpacked(place)))
            _open[version] = opening.pop_all()
    return _shops[version]


@atexit.register
def _close() -> None:
    _shops.clear()
    while _open:
        _open.popitem()[1].close()
