from math import sqrt

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from alliance.caseload.verbs import rate, split

CLIENTS = pd.DataFrame(
    {
        "client": [f"C{i:02d}" for i in range(1, 41)],
        "alliance": np.linspace(2, 5, 40),
        "change": np.tile([1.0, 2, 3, 6], 10) + np.repeat([0.0, 5], 20),
        "dropout": [True] * 8 + [False] * 12 + [True] * 4 + [False] * 16,
        "early": ["no"] * 20 + ["yes"] * 20,
        "severity": ["severe", "mild", "moderate", "mild"] * 10,
        "delivery": ["video", "in person"] * 20,
        "fit": ["good", "poor", "poor", "good"] * 10,
    }
)


def wilson(yes: int, n: int) -> tuple[float, float]:
    z, p = 1.959964, yes / n
    middle, half = p + z * z / (2 * n), z * sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    return (middle - half) / (1 + z * z / n), (middle + half) / (1 + z * z / n)


def test_rate_says_how_many_of_how_many() -> None:
    found = rate(CLIENTS, "dropout")
    assert found.value == pytest.approx(0.3)
    assert (found.numbers["low"], found.numbers["high"]) == pytest.approx(wilson(12, 40), abs=1e-6)
    assert found.numbers["odds"] == pytest.approx(12 / 28)
    assert "12 of 40 clients, 30 %" in found.sentence


def test_rate_in_groups_gives_the_risk_difference_and_keeps_odds_apart() -> None:
    found = rate(CLIENTS, "dropout", by="early")
    assert found.value == pytest.approx(4 / 20 - 8 / 20)
    assert "8 of 20 (40 %) in no, 4 of 20 (20 %) in yes" in found.sentence
    assert "-20 percentage points" in found.sentence
    assert found.numbers["risk_ratio"] == pytest.approx(0.5)
    assert found.numbers["odds_ratio"] == pytest.approx((4 / 16) / (8 / 12))
    assert found.numbers["early yes, yes"] == 4
    # Newcombe's interval is built from the two of Wilson.
    (low, high), (other_low, other_high) = wilson(4, 20), wilson(8, 20)
    assert found.numbers["low"] == pytest.approx(
        -0.2 - sqrt((0.2 - low) ** 2 + (other_high - 0.4) ** 2), abs=1e-6
    )
    assert found.numbers["high"] == pytest.approx(
        -0.2 + sqrt((high - 0.2) ** 2 + (0.4 - other_low) ** 2), abs=1e-6
    )


def test_rate_by_halves_of_a_number_is_lowest_to_highest() -> None:
    found = rate(CLIENTS, "dropout", by="alliance", parts=2)
    assert found.value == pytest.approx(-0.2)
    assert found.numbers["alliance lower half"] == pytest.approx(0.4)


def test_an_empty_corner_still_has_an_odds_ratio() -> None:
    nobody = CLIENTS.assign(dropout=[True] * 5 + [False] * 35)
    found = rate(nobody, "dropout", by="early")
    assert found.numbers["early yes"] == 0
    assert found.numbers["odds_ratio"] == pytest.approx((0.5 / 20.5) / (5.5 / 15.5))


@given(
    answers=st.lists(st.sampled_from([True, False, None]), min_size=1, max_size=60).filter(
        lambda answers: any(answer is not None for answer in answers)
    )
)
def test_a_rate_is_a_share_inside_its_interval(answers: list[bool | None]) -> None:
    found = rate(pd.DataFrame({"rupture": pd.array(answers, dtype="boolean")}), "rupture")
    there = [answer for answer in answers if answer is not None]
    assert found.value == pytest.approx(sum(there) / len(there))
    assert 0 <= found.numbers["low"] <= found.value + 1e-12
    assert found.value - 1e-12 <= found.numbers["high"] <= 1
    assert found.numbers["missing"] == len(answers) - len(there)


@pytest.mark.parametrize(
    "column",
    [
        ["yes", "no", "Yes", "no"],
        [1, 0, 1, 0],
        [1.0, 0.0, 1.0, 0.0],
        pd.array([True, False, True, False], "boolean"),
    ],
    ids=["words", "whole", "float", "nullable"],
)
def test_yes_is_yes_however_it_is_written(column: object) -> None:
    assert rate(pd.DataFrame({"answer": column}), "answer").value == 0.5


