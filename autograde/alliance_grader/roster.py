"""The roster: who is in the class, and how the learning platform calls them."""

import csv
import io
from collections.abc import Iterable
from dataclasses import astuple, dataclass, fields
from pathlib import Path

from alliance.errors import CourseError
from alliance.tables import text_of
from alliance_grader.files import write_whole


@dataclass(frozen=True)
class Person:
    """One student of the class.

    Attributes
    ----------
    id : str
        As the student's folder under ``gradebook/submitted`` is called.
    first_name, last_name, email : str
        Empty when not known.
    lms_id : str
        The learning platform's own number for the student; empty when not known.
    """

    id: str
    first_name: str = ""
    last_name: str = ""
    email: str = ""
    lms_id: str = ""

    @property
    def name(self) -> str:
        """First and last name; the id when neither is known."""
        return f"{self.first_name} {self.last_name}".strip() or self.id


def roster_file(root: Path) -> Path:
    """Return where the roster is kept."""
    return root / "gradebook" / "roster.csv"


def read_roster(root: Path) -> dict[str, Person]:
    """Return the class by the students' ids, in the roster's order; nobody when there is no roster.

    Raises
    ------
    CourseError
        When it cannot be read.
    """
    file = roster_file(root)
    if not file.is_file():
        return {}
    reader = csv.DictReader(io.StringIO(text_of(file)))
    known = [field.name for field in fields(Person)]
    if "id" not in (reader.fieldnames or ()):
        raise CourseError(
            f"{file} has no column called id; its first line must be: {','.join(known)}. "
            "Or delete it and import the roster again: alliance-grader roster FILE"
        )
    rows = ({name: (row.get(name) or "").strip() for name in known} for row in reader)
    return {row["id"]: Person(**row) for row in rows if row["id"]}


def write_roster(root: Path, students: Iterable[Person]) -> None:
    """Write the roster, whole or not at all."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([field.name for field in fields(Person)])
    writer.writerows(astuple(student) for student in students)
    write_whole(roster_file(root), text.getvalue())
