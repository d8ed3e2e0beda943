from math import sqrt

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from alliance.caseload.parameters import parameters
from alliance.caseload.verbs import reliable_change

# With noise 2 a change is reliable beyond 1.96 * sqrt(2) * 2 = 5.54 points.
SIX = pd.DataFrame(
    {
        "client": ["recovered", "improved", "below", "crossed only", "same", "worse"],
        "intake": [20.0, 30.0, 12.0, 16.0, 15.0, 10.0],
        "last": [10.0, 20.0, 4.0, 12.0, 15.0, 18.0],
    }
)


def test_each_class_by_hand() -> None:
    found = reliable_change(SIX, noise=2, cutoff=15)
    counts = {
        name: found.numbers[f"{name}, n"] for name in ("recovered", "improved", "unchanged", "deteriorated")
    }
    assert counts == {"recovered": 1, "improved": 2, "unchanged": 2, "deteriorated": 1}
    assert found.numbers["reliable"] == pytest.approx(1.96 * sqrt(2) * 2)
    assert found.value == pytest.approx(3 / 6)
    # Started at or above 15: recovered, improved, crossed only, same.
    assert found.numbers["cases"] == 4
    assert found.numbers["recovered_of_cases"] == pytest.approx(1 / 4)
    for words in (
        "3 of 6 clients (50 %)",
        "5.5 points",
        "cut-off of 15",
        "1 of the 4",
        "2 did not change",
        "1 got",
    ):
        assert words in found.sentence


@pytest.mark.parametrize(("last", "better"), [(14.5, 0.0), (14.4, 1.0)])
def test_a_change_must_be_more_than_the_threshold(last: float, better: float) -> None:
    one = pd.DataFrame({"client": ["a"], "intake": [20.0], "last": [last]})
    assert reliable_change(one, noise=2, cutoff=1).value == better


def test_our_own_scale_is_used_unless_told() -> None:
    symptoms = parameters().symptoms
    found = reliable_change(SIX)
    assert found.numbers["reliable"] == pytest.approx(1.96 * sqrt(2) * symptoms.noise)
    assert found.numbers["cutoff"] == pytest.approx(symptoms.cutoff)


scores = st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), min_size=1, max_size=40)


@given(pairs=scores, noise=st.floats(0.2, 5), cutoff=st.floats(1, 39))
def test_everybody_is_in_one_class_and_swapping_before_and_after_swaps_better_and_worse(
    pairs: list[tuple[int, int]], noise: float, cutoff: float
) -> None:
    table = pd.DataFrame(pairs, columns=["intake", "last"])
    found = reliable_change(table, noise=noise, cutoff=cutoff).numbers
    names = ("recovered", "improved", "unchanged", "deteriorated")
    assert sum(found[f"{name}, n"] for name in names) == len(pairs)
    back = reliable_change(table, before="last", after="intake", noise=noise, cutoff=cutoff).numbers
    assert back["deteriorated, n"] == found["recovered, n"] + found["improved, n"]
    assert back["unchanged, n"] == found["unchanged, n"]


def test_more_noise_never_makes_more_change_reliable() -> None:
    shares = [reliable_change(SIX, noise=noise, cutoff=15).value for noise in (0.5, 1, 2, 3, 4)]
    assert shares == sorted(shares, reverse=True)
    assert shares[0] > shares[-1]
