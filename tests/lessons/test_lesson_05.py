"""What lesson 5 says about its caseload and about published figures must stay true."""

import re
from math import sqrt
from pathlib import Path

import nbformat
import pytest
from scipy.stats import norm

import alliance
from alliance.caseload.calibration.targets import targets
from alliance.caseload.early import HARD, hard_sessions, who_is_left
from alliance.widgets import AlertIcons

LESSON = Path(__file__).parents[2] / "course" / "lessons" / "05_early_alliance_and_dropout.ipynb"
CELLS = {cell.id: cell.source for cell in nbformat.read(LESSON, as_version=nbformat.NO_CONVERT).cells}
PROSE = " ".join(" ".join(CELLS.values()).split())


@pytest.fixture(scope="module")
def caseload() -> alliance.Caseload:
    """Make the caseload by the lesson's own line."""
    arguments = re.search(r"clients=(\d+), therapists=(\d+), seed=(\d+)", CELLS["make-the-caseload"])
    assert arguments is not None
    clients, therapists, seed = map(int, arguments.groups())
    return alliance.simulate_caseload(clients=clients, therapists=therapists, seed=seed)


def test_risks_are_as_the_lesson_tells_them(caseload: alliance.Caseload) -> None:
    everybody = alliance.rate(caseload.per_client, "dropout")
    assert 0.17 < everybody.value < 0.23  # "close to one in five"
    thirds = alliance.rate(caseload.per_client, "dropout", by="alliance_session_3")
    assert thirds.numbers["high"] < 0  # more drop out in the lowest third, and not by chance alone
    assert thirds.numbers["alliance_session_3 lowest third"] < 0.5  # "most clients stay"
    assert thirds.numbers["alliance_session_3 highest third, yes"] > 0  # "some leave all the same"
    assert thirds.numbers["n"] < everybody.numbers["n"]


def test_what_is_explained_after_each_analysis_is_there_to_be_seen(caseload: alliance.Caseload) -> None:
    left = who_is_left(caseload)
    assert 0.02 < left.value < 0.5  # it rises, by "small fractions of a point"
    hard = hard_sessions(caseload)
    assert hard.numbers["low"] > 0
    for pillar in ("goal", "task", "bond"):
        assert alliance.split(caseload.per_client, by="dropout", of=pillar).numbers["high"] < 0
    assert f"{HARD} or more a *hard* session" in PROSE


def test_chairs_stand_far_to_the_right_and_most_of_those_asked_would_have_stayed(
    caseload: alliance.Caseload,
) -> None:
    every = AlertIcons(caseload).frontier
    at_four = next(one for one in every if one.line == 4.0)
    assert at_four.missed >= 3
    assert all(one.predictive_value < 0.5 for one in every if one.asked >= 10)
    assert any(AlertIcons(caseload).content["unseen"])


def test_the_table_of_odds_is_arithmetic() -> None:
    rows = re.findall(
        r"\| (\d+) leave \| (\d+) leave \| (\d+) points \| 2 \| ([\d.]+) \|", CELLS["odds-explained"]
    )
    assert len(rows) == 4
    for first, second, points, ratio in rows:
        a, b = int(first), int(second)
        assert (b, b - a) == (2 * a, int(points))
        assert (b / (100 - b)) / (a / (100 - a)) == pytest.approx(float(ratio), abs=0.05)


def test_published_figures_are_those_of_the_table() -> None:
    known = {target.id: target.value for target in targets()}
    assert f"{100 * known['T49']:.1f} %" in PROSE
    assert f"{100 * known['T26']:.1f} %" in PROSE
    assert f"**d = {known['T50']:.2f}**".replace("0.", ".") in PROSE
    assert f"{100 * norm.cdf(known['T50'] / sqrt(2)):.0f} of 100 such pairs" in PROSE
    assert "take the 57 as approximate" in PROSE


def test_an_alert_is_no_diagnosis_and_a_cause_is_not_claimed() -> None:
    assert "An alert is a reason to ask. It is no diagnosis." in PROSE
    assert "does not show that the low rating *makes* people leave" in PROSE
    for label in ("no source found", "overstated", "contested"):
        assert f"**{label}**" in CELLS["three-claims"]
