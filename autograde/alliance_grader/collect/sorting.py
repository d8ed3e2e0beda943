"""Sort a download: what is whose, which attempt counts, and what is to be done with it. Nothing is written here."""

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import Any, Final, Literal

from alliance.errors import CourseError
from alliance_grader.collect.names import Class, Match, Verdict, folded, letters
from alliance_grader.collect.platforms import Label, label
from alliance_grader.collect.shelf import Held
from alliance_grader.collect.source import Item, UnreadableError
from alliance_grader.course import assignments, release_notebook
from alliance_grader.files import decoded
from alliance_grader.intake import MOST_CELLS
from alliance_grader.zones import Zone, to_utc

Fate = Literal["new", "newer", "older", "same", "dated", "none"]
"""What is to be done: the student's first; in place of earlier work; kept aside; nothing, since it is there; the same
work, now with its time; nothing, since it is not taken."""

_COPIES: Final = re.compile(r"(?: ?\(\d+\)|[ _-]?copy\d*|-\d+)+$", re.IGNORECASE)
_STAMP: Final = "timestamp.txt"
_SECRET: Final = "submission_secret.txt"  # noqa: S105 - the name of a file of nbgrader's
_SECRET_BYTES: Final = 1000
_LATE: Final = "late, as the platform says, which does not say by how much"
_FIRST: Final = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Row:
    """What becomes of one file of a download.

    Attributes
    ----------
    file : str
        Its path in the download.
    verdict : {"certain", "guessed", "refused", "ignored"}
        Whether it is known whose it is.
    reason : str
        Why.
    student : str or None
        Whose work it is taken for.
    fate : str
        What is to be done with it; see `Fate`.
    handed_in : datetime or None
        When, in UTC; None when nothing says so.
    time_from : str
        What says so.
    note : str
        What else is to be known.
    secret : bytes
        What came with it by nbgrader's exchange, where its feedback lies under a name made of that.
    """

    file: str
    verdict: Verdict
    reason: str
    student: str | None = None
    fate: Fate = "none"
    handed_in: datetime | None = None
    time_from: str = ""
    note: str = ""
    digest: str = field(default="", repr=False)
    secret: bytes = field(default=b"", repr=False)
    read: Callable[[], bytes] = field(default=bytes, compare=False, repr=False)

    def as_data(self) -> dict[str, Any]:
        """Return it as plain data."""
        names = ("file", "verdict", "reason", "student", "fate", "time_from", "note")
        return {name: getattr(self, name) for name in names} | {
            "handed_in": self.handed_in.isoformat() if self.handed_in else None
        }


@dataclass(frozen=True)
class Wanted:
    """Which assignment is collected, and by what a notebook of it is known.

    Attributes
    ----------
    assignment : str
    marks : dict of str to frozenset of str
        The grade ids of every assignment of the course that is released.
    """

    assignment: str
    marks: Mapping[str, frozenset[str]]

    def named(self, text: str) -> bool:
        """Tell whether a file or a folder is called like an assignment, and not like a person."""
        plain = _COPIES.sub("", text).casefold().replace("-", "_").replace(" ", "_")
        return any(plain in {name, name.partition("_")[0]} for name in self.marks)

    def of(self, content: bytes) -> str | None:
        """Return which assignment a notebook belongs to, by the grade ids in it; None when to none of this course.

        Raises
        ------
        UnreadableError
            When it is no notebook that can be opened.
        """
        ids = _grade_ids(content)
        shares = {name: len(ids & known) / len(known) for name, known in self.marks.items() if known}
        best = max(shares, key=lambda name: shares[name], default=None)
        return best if best and shares[best] > 0 else None


def wanted(root: Path, assignment: str) -> Wanted:
    """Read by what the notebooks of a course are known."""
    marks = {}
    for name in assignments(root):
        try:
            marks[name] = _grade_ids(release_notebook(root, name).read_bytes())
        except (OSError, UnreadableError):
            marks[name] = frozenset()
    if not marks.get(assignment):
        raise CourseError(f"{assignment} has not been built yet; run: alliance-grader build {assignment}")
    return Wanted(assignment, marks)


def _grade_ids(content: bytes) -> frozenset[str]:
    try:
        cells = json.loads(decoded(content))["cells"]
        marks = [cell["metadata"].get("nbgrader") for cell in cells[: MOST_CELLS * 2] if "metadata" in cell]
        return frozenset(
            mark["grade_id"]
            for mark in marks
            if isinstance(mark, dict) and isinstance(mark.get("grade_id"), str)
        )
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, MemoryError):
        raise UnreadableError("is no notebook that can be opened; ask for a fresh copy") from None


