"""Collect what students handed in, from a learning platform's download or nbgrader's exchange.

`plan` says what would become of every file and writes nothing; `take` does it.
"""

import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from alliance.errors import CourseError
from alliance_grader.collect.names import Class
from alliance_grader.collect.shelf import Work, carry_on, earlier_folder, held, put
from alliance_grader.collect.sorting import Row, digest_of, sort, wanted
from alliance_grader.collect.source import Bounds, Source, UnreadableError
from alliance_grader.files import temporary_folder
from alliance_grader.gradebook import (
    course_config,
    data_folder,
    open_api,
    open_gradebook,
    reason_in,
    story_of,
)
from alliance_grader.intake import valid_id
from alliance_grader.lock import grading_lock
from alliance_grader.roster import Person, read_roster
from alliance_grader.zones import Zone

__all__ = [
    "Bounds",
    "Plan",
    "Row",
    "collecting",
    "earlier_folder",
    "from_exchange",
    "people_of",
    "plan",
    "take",
]


@dataclass(frozen=True)
class Plan:
    """What would become of a download.

    Attributes
    ----------
    rows : tuple of Row
        One for every file.
    missing : tuple of str
        Who of the class has handed in nothing so far, and does not with this.
    names : dict of str to str
        What the students are called, by id.
    """

    rows: tuple[Row, ...]
    missing: tuple[str, ...]
    names: Mapping[str, str]

    def to_take(self, *, guesses: bool) -> list[Row]:
        """Return what is to be put in place: what is certain, and what is guessed when that was accepted."""
        verdicts = {"certain", "guessed"} if guesses else {"certain"}
        return [row for row in self.rows if row.verdict in verdicts and row.fate not in {"same", "none"}]


@contextmanager
def collecting(root: Path, assignment: str) -> Iterator[None]:
    """Hold the right to collect: nobody grades or collects this assignment meanwhile, and what was stopped is finished."""
    data_folder(root)
    with grading_lock(root, assignment):
        carry_on(root, assignment)
        yield


@contextmanager
def from_exchange(root: Path, assignment: str) -> Iterator[Path]:
    """Let nbgrader collect from its exchange into a folder aside, and give that folder.

    nbgrader's collector would delete what a student handed in before; here that is kept.
    """
    from alliance_grader.exchange import NOT_COLLECTED

    with temporary_folder("alliance-collect-") as aside:
        api = open_api(root, submitted_directory=str(aside / "submitted"))
        result = api.collect(assignment, update=True)
        story = story_of(result)
        if not result["success"]:
            raise CourseError(
                f"nbgrader's exchange gave nothing ({_first_line(story)}). Name the folder or the zip that you downloaded "
                f"instead: alliance-grader collect {assignment.partition('_')[0]} DOWNLOAD"
            )
        for line in story.splitlines():
            if NOT_COLLECTED in line:  # nobody's work may be missing in silence
                sys.stderr.write(f"{line[line.index(NOT_COLLECTED) :]}\n")
        (aside / "submitted").mkdir(exist_ok=True)
        yield aside / "submitted"


def _first_line(story: str) -> str:
    errors = [line for line in story.splitlines() if "ERROR" in line]
    return errors[0].partition("]")[2].strip() or errors[0] if errors else reason_in(story)


def people_of(root: Path) -> dict[str, Person]:
    """Return everybody who is known: the roster, the gradebook's students, and who handed something in before."""
    people = {person.id: person for person in _in_gradebook(root)}
    submissions = root / "gradebook" / "submitted"
    if submissions.is_dir():
        for place in submissions.iterdir():
            if not place.name.startswith("."):
                people.setdefault(place.name, Person(place.name))
    # Paths are made of ids: one that somebody wrote into the roster by hand may be none.
    return {student: person for student, person in (people | read_roster(root)).items() if valid_id(student)}


def _in_gradebook(root: Path) -> Iterable[Person]:
    from sqlalchemy.engine import make_url

    url = make_url(str(course_config(root).CourseDirectory.db_url))
    if url.get_backend_name() == "sqlite" and not Path(url.database or "").is_file():
        return []  # to open it would make one
    from nbgrader.api import Student

    with open_gradebook(open_api(root)) as gradebook:
        columns = (Student.id, Student.first_name, Student.last_name, Student.email, Student.lms_user_id)
        return [
            Person(*(str(value or "") for value in row))
            for row in gradebook.db.query(*columns).order_by(Student.id)
        ]


def plan(
    root: Path,
    assignment: str,
    source: Source,
    *,
    zone: Zone,
    new: bool = False,
    stated: Mapping[str, datetime] | None = None,
) -> Plan:
    """Say what would become of every file of a download. Nothing is written.

    Parameters
    ----------
    root : Path
        The folder of the course.
    assignment : str
        The assignment's whole name.
    source : Source
        The download.
    zone : Zone
        Where the clock hangs by which the platform writes times.
    new : bool
        Whether an id that nobody has yet may be taken for a new student's.
    stated : dict of str to datetime, optional
        Times that a list says, from `alliance_grader.collect.lists.read_times`.
    """
    what, people = wanted(root, assignment), people_of(root)
    who = Class(tuple(people.values()), new)
    rows = sort(source.items(), what, who, lambda student: held(root, assignment, student), zone, stated)
    there = {row.student for row in rows if row.fate != "none"}
    missing = (
        student
        for student in sorted(people)
        if student not in there and held(root, assignment, student).now is None
    )
    return Plan(tuple(rows), tuple(missing), {person.id: person.name for person in people.values()})


def take(
    root: Path, assignment: str, rows: Sequence[Row], done: Callable[[str], None] = lambda _: None
) -> None:
    """Put what was planned in place. Only within `collecting`, and while the source is still open.

    Raises
    ------
    CourseError
        When it could not all be read again or staged: then nothing was changed.
    """
    # What is kept aside comes first, so that what counts before is there until what counts now takes its place.
    ordered = sorted(rows, key=lambda row: row.fate in {"new", "newer"})
    put(root, assignment, [_work(row) for row in ordered], done)


def _work(row: Row) -> Work:
    def read() -> bytes:
        try:
            content = row.read()
        except UnreadableError as error:
            raise CourseError(f"{row.file} {error}; nothing was changed.") from None
        if digest_of(content) != row.digest:
            raise CourseError(f"{row.file} changed while it was collected; run the same command again.")
        return content

    counts = row.fate in {"new", "newer"}
    return Work(row.student or "", counts, row.handed_in, None if row.fate == "dated" else read, row.secret)
