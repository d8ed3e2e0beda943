"""Make the catalogue of all that is said to trainees: ``make catalogue``. Needs Babel, which only contributors have.

`alliance.pot` holds every text once; a ``.po`` file is for translators to edit; the ``.mo`` made from it is what is read. No
file has dates or line numbers in it, so that it changes only when a text does.
"""

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any, Final

import msgspec
import yaml
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from alliance.errors import CourseError
from alliance.files import replace
from alliance.language import said_in
from alliance.language.tables import LIST, is_at
from alliance.tables import LOADER, read

HERE: Final = Path(__file__).parent
PACKAGE: Final = HERE.parent
TEMPLATE: Final = HERE / "alliance.pot"

_SAYS_IN_PYTHON: Final = {"_": None, "N_": None, "ngettext": (1, 2), "pgettext": ((1, "c"), 2)}
_NOTES: Final = ("Translators:",)
_NOTE_BEFORE: Final = re.compile(r"// Translators: ([^\n]*)\n[^\n]*\Z")
_NO_DATE: Final = datetime(2026, 1, 1, tzinfo=UTC)
_CHANGES: Final = re.compile(
    r'^"(?:POT-Creation-Date|PO-Revision-Date|Generated-By|Report-Msgid-Bugs-To|Last-Translator|Project-Id-Version'
    r"|Language-Team).*\n",
    re.M,
)
_HEADER: Final = """\
# What the Alliance Workbook says to trainees{language}.
# Licence: CC BY 4.0. Made by `make catalogue`."""


