"""The widgets of lesson 4: clouds with the r that was asked for, chances, claims."""

import math
import random
import re
from dataclasses import astuple
from itertools import pairwise
from statistics import correlation, fmean, pvariance

import anywidget
import pytest
from hypothesis import given
from hypothesis import strategies as st

from alliance.errors import CourseError
from alliance.widgets import GuessCorrelation, SharedVariance, SortClaims
from alliance.widgets.correlation import WORDING, above_both, people, reading, turned
from alliance.widgets.guess_correlation import SERIES, rounds_of
from alliance.widgets.shared_variance import MOST
from alliance.widgets.sort_claims import TASK, Claim

WIDGETS = [GuessCorrelation(), SharedVariance(), SortClaims()]
OWN = {"guess-correlation", "shared-variance", "sort-claims"}


def r_of(points: list[tuple[float, float]]) -> float:
    return correlation([a for a, _ in points], [b for _, b in points])


@given(r=st.floats(-1, 1), n=st.integers(4, 200), seed=st.integers(0, 10**6))
def test_the_cloud_has_exactly_the_r_that_was_asked_for(r: float, n: int, seed: int) -> None:
    points = turned(people(n, seed), r)
    assert r_of(points) == pytest.approx(r, abs=1e-9)
    for scores in zip(*points, strict=True):
        assert fmean(scores) == pytest.approx(0, abs=1e-9)
        assert pvariance(scores) == pytest.approx(1, abs=1e-9)


def test_the_same_people_are_turned_and_not_drawn_anew() -> None:
    unrelated = people(100, 11)
    for r in (-0.9, 0.28, 0.29):
        assert [a for a, _ in turned(unrelated, r)] == [a for a, _ in unrelated]
    steps = zip(turned(unrelated, 0.28), turned(unrelated, 0.29), strict=True)
    assert (
        max(abs(b - a) for (_, a), (_, b) in steps) < 0.05
    )  # a small move of r is a small move of everybody


def test_the_chance_of_being_above_both_middles_is_what_a_simulation_finds() -> None:
    draw = random.Random(5)
    for r in (-0.6, 0.0, 0.278, 0.55):
        rest = math.sqrt(1 - r * r)
        pairs = [(a, r * a + rest * draw.gauss(0, 1)) for a in (draw.gauss(0, 1) for _ in range(40_000))]
        above = [b > 0 for a, b in pairs if a > 0]
        assert fmean(above) == pytest.approx(above_both(r), abs=0.012)
    assert above_both(1) == pytest.approx(1)
    assert above_both(-1) == pytest.approx(0)


@pytest.mark.parametrize(
    ("r", "share", "count"),
    [
        (0.278, "8 %", 59),
        (0.22, "5 %", 57),
        (0.55, "30 %", 69),
        (-0.5, "25 %", 33),
        (0.05, "less than 1 %", 52),
    ],
)
def test_reading_says_the_share_and_the_chance(r: float, share: str, count: int) -> None:
    found = reading(r)
    assert found.shared == pytest.approx(r * r)
    assert found.of_hundred == count
    assert share in found.summary
    assert f"about {count} have" in found.summary
    assert "between clients" in found.summary


def test_no_relation_is_said_to_be_like_a_tossed_coin() -> None:
    assert "tossed coin" in reading(0).summary
    assert "0 %" in reading(0).summary


@pytest.mark.parametrize("r", [1.5, -2, float("nan")])
def test_an_r_off_the_scale_is_refused(r: float) -> None:
    with pytest.raises(CourseError, match="r lies between -1 and 1"):
        reading(r)
    with pytest.raises(CourseError, match="r lies between -1 and 1"):
        turned(people(10, 1), r)


def test_the_same_seed_brings_the_same_clouds() -> None:
    assert GuessCorrelation(seed=7).content == GuessCorrelation(seed=7).content
    assert GuessCorrelation(seed=7).content != GuessCorrelation(seed=8).content


@given(seed=st.integers(0, 500), rounds=st.integers(1, 12))
def test_each_series_has_weak_and_strong_clouds_up_and_down(seed: int, rounds: int) -> None:
    asked = rounds_of(seed, rounds)
    assert len(asked) == SERIES * rounds
    assert all(0 < abs(r) <= 0.9 for r in asked)
    for start in range(0, len(asked), rounds):
        series = asked[start : start + rounds]
        if rounds >= 6:
            assert min(map(abs, series)) < 0.2
            assert max(map(abs, series)) > 0.7
            assert {r > 0 for r in series} == {True, False}


