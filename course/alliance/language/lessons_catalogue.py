"""The files that translators of lessons work in: one gettext catalogue a lesson, and the notebook made from it.

For contributors: this needs Babel, which students do not have. What it works on is the repository's `course/`:
``lessons/NN_name.ipynb`` is the original, ``translations/de/NN_name.po`` is what a person edits, and
``lessons/de/NN_name.ipynb`` is made from the two and never edited by hand.
"""

import io
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from alliance import files
from alliance.errors import CourseError
from alliance.language.lessons import ADDED, Notebook, not_kept, to_translate, translated

if TYPE_CHECKING:
    from babel.messages.catalog import Catalog

_EPOCH: Final = datetime(2026, 1, 1, tzinfo=UTC)
"""Stands for every date in a catalogue: git knows when it changed, and the same work gives the same file."""


@dataclass(frozen=True)
class Done:
    """How far the translation of one lesson is.

    Attributes
    ----------
    lesson : str
        Its file name without ending.
    total, left : int
        How many passages it has, and how many are still English.
    to_read_again : int
        How many of these are translated from an English text that has changed since.
    wrong : tuple of str
        What a translated passage lost or added; it stays English until that is mended.
    """

    lesson: str
    total: int
    left: int
    to_read_again: int
    wrong: tuple[str, ...]


def lessons_in(course: Path) -> list[str]:
    """Return the lessons' names."""
    return sorted(path.stem for path in (course / "lessons").glob("[0-9]*.ipynb"))


def named(course: Path, short: str) -> str:
    """Return the lesson that somebody means by ``02``, ``2``, its name or its file.

    Raises
    ------
    CourseError
        When there is none.
    """
    stem = Path(short).name.removesuffix(".ipynb")
    wanted = f"{int(stem):02d}_" if stem.isdecimal() else stem
    found = [
        name for name in lessons_in(course) if name == wanted or name.startswith(f"{wanted.rstrip('_')}_")
    ]
    if len(found) != 1:
        known = (
            ", ".join(name[:2] for name in lessons_in(course)) or "none; go to the folder of the repository"
        )
        raise CourseError(f"There is no lesson {short}; choose from {known}.")
    return found[0]


def languages_in(course: Path) -> list[str]:
    """Return the languages that lessons are translated to."""
    return sorted(path.name for path in (course / "translations").glob("*") if path.is_dir())


def begun(course: Path, language: str) -> list[str]:
    """Return the lessons of which there is a catalogue in a language."""
    return sorted(path.stem for path in (course / "translations" / language).glob("*.po"))


def catalogue_file(course: Path, language: str, lesson: str) -> Path:
    """Return where a lesson's catalogue lies."""
    return course / "translations" / language / f"{lesson}.po"


def notebook_file(course: Path, language: str, lesson: str) -> Path:
    """Return where a translated lesson lies."""
    return course / "lessons" / language / f"{lesson}.ipynb"


def update(course: Path, language: str, lesson: str) -> Done:
    """Bring a lesson's catalogue up to date with its original, and write the translated notebook.

    A passage that is new is added, one that has changed keeps its translation with a mark that it must be read again,
    with the old English beside it, and one that is gone is kept at the end of the file.
    """
    original = _read(course / "lessons" / f"{lesson}.ipynb")
    path = catalogue_file(course, language, lesson)
    catalogue = brought_up(_catalogue(path, language), original, lesson, language)
    made, done = notebook(catalogue, original, lesson, language)
    _write(path, as_po(catalogue))
    _write(notebook_file(course, language, lesson), made)
    return done


def up_to_date(course: Path, language: str, lesson: str) -> tuple[bool, Done]:
    """Tell whether catalogue and notebook are what `update` would write, and how far the translation is."""
    original = _read(course / "lessons" / f"{lesson}.ipynb")
    path, target = catalogue_file(course, language, lesson), notebook_file(course, language, lesson)
    catalogue = brought_up(_catalogue(path, language), original, lesson, language)
    made, done = notebook(catalogue, original, lesson, language)
    same = path.read_text(encoding="utf-8") == as_po(catalogue)
    return same and target.is_file() and target.read_text(encoding="utf-8") == made, done


