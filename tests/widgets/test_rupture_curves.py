"""The rule that marks a drop, what it finds of the ruptures there were, and the widget of lesson 7."""

import re
import subprocess
import sys
from itertools import pairwise
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alliance.caseload import Caseload, simulate_caseload
from alliance.caseload.felt import FEWEST, courses
from alliance.errors import CourseError
from alliance.widgets.drops import (
    BELOW,
    Courses,
    RatedCourse,
    Rupture,
    falls,
    levels,
    listed,
    marked,
    tallies,
    told,
)
from alliance.widgets.rupture_curves import DROPS, FEW, MANY, SHOWN, RuptureCurves

# Session 3 sinks and comes back; session 5 has no rating; session 7 sinks a little, for no reason.
SCORES = (4.0, 4.0, 2.0, 4.0, None, 4.0, 3.5, 4.0)
FOUND = Rupture("confrontation", "bond", 3, 3, repaired=True)
MISSED = Rupture("withdrawal", "task", 4, 5, repaired=False)
COURSE = RatedCourse("C1", "panic, CBT", SCORES, (FOUND, MISSED))
ALONE = Courses(0.5, (COURSE,))


@pytest.fixture(scope="module")
def caseload() -> Caseload:
    return simulate_caseload(clients=400, therapists=40, seed=1)


@pytest.fixture(scope="module")
def told_courses(caseload: Caseload) -> dict[str, Any]:
    return courses(caseload)


def test_each_session_is_held_against_what_was_asked_for() -> None:
    assert levels(SCORES, "before") == [None, 4.0, 4.0, 2.0, 4.0, 4.0, 4.0, 3.5]
    so_far = levels(SCORES, "so_far")
    assert so_far[:3] == [None, 4.0, 4.0]
    assert so_far[3:6] == [pytest.approx(10 / 3), 3.5, 3.5]  # the unrated session changes nothing
    assert levels(SCORES, "whole") == [pytest.approx(25.5 / 7)] * 8


def test_a_session_is_marked_when_it_fell_at_least_so_far() -> None:
    fallen = falls(SCORES, "before", 0.5)
    assert fallen == [None, 0, 4, -4, None, 0, 1, -1]
    assert marked(fallen, 1.0) == [3, 7]
    assert marked(fallen, 1.1) == [3]
    assert marked(fallen, 4.1) == []
    assert marked(falls(SCORES, "whole", 0.5), 0.5) == [3]  # the first session has a level only in hindsight


@given(
    scores=st.lists(st.none() | st.floats(1, 5), min_size=1, max_size=12).filter(any),
    below=st.sampled_from(BELOW),
    spread=st.floats(0.1, 1),
)
def test_a_stricter_rule_marks_fewer_of_the_same_sessions(scores: Any, below: Any, spread: float) -> None:
    fallen = falls(scores, below, spread)
    marks = [set(marked(fallen, drop)) for drop in DROPS]
    assert all(stricter <= looser for looser, stricter in pairwise(marks))
    assert all(scores[number - 1] is not None for number in marks[0])


def test_what_is_said_of_one_client() -> None:
    assert told(COURSE, ALONE, 1.5, "before", revealed=False) == (
        "C1: session 3 lies 1.5 SD or more below the session before. "
        "In the 1 clients shown, 1 of 7 rated sessions are marked."
    )
    assert told(COURSE, ALONE, 1.0, "before", revealed=True) == (
        "C1: sessions 3 and 7 lie 1.0 SD or more below the session before. "
        "There was a confrontation on the bond pillar (session 3, repaired), which the rule found; "
        "a withdrawal on the task pillar (sessions 4 to 5, not repaired), which the rule missed. "
        "False alarm: session 7."
    )
    calm = RatedCourse("C2", "", (4.0, 4.0, 4.0), ())
    assert told(calm, Courses(0.5, (calm,)), 3.0, "so_far", revealed=True) == (
        "C2: no session lies 3.0 SD or more below their mean so far. C2 had no rupture deep enough to be felt."
    )
    assert listed([4, 7, 9]) == "4, 7 and 9"


def test_counts_over_many_courses_are_those_of_each_course(told_courses: dict[str, Any]) -> None:
    widget = RuptureCurves(told_courses)
    shown = widget._shown
    for below in BELOW:
        for drop, tally in zip(DROPS, tallies(shown, below, DROPS), strict=True):
            marks = {
                one.client: marked(falls(one.scores, below, shown.spread), drop) for one in shown.clients
            }
            for kind in ("withdrawal", "confrontation"):
                assert tally.found[kind] == sum(
                    rupture.found_by(marks[one.client])
                    for one in shown.clients
                    for rupture in one.ruptures
                    if rupture.kind == kind
                )
            assert tally.marks == sum(map(len, marks.values()))
            assert tally.alarms == sum(
                not any(rupture.open_in(number) for rupture in one.ruptures)
                for one in shown.clients
                for number in marks[one.client]
            )


