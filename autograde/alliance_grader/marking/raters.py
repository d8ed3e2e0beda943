"""What each rater gave, beside the gradebook: nbgrader keeps one mark an answer, and two raters give two.

One small file for each student, rater and assignment, written whole: `gradebook/marking/ASSIGNMENT/RATER/STUDENT.json`.
Files, and no table in nbgrader's database: its schema stays nbgrader's own (its upgrades know of no other table), a mark
can be kept while the gradebook is locked or lost, two raters never write the same file, and whoever deletes a
student deletes the files with that name.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, Literal

import msgspec

from alliance.errors import CourseError
from alliance_grader.files import write_whole
from alliance_grader.intake import valid_id

FIRST: Final = "first"
"""Who marks when nobody is named, and whose mark it is that was given elsewhere, in formgrader."""
SECOND: Final = "second"
SETTLED: Final = "settled"
"""Under this name lies what was settled after two raters differed; nobody is called so."""

Reading = Literal["first", "second", "settled"]
_NAME: Final = re.compile(r"[a-z0-9][a-z0-9._-]{0,40}")


@dataclass(frozen=True)
class RaterMark:
    """What one rater gave one answer.

    Attributes
    ----------
    points : float
    reading : {"first", "second", "settled"}
    ticks : tuple of float
        What each criterion was given; empty when a number was typed.
    comment : str
    answer : str
        Digest of the answer that was read; empty when it is not known.
    given : str
        When, in UTC.
    entered : bool
        Whether the gradebook has it; a second reading is not entered.
    """

    points: float
    reading: Reading = "first"
    ticks: tuple[float, ...] = ()
    comment: str = ""
    answer: str = ""
    given: str = ""
    entered: bool = False


def rater_name(name: str) -> str:
    """Return a rater's name as their folder is called.

    Raises
    ------
    CourseError
        When no folder can be called so.
    """
    wanted = "-".join(name.casefold().split())
    if not _NAME.fullmatch(wanted) or ".." in wanted or wanted == SETTLED:
        raise CourseError(
            f"{name!r} cannot be a rater's name here; use letters, digits and dashes, for example --rater ada."
        )
    return wanted


def now() -> str:
    """Return the moment as it is written beside a mark."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def marking_folder(root: Path) -> Path:
    """Return where the raters' marks lie."""
    return root / "gradebook" / "marking"


def _file(root: Path, assignment: str, rater: str, student: str) -> Path:
    return marking_folder(root) / assignment / rater / f"{student}.json"


def read_marks(root: Path, assignment: str, rater: str, student: str) -> dict[str, RaterMark]:
    """Return a rater's marks of one student, by item; none when there is no file that can be read."""
    try:
        content = _file(root, assignment, rater, student).read_bytes()
        return msgspec.json.decode(content, type=dict[str, RaterMark])
    except (OSError, ValueError, msgspec.MsgspecError):
        return {}


def keep(root: Path, assignment: str, rater: str, student: str, item: str, mark: RaterMark | None) -> None:
    """Write down a rater's mark, or with None that there is none any more.

    Raises
    ------
    CourseError
        When the disk does not take it.
    """
    marks = {name: one for name, one in read_marks(root, assignment, rater, student).items() if name != item}
    if mark is not None:
        marks[item] = mark
    file = _file(root, assignment, rater, student)
    try:
        if marks:
            write_whole(file, msgspec.json.encode(marks).decode())
        else:
            file.unlink(missing_ok=True)
    except OSError as error:
        raise CourseError(
            f"The mark could not be written to {file.parent} ({error.strerror}); make room there and send it again."
        ) from None


def raters(root: Path, assignment: str) -> list[str]:
    """Return who has marked an assignment, in order; what was settled is nobody's."""
    folder = marking_folder(root) / assignment
    if not folder.is_dir():
        return []
    names = (entry.name for entry in folder.iterdir() if entry.is_dir())
    return sorted(name for name in names if _NAME.fullmatch(name) and name != SETTLED)


def marks_of(root: Path, assignment: str, rater: str) -> Iterator[tuple[str, str, RaterMark]]:
    """Yield all marks of a rater: student, item and mark."""
    for file in sorted((marking_folder(root) / assignment / rater).glob("[!.]*.json")):
        if valid_id(file.stem):
            for item, mark in read_marks(root, assignment, rater, file.stem).items():
                yield file.stem, item, mark
