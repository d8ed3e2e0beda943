"""What learning platforms call the columns of their files: the data lies in `platforms.yaml`."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from alliance.errors import CourseError
from alliance.tables import packaged
from alliance_grader.roster import Person


@dataclass(frozen=True)
class Worksheet:
    """A file about one assignment alone.

    Attributes
    ----------
    has : tuple of str
        Columns by which it is known.
    grade, worth : str
        Its columns for the points and for what is possible.
    """

    has: tuple[str, ...]
    grade: str
    worth: str


@dataclass(frozen=True)
class Own:
    """A file that we can make without one of the platform's.

    Attributes
    ----------
    heads : tuple of str
        The columns before the points.
    holds : tuple of str
        What of a student stands in each; nothing in some.
    worth_row : str
        How the row begins that says what is possible; empty when there is none.
    """

    heads: tuple[str, ...]
    holds: tuple[str, ...]
    worth_row: str = ""

    def of(self, person: Person) -> list[str]:
        """Return what stands about a student before the points."""
        known = {
            "id": person.id,
            "first_name": person.first_name,
            "last_name": person.last_name,
            "email": person.email,
            "lms_id": person.lms_id.partition(" ")[0],
            "last_first": ", ".join(part for part in (person.last_name, person.first_name) if part)
            or person.id,
            "": "",
        }
        return [known[name] for name in self.holds]


@dataclass(frozen=True)
class Platform:
    """A learning platform, and how its files name what we need.

    Attributes
    ----------
    platform, title : str
    source : str
        Where this is known from.
    download, upload : str
        Where the file comes from in the platform, and where it goes back.
    students : tuple of str
        Columns that tell who a row is about, the surest first.
    names : tuple of tuple of str
        Columns that together are a name.
    grade : str
        Pattern of an assignment's column; ``{name}`` stands for the assignment.
    worth_row : str
        How the row is called that says what is possible; empty when there is none.
    worth_head : str
        Pattern of what is possible in a column's head; empty when it is not there.
    read_only : str
        What stands in the row of what is possible where nothing may be changed.
    worksheet : Worksheet or None
    own : Own or None
    """

    platform: str
    title: str
    source: str
    download: str
    upload: str
    students: tuple[str, ...]
    names: tuple[tuple[str, ...], ...]
    grade: str
    worth_row: str = ""
    worth_head: str = ""
    read_only: str = ""
    worksheet: Worksheet | None = None
    own: Own | None = None

    def is_grade(self, head: str, names: Iterable[str]) -> bool:
        """Tell whether a column's head is that of an assignment."""
        return any(
            re.fullmatch(self.grade.replace("{name}", re.escape(name)), head.strip(), re.IGNORECASE)
            for name in names
        )

    def needs_its_file(self) -> CourseError:
        """Return the sentence for a platform that takes nothing but its own file back."""
        return CourseError(
            f"{self.title} knows its columns by numbers of its own: download the grades there ({self.download}) and "
            "name that file with --into."
        )


def platforms() -> dict[str, Platform]:
    """Return all platforms by their names."""
    return {one.platform: one for one in packaged(__package__, "platforms.yaml", tuple[Platform, ...])}


def platform(name: str) -> Platform:
    """Return a platform by its name.

    Raises
    ------
    CourseError
        When it is none that we know.
    """
    known = platforms()
    if name not in known:
        raise CourseError(f"There is no format {name!r}; choose from csv, {', '.join(known)}.")
    return known[name]
