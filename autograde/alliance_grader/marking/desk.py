"""The marker's desk: which answers lie on it, in which order, and what becomes of a mark."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from alliance.errors import CourseError
from alliance_grader.marking.agreement import Twice, read_twice
from alliance_grader.marking.answers import Answer, read_answer
from alliance_grader.marking.entering import AnotherAnswerError, Entry, answer_digest, enter
from alliance_grader.marking.raters import (
    FIRST,
    SETTLED,
    RaterMark,
    Reading,
    keep,
    marks_of,
    now,
    raters,
    read_marks,
)
from alliance_grader.marking.schemes import Question, all_questions, questions_of
from alliance_grader.marking.waiting import (
    SAMPLE,
    Order,
    Row,
    Tally,
    for_a_person,
    name_of,
    order_of,
    read_rows,
    sample,
    tallies,
)
from alliance_grader.wording import points as as_points

if TYPE_CHECKING:
    from nbgrader.apps.api import NbGraderAPI

_LONGEST_COMMENT: Final = 5_000


@dataclass(frozen=True)
class Filter:
    """Which answers a page goes through.

    Attributes
    ----------
    item : str
        Only answers to this question; all questions when empty.
    everything : bool
        Also what a program was sure of, for whoever asks to be read by a person.
    """

    item: str = ""
    everything: bool = False


@dataclass(frozen=True)
class Page:
    """One answer on the desk.

    Attributes
    ----------
    row : Row
    answer : Answer
    digest : str
        Of the answer, to be sent back with the mark.
    mark : RaterMark or None
        What this rater has given.
    notes : tuple of str
        What the marker should know.
    done, of, place : int
        How many are marked, how many there are, and the place of this one.
    previous, following, unmarked : str
        Codes of other answers; empty where there is none.
    shows_own_view : bool
        Whether the student's own view may be seen: after the mark.
    """

    row: Row
    answer: Answer
    digest: str
    mark: RaterMark | None
    notes: tuple[str, ...]
    done: int
    of: int
    place: int
    previous: str
    following: str
    unmarked: str
    shows_own_view: bool


@dataclass(frozen=True)
class Given:
    """What became of a mark.

    Attributes
    ----------
    said : str
    code : str
        The answer that it is for.
    following : str
        The next one that waits; empty when none does.
    """

    said: str
    code: str
    following: str


@dataclass(frozen=True)
class _Done:
    """What can be undone."""

    row: Row
    rater: str
    record: RaterMark | None
    before: Entry | None
    entry: Entry | None
    digest: str


@dataclass
class Desk:
    """One person who marks.

    Attributes
    ----------
    root : Path
        The folder of the course.
    api : NbGraderAPI
    assignments : list of str
        What is to be marked.
    rater : str
    second : bool
        Whether this is a second reading of a sample.
    share : float
        Which part of the marked answers the second reading takes.
    """

    root: Path
    api: "NbGraderAPI"
    assignments: list[str]
    rater: str = FIRST
    second: bool = False
    share: float = SAMPLE
    given: int = 0
    _undo: list[_Done] = field(default_factory=list)
    _seen: dict[tuple[str, str], Row] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.order: Order = order_of(self.root)

    @property
    def reading(self) -> Reading:
        """Which reading this is."""
        return "second" if self.second else "first"

    @property
    def _db(self) -> str:
        return str(self.api.coursedir.db_url)

    def tallies(self) -> list[tuple[Question, Tally]]:
        """Return how many answers wait for this rater, question by question; those nobody has handed in are left out."""
        questions = list(all_questions(self.root, self.assignments))
        found = tallies(self._db, questions)
        if self.second:
            return [
                (one, self._sampled(one))
                for one in questions
                if (one.assignment, one.item) in found and found[one.assignment, one.item].marked
            ]
        return [
            (one, found[one.assignment, one.item]) for one in questions if (one.assignment, one.item) in found
        ]

    def _sampled(self, question: Question) -> Tally:
        rows = self.rows(question.assignment, Filter(question.item))
        done = sum(map(self._is_done(rows), rows))
        return Tally(len(rows) - done, done)

    def rows(self, assignment: str, chosen: Filter = Filter()) -> list[Row]:
        """Return the answers of an assignment that lie on this desk, in their order."""
        return self._chosen(self._all(assignment), chosen)

    def _all(self, assignment: str) -> list[Row]:
        return read_rows(self._db, questions_of(self.root, assignment), self.order)

    def _chosen(self, rows: list[Row], chosen: Filter) -> list[Row]:
        if self.second:
            rows = sample(rows, self.order, self.share)
        elif not chosen.everything:
            rows = for_a_person(rows)
        return [row for row in rows if chosen.item in {"", row.question.item}]

    def row(self, assignment: str, code: str) -> Row:
        """Return an answer by its code.

        Raises
        ------
        CourseError
            When there is none.
        """
        return _coded(self._all(assignment), code)

    def _read(self, assignment: str, code: str) -> tuple[Row, list[Row]]:
        """Return an answer that was on the desk, as it was there when the gradebook does not tell any more."""
        try:
            rows = self._all(assignment)
            return _coded(rows, code), rows
        except CourseError:
            if (assignment, code) in self._seen:
                return self._seen[assignment, code], []
            raise

    def _is_done(self, rows: Sequence[Row]) -> Callable[[Row], bool]:
        if not self.second or not rows:
            return lambda row: row.marked
        mine = {
            (student, item)
            for student, item, mark in marks_of(self.root, rows[0].question.assignment, self.rater)
            if mark.reading == "second"
        }
        return lambda row: (row.student, row.question.item) in mine

    def first_to_do(self, assignment: str, chosen: Filter) -> str:
        """Return the code of the answer to begin with; empty when there is none at all."""
        rows = self.rows(assignment, chosen)
        done = self._is_done(rows)
        return next((row.code for row in rows if not done(row)), rows[0].code if rows else "")

    def page(self, assignment: str, code: str, chosen: Filter) -> Page:
        """Return the page of an answer."""
        rows = self.rows(assignment, chosen)
        places = {row.code: place for place, row in enumerate(rows)}
        if code not in places:
            raise CourseError("There is no such answer here; go to the list of questions and choose anew.")
        place = places[code]
        row = self._seen[assignment, code] = rows[place]
        done = self._is_done(rows)
        mark, digest, notes = self._known(row)
        return Page(
            row=row,
            answer=read_answer(self.root, row.question, row.student),
            digest=digest,
            mark=mark,
            notes=notes,
            done=sum(map(done, rows)),
            of=len(rows),
            place=place + 1,
            previous=rows[place - 1].code if place else "",
            following=rows[place + 1].code if place + 1 < len(rows) else "",
            unmarked=_next(rows, place, done),
            shows_own_view=mark is not None and mark.entered | self.second,
        )

    def _known(self, row: Row) -> tuple[RaterMark | None, str, tuple[str, ...]]:
        """Return this rater's mark of the answer as it is now, its digest, and what is to be known of it."""
        question, student = row.question, row.student
        mine = read_marks(self.root, question.assignment, self.rater, student).get(question.item)
        try:
            digest = answer_digest(self.root, question, student)
        except AnotherAnswerError as error:
            return mine, "", (str(error),)
        if mine is not None and mine.answer != digest:
            mine = None
        if self.second:
            return mine, digest, ()
        notes = []
        if mine is not None and not mine.entered:
            notes.append("This mark is kept here, and the gradebook does not have it yet. Send it again.")
        elif row.marked and (mine is None or mine.points != row.manual or mine.comment != row.comment):
            # Given in formgrader, or by somebody else; the gradebook is right.
            mine = RaterMark(float(row.manual or 0.0), comment=row.comment, answer=digest, entered=True)
            if by := self._others(row, digest):
                notes.append(f"{by} has marked this answer.")
        elif row.waits and row.manual is not None:
            notes.append(
                f"An earlier answer had {as_points(row.manual)} points from a person. The answer is another one now; read it again."
            )
        elif row.manual is None and not row.waits and row.auto is not None:
            notes.append(
                f"The program was sure and gave {as_points(row.auto)} points. A mark of yours takes their place."
            )
        return mine, digest, tuple(notes)

    def _others(self, row: Row, digest: str) -> str:
        """Return who else has given this very answer its first mark; empty when nobody has."""
        question = row.question
        for rater in raters(self.root, question.assignment):
            mark = read_marks(self.root, question.assignment, rater, row.student).get(question.item)
            if (
                rater != self.rater
                and mark
                and mark.reading == "first"
                and mark.answer == digest
                and mark.entered
            ):
                return rater
        return ""

    def give(
        self,
        assignment: str,
        code: str,
        points: float,
        ticks: Sequence[float] = (),
        comment: str = "",
        digest: str = "",
        chosen: Filter = Filter(),
    ) -> Given:
        """Take a mark: keep it, and enter it into the gradebook unless this is a second reading.

        Raises
        ------
        CourseError
            When it could not be entered; it is kept all the same, and can be sent again.
        """
        row, rows = self._read(assignment, code)
        following = partial(self._after, rows, row, chosen)
        question, student = row.question, row.student
        _within(points, question)
        comment = comment.strip()[:_LONGEST_COMMENT]
        if answer_digest(self.root, question, student) != digest:
            # Nothing of it is for the new answer; the page keeps what was typed.
            raise AnotherAnswerError(
                "This student has handed in again, and the new work was graded while the page was open. Load the page again "
                "to read it: what you gave is filled in there, to be sent if it still holds."
            )
        before = read_marks(self.root, assignment, self.rater, student).get(question.item)
        mark = RaterMark(points, self.reading, tuple(ticks), comment, digest, now())
        if self.second:
            self._keep_first(row, digest)
            keep(self.root, assignment, self.rater, student, question.item, replace(mark, entered=True))
            self._undo.append(_Done(row, self.rater, before, None, None, digest))
        else:
            if row.marked and (by := self._others(row, digest)):
                raise CourseError(
                    f"{by} has marked this answer, and that mark stands. To read it as a second rater, start with: "
                    f"alliance-grader mark {assignment.partition('_')[0]} --second --rater {self.rater}"
                )
            keep(self.root, assignment, self.rater, student, question.item, mark)
            entry = Entry(points, waits=False, comment=comment or None)
            settled = read_marks(self.root, assignment, SETTLED, student).get(question.item)
            if settled and settled.answer == digest:
                keep(self.root, assignment, self.rater, student, question.item, replace(mark, entered=True))
                return Given(
                    "Kept. What was settled stands in the gradebook.",
                    code,
                    following(),
                )
            try:
                held = enter(self.root, self.api, question, student, entry, digest)
            except AnotherAnswerError:
                raise
            except CourseError as error:
                said = str(error).replace(" and run the same command again", "")
                raise CourseError(f"{said} Your mark is kept; press Enter to send it again.") from None
            keep(self.root, assignment, self.rater, student, question.item, replace(mark, entered=True))
            self._undo.append(_Done(row, self.rater, before, held, entry, digest))
        self.given += 1
        said = f"{row.pseudonym}: {as_points(points)} of {as_points(question.points)}."
        own = read_answer(self.root, question, student).own_view
        if own is not None:
            said += f" The student would have given it {as_points(own)}."
        return Given(said, code, following())

    def _keep_first(self, row: Row, digest: str) -> None:
        """Write down what the gradebook holds as the first reading, when it was given in formgrader."""
        question = row.question
        if self._others(row, digest) or row.manual is None:
            return
        first = RaterMark(row.manual, "first", (), row.comment, digest, now(), entered=True)
        keep(self.root, question.assignment, FIRST, row.student, question.item, first)

    def _after(self, rows: list[Row], row: Row, chosen: Filter) -> str:
        """Return the code of the next answer that waits, now that this one has its mark."""
        there = self._chosen(rows, chosen)
        done = self._is_done(there)
        place = next((place for place, one in enumerate(there) if one.code == row.code), 0)
        return _next(there, place, done)

    def undo(self) -> tuple[Given, str]:
        """Take the last mark back: what was there before stands again.

        Returns
        -------
        Given
        str
            The assignment that it was for.

        Raises
        ------
        CourseError
            When there is none, or it was changed elsewhere since.
        """
        if not self._undo:
            raise CourseError("There is nothing to undo: no mark was given since this page was started.")
        last = self._undo[-1]
        question, student = last.row.question, last.row.student
        if last.before is not None:
            enter(self.root, self.api, question, student, last.before, last.digest, instead_of=last.entry)
        keep(self.root, question.assignment, last.rater, student, question.item, last.record)
        self._undo.pop()
        self.given = max(0, self.given - 1)
        return Given(
            f"Undone: the mark of {last.row.pseudonym}.", last.row.code, last.row.code
        ), question.assignment

    def name(self, assignment: str, code: str) -> str:
        """Return who wrote an answer."""
        return name_of(self._db, self.row(assignment, code).student)

    def send_kept(self) -> tuple[int, list[str]]:
        """Enter the marks that were kept while the gradebook could not take them.

        Returns
        -------
        int
            How many were entered.
        list of str
            Why others could not.
        """
        sent, left = 0, []
        for assignment in self.assignments:
            known = {question.item: question for question in questions_of(self.root, assignment)}
            for rater in raters(self.root, assignment):
                for student, item, mark in list(marks_of(self.root, assignment, rater)):
                    if mark.entered or mark.reading != "first" or item not in known:
                        continue
                    entry = Entry(mark.points, waits=False, comment=mark.comment or None)
                    try:
                        enter(self.root, self.api, known[item], student, entry, mark.answer)
                    except AnotherAnswerError:
                        continue  # of other work; the new answer waits by itself
                    except CourseError as error:
                        left.append(str(error))
                        continue
                    keep(self.root, assignment, rater, student, item, replace(mark, entered=True))
                    sent += 1
        return sent, left

    def twice(self, assignment: str) -> list[tuple[Row, Twice]]:
        """Return the answers that two raters have marked.

        Raises
        ------
        CourseError
            While this second rater has not read the whole sample: the first one's marks would be seen.
        """
        if self.second:
            rows = self.rows(assignment)
            done = self._is_done(rows)
            if left := sum(not done(row) for row in rows):
                raise CourseError(
                    f"The first rater's marks are not shown before you have read all of the sample; {left} to go."
                )
        known = {
            (row.student, row.question.item): row
            for row in read_rows(self._db, questions_of(self.root, assignment), self.order)
        }
        return [
            (known[one.student, one.item], one)
            for one in read_twice(self.root, assignment)
            if (one.student, one.item) in known
        ]

    def settle(self, assignment: str, code: str, points: float, comment: str = "") -> Given:
        """Settle an answer that two raters marked: this mark is the one that the gradebook holds from now on."""
        row = self.row(assignment, code)
        question, student = row.question, row.student
        _within(points, question)
        pair = next(
            (one for _, one in self.twice(assignment) if (one.student, one.item) == (student, question.item)),
            None,
        )
        if pair is None:
            raise CourseError("Nobody has read this answer a second time yet, so there is nothing to settle.")
        comment = comment.strip()[:_LONGEST_COMMENT]
        before = read_marks(self.root, assignment, SETTLED, student).get(question.item)
        entry = Entry(points, waits=False, comment=comment or None)
        held = enter(self.root, self.api, question, student, entry, pair.first.answer)
        mark = RaterMark(points, "settled", (), comment, pair.first.answer, now(), entered=True)
        keep(self.root, assignment, SETTLED, student, question.item, mark)
        self._undo.append(_Done(row, SETTLED, before, held, entry, pair.first.answer))
        return Given(
            f"Settled: {row.pseudonym} gets {as_points(points)} of {as_points(question.points)}.", code, ""
        )


def _coded(rows: Sequence[Row], code: str) -> Row:
    for row in rows:
        if row.code == code:
            return row
    raise CourseError("There is no such answer; go to the list of questions and choose anew.")


def _next(rows: Sequence[Row], place: int, done: Callable[[Row], bool]) -> str:
    """Return the code of the next answer that is not marked, once around; empty when all are."""
    around = [*rows[place + 1 :], *rows[:place]]
    return next((row.code for row in around if not done(row)), "")


def _within(points: float, question: Question) -> None:
    if not math.isfinite(points) or not 0 <= points <= question.points:
        raise CourseError(
            f"Points for this go from 0 to {as_points(question.points)}; type a number between."
        )
