"""Reading one client: what is said, what is guessed, and that a gap is no number."""

import re
import subprocess
import sys
import xml.etree.ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alliance import CourseError, simulate_caseload
from alliance.widgets import ClientCourse
from alliance.widgets.trajectory import (
    COLUMNS,
    VIEWS,
    Forecast,
    Trajectory,
    following,
    forecasts,
    one_session,
    sentences,
    told,
    trajectory,
)

CASELOAD = simulate_caseload(clients=200, therapists=20, seed=3)
LONGEST = CASELOAD.sessions["client"].value_counts().index[0]


def made(
    client: list[float | None], therapist: list[float | None] | None = None, **given: object
) -> Trajectory:
    ratings = {line: tuple([None] * len(client)) for line in COLUMNS}
    ratings |= {"client": tuple(client), "therapist": tuple(therapist or [None] * len(client))}
    kept = {"came": (True,) * len(client), "ending": "planned", **given}
    return Trajectory("C01", "panic", "Came for panic.", ratings=ratings, **kept)  # type: ignore[arg-type]


def test_a_course_is_what_the_tables_say() -> None:
    rows = CASELOAD.sessions[CASELOAD.sessions["client"] == LONGEST]
    course = trajectory(CASELOAD, LONGEST)
    assert course.count == len(rows)
    assert list(course.came) == rows["attended"].tolist()
    for line, column in COLUMNS.items():
        there = [rating for rating in course.ratings[line] if rating is not None]
        assert there == pytest.approx(rows[column].dropna().tolist(), abs=0.001)
        assert course.mean(line, course.count) == pytest.approx(rows[column].mean(), abs=0.001)


def test_a_gap_is_no_zero_and_no_rating() -> None:
    course = made([4.0, None, 4.0, None], came=(True, False, True, True))
    assert course.mean("client", 4) == 4.0
    assert following(course, 1) == 3
    assert following(course, 3) is None
    assert forecasts(course) == {3: Forecast(truth=4.0, last=4.0, mean=4.0)}
    said = sentences(course, 2, 0.3)
    assert said["opening"] == "C01, up to session 2 of 4. The client did not come to session 2."
    assert said["client"] == "Client: no rating this time, mean so far 4.00 from 1 session."
    assert "did not come" not in sentences(course, 4, 0.3)["opening"]
    assert sentences(course, 1, 0.3)["therapist"] == "Therapist: no rating yet."


def test_nothing_after_today_enters_a_sentence() -> None:
    short, long = made([4.0, 4.5, 3.0], [3.0, 4.0, 4.0]), made([4.0, 4.5, 1.0], [3.0, 4.0, 5.0])
    for today in (1, 2):
        assert sentences(short, today, 0.3) == sentences(long, today, 0.3)
    assert sentences(short, 3, 0.3) != sentences(long, 3, 0.3)


def test_the_gap_is_over_sessions_that_both_rated_and_says_its_direction() -> None:
    course = made([4.0, 5.0, None], [3.5, None, 1.0])
    assert "(1 session), the client is 0.50 above the therapist" in sentences(course, 3, 0.3)["gap"]
    turned = made([3.0, 3.0], [3.5, 3.0])
    assert "(2 sessions), the client is 0.25 below the therapist" in sentences(turned, 2, 0.3)["gap"]
    assert "level" in sentences(made([3.0], [3.0]), 1, 0.3)["gap"]
    assert "No session" in sentences(made([3.0, None], [None, 3.0]), 2, 0.3)["gap"]


@pytest.mark.parametrize(
    ("latest", "words"),
    [(4.1, "in the inner band"), (3.2, "in the outer band"), (2.0, "outside both bands")],
)
def test_the_band_is_read_as_it_is_drawn(latest: float, words: str) -> None:
    course = made([4.0, 4.0, 4.0, latest])
    noise = 0.35
    assert words in sentences(course, 4, noise)["noise"]
    assert "too few" in sentences(course, 1, noise)["noise"]


def test_about_two_in_three_and_nineteen_in_twenty_single_sessions_fall_where_it_is_said() -> None:
    large = simulate_caseload(clients=2000, therapists=100, seed=8)
    noise = one_session(large)
    ratings = large.sessions.dropna(subset=["alliance"])
    many = ratings[ratings.groupby("client")["alliance"].transform("size") >= 6]
    away = (many["alliance"] - many.groupby("client")["alliance"].transform("mean")).abs()
    assert 0.62 < (away <= noise).mean() < 0.78
    assert 0.91 < (away <= 2 * noise).mean() < 0.98


