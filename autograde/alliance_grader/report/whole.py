"""The page of the whole course."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import fmean

from alliance_grader import wording
from alliance_grader.report import attention, pseudonyms, sections, summaries
from alliance_grader.report.course import Course
from alliance_grader.report.page import frame, template
from alliance_grader.report.picture import percent, short
from alliance_grader.report.summaries import Cell, Tally
from alliance_grader.report.trend import share_of
from alliance_grader.results import ClassResults, StudentRow


@dataclass(frozen=True)
class Line:
    """A student over all assignments.

    Attributes
    ----------
    name : str
    cells : tuple of Cell
        One an assignment.
    mean : str
        Of the shares.
    note : str
    """

    name: str
    cells: tuple[Cell, ...]
    mean: str
    note: str


def render_course(
    course: Course, *, made_at: datetime, next_steps: Sequence[str] = (), hide_names: bool = False
) -> str:
    """Return the report of a whole course as one HTML page that loads nothing.

    Parameters
    ----------
    course : Course
    made_at : datetime
        When the report was made, as the page says it.
    next_steps : sequence of str
        What the instructor may do next; `backticks` set a command.
    hide_names : bool, default False
        Put ``Student 1`` and so on for every name and id.
    """
    if hide_names:
        next_steps = [pseudonyms.veil_of_all(course.results)(step) for step in next_steps]
        course = course.hidden()
    results = course.results
    whole = summaries.together(results)
    shown = sections.pictures(course)
    return template("course.html").render(
        **frame(shown, made_at),
        students=wording.count(len(whole.students), "student", "students"),
        assignments=wording.count(len(results), "assignment", "assignments"),
        tallies=_tallies(results),
        headline=sections.headline(course),
        week_columns=sections.WEEK,
        weeks=sections.weeks(course),
        routed=[one for each in results for one in attention.routed(each)],
        not_graded=attention.who_is_not_graded(results),
        stuck=attention.who_is_stuck(results),
        stuck_said=attention.STUCK_SAID,
        missing=attention.who_is_missing(results),
        late=attention.who_is_late(results),
        next_steps=next_steps,
        pictures=shown,
        misunderstood=summaries.misunderstood(whole),
        not_seen=summaries.not_seen(whole),
        heads=[(short(one.title), one.title, one.points) for one in results],
        table=lines(results),
        sealed=summaries.sealed_all(results),
        unprotected=summaries.unprotected_all(results),
        hide_names=hide_names,
    )


def lines(course: Sequence[ClassResults]) -> tuple[Line, ...]:
    """Return the class table, a row a student over all assignments."""
    rows: dict[str, dict[str, StudentRow]] = {}
    for results in course:
        for student in results.students:
            rows.setdefault(student.id, {})[results.assignment] = student
    return tuple(_line(mine, course) for mine in rows.values())


def _line(mine: dict[str, StudentRow], course: Sequence[ClassResults]) -> Line:
    shares = [
        share
        for results in course
        if results.assignment in mine and (share := share_of(mine[results.assignment], results))
    ]
    status = Counter(student.status for student in mine.values())
    late = sum(student.seconds_late > 0 for student in mine.values())
    notes = [
        f"{number} {word}"
        for word, number in (
            ("missing", status["missing"]),
            ("not graded", status["not graded"]),
            ("waiting", status["waiting"]),
            ("late", late),
        )
        if number
    ]
    mean = percent(fmean(one.share for one in shares) if shares else None)
    return Line(
        next(iter(mine.values())).name,
        tuple(_cell(mine.get(results.assignment), results) for results in course),
        mean,
        ", ".join(notes),
    )


def _cell(student: StudentRow | None, results: ClassResults) -> Cell:
    if student is None or student.status == "missing":
        return Cell("missing", "absent", 0)
    share = share_of(student, results)
    if share is None:
        return Cell("not graded" if student.status == "not graded" else "to mark", "waiting", 0)
    text = wording.points(round(share.points, 1)) + ("" if share.complete else "\N{NO-BREAK SPACE}…")
    return Cell(text, "waiting" if not share.complete else "partly", round(min(100 * share.share, 100), 1))


def _tallies(course: Sequence[ClassResults]) -> tuple[Tally, ...]:
    weeks = [attention.week(results) for results in course]
    every = sum(len(results.students) for results in course)

    def total(of: str) -> int:
        return sum(getattr(one, of) for one in weeks)

    return (
        Tally("Handed in", total("handed_in"), f"of {every}"),
        Tally("Graded", total("graded")),
        Tally("Waiting for a person", total("waiting")),
        Tally("Not graded", total("not_graded")),
        Tally("Missing", total("missing")),
        Tally("Late", total("late")),
    )