def test_the_courses_hold_the_ratings_and_the_ruptures_that_are_felt(
    caseload: Caseload, told_courses: dict[str, Any]
) -> None:
    truth = caseload.truth
    depth = truth.sessions.set_index(["client", "session"])["rupture_depth"]
    felt = truth.parameters.ruptures.felt
    seen = 0
    for one in told_courses["clients"]:
        mine = caseload.sessions[caseload.sessions["client"] == one["client"]]["alliance"]
        assert [score is None for score in one["scores"]] == mine.isna().tolist()
        assert [score for score in one["scores"] if score] == pytest.approx(mine.dropna().tolist(), abs=0.001)
        assert mine.notna().sum() >= FEWEST
        for rupture in one["ruptures"]:
            seen += 1
            assert depth[one["client"], rupture["onset"]] >= felt
            open_in = [depth[one["client"], n] for n in range(rupture["onset"], rupture["end"] + 1)]
            assert min(open_in) > 0
            if not rupture["repaired"]:
                assert rupture["end"] == len(one["scores"])
    kept = {one["client"] for one in told_courses["clients"]}
    deep = truth.ruptures[(truth.ruptures["depth"] >= felt) & truth.ruptures["client"].isin(kept)]
    assert seen == len(deep) > 100
    rated = caseload.sessions.dropna(subset="alliance").groupby("client")["alliance"]
    within = rated.var().where(rated.size() >= FEWEST).dropna()
    freedom = (rated.size() - 1)[within.index]
    assert told_courses["spread"] ** 2 == pytest.approx((within * freedom).sum() / freedom.sum())


def test_the_lesson_may_say_what_it_says_of_its_own_caseload(told_courses: dict[str, Any]) -> None:
    """Everything that the text of lesson 7 says about the curves."""
    of_all = RuptureCurves(told_courses).content["all"]
    there = of_all["ruptures"]
    for below in BELOW:
        rows = of_all["tallies"][below]
        found = [sum(row["found"].values()) / sum(there.values()) for row in rows]
        assert 0.5 < found[0] < 0.75  # "a little more than half"
        assert found[-1] < 0.2  # "you find few"
        assert rows[0]["alarms"] / rows[0]["marks"] > 0.5  # "most of your marks are false"
        assert rows[-1]["alarms"] / rows[-1]["marks"] < 0.2  # "you can trust a mark"


@pytest.mark.parametrize(("seed", "shares"), [(1, [33, 26]), (2, [19, 35])])
def test_which_kind_is_found_more_often_is_chance(seed: int, shares: list[int]) -> None:
    of_all = RuptureCurves(courses(simulate_caseload(clients=400, therapists=40, seed=seed))).content["all"]
    row = of_all["tallies"]["so_far"][DROPS.index(1.5)]
    found = [100 * row["found"][kind] / of_all["ruptures"][kind] for kind in ("withdrawal", "confrontation")]
    assert [round(share) for share in found] == shares


def test_eight_clients_are_shown_as_they_come_and_all_are_counted(told_courses: dict[str, Any]) -> None:
    widget = RuptureCurves(told_courses)
    shown = widget.content["clients"]
    assert len(shown) == SHOWN
    fit = [
        one["client"]
        for one in told_courses["clients"]
        if sum(score is not None for score in one["scores"]) >= FEW and len(one["scores"]) <= MANY
    ]
    assert [one["client"] for one in shown] == fit[:SHOWN]
    assert widget.content["all"]["clients"] == len(told_courses["clients"])


def test_traits_lead_the_words_and_the_picture(told_courses: dict[str, Any]) -> None:
    widget = RuptureCurves(told_courses, drop=2)
    assert (widget.drop, widget.below, widget.revealed) == (2.0, "so_far", False)
    assert repr(widget).startswith(f"RuptureCurves: {widget.client}: ")
    other = widget.content["clients"][3]["client"]
    before = widget.picture()
    widget.set_state({"client": other, "drop": 0.5, "revealed": True})  # what the browser sends
    assert repr(widget).startswith(f"RuptureCurves: {other}: ")
    assert "0.5 SD or more" in widget.summary
    after = widget.picture()
    for picture in (before, after):
        root = ET.fromstring(picture)  # noqa: S314  (our own drawing)
        assert root.tag == "{http://www.w3.org/2000/svg}svg"
        assert root.get("aria-label")
    blocks = 'fill-opacity="0.85"', 'fill-opacity="0.08"'
    assert sum(after.count(block) for block in blocks) == len(widget.course.ruptures)
    assert sum(before.count(block) for block in blocks) == 0
    assert RuptureCurves(told_courses).drop == 1.5  # state belongs to one widget alone


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"drop": 5}, r"drop must be a number from 0.5 to 3; 5 was given"),
        ({"drop": True}, r"drop must be a number"),
        ({"below": "best"}, r"below must be one of before, so_far, whole; 'best' was given"),
        ({"courses": "C001"}, r"RuptureCurves\(courses\(caseload\)\)"),
        ({"courses": {"spread": 0.3, "clients": []}}, r"no client with three rated sessions"),
    ],
)
def test_it_says_in_one_sentence_what_it_cannot_show(
    told_courses: dict[str, Any], given: dict[str, Any], says: str
) -> None:
    with pytest.raises(CourseError, match=says):
        RuptureCurves(**{"courses": told_courses, **given})
    with pytest.raises(CourseError, match="whole caseload"):
        courses("caseload")  # type: ignore[arg-type]


def test_it_is_one_small_module_with_classes_of_its_own_and_needs_no_numpy(
    told_courses: dict[str, Any],
) -> None:
    widget = RuptureCurves(told_courses)
    assert widget._esm.count("export default") == 1
    assert len(widget._esm) < 25_000
    assert "url(" not in widget._css
    used = set(re.findall(r"var\((--[\w-]+)\)", widget._css))
    assert used <= set(re.findall(r"(--[\w-]+):", widget._css)) | {"--from", "--to"}  # set by the script
    selectors = re.sub(r"\{[^{}]*\}|/\*.*?\*/", " ", widget._css, flags=re.DOTALL)
    classes = set(re.findall(r"\.([a-z][\w-]*)", selectors))
    assert {name for name in classes if name[:3] != "aw-"} <= {"alliance-widget", "rupture-curves"}
    code = (
        "import sys; from alliance.widgets.rupture_curves import RuptureCurves; "
        "print([name for name in ('numpy', 'pandas', 'plotly') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
