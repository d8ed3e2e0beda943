"""Intake: read what a student handed in, without following links and without believing anything in it."""

import hashlib
import json
import os
import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any, Final, Literal, cast

from alliance.errors import CourseError
from alliance_grader.files import decoded

MOST_BYTES: Final = 20_000_000
"""A notebook may be this large: with figures in it, honest ones stay under a tenth of it."""
MOST_FILES: Final = 50
MOST_FILE_BYTES: Final = 5_000_000
MOST_CELLS: Final = 2_000
MOST_SOURCE: Final = 2_000_000
_DEEPEST: Final = 3
_STAMP_BYTES: Final = 200
_ID: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._@-]{0,120}")
_COPY: Final = re.compile(r"(?: ?\(\d+\)|[ _-]?copy\d*|-\d+)+$", re.IGNORECASE)
_OLDEST_FORMAT = 4

CellType = Literal["code", "markdown", "raw"]


class SubmissionError(CourseError):
    """A submission that cannot be graded; the sentence says why and what to do."""


@dataclass(frozen=True)
class HandedCell:
    """A cell as it was handed in: its words, and what it says of itself.

    Attributes
    ----------
    kind : {"code", "markdown", "raw"}
    source : str
    grade_id : str or None
        The id under which nbgrader would know it; the student may have written anything.
    id : str or None
        The notebook's own id of the cell.
    """

    kind: CellType
    source: str
    grade_id: str | None
    id: str | None


@dataclass(frozen=True)
class Submission:
    """What one student handed in for one assignment, read and not yet judged.

    Attributes
    ----------
    student : str
    cells : tuple of HandedCell
    files : dict of str to bytes
        Other files that lay beside the notebook, by their relative names.
    timestamp : str or None
        When it was handed in, as `timestamp.txt` says.
    notes : tuple of str
        What the instructor should know about how it was read.
    variant : str or None
        The letter that the student was given, on which the answers are judged; None when none was.
    version : int or None
        Which version of the assignment the notebook says it is; None when it says none.
    """

    student: str
    cells: tuple[HandedCell, ...]
    files: dict[str, bytes]
    timestamp: str | None
    notes: tuple[str, ...] = ()
    variant: str | None = None
    version: int | None = None


def valid_id(student: str) -> bool:
    """Tell whether a folder's name may be a student's id; paths are built from it."""
    return bool(_ID.fullmatch(student)) and ".." not in student


def submitted(root: Path, assignment: str) -> list[str]:
    """Return the ids of the students who handed something in, in order."""
    folder = root / "gradebook" / "submitted"
    try:
        students = sorted(entry.name for entry in os.scandir(folder))
    except (FileNotFoundError, NotADirectoryError):
        return []
    return [
        student
        for student in students
        if not student.startswith(".") and os.path.lexists(folder / student / assignment)
    ]


def content_of(root: Path, assignment: str, student: str) -> str:
    """Return a digest of what a student handed in; it never fails, so that a damaged submission has one too.

    The content decides whether a submission is new: a clock may be wrong.
    """
    found = hashlib.sha256()
    try:
        for name, file in _files(root, assignment, student):
            found.update(name.encode("utf-8", "surrogatepass") + b"\0")
            found.update(b"-" if file is None else hashlib.sha256(file).digest())
    except (SubmissionError, OSError) as error:
        found.update(str(error).encode("utf-8", "surrogatepass"))
    return found.hexdigest()


def take_in(root: Path, assignment: str, student: str) -> Submission:
    """Read a submission.

    Parameters
    ----------
    root : Path
        The folder of the course.
    assignment : str
        The assignment's whole name.
    student : str
        The student's id, as the folder is called.

    Raises
    ------
    SubmissionError
        When there is nothing that could be graded; the sentence says why.
    """
    if not valid_id(student):
        raise SubmissionError(
            "The folder's name is no student id; use letters, digits, dots and dashes only."
        )
    try:
        found = dict(_files(root, assignment, student))
    except OSError as error:
        raise SubmissionError(
            f"The submission could not be read ({error.strerror}); ask for it again."
        ) from None
    name, notes = _which(assignment, found)
    _refuse_link(root, assignment, student, name)
    cells, version = _cells(name, cast("bytes", found.pop(name)))
    stamp = found.pop("timestamp.txt", b"")
    skipped = sorted(other for other, content in found.items() if content is None)
    if skipped:
        notes += (
            f"Left out, since they are no ordinary files or too large: {', '.join(map(_shown, skipped))}.",
        )
    files = {
        other: content
        for other, content in found.items()
        if content is not None and not other.endswith((".ipynb", ".py"))
    }
    return Submission(student, cells, files, _timestamp(stamp), notes, version=version)


