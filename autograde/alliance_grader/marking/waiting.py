"""What waits for a person, asked of the gradebook in one question a page.

nbgrader's tables have no index beyond their keys. The way in is the few cells that people mark: `grade` is unique in
(cell, notebook), so that the grades of a cell are found without reading the others.
"""

import hmac
import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from alliance.errors import CourseError
from alliance_grader.files import write_whole
from alliance_grader.gradebook import shown, trouble_with
from alliance_grader.marking.raters import marking_folder
from alliance_grader.marking.schemes import Question

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

SAMPLE: Final = 0.2
"""Which part of the answers a second rater reads, when nothing else is said."""
SMALLEST_SAMPLE: Final = 10


@dataclass(frozen=True)
class Row:
    """One answer, as the gradebook knows it.

    Attributes
    ----------
    student : str
    question : Question
    auto, manual : float or None
        What the program and what a person gave.
    waits : bool
        Whether nbgrader asks a person to look.
    comment : str
        A person's comment.
    code : str
        Stands for the student and the question on the page and in its address.
    pseudonym : str
        For example ``Student 12``.
    """

    student: str
    question: Question
    auto: float | None
    manual: float | None
    waits: bool
    comment: str
    code: str
    pseudonym: str

    @property
    def marked(self) -> bool:
        """Whether a person's mark stands."""
        return self.manual is not None and not self.waits


@dataclass(frozen=True)
class Tally:
    """How many answers to a question there are.

    Attributes
    ----------
    waiting, marked : int
        For a person, and by one.
    others : int
        Those that need nobody: not answered, or a program was sure.
    """

    waiting: int = 0
    marked: int = 0
    others: int = 0


@dataclass(frozen=True)
class Order:
    """An order that gives nobody away, another one for each question, and the same tomorrow.

    Attributes
    ----------
    key : bytes
        The course's own secret.
    """

    key: bytes

    def of(self, *words: str) -> str:
        """Return what to sort by, or what to call something by."""
        return hmac.digest(self.key, "/".join(words).encode("utf-8", "surrogatepass"), "sha256").hex()


def order_of(root: Path) -> Order:
    """Return the course's order; its secret is made when there is none."""
    file = marking_folder(root) / "order.key"
    try:
        return Order(bytes.fromhex(file.read_text(encoding="ascii")))
    except (OSError, ValueError):
        key = secrets.token_bytes(32)
        try:
            write_whole(file, key.hex())
        except OSError as error:
            raise CourseError(f"{file} cannot be written ({error.strerror}); make room there.") from None
        return Order(key)


@cache
def _engine(db_url: str) -> "Engine":
    """Return the way to a gradebook; each page opens it anew, so that a gradebook that was put back is seen."""
    from sqlalchemy import create_engine
    from sqlalchemy.pool import NullPool

    return create_engine(db_url, poolclass=NullPool)


def present(db_url: str) -> None:
    """Refuse a gradebook that is not there: whoever opens it would make an empty one in its place.

    Raises
    ------
    CourseError
        When its file is missing or empty.
    """
    from sqlalchemy.engine import make_url

    url = make_url(db_url)
    if url.get_backend_name() == "sqlite" and url.database:
        file = Path(url.database)
        if not file.is_file() or not file.stat().st_size:
            raise CourseError(
                f"The gradebook {file} is missing or empty; put it back, or its last copy from gradebook/backups."
            )


@contextmanager
def asking(db_url: str) -> Iterator["Connection"]:
    """Open a gradebook to ask it something."""
    from sqlalchemy.exc import DatabaseError

    present(db_url)
    try:
        with _engine(db_url).connect() as connection:
            yield connection
    except DatabaseError as error:
        if "no such table" in str(error.orig) or "does not exist" in str(error.orig):
            raise CourseError(
                f"The gradebook {shown(db_url)} holds no class; put its last copy from gradebook/backups back."
            ) from None
        raise trouble_with(db_url, error) from None


