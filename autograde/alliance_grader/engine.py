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


@dataclass(frozen=True)
class Local:
    """The engine of this machine: threads here, and students' code in processes of its own.

    Attributes
    ----------
    workers : int
        How many submissions are worked on at once.
    """

    workers: int

    def warm_up(self, prepared: Prepared) -> None:
        """Begin to open the workshop, and do not wait for it. What goes wrong is said when it is needed."""
        with _TURN:
            if not any(known == prepared for known, _ in _kept):
                _kept.append((prepared, _opening(prepared)))

    def __call__(self, prepared: Prepared, jobs: Iterator[Job]) -> Iterator[Done]:
        """Work on everything, and give what came of each."""
        workshop, whole = _taken(prepared), False
        # One more is in hand than there are workers: no core waits while somebody's result is checked and written down.
        several = self.workers + 1 if self.workers > 1 else 1
        with ThreadPoolExecutor(several, "grading") as pool:
            going: set[Future[Done]] = set()
            try:
                # A few wait for their turn, and no more is read in: a class may hold a thousand notebooks.
                for job in jobs:
                    going.add(pool.submit(one, workshop, job))
                    if len(going) > 2 * several:
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


def local(workers: int | None = None) -> Local:
    """Return the engine of this machine.

    Parameters
    ----------
    workers : int, optional
        How many submissions are worked on at once; by default one for each core.
    """
    return Local(workers or cores())


_kept: list[tuple[Prepared, Future[Workshop]]] = []
_TURN: Final = threading.Lock()
_KEPT_FOR: Final = 300.0
"""Seconds that a workshop stays open for the next run: the formgrader's button grades one student after the other."""


def _opening(prepared: Prepared) -> Future[Workshop]:
    """Open a workshop in a thread."""
    # What it imports it imports here: Ctrl-C in the midst of an import would leave the thread waiting for ever.
    workshop = Workshop(prepared)
    opening: Future[Workshop] = Future()

    def work() -> None:
        try:
            opening.set_result(workshop.__enter__())
        except BaseException as error:
            opening.set_exception(error)

    threading.Thread(target=work, name="opening").start()
    return opening


def _taken(prepared: Prepared) -> Workshop:
    """Return the workshop that waits for this assignment, or open one."""
    with _TURN:
        found = next((pair for pair in _kept if pair[0] == prepared), None)
        if found:
            _kept.remove(found)
    return found[1].result() if found else Workshop(prepared).__enter__()


def _put_back(prepared: Prepared, workshop: Workshop) -> None:
    """Keep a workshop for a while, and no other."""
    kept: Future[Workshop] = Future()
    kept.set_result(workshop)
    with _TURN:
        others, _kept[:] = _kept[:], [(prepared, kept)]
    _close(others)
    closing = threading.Timer(_KEPT_FOR, close_kept)
    closing.daemon = True
    closing.start()


@atexit.register
def close_kept() -> None:
    """Close whatever workshop waits for the next run."""
    with _TURN:
        closing, _kept[:] = _kept[:], []
    _close(closing)


def _close(kept: list[tuple[Prepared, Future[Workshop]]]) -> None:
    for _, opening in kept:
        if opening.exception() is None:  # once it has come up: then it can be told to go
            opening.result().stop()