@dataclass(frozen=True)
class _Attempt:
    """A notebook of the assignment with whom it is taken for."""

    row: Row
    label: Label
    match: Match

    @property
    def student(self) -> str:
        return self.match.student or ""

    @property
    def order(self) -> tuple[datetime, int, int]:
        """What is greater came later."""
        return (self.row.handed_in or _FIRST, self.label.upload, self.label.copy)

    def refused(self, reason: str) -> Row:
        return replace(self.row, verdict="refused", reason=reason, fate="none")


def sort(
    items: Iterable[Item],
    what: Wanted,
    who: Class,
    held: Callable[[str], Held],
    zone: Zone,
    stated: Mapping[str, datetime] | None = None,
) -> list[Row]:
    """Say what becomes of every file.

    Parameters
    ----------
    items : iterable of Item
        The download.
    what : Wanted
        The assignment.
    who : Class
        The class.
    held : callable
        Returns what is there of a student's already.
    zone : Zone
        Where the clock hangs by which the platform writes times.
    stated : dict of str to datetime, optional
        Times that a list says, by each of the ways in which it calls a person.

    Returns
    -------
    list of Row
        What is taken comes first, by student; then what is refused, and what is ignored.
    """
    listed = list(items)
    stamps = {
        item.path.parent: _stamp(item) for item in listed if item.path.name == _STAMP and not item.problem
    }
    secrets = {item.path.parent: item for item in listed if item.path.name == _SECRET and not item.problem}
    shared = _shared_root(listed)
    rows: list[Row] = []
    attempts: list[_Attempt] = []
    for item in listed:
        name, folder = item.path.name, item.path.parent
        if (name == _STAMP and folder in stamps) or (name == _SECRET and folder in secrets):
            continue
        row, said = _looked_at(item, what), label(item.path)
        if not row.digest:
            rows.append(row)
        elif said.form and said.form.then == "refuse":
            rows.append(replace(row, reason=said.form.says))
        else:
            said = _told(said, what, shared)
            match = who.match(said)
            when, source = _time(item, said, match, zone, stamps, stated or {})
            row = replace(row, verdict=match.verdict, reason=match.reason, student=match.student)
            row = replace(row, handed_in=when, time_from=source, note=_LATE if said.late and not when else "")
            if folder in secrets:
                row = replace(row, secret=_secret(secrets[folder]))
            attempts.append(_Attempt(row, said, match))
    order = {"certain": 0, "guessed": 0, "refused": 1, "ignored": 2}
    rows += _decided(attempts, held)
    return sorted(rows, key=lambda row: (order[row.verdict], row.student or "", row.file))


def _looked_at(item: Item, what: Wanted) -> Row:
    """Return what can be said of a file by itself; a notebook of the assignment is known by its digest."""
    name, said = str(item.path), label(item.path)
    if item.problem:
        return Row(name, "refused", item.problem)
    if said.form and said.form.then == "ignore":
        return Row(name, "ignored", said.form.says)
    if not item.path.name.casefold().endswith(".ipynb"):
        return Row(name, "ignored", "not a notebook")
    try:
        content = item.read()
        belongs = what.of(content)
    except UnreadableError as error:
        return Row(name, "refused", str(error))
    return _belonging(Row(name, "refused", "", read=item.read), content, belongs, what.assignment)


def _belonging(row: Row, content: bytes, belongs: str | None, wanted: str) -> Row:
    if belongs is None:
        return replace(row, reason="is a notebook, but none of this course: it has none of its grade ids")
    if belongs != wanted:
        command = f"alliance-grader collect {belongs.partition('_')[0]}"
        return replace(row, verdict="ignored", reason=f"work on {belongs}; collect that with: {command}")
    return replace(row, digest=digest_of(content))


def digest_of(content: bytes) -> str:
    """Return what tells one notebook from another."""
    return hashlib.sha256(content).hexdigest()


def _shared_root(items: list[Item]) -> str:
    """Return the folder in which everything lies, as when a folder was packed as a whole."""
    first = {item.path.parts[0] for item in items if item.path.parts}
    return first.pop() if len(items) > 1 and len(first) == 1 else ""


def _told(said: Label, what: Wanted, shared: str) -> Label:
    """Leave out what names an assignment, not a person; the folder in which everything lies comes last."""
    names = [text for text in said.candidates if not what.named(text)]
    return replace(said, candidates=tuple(sorted(names, key=lambda text: text == shared)))