class Place(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A place in a table of data, with what a translator should know."""

    place: str
    note: str = ""


class Table(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The places of some tables that trainees read."""

    files: str
    places: list[str | Place]


class Sources(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where texts are collected: `strings.yaml`."""

    python: list[str]
    javascript: list[str]
    tables: list[Table]


def template(package: Path = PACKAGE) -> Catalog:
    """Collect all texts.

    Parameters
    ----------
    package : Path
        The package's folder.

    Returns
    -------
    Catalog
        Each text with the files that say it and the notes to translators.
    """
    found = Catalog(charset="utf-8", creation_date=_NO_DATE, fuzzy=False)
    found.header_comment = _HEADER.format(language="")
    for path, message, notes, context in _texts(package, read(HERE / LIST, Sources)):
        found.add(
            message,
            locations=[(path.relative_to(package).as_posix(), 0)],
            auto_comments=list(notes),
            context=context,
        )
    return found


_Text = tuple[Path, "str | tuple[str, ...]", list[str], "str | None"]


def _texts(package: Path, sources: Sources) -> Iterator[_Text]:
    for pattern in sources.python:
        for path in sorted(package.glob(pattern)):
            yield from _in_python(path)
    for pattern in sources.javascript:
        for path in sorted(package.glob(pattern)):
            yield from _in_javascript(path)
    for table in sources.tables:
        paths = sorted(package.glob(table.files))
        if not paths:
            raise CourseError(f"strings.yaml: there is no file {table.files}.")
        places = [Place(one) if isinstance(one, str) else one for one in table.places]
        for path in paths:
            yield from _written(path, places)


def _in_python(path: Path) -> Iterator[_Text]:
    with path.open("rb") as file:
        for _line, message, notes, context in extract(
            "python", file, _SAYS_IN_PYTHON, _NOTES, {"encoding": "utf-8"}, strip_comment_tags=True
        ):
            yield path, message, notes, context


def _in_javascript(path: Path) -> Iterator[_Text]:
    """Find what a script says; Babel's own reader of JavaScript misses what stands inside template strings."""
    script = path.read_text(encoding="utf-8")
    for one in said_in(script):
        notes = _NOTE_BEFORE.findall(script[: one.place])
        if one.kind == "tn":
            yield path, (one.first, one.second), notes, None
        elif one.kind == "tc":
            yield path, one.second, notes, one.first
        else:
            yield path, one.first, notes, None


def _written(path: Path, places: list[Place]) -> Iterator[_Text]:
    """Find what a table says, at its places."""
    for place, text in _leaves(yaml.load(path.read_text(encoding="utf-8"), Loader=LOADER)):  # noqa: S506  (a safe loader)
        for one in places:
            if is_at(place, one.place):
                yield path, text, [one.note] if one.note else [], None
                break


def _leaves(node: Any, place: str = "") -> Iterator[tuple[str, str]]:
    """Walk through a table; a dot in a name becomes a blank, since dots part the names of a place."""
    if isinstance(node, str):
        if node:  # in a catalogue the empty text is the head
            yield place, node
    elif isinstance(node, dict | list):
        for name, value in node.items() if isinstance(node, dict) else enumerate(node):
            own = str(name).replace(".", " ")
            yield from _leaves(value, f"{place}.{own}" if place else own)


def translation(language: str) -> Catalog:
    """Read what has been translated so far; an empty catalogue when nothing has."""
    path = HERE / f"{language}.po"
    if not path.is_file():
        return Catalog(locale=language, charset="utf-8", creation_date=_NO_DATE, fuzzy=False)
    with path.open("rb") as file:
        return read_po(file, locale=language, charset="utf-8")


def updated(language: str, found: Catalog) -> Catalog:
    """Return a translation with exactly the texts of today; what was translated for a similar text is marked fuzzy."""
    catalog = translation(language)
    catalog.update(found)
    for message in catalog:
        if (
            not message.python_brace_format
        ):  # a similar text had places, from which this one got its translation and its flag
            message.flags.discard("python-brace-format")
    catalog.obsolete.clear()
    catalog.fuzzy = False
    catalog.header_comment = _HEADER.format(language=f", in: {language}")
    return catalog


def as_text(catalog: Catalog) -> str:
    """Return a catalogue as the text of a ``.po`` file."""
    out = BytesIO()
    write_po(out, catalog, width=100, sort_output=False, include_lineno=False, ignore_obsolete=True)
    return _CHANGES.sub("", out.getvalue().decode("utf-8"))


def compiled(catalog: Catalog) -> bytes:
    """Return a translation as the content of a ``.mo`` file; what is fuzzy is left out."""
    catalog.creation_date = catalog.revision_date = _NO_DATE
    out = BytesIO()
    write_mo(out, catalog)
    return out.getvalue()


@dataclass(frozen=True)
class Count:
    """How much of an area is translated."""

    texts: int = 0
    translated: int = 0
    fuzzy: int = 0

    def with_one(self, message: Message) -> "Count":
        """Return this count with one text more."""
        said = message.string if isinstance(message.string, tuple) else (message.string,)
        done = all(said) and not message.fuzzy
        return Count(self.texts + 1, self.translated + done, self.fuzzy + message.fuzzy)


def areas(catalog: Catalog) -> dict[str, Count]:
    """Count what is translated in each area: the folder of the package, and for widgets and dialogues the file."""
    counts: dict[str, Count] = {}
    for message in catalog:
        if message.id:
            for area in sorted({area_of(path) for path, _ in message.locations}):
                counts[area] = counts.get(area, Count()).with_one(message)
    return dict(sorted(counts.items()))


def area_of(path: str) -> str:
    """Return the area of a file."""
    one = Path(path)
    if one.parts[0] == "widgets" or one.parent.name == "scenarios":
        return f"{one.parts[0]}/{one.stem}"
    return one.parts[0] if len(one.parts) > 1 else one.stem


def main(arguments: list[str]) -> None:
    """Collect, bring up to date, make what is read, and say how much is translated."""
    found = template()
    TEMPLATE.write_text(as_text(found), encoding="utf-8")
    sys.stdout.write(f"{len(found)} texts in {TEMPLATE.name}\n")
    for language in sorted({path.stem for path in HERE.glob("*.po")} | set(arguments)):
        catalog = updated(language, found)
        # Whole or not at all: hours of somebody's translating lie in it.
        replace(HERE / f"{language}.po", as_text(catalog).encode())
        (HERE / f"{language}.mo").write_bytes(compiled(catalog))
        for area, count in areas(catalog).items():
            fuzzy = f", {count.fuzzy} to look at again" if count.fuzzy else ""
            sys.stdout.write(f"{language}  {area:36} {count.translated:4} of {count.texts}{fuzzy}\n")
    sys.stdout.write("Translate in the .po files, then run make catalogue once more.\n")


if __name__ == "__main__":
    main(sys.argv[1:])