def test_split_by_a_number_makes_equal_groups_lowest_first() -> None:
    table = pd.DataFrame({"x": np.arange(12), "y": np.arange(12) ** 2})
    found = split(table.sample(frac=1, random_state=1), "x", "y")
    means = {part: found.numbers[f"x {part} third"] for part in ("lowest", "middle", "highest")}
    assert list(means.values()) == pytest.approx([3.5, 31.5, 91.5])
    assert all(found.numbers[f"x {part} third, n"] == 4 for part in means)
    assert found.value == pytest.approx(88)
    assert "+88.00" in found.sentence
    low, high = stats.t.interval(0.95, 3, 3.5, stats.sem([0, 1, 4, 9]))
    assert (found.numbers["x lowest third, low"], found.numbers["x lowest third, high"]) == pytest.approx(
        (low, high)
    )
    welch = stats.ttest_ind([64, 81, 100, 121], [0, 1, 4, 9], equal_var=False).confidence_interval()
    assert (found.numbers["low"], found.numbers["high"]) == pytest.approx((welch.low, welch.high))


def test_equal_values_stay_together() -> None:
    table = pd.DataFrame({"x": [1, 1, 1, 1, 1, 2, 3, 4, 5, 6], "y": range(10)})
    found = split(table, "x", "y", parts=2)
    assert found.numbers["x lower half, n"] == 5
    assert found.numbers["x lower half"] == pytest.approx(2)


def test_words_with_an_order_keep_it_and_other_words_are_compared_highest_to_lowest() -> None:
    by_severity = split(CLIENTS, "severity", "change")
    means = CLIENTS.groupby("severity")["change"].mean()
    assert by_severity.value == pytest.approx(means["severe"] - means["mild"])
    assert "low" in by_severity.numbers
    assert by_severity.sentence.index("in mild") < by_severity.sentence.index("in severe")
    by_delivery = split(CLIENTS, "delivery", "change")
    means = CLIENTS.groupby("delivery")["change"].mean()
    assert by_delivery.value == pytest.approx(means.max() - means.min())
    assert "low" not in by_delivery.numbers
    assert "no honest interval" in by_delivery.sentence


def test_split_of_a_yes_no_column_gives_shares() -> None:
    found = split(CLIENTS, "early", "dropout")
    assert found.value == pytest.approx(-0.2)
    assert "40 % in no" in found.sentence
    assert (found.numbers["early no, low"], found.numbers["early no, high"]) == pytest.approx(
        wilson(8, 20), abs=1e-6
    )


def cells(poor_low: float, poor_high: float, good_low: float, good_high: float) -> pd.DataFrame:
    """Lay out four cells of five clients each with these means; alliance is low or high within a fit."""
    rows = []
    for fit, pair in (("poor", (poor_low, poor_high)), ("good", (good_low, good_high))):
        for alliance, mean in zip((2.0, 4.0), pair, strict=True):
            rows += [(fit, alliance + 0.01 * i, mean + i - 2) for i in range(5)]
    table = pd.DataFrame(rows, columns=["fit", "alliance", "change"])
    return table.assign(client=[f"C{i}" for i in range(len(table))])


def test_two_columns_make_four_cells_and_the_interaction() -> None:
    found = split(cells(1, 2, 4, 9), ("fit", "alliance"), "change")
    assert found.numbers["fit poor, alliance lower half"] == pytest.approx(1)
    assert found.numbers["fit good, alliance upper half"] == pytest.approx(9)
    assert found.value == pytest.approx((9 - 4) - (2 - 1))
    # Each cell has variance 2.5 in 5 rows; equal spreads make Welch's degrees of freedom 16.
    half = stats.t.ppf(0.975, 16) * sqrt(4 * 2.5 / 5)
    assert (found.numbers["low"], found.numbers["high"]) == pytest.approx((4 - half, 4 + half))
    assert "+5.00 where fit is good" in found.sentence
    assert "+4.00" in found.sentence


def test_the_interaction_does_not_depend_on_which_column_comes_first() -> None:
    table = cells(1, 2, 4, 9)
    one, two = (split(table, by, "change").value for by in (("fit", "alliance"), ("alliance", "fit")))
    assert one == pytest.approx(two)


def test_two_main_effects_alone_are_no_interaction() -> None:
    found = split(cells(1, 3, 4, 6), ("fit", "alliance"), "change")
    assert found.value == pytest.approx(0)
    assert found.numbers["low"] < 0 < found.numbers["high"]


@given(scale=st.floats(0.1, 10), shift=st.floats(-5, 5))
def test_other_units_of_what_is_compared_scale_the_difference(scale: float, shift: float) -> None:
    plain = split(CLIENTS, "alliance", "change")
    other = split(CLIENTS.assign(change=scale * CLIENTS["change"] + shift), "alliance", "change")
    assert other.value == pytest.approx(scale * plain.value)
    assert other.numbers["high"] == pytest.approx(scale * plain.numbers["high"])
