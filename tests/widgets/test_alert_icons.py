"""The line on an early rating: whom it asks, whom it catches, and what it must not give away."""

import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alliance import CourseError, simulate_caseload
from alliance.pictures.theme import PILLAR_COLOUR
from alliance.widgets import AlertIcons
from alliance.widgets.alert_icons import RATING, people_of, places
from alliance.widgets.alerts import WORDING, Alert, Rated, alert, frontier

CASELOAD = simulate_caseload(clients=400, therapists=40, seed=5)

# What can stand on a form: means of whole answers from 1 to 5.
ratings = st.integers(12, 60).map(lambda twelfths: twelfths / 12)
crowds = st.lists(st.builds(Rated, ratings, st.booleans()), min_size=1, max_size=60)
lines = st.integers(3, 20).map(lambda quarters: quarters / 4)


@given(people=crowds, line=lines)
def test_whoever_rated_the_line_or_lower_is_asked_and_everybody_is_counted_once(
    people: list[Rated], line: float
) -> None:
    found = alert(people, line)
    assert found.asked == sum(one.rating <= line + 1e-9 for one in people)
    assert found.caught == sum(one.leaves and one.rating <= line + 1e-9 for one in people)
    assert found.leavers == sum(one.leaves for one in people)
    assert found.caught + found.missed + found.false_alarms + found.alone == len(people) == found.people


@given(people=crowds)
def test_a_higher_line_never_loses_anybody_and_the_ends_ask_nobody_and_everybody(people: list[Rated]) -> None:
    every = frontier(people)
    assert (every[0].asked, every[-1].asked) == (0, len(people))
    for lower, higher in pairwise(every):
        assert higher.caught >= lower.caught
        assert higher.false_alarms >= lower.false_alarms


def test_the_three_shares_are_of_those_whom_their_questions_name() -> None:
    found = Alert(3.5, caught=9, missed=13, false_alarms=22, alone=56)
    assert found.sensitivity == 9 / 22
    assert found.specificity == 56 / 78
    assert found.predictive_value == 9 / 31
    assert found.by_chance == 7  # 31 of 100 names, 22 of them leavers: 6.8
    assert found.words(shown=True) == (
        "You ask 31 of 100. Of 22 who will drop out, your rule catches 9 and misses 13. "
        "Of 78 who will stay, it leaves 56 alone and asks 22."
    )
    nobody = Alert(0.75, 0, 22, 0, 78)
    assert nobody.predictive_value != nobody.predictive_value  # not a number: nobody is asked
    assert "ask nobody" in nobody.words(shown=True)
    assert "ask everybody" in Alert(5, 22, 0, 78, 0).words(shown=False)


def test_nothing_is_said_or_drawn_of_how_they_ended_before_the_reveal() -> None:
    widget = AlertIcons(CASELOAD)
    leavers = widget.alert.leavers
    assert str(leavers) not in re.findall(r"\d+", widget.alert.words(shown=False))
    assert "dropped out" not in repr(widget)
    turned = {**widget.content, "people": [[where, not leaves] for where, leaves in widget.content["people"]]}
    before = widget.picture()
    widget.content = turned
    assert sorted(re.findall(r"<g .*?</g>", widget.picture())) == sorted(re.findall(r"<g .*?</g>", before))


def test_the_hundred_are_the_first_who_rated_and_the_unseen_those_beside_them() -> None:
    rated, unseen = people_of(CASELOAD)
    table = CASELOAD.per_client
    there = table[table[RATING].notna()].head(100)
    beside = table[table[RATING].isna() & (table.index < there.index[-1])]
    assert [one.rating for one in rated] == there[RATING].tolist()
    assert [one.leaves for one in rated] == there["dropout"].tolist()
    assert unseen == beside["dropout"].tolist()


def test_the_widget_says_in_words_where_the_line_stands_now() -> None:
    widget = AlertIcons(CASELOAD, threshold=3.4)  # to the nearest quarter
    assert widget.threshold == 3.5
    assert "session 3 at 3.50 or lower" in repr(widget)
    widget.set_state({"threshold": 4.25, "revealed": True})  # what the browser sends
    found = widget.alert
    assert found == next(one for one in widget.frontier if one.line == 4.25)
    assert f"catches {found.caught} and misses {found.missed}" in repr(widget)
    assert f"{sum(widget.content['unseen'])} of them dropped out" in repr(widget)


def test_the_still_picture_has_a_chair_for_each_who_is_missed_and_a_bubble_for_each_who_is_asked() -> None:
    widget = AlertIcons(CASELOAD)
    for line in (0.75, 3.75, 5.0):
        widget.set_state({"threshold": line, "revealed": True})
        shapes = re.findall(r'<path d="([^"]+)"', widget.picture())
        assert shapes.count(widget.content["shapes"]["chair"]) == widget.alert.missed
        assert shapes.count(widget.content["shapes"]["bubble"]) == widget.alert.asked
        # A chair has the colour twice: for its fill and for its edge.
        assert widget.picture().count(PILLAR_COLOUR["task"]) == 2 * widget.alert.missed


@given(people=st.lists(st.tuples(st.integers(0, 12), st.booleans()).map(list), max_size=80))
def test_nobody_stands_on_anybody_and_no_column_has_a_gap(people: list[list[object]]) -> None:
    stands = places(people)
    spots = {(where, stand) for (where, _), stand in zip(people, stands, strict=True)}
    assert len(spots) == len(people)
    assert all(stand == 0 or (where, stand - 1) in spots for where, stand in spots)


def test_what_cannot_be_drawn_is_refused_in_one_sentence() -> None:
    with pytest.raises(CourseError, match="whole caseload"):
        AlertIcons(CASELOAD.per_client)  # type: ignore[arg-type]
    with pytest.raises(CourseError, match="Too few clients"):
        AlertIcons(simulate_caseload(clients=12, therapists=2, seed=1))
    for threshold in (0.5, 6, "3", True, float("nan")):
        with pytest.raises(CourseError, match=r"threshold must be a number from 0\.75 to 5"):
            AlertIcons(CASELOAD, threshold=threshold)  # type: ignore[arg-type]


def test_the_module_and_the_style_keep_to_themselves() -> None:
    widget = AlertIcons(CASELOAD)
    assert widget._esm.count("export default") == 1
    assert len(widget._esm) < 25_000
    set_by_script = {"--start", "--reach", "--to"}
    used = set(re.findall(r"var\((--[\w-]+)\)", widget._css))
    assert used <= set(re.findall(r"(--[\w-]+):", widget._css)) | set_by_script
    selectors = re.sub(r"\{[^{}]*\}|/\*.*?\*/", " ", widget._css, flags=re.DOTALL)
    classes = set(re.findall(r"\.([a-z][\w-]*)", selectors))
    assert {name for name in classes if not name.startswith("aw-")} <= {"alert-icons", "alliance-widget"}
    assert set(WORDING.kinds) == {"caught", "missed", "asked", "alone"}
