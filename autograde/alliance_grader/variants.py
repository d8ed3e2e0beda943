"""Which student works on which variant of an assignment.

Until an instructor hands out letters, every student works on the variant that the notebook says. Once they are handed
out (`alliance-grader variants`), a student's work is judged on the letter that was given, whatever the notebook says.
"""

import csv
import hashlib
import hmac
import io
import secrets
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import Final

from alliance.assignments import letters
from alliance.errors import CourseError
from alliance.tables import text_of
from alliance_grader.files import write_whole
from alliance_grader.gradebook import data_folder

_HEAD: Final = ("student", "variant")


def assigned(root: Path, assignment: str, student: str) -> str | None:
    """Return the letter that a student was given, or None while nobody was given any.

    A student who is not in the list, since he came later, has the letter that a new list would give.

    Raises
    ------
    CourseError
        When the list cannot be read, or names a variant that there is none of.
    """
    file = _list(root, assignment)
    if not file.is_file():
        return None
    given = _read(file, assignment, file.stat().st_mtime_ns)
    return given.get(student) or _drawn(_secret(root), assignment, student)


def hand_out(root: Path, assignment: str, students: Iterable[str]) -> dict[str, str]:
    """Give each student a letter, and keep the list; a letter that somebody has already stays.

    The letter comes of the student's id and a secret of this course, so that nobody can tell another's, and the
    same student has the same letter however often this is asked.

    Returns
    -------
    dict of str to str
        The letter of everybody in the list, by the student's id.
    """
    file = _list(root, assignment)
    given = dict(_read(file, assignment, file.stat().st_mtime_ns)) if file.is_file() else {}
    secret = _secret(root)
    for student in students:
        given.setdefault(student, _drawn(secret, assignment, student))
    given = dict(sorted(given.items()))
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerows([_HEAD, *given.items()])
    write_whole(file, text.getvalue())
    return given


def _list(root: Path, assignment: str) -> Path:
    return root / "gradebook" / "variants" / f"{assignment}.csv"


def _secret(root: Path) -> bytes:
    """Return the course's secret, made when it is asked for first."""
    file = data_folder(root) / "variants" / "secret"
    if not file.is_file():
        write_whole(file, secrets.token_hex(32))
    return file.read_bytes()


def _drawn(secret: bytes, assignment: str, student: str) -> str:
    known = letters(assignment.partition("_")[0])
    drawn = hmac.digest(secret, f"{assignment}\n{student}".encode(), hashlib.sha256)
    return known[int.from_bytes(drawn[:8]) % len(known)]


@lru_cache(maxsize=8)
def _read(file: Path, assignment: str, _changed: int) -> dict[str, str]:
    """Read a list once for a whole class, and again when it has changed."""
    known = letters(assignment.partition("_")[0])
    given: dict[str, str] = {}
    for number, row in enumerate(csv.reader(io.StringIO(text_of(file))), 1):
        if not row or tuple(cell.strip().casefold() for cell in row) == _HEAD:
            continue
        letter = row[1].strip().upper() if len(row) == 2 else ""
        if letter not in known:
            raise CourseError(
                f"{file.name}, line {number}: write a student's id, a comma and one of the letters "
                f"{', '.join(known)}; or delete the file and hand the letters out again."
            )
        given[row[0].strip()] = letter
    return given
