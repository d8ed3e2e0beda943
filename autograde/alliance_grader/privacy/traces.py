"""What of one student lies under gradebook/: their own files, their lines in lists, and pages that name them."""

import csv
import html
import io
import os
import re
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import msgspec

from alliance.errors import CourseError
from alliance_grader.course import assignments
from alliance_grader.gradebook import open_api, open_gradebook
from alliance_grader.privacy.places import known_places
from alliance_grader.roster import read_roster

if TYPE_CHECKING:
    from nbgrader.apps.api import NbGraderAPI

_LISTS: Final = {".csv", ".log", ".jsonl"}
_SEPARATE: Final = {"backups", "locks"}
_IDENTIFY: Final = {
    "student",
    "student_id",
    "student id",
    "id",
    "lms_id",
    "id number",
    "email",
    "email address",
    "username",
    "sis user id",
    "sis login id",
}
"""Heads of columns that say whose a line is; points that happen to be the same number say nothing."""


@dataclass(frozen=True)
class Who:
    """What a student is called.

    Attributes
    ----------
    id : str
    emails, numbers : tuple of str
        Also the platform's numbers, as far as they are known.
    name : str
        Empty when it is not known.
    """

    id: str
    emails: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    name: str = ""

    @property
    def marks(self) -> set[str]:
        """What a list identifies them by, in small letters."""
        return {mark.casefold() for mark in (self.id, *self.emails, *self.numbers) if mark}

    @property
    def pattern(self) -> re.Pattern[str]:
        """Finds one of these words, and no longer one that begins or ends with it."""
        words = {word for word in (self.id, *self.emails, self.name) if word}
        several = sorted({*words, *map(html.escape, words)}, key=len, reverse=True)
        return re.compile(
            rf"(?<![^\W_])(?<![.@-])(?:{'|'.join(map(re.escape, several))})(?![^\W_]|[@-]|\.\w)"
        )


@dataclass(frozen=True)
class Traces:
    """What of one student lies under gradebook/.

    Attributes
    ----------
    who : Who
    submissions : tuple of str
        Assignments for which the gradebook has points of theirs.
    known : bool
        Whether the gradebook has them as a student.
    own : tuple of Path
        Files and folders that are theirs alone.
    lists : dict of Path to int
        Lists of the class, and how many of their lines are this student's.
    pages : tuple of Path
        Pages of the class that name them, and can be made again.
    backups : tuple of Path
        Copies of the gradebook.
    left : tuple of str
        What this program does not touch, sentence by sentence.
    """

    who: Who
    submissions: tuple[str, ...] = ()
    known: bool = False
    own: tuple[Path, ...] = ()
    lists: dict[Path, int] = field(default_factory=dict)
    pages: tuple[Path, ...] = ()
    backups: tuple[Path, ...] = ()
    left: tuple[str, ...] = ()

    @property
    def anything(self) -> bool:
        """Whether there is anything of them at all."""
        return self.known or bool(self.own or self.lists)


def traces_of(root: Path, student: str) -> Traces:
    """Look for everything of one student; nothing is changed.

    Parameters
    ----------
    root : Path
        The folder of the course.
    student : str
        The student's id, as their folder is called.

    Raises
    ------
    CourseError
        When there is nobody of this id.
    """
    if student in {"", ".", ".."} or Path(student).name != student:
        raise CourseError(
            f"{student!r} is no student id; it is what their folder in gradebook/submitted is called."
        )
    api = open_api(root)
    with open_gradebook(api) as gradebook:
        people = {one.id: one for one in gradebook.students}
        one = people.get(student)
        submissions = tuple(sorted(each.assignment.name for each in one.submissions)) if one else ()
        called = (
            (f"{one.first_name or ''} {one.last_name or ''}".strip(), one.email or "") if one else ("", "")
        )
    person = read_roster(root).get(student)
    name, email = (person.name, person.email) if person else called
    numbers = tuple(person.lms_id.split()) if person else ()
    who = Who(student, tuple({called[1], email} - {""}), numbers, name if name != student else "")
    found = _search(root, who, api)
    traces = Traces(who, submissions, one is not None, **found)
    if not traces.anything:
        known = sorted({*people, *_names(root / "gradebook" / "submitted")})
        raise CourseError(
            f"There is nothing of a student {student!r} here; here are: {', '.join(known[:10]) or 'nobody'}"
            f"{f' and {len(known) - 10} more' if len(known) > 10 else ''}."
        )
    return traces