def _files(root: Path, assignment: str, student: str) -> Iterator[tuple[str, bytes | None]]:
    """Give every file of a submission with its content; None for what is no ordinary file or too large."""
    flags = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW
    opened: list[int] = []
    try:
        handle = os.open(root / "gradebook" / "submitted", flags)
        opened.append(handle)
        for part in (student, assignment):
            handle = os.open(part, flags, dir_fd=handle)
            opened.append(handle)
        yield from _walk(handle, PurePosixPath(), [MOST_FILES])
    except NotADirectoryError:
        raise SubmissionError(
            "The submission is no folder but a link or a file; put the student's own folder in its place."
        ) from None
    except OSError as error:
        # Opening a link with O_NOFOLLOW says "too many levels of symbolic links".
        raise SubmissionError(f"The submission's folder could not be opened ({error.strerror}).") from None
    finally:
        for handle in opened:
            os.close(handle)


def _walk(folder: int, place: PurePosixPath, left: list[int]) -> Iterator[tuple[str, bytes | None]]:
    with os.scandir(folder) as entries:
        names = sorted(entry.name for entry in entries)
    for name in names:
        if name.startswith(".") or name == "__pycache__":
            continue
        if not name.isprintable():
            yield str(place / name), None
            continue
        if left[0] <= 0:
            raise SubmissionError(
                f"The submission holds more than {MOST_FILES} files; ask for the notebook alone."
            )
        left[0] -= 1
        try:
            handle = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK, dir_fd=folder)
        except OSError:
            yield str(place / name), None
            continue
        try:
            about = os.fstat(handle)
            if stat.S_ISDIR(about.st_mode):
                if len(place.parts) + 1 < _DEEPEST:
                    yield from _walk(handle, place / name, left)
                else:
                    yield str(place / name), None
            else:
                yield str(place / name), _content(handle, about, name)
        finally:
            os.close(handle)


def _content(handle: int, about: os.stat_result, name: str) -> bytes | None:
    """Return the content of an ordinary file; another file with links may be somebody else's."""
    most = MOST_BYTES if name.endswith(".ipynb") else MOST_FILE_BYTES
    linked = about.st_nlink > 1 and not name.endswith(".ipynb")
    if not stat.S_ISREG(about.st_mode) or linked or about.st_size > most:
        return None
    with os.fdopen(os.dup(handle), "rb") as file:
        content = file.read(most + 1)
    return content if len(content) <= most else None


def _which(assignment: str, found: dict[str, bytes | None]) -> tuple[str, tuple[str, ...]]:
    """Choose the notebook: the one with the right name, or the only one that can be meant."""
    notebooks = [name for name in found if name.endswith(".ipynb") and "/" not in name]
    wanted = f"{assignment}.ipynb"
    note: tuple[str, ...] = ()
    if wanted in notebooks:
        chosen = wanted
    else:
        if not notebooks:
            raise SubmissionError(f"There is no notebook in the submission; ask for `{wanted}`.")
        alike = [name for name in notebooks if _plain(name) == assignment.casefold()]
        choice = alike if len(alike) == 1 else notebooks
        if len(choice) > 1:
            raise SubmissionError(
                f"There are {len(choice)} notebooks and none is called `{wanted}`; rename the right one and grade again."
            )
        chosen = choice[0]
        note = (f"The notebook was called {_shown(chosen)}; it was taken for `{wanted}`.",)
    if found[chosen] is None:
        raise SubmissionError(
            f"{_shown(chosen)} is a link, no ordinary file, or larger than {MOST_BYTES // 1_000_000} MB; ask for a fresh copy."
        )
    return chosen, note