def test_every_cloud_of_the_drill_has_the_r_that_it_is_marked_with_and_fits_its_frame() -> None:
    for cloud in GuessCorrelation().content["clouds"]:
        assert r_of(cloud["points"]) == pytest.approx(cloud["r"], abs=1e-9)
        assert max(abs(value) for point in cloud["points"] for value in point) < 3.4
    unrelated = SharedVariance().content["people"]
    for step in range(-90, 91):
        assert max(abs(value) for point in turned(unrelated, step / 100) for value in point) < 3.4


def test_the_drill_says_how_far_off_the_guesses_are() -> None:
    drill = GuessCorrelation(rounds=2, seed=4)
    assert drill.mean_error is None
    first, second, third = (cloud["r"] for cloud in drill.content["clouds"][:3])
    drill.set_state({"guesses": [first + 0.1, second - 0.3]})  # what the browser sends
    assert drill.mean_error == pytest.approx(0.2)
    assert repr(drill) == "GuessCorrelation: 2 of 2 clouds guessed. Mean error 0.20."
    drill.set_state({"guesses": [first, second, third]})
    assert repr(drill) == "GuessCorrelation: 3 of 4 clouds guessed. Mean error 0.00."


def test_the_ringed_client_has_a_strong_alliance_and_at_28_an_outcome_below_the_middle() -> None:
    shown = SharedVariance(0.28).content
    alliance, outcome = turned(shown["people"], 0.28)[shown["followed"]]
    assert alliance > 0.8
    assert outcome < -0.25
    assert set(WORDING.follow) == {"below", "about", "above"}
    assert [round(100 * mark.r**2) for mark in WORDING.bookmarks] == [0, 8, 30]
    assert all(abs(mark.r) <= MOST for mark in WORDING.bookmarks)


def test_widgets_say_in_one_sentence_what_they_cannot_show() -> None:
    for rounds, seed in ((0, 4), (2.5, 4), (True, 4), (6, -1), (6, "four")):
        with pytest.raises(CourseError, match="must be a whole number from"):
            GuessCorrelation(rounds=rounds, seed=seed)  # type: ignore[arg-type]
    for r in (0.95, "0.3", True, float("nan")):
        with pytest.raises(CourseError, match=r"r must be a number from -0\.9 to 0\.9"):
            SharedVariance(r)  # type: ignore[arg-type]
    assert repr(SharedVariance(0.28)).startswith("SharedVariance: r = 0.28. Alliance and outcome share 8 %")
    assert repr(SortClaims()) == "SortClaims: 0 of 10 claims sorted."


def test_ten_claims_and_four_labels_each_used() -> None:
    used = [claim.verdict for claim in TASK.claims]
    assert len(TASK.claims) == len({claim.id for claim in TASK.claims}) == 10
    assert set(used) == {verdict.id for verdict in TASK.verdicts}
    assert max(map(used.count, used)) <= 4
    assert not [here for here, after in pairwise(used) if here == after]  # no runs


@pytest.mark.parametrize("claim", TASK.claims, ids=lambda claim: claim.id)
def test_claim_answers_every_choice_at_like_length_and_gives_its_ground(claim: Claim) -> None:
    answers = astuple(claim.feedback)
    assert len(set(answers)) == 4
    assert min(map(len, answers)) > 90
    assert max(map(len, answers)) < 1.6 * min(map(len, answers))
    assert len(claim.because) > 100
    assert set(re.findall(r"\w", claim.articles)) <= {"a", "b", "c"}
    assert 10 < len(claim.short) < 32


def test_figures_that_were_not_checked_are_marked() -> None:
    marked = {claim.id for claim in TASK.claims if claim.approximate}
    assert marked == {"thirty-percent", "the-clients-view", "third-session", "only-when-strong"}


@pytest.mark.parametrize("widget", WIDGETS, ids=lambda widget: type(widget).__name__)
def test_widget_is_one_small_module_in_our_own_classes(widget: anywidget.AnyWidget) -> None:
    assert widget._esm.count("export default") == 1
    assert len(widget._esm) < 25_000
    assert "url(" not in widget._css
    assert "@import" not in widget._css
    set_by_script = {"--from", "--to"}
    used = set(re.findall(r"var\((--[\w-]+)\)", widget._css))
    assert used <= set(re.findall(r"(--[\w-]+):", widget._css)) | set_by_script
    selectors = re.sub(r"\{[^{}]*\}|/\*.*?\*/", " ", widget._css, flags=re.DOTALL)
    classes = set(re.findall(r"\.([a-z][\w-]*)", selectors))
    assert {name for name in classes if not name.startswith("aw-")} <= OWN | {"alliance-widget"}