def _secret(item: Item) -> bytes:
    try:
        return item.read()[:_SECRET_BYTES]
    except UnreadableError:
        return b""


def _stamp(item: Item) -> datetime | None:
    """Read nbgrader's time stamp."""
    from nbgrader.utils import parse_utc

    try:
        found = parse_utc(item.read()[:200].decode("utf-8", "replace").strip())
    except (UnreadableError, ValueError, OverflowError, TypeError, AttributeError):
        return None
    return found.replace(tzinfo=UTC) if isinstance(found, datetime) else None


def _time(
    item: Item,
    said: Label,
    match: Match,
    zone: Zone,
    stamps: Mapping[PurePosixPath, datetime | None],
    stated: Mapping[str, datetime],
) -> tuple[datetime | None, str]:
    """Return when something was handed in, and what says so."""
    called = (folded(match.student or ""), said.number, letters(said.name), letters(said.sorted))
    for mark in called:
        if mark and mark in stated:
            return stated[mark], "list"
    if said.when is not None:
        return _utc(said.when, zone), "name"
    if stamp := stamps.get(item.path.parent):
        return stamp, "timestamp.txt"
    if item.modified is None or (said.form and not said.form.entry_time):
        return None, ""
    return _utc(item.modified, zone), "zip" if item.packed else "file"


def _utc(when: datetime, zone: Zone) -> datetime | None:
    try:
        return when.astimezone(UTC) if when.tzinfo else to_utc(when, zone)
    except CourseError:  # no clock showed that: it was not set
        return None


def _decided(attempts: list[_Attempt], held: Callable[[str], Held]) -> list[Row]:
    rows = [one.row for one in attempts if one.match.student is None]
    students: dict[str, list[_Attempt]] = {}
    for one in attempts:
        if one.match.student is not None:
            students.setdefault(one.student, []).append(one)
    for student, theirs in students.items():
        refused, taken = _contested(theirs)
        rows += refused
        if taken:
            rows += _ranked(taken, held(student))
    return rows


def _contested(theirs: list[_Attempt]) -> tuple[list[Row], list[_Attempt]]:
    """Refuse what two people seem to have handed in under one name, and a guess where the student's own work is there."""
    certain = [one for one in theirs if one.match.verdict == "certain"]
    if certain and len(certain) < len(theirs):
        reason = "{}, but {} handed in as well, so this is somebody else's"
        refused = [
            one.refused(reason.format(one.match.reason, one.student))
            for one in theirs
            if one.match.verdict == "guessed"
        ]
        again, taken = _contested(certain)
        return refused + again, taken
    by_name = [one for one in theirs if one.match.by == "name"]
    people = sorted({one.label.number or one.label.name for one in by_name})
    if len(people) > 1:
        which = " and ".join(people)
        reason = f"{len(people)} people in the download would be {theirs[0].student} by their name ({which})"
        kept = [one for one in theirs if one.match.by != "name"]
        return [one.refused(reason) for one in by_name], kept
    return [], theirs


def _ranked(theirs: list[_Attempt], there: Held) -> list[Row]:
    """Say which attempt of a student's counts: the last. The others are kept aside."""
    last = max(one.order for one in theirs)
    latest = [one for one in theirs if one.order == last]
    if len({one.row.digest for one in latest}) > 1:
        reason = f"{len(latest)} different notebooks of {theirs[0].student}, and nothing says which came last; remove the wrong ones from the download"
        return [one.refused(reason) for one in theirs]
    top = latest[0].row
    rows = [replace(top, fate=_fate(top, there))]
    seen = {top.digest, there.now, *there.earlier}
    for one in sorted((one for one in theirs if one.row is not top), key=lambda one: one.order):
        rows.append(replace(one.row, fate="same" if one.row.digest in seen else "older"))
        seen.add(one.row.digest)
    return rows


def _fate(row: Row, there: Held) -> Fate:
    known = row.handed_in is not None and there.handed_in is not None
    later = known and row.handed_in > there.handed_in  # type: ignore[operator]
    earlier = known and row.handed_in < there.handed_in  # type: ignore[operator]
    if row.digest == there.now:
        dated = row.handed_in is not None and row.handed_in != there.handed_in
        return "dated" if dated and (there.handed_in is None or row.time_from == "list") else "same"
    if there.now is None:
        return "new"
    if row.digest in there.earlier and not later:
        return "same"
    return "older" if earlier else "newer"
