"""When work is due: what nbgrader, the report and the penalty make of due dates, grace and extensions."""

import json
import sqlite3
from datetime import UTC, datetime, timedelta

import pytest
from small import S1, Small

from alliance.errors import CourseError
from alliance_grader.class_results import class_results
from alliance_grader.due import read_moment, read_span, set_due
from alliance_grader.grade import grade
from alliance_grader.lateness import Deadlines, granted, taken_off
from alliance_grader.zones import course_zone, to_utc

DUE = datetime(2026, 3, 31, 16, 0, tzinfo=UTC)  # the small class hands in at 17:00, every second student


def late(course: Small) -> dict[str, float]:
    """Return how late the class report says that each is, who is."""
    rows = class_results(course.root, S1).students
    return {row.id: row.seconds_late for row in rows if row.seconds_late}


def penalties(course: Small) -> dict[str, float | None]:
    rows = course.ask(
        "SELECT s.student_id, n.late_submission_penalty FROM submitted_notebook n "
        "JOIN submitted_assignment s ON s.id = n.assignment_id"
    )
    return {student: penalty for student, penalty in rows if penalty is not None}


def set_policy(course: Small, **values: float) -> None:
    config = course.root / "nbgrader_config.py"
    lines = "".join(f"c.LatePolicy.{name} = {value}\n" for name, value in values.items())
    config.write_text(config.read_text() + lines)


def test_by_default_lateness_is_said_and_takes_nothing(graded):
    set_due(graded.root, S1, when=DUE)
    assert late(graded) == dict.fromkeys(("s001", "s003", "s005", "s007"), 3600.0)
    assert penalties(graded) == {}


def test_grace_and_an_extension_count_in_nbgrader_and_in_the_report(graded):
    set_due(graded.root, S1, when=DUE)
    set_due(graded.root, S1, when=DUE + timedelta(hours=2), student="s001")
    assert late(graded).keys() == {"s003", "s005", "s007"}
    set_due(graded.root, S1, grace_minutes=45)
    assert late(graded) == dict.fromkeys(("s003", "s005", "s007"), 900.0)
    state = set_due(graded.root, S1, student="s001", remove=True)
    assert (state.late, state.submissions) == (4, 8)
    assert set_due(graded.root, S1, remove=True).late == 0
    assert late(graded) == {}


def test_an_extension_that_was_given_before_anything_was_handed_in(small, quick):
    set_due(small.root, S1, when=DUE)
    set_due(small.root, S1, when=DUE + timedelta(minutes=30), student="ann")
    small.hand_in("ann", timestamp="2026-03-31 17:00:00 UTC")
    assert late(small) == {"ann": 1800.0}  # not recorded yet
    list(grade(small.root, S1, engine=quick))
    assert late(small) == {"ann": 1800.0}
    assert small.ask("SELECT extension FROM submitted_assignment") != [(None,)]


def test_what_a_policy_takes_off_follows_people_s_marks(graded, quick):
    set_policy(graded, percent_a_day=10)
    set_due(graded.root, S1, when=DUE)
    assert penalties(graded) == pytest.approx({"s001": 0.3, "s003": 0.0, "s005": 0.5, "s007": 0.5})
    graded.mark("s001", 4)
    list(grade(graded.root, S1, engine=quick))  # nothing has changed but the mark
    assert penalties(graded)["s001"] == pytest.approx(0.7)
    set_policy(graded, zero_after_days=0.01)
    list(grade(graded.root, S1, engine=quick))
    assert penalties(graded)["s001"] == pytest.approx(7.0)


@pytest.mark.parametrize(
    ("seconds", "percent", "days", "cost"),
    [
        (1, 0, 0, None),
        (1, 10, 0, 1.0),
        (86_400, 10, 0, 1.0),
        (86_401, 10, 0, 2.0),
        (20 * 86_400, 10, 0, 10.0),
        (2 * 86_400, 10, 2, 2.0),
        (2 * 86_400 + 1, 0, 2, 10.0),
        (86_400, 0, 2, 0.0),
    ],
)
def test_what_lateness_costs(seconds, percent, days, cost):
    assert taken_off(10.0, seconds, percent, days) == (None if cost is None else pytest.approx(cost))


