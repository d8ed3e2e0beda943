"""Put collected work in its place: staged aside first, then moved. Earlier work of a student is kept, never overwritten.

``gradebook/submitted/STUDENT/ASSIGNMENT`` holds what counts, ``gradebook/earlier/STUDENT/ASSIGNMENT/0001`` and so on what
counted before or was handed in before. Work is staged in ``gradebook/collecting/ASSIGNMENT``; once all of it is there a
file says so, and a run that is stopped after that is carried on by the next one.
"""

import hashlib
import os
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import msgspec

from alliance.errors import CourseError
from alliance_grader.course import submission_folder
from alliance_grader.files import write_whole
from alliance_grader.intake import MOST_BYTES

_READY: Final = "ready.json"
_FORMAT: Final = "%Y-%m-%d %H:%M:%S UTC"


@dataclass(frozen=True)
class Held:
    """What is there of a student's work on an assignment.

    Attributes
    ----------
    now : str or None
        Digest of the notebook that counts; None when there is none.
    handed_in : datetime or None
        When that was handed in, in UTC.
    earlier : frozenset of str
        Digests of the notebooks that were kept.
    """

    now: str | None = None
    handed_in: datetime | None = None
    earlier: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Work:
    """A notebook to be put in its place.

    Attributes
    ----------
    student : str
    counts : bool
        Whether it is what counts from now on; else it is kept with the earlier work.
    handed_in : datetime or None
    read : callable or None
        Returns the notebook; None when the one that is there only gets its time.
    secret : bytes
        What came with it by nbgrader's exchange; kept beside it, as nbgrader does.
    """

    student: str
    counts: bool
    handed_in: datetime | None
    read: Callable[[], bytes] | None
    secret: bytes = b""


def held(root: Path, assignment: str, student: str) -> Held:
    """Look what is there of a student's work; whatever a student left there is only read."""
    now = submission_folder(root, assignment, student)
    there = os.path.lexists(now)
    digests = sorted(_digests(now))
    return Held(
        # Without a notebook, or with several, it is like nothing that could be collected.
        (digests[0] if len(digests) == 1 else "") if there else None,
        _timestamp(now / "timestamp.txt") if there else None,
        frozenset(digest for kept in _kept(root, assignment, student) for digest in _digests(kept)),
    )


def earlier_folder(root: Path, assignment: str, student: str) -> Path:
    """Return where a student's earlier work on an assignment is kept."""
    return root / "gradebook" / "earlier" / student / assignment


def put(
    root: Path, assignment: str, work: Sequence[Work], done: Callable[[str], None] = lambda _: None
) -> None:
    """Put work in its place. Only who holds the lock of the assignment may.

    Raises
    ------
    CourseError
        When it could not all be staged: then nothing was changed.
    """
    staged = _staging(root, assignment)
    try:
        for number, one in enumerate(work):
            _stage(staged / f"{number:05d}", assignment, one)
            done(one.student)
        orders = [(f"{number:05d}", one.student, one.counts) for number, one in enumerate(work)]
        staged.mkdir(parents=True, exist_ok=True, mode=0o700)
        write_whole(staged / _READY, msgspec.json.encode(orders).decode())
    except OSError as error:
        shutil.rmtree(staged, ignore_errors=True)
        raise CourseError(
            f"{root / 'gradebook'} could not be written ({error.strerror}); nothing was changed. "
            "Make room or mend that, and run the same command again."
        ) from None
    except BaseException:
        shutil.rmtree(staged, ignore_errors=True)
        raise
    carry_on(root, assignment)


def carry_on(root: Path, assignment: str) -> bool:
    """Finish what a run had staged and was stopped in moving, and remove what another had not staged to its end.

    Returns
    -------
    bool
        Whether there was something to finish.
    """
    staged = _staging(root, assignment)
    try:
        orders = msgspec.json.decode((staged / _READY).read_bytes(), type=list[tuple[str, str, bool]])
    except (OSError, ValueError, msgspec.MsgspecError):
        shutil.rmtree(staged, ignore_errors=True)
        return False
    for name, student, counts in orders:
        place = staged / name
        if not place.is_dir():
            continue  # it was moved before we were stopped
        if (place / "only_time").exists():
            _date(place, submission_folder(root, assignment, student))
            continue
        now = submission_folder(root, assignment, student)
        if counts and os.path.lexists(now):
            _move(now, _next(root, assignment, student))
        _move(place, now if counts else _next(root, assignment, student))
    shutil.rmtree(staged, ignore_errors=True)
    return True


def timestamp_text(when: datetime) -> str:
    """Return a time as nbgrader reads it: always in UTC, since it misreads every other zone.

    (It takes ``+0100`` for a hundred seconds, and ignores ``CEST``.)
    """
    return when.astimezone(UTC).strftime(_FORMAT)


def _staging(root: Path, assignment: str) -> Path:
    return root / "gradebook" / "collecting" / assignment


def _stage(place: Path, assignment: str, one: Work) -> None:
    place.mkdir(parents=True, mode=0o700)
    if one.read is None:
        _write(place / "only_time", b"")
    else:
        _write(place / f"{assignment}.ipynb", one.read())
        if one.secret:
            _write(place / "submission_secret.txt", one.secret)
    if one.handed_in is not None:
        _write(place / "timestamp.txt", (timestamp_text(one.handed_in) + "\n").encode())


def _write(place: Path, content: bytes) -> None:
    with place.open("xb") as file:
        os.fchmod(file.fileno(), 0o600)
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _date(place: Path, now: Path) -> None:
    """Give the work that is there the time that was found out since."""
    if now.is_dir() and not now.is_symlink():
        (place / "timestamp.txt").replace(now / "timestamp.txt")
    shutil.rmtree(place)


def _move(what: Path, to: Path) -> None:
    to.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    what.rename(to)


def _kept(root: Path, assignment: str, student: str) -> list[Path]:
    return sorted(earlier_folder(root, assignment, student).glob("[0-9]*"))


def _next(root: Path, assignment: str, student: str) -> Path:
    numbers = [int(kept.name) for kept in _kept(root, assignment, student) if kept.name.isdecimal()]
    return earlier_folder(root, assignment, student) / f"{max(numbers, default=0) + 1:04d}"


def _digests(folder: Path) -> set[str]:
    """Return the digests of the notebooks in a folder; links are not followed, what cannot be read is like no other."""
    found = set()
    try:
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
    except OSError:
        return set()
    try:
        for name in os.listdir(handle):  # noqa: PTH208 - of a folder that is held open
            if name.endswith(".ipynb"):
                found.add(_digest(handle, name))
    finally:
        os.close(handle)
    return found


def _digest(folder: int, name: str) -> str:
    try:
        handle = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC, dir_fd=folder)
    except OSError:
        return ""
    with os.fdopen(handle, "rb") as file:
        try:
            return hashlib.sha256(file.read(MOST_BYTES + 1)).hexdigest()
        except OSError:
            return ""


def _timestamp(file: Path) -> datetime | None:
    from nbgrader.utils import parse_utc

    try:
        handle = os.open(file, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
        with os.fdopen(handle, "rb") as opened:
            found = parse_utc(opened.read(200).decode("utf-8", "replace").strip())
    except (OSError, ValueError, OverflowError, TypeError, AttributeError):
        return None
    return found.replace(tzinfo=UTC) if isinstance(found, datetime) else None
