"""Where the lessons and assignments lie as they were given out, and which one a person means.

An installed package carries them inside; in the repository they are where they are written.
"""

import re
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Final

from alliance.errors import CourseError

_HERE: Final = Path(__file__).resolve().parent
_COPY: Final = re.compile(r" \(.*\)$")
"""What a browser, a file manager or a clean copy adds to a name: ``02_three_pillars (1)``."""


@dataclass(frozen=True)
class Original:
    """A lesson, an assignment or another page, as it was given out.

    Attributes
    ----------
    file : Path
        Where it lies; never to be written.
    place : PurePosixPath
        Where it belongs in a trainee's folder: ``lessons/02_three_pillars.ipynb``.
    """

    file: Path
    place: PurePosixPath

    @property
    def name(self) -> str:
        """The file's name."""
        return self.place.name

    @property
    def short(self) -> str:
        """What one may call it: ``02``, ``de/02``, ``a2``, ``glossary``."""
        first = self.place.stem.partition("_")[0]
        return f"{self.language}/{first}" if self.language else first

    @property
    def language(self) -> str | None:
        """The language of a translated lesson, as its folder is called; None for what the course was written in."""
        return self.place.parts[1] if len(self.place.parts) > 2 else None

    @property
    def is_assignment(self) -> bool:
        """Whether it is handed in."""
        return self.place.parts[0] == "assignments"


def lessons_folder() -> Path:
    """Return the folder with the lessons and their glossary."""
    return _folder("lessons", _HERE.parent / "lessons")


def assignments_folder() -> Path:
    """Return the folder with one folder for each assignment, as it was given out."""
    return _folder("assignments", _HERE.parents[1] / "release")


def originals() -> tuple[Original, ...]:
    """Return all that a trainee's folder can be made of: the lessons, the glossary, the assignments, and translations."""
    written = lessons_folder()
    lessons = [*written.glob("*.ipynb"), *written.glob("*.md")]
    translated = written.glob("*/*.ipynb")
    assignments = (folder / f"{folder.name}.ipynb" for folder in assignments_folder().iterdir())
    return (
        *(Original(file, PurePosixPath("lessons", file.name)) for file in sorted(lessons)),
        *(
            Original(file, PurePosixPath("assignments", file.name))
            for file in sorted(assignments)
            if file.is_file()
        ),
        *(
            Original(file, PurePosixPath("lessons", file.parent.name, file.name))
            for file in sorted(translated)
            if not file.parent.name.startswith(".")
        ),
    )


def original(word: str, near: Path = Path()) -> Original:
    """Return the original of what somebody calls ``02``, ``2``, ``a2``, ``de/02``, or by the whole name of its file.

    Parameters
    ----------
    word : str
        What they call it.
    near : Path, optional
        Where they are: in a folder of translated lessons, those are meant.

    Raises
    ------
    CourseError
        When there is none.
    """
    known = originals()
    stem = _COPY.sub("", Path(word).name.casefold().removesuffix(".ipynb").removesuffix(".md").strip())
    folder = Path(word).parent if Path(word).parent != Path() else near
    for language in (folder.name, None):
        for one in known:
            first = one.place.stem.partition("_")[0]
            if one.language == language and stem in {one.place.stem.casefold(), first, first.lstrip("0")}:
                return one
    lessons = [one.short for one in known if one.short.isdecimal()]
    rest = [one.short for one in known if not one.short.isdecimal() and not one.language]
    raise CourseError(
        f"The course has nothing called {word!r}; say a lesson's number ({lessons[0]} to {lessons[-1]}) "
        f"or one of {', '.join(rest)}."
    )


def _folder(shipped: str, written: Path) -> Path:
    for folder in (_HERE / "shipped" / shipped, written):
        if folder.is_dir():
            return folder
    raise CourseError(
        f"This installation of the course lacks its {shipped}; install the course again, from the file or the "
        "address that you were given."
    )
