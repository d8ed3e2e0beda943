"""Engines: the same work on this machine or on a cluster; results come back as data to one writer."""

import atexit
import os
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from typing import Final

from alliance_grader.intake import Submission, SubmissionError
from alliance_grader.pipeline import Prepared, Worked, Workshop


@dataclass(frozen=True)
class Job:
    """One submission to work on, or why there is none to work on."""

    student: str
    submission: Submission | SubmissionError


Done = tuple[str, Worked | SubmissionError]
Engine = Callable[[Prepared, Iterator[Job]], Iterator[Done]]
"""Takes an assignment and jobs, and gives what came of each, in the order in which they were finished."""


def cores() -> int:
    """Return how many cores this program may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def one(workshop: Workshop, job: Job) -> Done:
    """Work on one submission; whatever goes wrong with it is said of that one alone."""
    if isinstance(job.submission, SubmissionError):
        return job.student, job.submission
    try:
        return job.student, workshop.work(job.submission)
    except SubmissionError as error:
        return job.student, error
    except Exception as error:
        return job.student, SubmissionError(
            f"This could not be graded ({type(error).__name__}: {str(error)[:150]}); grade it again or mark it by hand."
        )


def local(workers: int | None = None) -> Engine:
    """Return an engine of threads on this machine; students' code runs in processes of its own.

    Parameters
    ----------
    workers : int, optional
        How many submissions are worked on at once; by default one for each core.
    """
    several = workers or cores()

    def engine(prepared: Prepared, jobs: Iterator[Job]) -> Iterator[Done]:
        workshop, whole = _taken(prepared), False
        with ThreadPoolExecutor(several, "grading") as pool:
            going: set[Future[Done]] = set()
            try:
                # No more is read in than is worked on: a class may hold a thousand notebooks.
                for job in jobs:
                    going.add(pool.submit(one, workshop, job))
                    if len(going) > several:
                        ended, going = wait(going, return_when=FIRST_COMPLETED)
                        yield from (future.result() for future in ended)
                while going:
                    ended, going = wait(going, return_when=FIRST_COMPLETED)
                    yield from (future.result() for future in ended)
                whole = True
            finally:
                for future in going:
                    future.cancel()
                if whole:
                    _put_back(prepared, workshop)
                else:
                    workshop.stop()

    return engine


_kept: list[tuple[Prepared, Workshop]] = []
_TURN: Final = threading.Lock()
_KEPT_FOR: Final = 300.0
"""Seconds that a workshop stays open for the next run: the formgrader's button grades one student after the other."""


def _taken(prepared: Prepared) -> Workshop:
    """Return the workshop of the last run when it was for the same assignment, or open a new one."""
    with _TURN:
        found = next((pair for pair in _kept if pair[0] == prepared), None)
        if found:
            _kept.remove(found)
    return found[1] if found else Workshop(prepared).__enter__()


def _put_back(prepared: Prepared, workshop: Workshop) -> None:
    """Keep a workshop for a while, and no other."""
    with _TURN:
        others, _kept[:] = [other for _, other in _kept], [(prepared, workshop)]
    for other in others:
        other.stop()
    closing = threading.Timer(_KEPT_FOR, close_kept)
    closing.daemon = True
    closing.start()


@atexit.register
def close_kept() -> None:
    """Close the workshop that is kept for the next run, if there is one."""
    with _TURN:
        closing = [workshop for _, workshop in _kept]
        _kept.clear()
    for workshop in closing:
        workshop.stop()
