"""One grading run at a time for each assignment, also across programs."""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alliance.errors import CourseError

_PAUSE = 0.2


@contextmanager
def grading_lock(root: Path, assignment: str, patience: float = 0.0) -> Iterator[None]:
    """Hold the right to grade an assignment.

    The system itself lets go of the lock when a program dies, so that nothing stale is left behind.

    Parameters
    ----------
    root : Path
        The folder of the course.
    assignment : str
        The assignment's whole name.
    patience : float
        Seconds to wait for another run to end.

    Raises
    ------
    CourseError
        When another run holds it for longer.
    """
    folder = root / "gradebook" / "locks"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle = os.open(folder / f"{assignment}.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        until = time.monotonic() + patience
        while not _taken(handle):
            if time.monotonic() >= until:
                raise CourseError(
                    f"Another run is grading {assignment} at this moment; wait until it has finished, and try again."
                )
            time.sleep(_PAUSE)
        yield
    finally:
        os.close(handle)


def _taken(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