def test_an_extension_moves_with_the_due_date_and_never_shortens_it():
    deadlines = Deadlines(15, {"ann": DUE + timedelta(days=1)})
    due = DUE.replace(tzinfo=None)
    assert granted(deadlines, "ann", due) == timedelta(days=1, minutes=15)
    assert granted(deadlines, "ann", due + timedelta(days=3)) == timedelta(minutes=15)
    assert granted(deadlines, "bo", due) == timedelta(minutes=15)
    assert granted(deadlines, "ann", None) is None
    assert granted(Deadlines(), "bo", due) is None


@pytest.mark.parametrize(
    ("clock", "utc"),
    [
        ("2026-12-01 23:59", "2026-12-01 22:59"),
        ("2026-07-01 23:59", "2026-07-01 21:59"),
        ("2026-10-25 02:30", "2026-10-25 01:30"),  # comes twice; the second one counts
    ],
)
def test_a_clock_on_the_wall_in_winter_and_in_summer(root, clock, utc):
    zone = course_zone(root, "Europe/Zurich")
    assert to_utc(datetime.fromisoformat(clock), zone) == datetime.fromisoformat(f"{utc}+00:00")


def test_times_that_no_clock_shows_are_refused(root):
    with pytest.raises(CourseError, match="clocks go forward"):
        to_utc(datetime(2026, 3, 29, 2, 30), course_zone(root, "Europe/Zurich"))
    with pytest.raises(CourseError, match="Europe/Zurich"):
        course_zone(root, "Europe/Zurick")
    for text in ("tomorrow", "31.12.2026", "2026-13-01"):
        with pytest.raises(CourseError, match="2026-12-01 23:59"):
            read_moment(text)
    with pytest.raises(CourseError, match="15m"):
        read_span("soon")
    assert read_moment("2026-12-01") == datetime(2026, 12, 1, 23, 59)
    assert [read_span(text) for text in ("15m", "2h", "1d", "5")] == [15, 120, 1440, 5]


@pytest.mark.usefixtures("course")
def test_the_command_says_what_holds_and_what_is_next(say):
    assert "has no due date" in say("due", "s1").output
    assert "set it first" in str(say("due", "s1", "2026-12-05 23:59", "--student", "lixl").exception)
    shown = say("due", "s1", "2026-12-01 23:59", "--zone", "Europe/Zurich", "--dry-run")
    assert "Would be set" in shown.output
    assert "has no due date" in say("due", "s1").output
    said = say("due", "s1", "2026-12-01 23:59", "--zone", "Europe/Zurich")
    assert "Tuesday 1 December 2026, 23:59 CET (Europe/Zurich)" in said.output
    assert "takes nothing" in said.output
    assert "alliance-grader collect s1" in said.output
    say("due", "s1", "2026-12-05", "--student", "lixl", "--zone", "Europe/Zurich")
    assert "There is no student" in str(say("due", "s1", "2026-12-05", "--student", "nobody").exception)
    assert "after the due date" in str(say("due", "s1", "2026-11-05", "--student", "lixl").exception)
    data = json.loads(say("due", "s1", "--json").output)
    assert data["due"] == "2026-12-01T22:59:00+00:00"
    assert data["extensions"] == {"lixl": "2026-12-05T22:59:00+00:00"}


def test_a_gradebook_that_is_busy_is_said_and_nothing_is_half_set(graded, monkeypatch):
    set_due(graded.root, S1, when=DUE)
    monkeypatch.setattr("alliance_grader.backup._PATIENCE", 0.1)
    other = sqlite3.connect(graded.gradebook)
    other.execute("BEGIN EXCLUSIVE")
    try:
        with pytest.raises(CourseError, match="locked"):
            set_due(graded.root, S1, when=DUE + timedelta(days=1), grace_minutes=5)
    finally:
        other.close()
    assert not (graded.data / "due" / f"{S1}.json").read_text().count("5.0")
    assert late(graded)["s001"] == 3600.0