def _refuse_link(root: Path, assignment: str, student: str, name: str) -> None:
    """Refuse a notebook that is a hard link to another file.

    When two students share one file, it is the work of the one whose folder got it first; a link comes later.
    """
    submissions = root / "gradebook" / "submitted"
    mine = (submissions / student / assignment / name).lstat()
    if mine.st_nlink == 1:
        return
    sharing = {
        other: (submissions / other / assignment).stat().st_mtime_ns
        for other in submitted(root, assignment)
        if not (submissions / other).is_symlink() and not (submissions / other / assignment).is_symlink()
        if any(
            (entry.stat(follow_symlinks=False).st_dev, entry.inode()) == (mine.st_dev, mine.st_ino)
            for entry in _entries(submissions / other / assignment)
        )
    }
    first = min(sharing.values(), default=0)
    if len(sharing) < 2 or sharing.get(student) != first or list(sharing.values()).count(first) > 1:
        raise SubmissionError(
            f"{_shown(name)} is a link to another file; ask for a copy of the student's own."
        )


def _entries(folder: Path) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            return list(entries)
    except OSError:
        return []


def _plain(name: str) -> str:
    """Return a notebook's name without what a second download adds to it."""
    return _COPY.sub("", name.removesuffix(".ipynb")).casefold()


def _shown(name: str) -> str:
    """Return a file's name as it may stand in a sentence."""
    return f"`{''.join(letter if letter.isprintable() and letter != '`' else '?' for letter in name)[:80]}`"


def _cells(name: str, content: bytes) -> tuple[tuple[HandedCell, ...], int | None]:
    """Read the cells of a notebook, and which version of its assignment it says it is."""
    damaged = SubmissionError(
        f"{_shown(name)} is not a notebook that can be opened: it is damaged, empty or of another format. "
        "Ask for a fresh copy of the file."
    )
    try:
        raw = json.loads(decoded(content))
        version, listed = raw["nbformat"], raw["cells"] if "cells" in raw else raw["worksheets"][0]["cells"]
    except (ValueError, KeyError, IndexError, TypeError, RecursionError, MemoryError):
        raise damaged from None
    if version != _OLDEST_FORMAT:
        raise SubmissionError(
            f"{_shown(name)} was saved in another notebook format ({_shown(str(version))}); "
            "ask the student to open it in JupyterLab, save it, and hand it in again."
        )
    if not isinstance(listed, list):
        raise damaged
    if len(listed) > MOST_CELLS:
        raise SubmissionError(
            f"{_shown(name)} has {len(listed)} cells; more than {MOST_CELLS} are not graded."
        )
    cells = tuple(cell for cell in map(_cell, listed) if cell is not None)
    if sum(len(cell.source) for cell in cells) > MOST_SOURCE:
        raise SubmissionError(
            f"{_shown(name)} holds more than {MOST_SOURCE // 1_000_000} MB of text; it is not graded."
        )
    return cells, version_in(raw)


def version_in(notebook: Any) -> int | None:
    """Return which version a notebook says it is; a student may have written anything there."""
    found = notebook
    for part in ("metadata", "alliance", "version"):
        found = found.get(part) if isinstance(found, dict) else None
    return found if isinstance(found, int) and not isinstance(found, bool) and found > 0 else None


def _cell(raw: Any) -> HandedCell | None:
    """Read one cell; None when it is none."""
    kind = raw.get("cell_type") if isinstance(raw, dict) else None
    if not isinstance(kind, str) or kind not in {"code", "markdown", "raw"}:
        return None
    source = raw.get("source", "")
    if isinstance(source, list):
        source = "".join(part for part in source if isinstance(part, str))
    if not isinstance(source, str):
        source = ""
    # Half of a pair of surrogates cannot be written to any file.
    source = source.encode("utf-8", "replace").decode("utf-8")
    metadata = raw.get("metadata")
    marks = metadata.get("nbgrader") if isinstance(metadata, dict) else None
    grade_id = marks.get("grade_id") if isinstance(marks, dict) else None
    own = raw.get("id")
    return HandedCell(
        cast("CellType", kind),
        source,
        grade_id if isinstance(grade_id, str) else None,
        own if isinstance(own, str) else None,
    )


def _timestamp(content: bytes | None) -> str | None:
    """Return when something was handed in, as nbgrader writes it; nothing when no file says so."""
    from nbgrader.utils import parse_utc

    text = (content or b"")[:_STAMP_BYTES].decode("utf-8", "replace").strip()
    if not text:
        return None
    try:
        parse_utc(text)
    except (ValueError, OverflowError, TypeError, AttributeError):
        raise SubmissionError(
            "The file `timestamp.txt` holds no date; write one like 2026-03-31 17:00:00 UTC, or remove the file."
        ) from None
    return text
