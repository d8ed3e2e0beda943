"""Lists that learning platforms export: who is in the class, and when each handed in. `lists.yaml` has their forms."""

import csv
import io
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from alliance.errors import CourseError
from alliance.tables import packaged
from alliance_grader.collect.names import folded, letters
from alliance_grader.files import decoded
from alliance_grader.intake import valid_id
from alliance_grader.roster import Person
from alliance_grader.zones import Zone, to_utc

_MOST: Final = 5_000_000
_MOST_NAMED: Final = 5


@dataclass(frozen=True)
class Form:
    """One form of list: a row of `lists.yaml`, which says what each field means."""

    id: str
    platform: str
    needs: list[str]
    id_from: list[str]
    source: str
    first_name: list[str] = field(default_factory=list)
    last_name: list[str] = field(default_factory=list)
    full_name: list[str] = field(default_factory=list)
    email: list[str] = field(default_factory=list)
    lms_id: list[str] = field(default_factory=list)
    handed_in: list[str] = field(default_factory=list)
    skip: list[str] = field(default_factory=list)
    times: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Merged:
    """A roster with what an import changes in it."""

    people: tuple[Person, ...]
    new: tuple[str, ...]
    changed: tuple[str, ...]


def read_people(file: Path) -> list[Person]:
    """Read a class list as a learning platform exports it.

    Raises
    ------
    CourseError
        When it cannot be read, has no column that could be an id, or names somebody twice.
    """
    form, rows = _read(file)
    people, wrong = [], []
    for number, row in rows:
        found = _person(form, row)
        if not valid_id(found.id):
            wrong.append(f"line {number}: {found.id!r}" if found.id else f"line {number}: no id")
        people.append(found)
    if wrong:
        raise CourseError(
            f"{file.name}: not everybody has an id of letters, digits, dots and dashes ({_some(wrong)}); "
            f"it was looked for in: {', '.join(form.id_from)}. Nothing was changed."
        )
    if not people:
        raise CourseError(f"{file.name} names nobody; nothing was changed.")
    once: dict[str, Person] = {}
    for person in people:
        other = once.setdefault(folded(person.id), person)
        if other != person:
            raise CourseError(
                f"{file.name} has the id {person.id} twice: {other.name} and {person.name}. Nothing was changed."
            )
    return list(once.values())


def merge(before: Mapping[str, Person], read: Iterable[Person]) -> Merged:
    """Add a class list to the roster: nobody goes, an id that somebody has stays, what was not known is filled in."""
    people = dict(before)
    by_id = {folded(person.id): person.id for person in before.values()}
    by_email = {folded(person.email): person.id for person in before.values() if person.email}
    new, changed = [], []
    for person in read:
        known = by_id.get(folded(person.id)) or by_email.get(folded(person.email))
        if known is None:
            people[person.id] = person
            new.append(person.id)
            continue
        old = people[known]
        told = {name: getattr(person, name) for name in ("first_name", "last_name", "email", "lms_id")}
        now = replace(old, **{name: value for name, value in told.items() if value})
        if now != old:
            people[known] = now
            changed.append(known)
    return Merged(tuple(people.values()), tuple(new), tuple(changed))


def read_times(file: Path, zone: Zone) -> dict[str, datetime]:
    """Read when each student handed in, by every way in which the list calls the student.

    Raises
    ------
    CourseError
        When the list has no such column, or a time in it cannot be read.
    """
    form, rows = _read(file)
    times: dict[str, datetime] = {}
    twice = set()
    for number, row in rows:
        said = _first(row, form.handed_in)
        if not said or said == "-":
            continue
        when = _moment(said, form, zone)
        if when is None:
            raise CourseError(
                f"{file.name}, line {number}: {said!r} is no time that is understood; write 2026-11-22 10:11."
            )
        person = _person(form, row)
        for mark in {folded(person.id), person.lms_id, letters(person.name)} - {""}:
            if times.setdefault(mark, when) != when:
                twice.add(mark)
    if not times:
        raise CourseError(
            f"{file.name} says of nobody when they handed in; it needs a column of one of these names: "
            f"{', '.join(sorted({name for each in _forms() for name in each.handed_in}))}."
        )
    # Two students of one name: the name says nothing then.
    return {mark: when for mark, when in times.items() if mark not in twice}


def _forms() -> list[Form]:
    return packaged("alliance_grader.collect", "lists.yaml", list[Form])


def _read(file: Path) -> tuple[Form, list[tuple[int, dict[str, str]]]]:
    text = _text(file)
    head = text.splitlines()[0] if text.strip() else ""
    delimiter = max(",;\t", key=head.count)
    reader = csv.reader(io.StringIO(text), delimiter=delimiter)
    try:
        lines = [(reader.line_num, [cell.strip() for cell in row]) for row in reader]
    except csv.Error as error:
        raise CourseError(f"{file.name} is no CSV file that can be read ({error}).") from None
    heads = [folded(cell) for cell in lines[0][1]] if lines else []
    form = next((form for form in _forms() if {*form.needs} <= {*heads}), None)
    if form is None:
        raise CourseError(
            f"{file.name} is no class list that is known; its first line must name the columns, at least: "
            + "; or ".join(", ".join(form.needs) for form in _forms())
            + "."
        )
    rows = [(number, dict(zip(heads, row, strict=False))) for number, row in lines[1:] if any(row)]
    skipped = {folded(name) for name in form.skip}
    return form, [(number, row) for number, row in rows if folded(next(iter(row.values()))) not in skipped]


def _text(file: Path) -> str:
    """Read a list; Excel writes UTF-16 or UTF-8 with a mark, and other encodings would damage names silently."""
    try:
        with file.open("rb") as opened:
            content = opened.read(_MOST + 1)
    except OSError as error:
        raise CourseError(f"{file} could not be read ({error.strerror}); check its name.") from None
    if len(content) > _MOST:
        raise CourseError(f"{file.name} is larger than {_MOST // 1_000_000} MB; that is no class list.")
    try:
        return decoded(content)
    except UnicodeDecodeError:
        raise CourseError(
            f"{file.name} is not UTF-8, so names would be damaged; save it as “CSV UTF-8” and try again."
        ) from None


def _person(form: Form, row: Mapping[str, str]) -> Person:
    first, last = _first(row, form.first_name), _first(row, form.last_name)
    if full := _first(row, form.full_name):
        if ", " in full:
            last, _, first = full.partition(", ")
        else:
            first, _, last = full.rpartition(" ")
    number = re.sub(r"^\D+ (?=\d+$)", "", _first(row, form.lms_id))
    return Person(_first(row, form.id_from), first, last, _first(row, form.email), number)


def _first(row: Mapping[str, str], names: Iterable[str]) -> str:
    return next((row[name] for name in names if row.get(name)), "")


def _moment(said: str, form: Form, zone: Zone) -> datetime | None:
    try:
        when = datetime.fromisoformat(said)
        return when.astimezone(UTC) if when.tzinfo else to_utc(when, zone)
    except ValueError:
        pass
    for shape in form.times:
        try:
            return to_utc(datetime.strptime(said, shape), zone)
        except ValueError:
            continue
    return None


def _some(found: list[str]) -> str:
    more = f" and {len(found) - _MOST_NAMED} more" if len(found) > _MOST_NAMED else ""
    return "; ".join(found[:_MOST_NAMED]) + more