def read_rows(db_url: str, questions: Sequence[Question], order: Order) -> list[Row]:
    """Return all answers to questions of one assignment: question by question, the students in the order of each.

    One question to the database, whatever the number of students.
    """
    from nbgrader.api import (
        Assignment,
        BaseCell,
        Comment,
        Grade,
        Notebook,
        SubmittedAssignment,
        SubmittedNotebook,
    )
    from sqlalchemy import and_, case, select

    if not questions:
        return []
    known = {question.grade_cell: question for question in questions}
    graded, answered = BaseCell.__table__.alias("graded"), BaseCell.__table__.alias("answered")
    grade, comment = Grade.__table__, Comment.__table__
    work, notebook, submission = (
        SubmittedNotebook.__table__,
        Notebook.__table__,
        SubmittedAssignment.__table__,
    )
    assignment = Assignment.__table__
    commented = case({name: one.answer_cell for name, one in known.items()}, value=graded.c.name)
    asked = (
        select(
            submission.c.student_id,
            graded.c.name,
            grade.c.auto_score,
            grade.c.manual_score,
            grade.c.needs_manual_grade,
            comment.c.manual_comment,
        )
        .select_from(assignment)
        .join(notebook, notebook.c.assignment_id == assignment.c.id)
        .join(graded, graded.c.notebook_id == notebook.c.id)
        .join(grade, grade.c.cell_id == graded.c.id)
        .join(work, work.c.id == grade.c.notebook_id)
        .join(submission, submission.c.id == work.c.assignment_id)
        .outerjoin(
            answered,
            and_(
                answered.c.notebook_id == notebook.c.id,
                answered.c.type == "SolutionCell",
                answered.c.name == commented,
            ),
        )
        .outerjoin(
            comment,
            and_(comment.c.cell_id == answered.c.id, comment.c.notebook_id == grade.c.notebook_id),
        )
        .where(assignment.c.name == questions[0].assignment, graded.c.name.in_(list(known)))
    )
    with asking(db_url) as connection:
        found = connection.execute(asked).all()
    students = sorted(
        {str(one[0]) for one in found}, key=lambda student: order.of(questions[0].assignment, student)
    )
    number = {student: place for place, student in enumerate(students, 1)}
    rows = [
        Row(
            student=str(student),
            question=known[name],
            auto=auto,
            manual=manual,
            waits=bool(waits),
            comment=said or "",
            code=order.of("code", questions[0].assignment, name, str(student))[:16],
            pseudonym=f"Student {number[str(student)]}",
        )
        for student, name, auto, manual, waits, said in found
    ]
    place = {question.item: index for index, question in enumerate(questions)}
    return sorted(rows, key=lambda row: (place[row.question.item], order.of(row.question.item, row.student)))


def tallies(db_url: str, questions: Sequence[Question]) -> dict[tuple[str, str], Tally]:
    """Return how many answers wait, by assignment and item, for the whole course in one question."""
    from nbgrader.api import Assignment, BaseCell, Grade, Notebook
    from sqlalchemy import and_, case, func, select

    known = {(one.assignment, one.grade_cell): one for one in questions}
    cell, grade, notebook, assignment = (kind.__table__ for kind in (BaseCell, Grade, Notebook, Assignment))
    waits = case((grade.c.needs_manual_grade, 1), else_=0)
    marked = case((and_(~grade.c.needs_manual_grade, grade.c.manual_score.is_not(None)), 1), else_=0)
    asked = (
        select(assignment.c.name, cell.c.name, func.count(), func.sum(waits), func.sum(marked))
        .select_from(cell)
        .join(notebook, notebook.c.id == cell.c.notebook_id)
        .join(assignment, assignment.c.id == notebook.c.assignment_id)
        .join(grade, grade.c.cell_id == cell.c.id)
        .where(cell.c.name.in_(sorted({name for _, name in known})))
        .group_by(assignment.c.name, cell.c.name)
    )
    with asking(db_url) as connection:
        found = connection.execute(asked).all()
    return {
        (name, known[name, cell_name].item): Tally(int(waiting), int(given), int(count - waiting - given))
        for name, cell_name, count, waiting, given in found
        if (name, cell_name) in known
    }


def for_a_person(rows: Sequence[Row]) -> list[Row]:
    """Return the answers that wait for a person or were marked by one."""
    return [row for row in rows if row.waits or row.manual is not None]


def sample(rows: Sequence[Row], order: Order, share: float = SAMPLE) -> list[Row]:
    """Return what a second rater reads of what the first has marked: a share of each question, and at least ten.

    The sample is drawn once and for all by the course's own secret: nobody can choose it, and it grows as the first
    rater goes on.
    """
    found: list[Row] = []
    for item in dict.fromkeys(row.question.item for row in rows):
        marked = [row for row in rows if row.question.item == item and row.marked]
        size = max(SMALLEST_SAMPLE, round(share * len(marked)))
        drawn = sorted(marked, key=lambda row: order.of("sample", row.question.item, row.student))[:size]
        chosen = {row.student for row in drawn}
        found += [row for row in marked if row.student in chosen]
    return found


def name_of(db_url: str, student: str) -> str:
    """Return how a student is called, for a marker who asks."""
    from nbgrader.api import Student
    from sqlalchemy import select

    table: Any = Student.__table__
    asked = select(table.c.first_name, table.c.last_name).where(table.c.id == student)
    with asking(db_url) as connection:
        found = connection.execute(asked).one_or_none()
    name = " ".join(part for part in (found or ()) if part)
    return f"{name} ({student})" if name else student
