"""Engines: the same work on this machine or on a cluster; results come back as data to one writer."""

import os
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass

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
        with Workshop(prepared) as workshop, ThreadPoolExecutor(several, "grading") as pool:
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
            finally:
                for future in going:
                    future.cancel()
                if going:
                    workshop.stop()

    return engine