@given(ratings=st.lists(st.none() | st.floats(1, 5), min_size=1, max_size=20))
def test_every_course_can_be_read_at_every_session(ratings: list[float | None]) -> None:
    course = made(ratings, list(reversed(ratings)))
    for today in range(1, course.count + 1):
        said = sentences(course, today, 0.35)
        assert all("{" not in words for words in said.values())
        assert bool(said["ending"]) == (today == course.count)
    for session, rules in forecasts(course).items():
        assert rules.truth == ratings[session - 1]
        assert 1 <= rules.mean <= 5


def test_what_is_told_follows_what_is_drawn() -> None:
    said = sentences(made([4.0, 4.2], [3.0, 3.0]), 2, 0.3)
    assert "Therapist" not in told(said, "raters", ["client"], band=False)
    both = told(said, "raters", ["therapist", "client"], band=True)
    assert (
        both.index("Client") < both.index("Therapist") < both.index("Where both") < both.index("inner band")
    )
    assert "Where both" not in told(said, "raters", ["therapist"], band=True)
    assert told(said, "pillars", ["client", "bond"], band=True).count("Bond") == 1
    assert set(VIEWS) == {"raters", "pillars"}


def test_the_widget_opens_at_the_third_session_with_the_client_alone() -> None:
    widget = ClientCourse(CASELOAD, LONGEST, "C001")
    assert (widget.client, widget.today, widget.view, widget.band) == (LONGEST, 3, "raters", False)
    assert [line for line in VIEWS["raters"] if line in widget.shown] == ["client"]
    assert repr(widget) == f"ClientCourse: {widget.summary}"
    assert widget.summary.startswith(f"{LONGEST}, up to session 3 of {widget.course.count}.")
    assert [course["client"] for course in widget.content["courses"]] == [LONGEST, "C001"]


def test_guesses_are_scored_beside_the_two_rules() -> None:
    widget = ClientCourse(CASELOAD, LONGEST)
    rules = forecasts(widget.course)
    (first, one), (second, two) = list(rules.items())[2:4]
    assert widget.errors is None
    widget.set_state({"guesses": {LONGEST: {str(first): one.truth + 0.5, str(second): two.truth - 0.1}}})
    assert widget.errors is not None
    assert widget.errors["you"] == pytest.approx(0.3)
    assert widget.errors["last"] == pytest.approx((abs(one.last - one.truth) + abs(two.last - two.truth)) / 2)
    assert widget.errors["mean"] == pytest.approx((abs(one.mean - one.truth) + abs(two.mean - two.truth)) / 2)
    assert repr(widget).endswith("Your guesses are 0.30 off on average.")


def drawn(widget: ClientCourse) -> ET.Element:
    return ET.fromstring(widget.picture())  # noqa: S314  (our own picture)


def test_the_still_picture_hides_what_has_not_happened() -> None:
    widget = ClientCourse(CASELOAD, LONGEST)
    known = len(widget.course.known("client", 3))
    early = drawn(widget)
    circles = "{http://www.w3.org/2000/svg}circle"
    assert len(list(early.iter(circles))) == known + 1  # and the one in the key
    widget.today = widget.course.count
    assert len(list(drawn(widget).iter(circles))) == len(widget.course.known("client", 99)) + 1
    widget.band = True
    assert widget.picture().count("fill-opacity") == 2
    widget.view = "pillars"
    assert "fill-opacity" not in widget.picture()


def test_what_cannot_be_read_is_refused_in_a_sentence() -> None:
    with pytest.raises(
        CourseError, match="There is no client 'C999' in this caseload; they are called C001 to C200"
    ):
        ClientCourse(CASELOAD, "C999")
    for clients in ((), ("C001", "C001"), tuple(f"C00{n}" for n in range(1, 8))):
        with pytest.raises(CourseError, match="Name one to 6 different clients"):
            ClientCourse(CASELOAD, *clients)
    with pytest.raises(CourseError, match="whole caseload"):
        ClientCourse(CASELOAD.sessions, "C001")


def test_importing_the_widget_needs_neither_numpy_nor_pandas() -> None:
    code = (
        "import sys; from alliance.widgets import ClientCourse; print({'numpy', 'pandas'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


def test_widget_is_one_small_module_in_our_own_classes() -> None:
    widget = ClientCourse(CASELOAD, LONGEST)
    assert widget._esm.count("export default") == 1
    assert "url(" not in widget._css
    used = set(re.findall(r"var\((--[\w-]+)\)", widget._css))
    assert used <= set(re.findall(r"(--[\w-]+):", widget._css)) | {"--filled", "--share"}
    selectors = re.sub(r"\{[^{}]*\}|/\*.*?\*/", " ", widget._css, flags=re.DOTALL)
    classes = set(re.findall(r"\.([a-z][\w-]*)", selectors))
    assert {name for name in classes if not name.startswith("aw-")} <= {"alliance-widget", "client-course"}