def template(original: Notebook, lesson: str) -> "Catalog":
    """Return what is to be translated in a lesson, in its order; the place of each passage is the id of its cell."""
    from babel.messages.catalog import Catalog

    made = Catalog(project=lesson, version="", creation_date=_EPOCH)
    for cell, passage in to_translate(original):
        made.add(passage.text, locations=[(cell, 0)], auto_comments=[passage.kind])
    for sentence in ADDED:
        made.add(sentence, auto_comments=["stands below every translated lesson; keep {...} as it is"])
    return made


def brought_up(catalogue: "Catalog | None", original: Notebook, lesson: str, language: str) -> "Catalog":
    """Return a catalogue with the passages that the original has now; see `update`."""
    from babel.messages.catalog import Catalog

    wanted = template(original, lesson)
    if catalogue is None:
        catalogue = Catalog(locale=language, project=lesson, version="", creation_date=_EPOCH, fuzzy=False)
    catalogue.update(wanted, update_creation_date=True)
    for message in catalogue:
        message.flags.discard("python-format")  # "95 % of them" is no place for a value
        if not message.python_brace_format:
            message.flags.discard("python-brace-format")
    # Nothing here may depend on when it was made, or by which Babel.
    catalogue.header_comment = f"# {lesson} in {_english(language)}. How to translate: docs/translating.md"
    catalogue.revision_date = catalogue.creation_date = _EPOCH
    catalogue.last_translator, catalogue.language_team = "see git log", language
    catalogue.project, catalogue.version, catalogue.msgid_bugs_address = lesson, "", ""
    return catalogue


def notebook(catalogue: "Catalog", original: Notebook, lesson: str, language: str) -> tuple[str, Done]:
    """Return the text of the translated notebook, and how far the translation is."""
    import nbformat

    wrong: list[str] = []
    to_read_again = 0
    right: dict[str, str] = {}
    for message in catalogue:
        if not message.id or not message.string:
            continue
        if message.fuzzy:
            to_read_again += 1
        elif found := not_kept(str(message.id), str(message.string)):
            at = message.locations[0][0] if message.locations else "below the lesson"
            wrong += [f"{at}: {one}" for one in found]
        else:
            right[str(message.id)] = str(message.string)
    made, total, left = translated(original, lesson, language, right.get)
    text = nbformat.writes(nbformat.from_dict(made))  # type: ignore[no-untyped-call]
    return f"{text}\n", Done(lesson, total, left, to_read_again, tuple(wrong))


def as_po(catalogue: "Catalog") -> str:
    """Return a catalogue as the text of its file."""
    from babel.messages.pofile import write_po

    held = io.BytesIO()
    write_po(held, catalogue, width=100, include_previous=True)
    lines = held.getvalue().decode().splitlines()
    return "\n".join(line for line in lines if not line.startswith('"Generated-By:')) + "\n"


def _catalogue(path: Path, language: str) -> "Catalog | None":
    from babel.messages.pofile import PoFileError, read_po

    if not path.is_file():
        return None
    try:
        with path.open("rb") as opened:
            return read_po(opened, locale=language, abort_invalid=True)
    except PoFileError as error:
        raise CourseError(
            f"{path} cannot be read ({error}); open it in a PO editor and save it again."
        ) from None


def _english(language: str) -> str:
    from babel import Locale, UnknownLocaleError

    try:
        return str(Locale.parse(language).english_name)
    except (UnknownLocaleError, ValueError):
        raise CourseError(
            f"{language!r} is no language that is known here; write it like de, fr or pt_BR."
        ) from None


def _read(path: Path) -> Notebook:
    import nbformat

    read: Any = nbformat.read(path, as_version=nbformat.NO_CONVERT)  # type: ignore[no-untyped-call]
    return dict(read)


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    files.replace(path, text.encode())  # whole or not at all: hours of somebody's translating lie in it
