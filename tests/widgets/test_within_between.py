"""Slopes within and between: what is put into the dots is what least squares finds in them."""

import re
from itertools import chain
from statistics import fmean, linear_regression
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alliance.errors import CourseError
from alliance.widgets import WithinBetween
from alliance.widgets.within_between import (
    LEVELS,
    LOOKS,
    MOST,
    WORDING,
    groups,
    placed,
    pooled,
    reading,
    share_between,
)

SLOPES = st.floats(-MOST, MOST)
SET_BY_SCRIPT = {"--from", "--to"}


def slope_of(dots: list[tuple[float, float]]) -> float:
    return linear_regression([x for x, _ in dots], [y for _, y in dots]).slope


@given(within=SLOPES, between=SLOPES)
def test_least_squares_finds_on_every_level_the_slope_that_was_put_in(within: float, between: float) -> None:
    dots = placed(within, between)
    for own in dots:
        assert slope_of(own) == pytest.approx(within, abs=1e-9)
    means = [(fmean(x for x, _ in own), fmean(y for _, y in own)) for own in dots]
    assert slope_of(means) == pytest.approx(between, abs=1e-9)
    assert slope_of(list(chain.from_iterable(dots))) == pytest.approx(pooled(within, between), abs=1e-9)


def test_every_dot_stays_in_the_frame_at_the_steepest_slopes() -> None:
    for within in (-MOST, 0.0, MOST):
        for between in (-MOST, 0.0, MOST):
            for x, y in chain.from_iterable(placed(within, between)):
                assert 1.3 < x < 4.9
                assert 2 < y < 8.5


def test_the_line_through_all_dots_mixes_both_levels() -> None:
    assert 0.7 < share_between() < 0.9
    assert pooled(1.5, 0) == pytest.approx(1.5 * (1 - share_between()))


@pytest.mark.parametrize(
    ("within", "between", "verdict"),
    [
        (1.0, -1.0, "wrong_for_one"),
        (1.5, -0.1, "wrong_between"),
        (1.5, -0.3, "flat"),
        (0.0, 1.0, "only_between"),
        (1.0, 0.0, "only_within"),
        (1.0, 1.0, "agree"),
        (0.04, -0.04, "nothing"),
    ],
)
@pytest.mark.parametrize("of", LEVELS)
def test_the_reading_names_the_case(within: float, between: float, verdict: str, of: str) -> None:
    found = reading(within, between, of)
    assert found.verdict == verdict
    assert not re.search(r"[{}]", found.summary)
    assert found.summary.endswith((WORDING.verdicts | LEVELS[of].verdicts)[verdict])


def test_the_reading_gives_all_three_slopes_with_their_direction() -> None:
    words = reading(1.0, -0.5).summary
    assert "1.0 points better" in words
    assert "0.5 points worse" in words
    assert f"{abs(pooled(1, -0.5)):.1f} points worse" in words
    assert "no better and no worse" in reading(0.0, 1.0).summary


def test_each_preset_shows_the_case_that_it_is_named_after() -> None:
    cases = {preset.label: reading(preset.within, preset.between).verdict for preset in WORDING.presets}
    assert cases == {
        "opposite ways": "wrong_for_one",
        "they cancel": "flat",
        "only between": "only_between",
        "only within": "only_within",
        "the same way": "agree",
    }
    assert all(max(abs(one.within), abs(one.between)) <= MOST for one in WORDING.presets)


def test_nothing_is_told_before_the_reveal_and_all_of_it_after() -> None:
    shown = WithinBetween(of="therapists")
    assert repr(shown) == f"WithinBetween: 48 dots, not yet told apart. {reading(1, -1).one_line}"
    assert all(name not in shown.picture() for name in LEVELS["therapists"].names)
    shown.set_state({"guess": "worse", "revealed": True, "between": 0.5})  # what the browser sends
    assert repr(shown) == f"WithinBetween: {reading(1, 0.5, 'therapists').summary}"
    assert all(name in shown.picture() for name in LEVELS["therapists"].names)
    assert shown.picture().startswith("<svg xmlns=")


def test_each_group_has_a_look_of_its_own() -> None:
    assert len(groups()) == len({shape for shape, _ in LOOKS}) == len({colour for _, colour in LOOKS}) == 6
    for level in LEVELS.values():
        assert len(set(level.names)) == 6


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"within": 2}, r"within must be a number from -1\.5 to 1\.5; 2 was given"),
        ({"between": "steep"}, "between must be a number"),
        ({"within": True}, "within must be a number"),
        ({"between": float("nan")}, "between must be a number"),
        ({"of": "people"}, 'of must be "clients" or "therapists"'),
    ],
)
def test_what_cannot_be_shown_is_said_in_one_sentence(given: dict[str, Any], says: str) -> None:
    with pytest.raises(CourseError, match=says):
        WithinBetween(**given)


def test_it_is_one_small_module_in_our_own_classes() -> None:
    widget = WithinBetween()
    assert widget._esm.count("export default") == 1
    assert len(widget._esm) < 25_000
    assert not re.search(r"url\(|@import", widget._css)
    used = set(re.findall(r"var\((--[\w-]+)", widget._css))
    assert used <= set(re.findall(r"(--[\w-]+):", widget._css)) | SET_BY_SCRIPT
    selectors = re.sub(r"\{[^{}]*\}|/\*.*?\*/", " ", widget._css, flags=re.DOTALL)
    classes = set(re.findall(r"\.([a-z][\w-]*)", selectors))
    assert {name for name in classes if not name.startswith("aw-")} <= {"alliance-widget", "within-between"}