def lines_without(text: str, who: Who, suffix: str) -> tuple[str, int]:
    """Return a list without a student's lines, every other line as it was, and how many lines went.

    In JSON it is what stands under their id. In a CSV a line is theirs when a cell that identifies its student is
    their id, email or number; elsewhere when it names them.
    """
    if suffix == ".json":
        return _without_key(text, who.id)
    lines = list(io.StringIO(text, newline=""))
    if suffix != ".csv":
        kept = [line for line in lines if not who.pattern.search(line)]
        return "".join(kept), len(lines) - len(kept)
    separator = max(",;\t", key=lines[0].count) if lines else ","
    reader = csv.reader(lines, delimiter=separator)
    kept, gone, before = [], 0, 0
    identify = {0}
    for row in reader:
        cells = [cell.strip().lstrip("\ufeff").casefold() for cell in row]
        head = before == 0
        if head:
            identify |= {place for place, head in enumerate(cells) if head in _IDENTIFY}
        if not head and who.marks & {cell for place, cell in enumerate(cells) if place in identify}:
            gone += 1
        else:
            kept += lines[before : reader.line_num]
        before = reader.line_num
    return "".join(kept), gone


def _without_key(text: str, student: str) -> tuple[str, int]:
    gone = 0

    def pruned(value: Any) -> Any:
        nonlocal gone
        if isinstance(value, dict):
            gone += student in value
            return {key: pruned(one) for key, one in value.items() if key != student}
        return [pruned(one) for one in value] if isinstance(value, list) else value

    try:
        kept = pruned(msgspec.json.decode(text))
    except msgspec.DecodeError:
        return text, 0
    return (
        (msgspec.json.format(msgspec.json.encode(kept), indent=1).decode() + "\n", gone)
        if gone
        else (text, 0)
    )


def _search(root: Path, who: Who, api: "NbGraderAPI") -> dict[str, Any]:
    folder, known = root / "gradebook", known_places()
    own: list[Path] = []
    lists: dict[Path, int] = {}
    pages: list[Path] = []
    whole: list[str] = []
    strange: list[str] = []
    names = set(assignments(root))
    for place in _walk(folder):
        parts = place.relative_to(folder).parts
        top = known.get(parts[0])
        if any(one in place.parents for one in own) or parts[0] in _SEPARATE or (top and top.simulated):
            continue
        if top and top.per_student:
            if len(parts) == 2 and place.name == who.id:
                own.append(place)
        elif (
            len(parts) > 1
            and place.suffix
            and place.stem == who.id
            and who.id not in names
            and place.is_file()
        ):
            own.append(place)
        elif place.is_symlink() or not place.is_file() or place.name.startswith("gradebook.db"):
            continue
        elif top and top.whole:
            if _mentions(place, who):
                whole.append(place.relative_to(root).as_posix())
        elif place.suffix in _LISTS or (top and top.keyed and place.suffix == ".json"):
            if count := lines_without(_text(place), who, place.suffix)[1]:
                lists[place] = count
        elif (top and top.derived) and _mentions(place, who):
            pages.append(place)
        elif top is None and _mentions(place, who):
            strange.append(place.relative_to(root).as_posix())
    left = [
        *(
            f"{one}: as it came from the learning platform, others' work in it; remove it when you no longer need it."
            for one in whole
        ),
        *(f"{one}: names them, and is not of this program's making; look at it." for one in strange),
    ]
    return {
        "own": tuple(own),
        "lists": lists,
        "pages": tuple(pages),
        "backups": tuple(sorted((folder / "backups").glob("gradebook-*.db"))),
        "left": (*left, *_elsewhere(api)),
    }


def _elsewhere(api: "NbGraderAPI") -> Iterator[str]:
    """Say where else a student's data may lie."""
    from sqlalchemy.engine import make_url

    from alliance_grader.gradebook import shown

    url = api.coursedir.db_url
    if make_url(url).get_backend_name() != "sqlite":
        yield f"Backups of the database server {shown(url)}: ask who keeps it."
    root = Path(str(api.config.Exchange.get("root", "") or "/usr/local/share/nbgrader/exchange"))
    if (root / str(api.coursedir.course_id)).is_dir():
        yield f"nbgrader's exchange, {root / str(api.coursedir.course_id)}: what was handed in and returned there."
    yield "The learning platform, your mail and your downloads: what was handed in there, and points that were sent there."
    yield "Copies of this course's folder that you or your system keep elsewhere."


def _walk(folder: Path) -> Iterator[Path]:
    for at, folders, files in os.walk(folder):
        folders.sort()
        yield from (Path(at) / name for name in [*folders, *sorted(files)])


def _names(folder: Path) -> list[str]:
    with suppress(OSError):
        return [entry.name for entry in os.scandir(folder) if not entry.name.startswith(".")]
    return []


def _mentions(place: Path, who: Who) -> bool:
    """Tell whether a page, or the names in a zip, name a student."""
    if zipfile.is_zipfile(place):
        with suppress(zipfile.BadZipFile, OSError), zipfile.ZipFile(place) as packed:
            return any(
                # Pages that are given back say in their comment whose they are; their names are the platform's.
                who.id in {Path(one.filename).stem, one.comment.decode("utf-8", "replace")}
                or who.pattern.search(one.filename)
                for one in packed.infolist()
            )
        return False
    return bool(who.pattern.search(_text(place)))


def _text(place: Path) -> str:
    with suppress(OSError):
        return place.read_bytes().decode("utf-8", "surrogateescape")
    return ""
