from math import sqrt

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from alliance.caseload.verbs import kappa

# Both yes 20, first only 5, second only 10, both no 15.
MINE = ["yes"] * 25 + ["no"] * 25
KEY = ["yes"] * 20 + ["no"] * 5 + ["yes"] * 10 + ["no"] * 15


def test_kappa_by_hand() -> None:
    found = kappa(MINE, KEY)
    # 35 of 50 agree; chance is .5 * .6 + .5 * .4 = .5.
    assert found.numbers["agreement"] == pytest.approx(0.7)
    assert found.numbers["chance"] == pytest.approx(0.5)
    assert found.value == pytest.approx(0.4)
    # Fleiss, Cohen and Everitt's large-sample error, written out.
    p = {("y", "y"): 0.4, ("y", "n"): 0.1, ("n", "y"): 0.2, ("n", "n"): 0.3}
    row, column = {"y": 0.5, "n": 0.5}, {"y": 0.6, "n": 0.4}
    a = sum(p[c, c] * (1 - (row[c] + column[c]) * 0.6) ** 2 for c in "yn")
    b = 0.6**2 * (p["y", "n"] * (column["y"] + row["n"]) ** 2 + p["n", "y"] * (column["n"] + row["y"]) ** 2)
    error = sqrt((a + b - (0.4 - 0.5 * 0.6) ** 2) / 50) / 0.5
    assert found.numbers["high"] - found.numbers["low"] == pytest.approx(2 * 1.959964 * error, abs=1e-5)
    for words in ("Of 50 codes", "agree on 35 (70 %)", "50 %", "kappa = 0.40"):
        assert words in found.sentence


def test_columns_of_a_table_leave_out_rows_with_a_missing_code() -> None:
    table = pd.DataFrame(
        {
            "mine": pd.array([code == "yes" for code in MINE] + [True, pd.NA], dtype="boolean"),
            "key": pd.array([code == "yes" for code in KEY] + [pd.NA, False], dtype="boolean"),
        }
    )
    found = kappa(table, "mine", "key")
    assert found.value == pytest.approx(0.4)
    assert found.numbers["n"] == 50
    assert "leaving out 2" in found.sentence


def test_a_coder_who_never_says_yes_has_kappa_zero_and_no_interval() -> None:
    found = kappa(["no"] * 10, ["yes"] * 2 + ["no"] * 8)
    assert found.value == 0
    assert found.numbers["agreement"] == pytest.approx(0.8)
    assert "low" not in found.numbers


def test_a_blank_in_a_list_is_left_out() -> None:
    assert kappa([*MINE, ..., None], [*KEY, "yes", "no"]).value == pytest.approx(0.4)


codes = st.lists(st.sampled_from(["bond", "goal", "task"]), min_size=4, max_size=40).filter(
    lambda c: len(set(c)) > 1
)


@given(mine=codes)
def test_identical_codes_have_kappa_one(mine: list[str]) -> None:
    found = kappa(mine, list(mine))
    assert found.value == pytest.approx(1)
    assert found.numbers["agreement"] == 1
    assert "no interval" in found.sentence


@given(pairs=st.lists(st.tuples(*[st.sampled_from("abc")] * 2), min_size=4, max_size=40))
def test_kappa_does_not_mind_who_is_first_nor_what_the_codes_are_called(pairs: list[tuple[str, str]]) -> None:
    mine, key = ([pair[i] for pair in pairs] for i in (0, 1))
    if len({*mine, *key}) < 2:
        return
    value = kappa(mine, key).value
    assert kappa(key, mine).value == pytest.approx(value)
    called = {"a": "withdrawal", "b": "none", "c": "confrontation"}
    assert kappa([called[c] for c in mine], [called[c] for c in key]).value == pytest.approx(value)
    assert value <= 1


def test_kappa_of_independent_codes_is_about_zero_however_often_they_agree() -> None:
    rng = np.random.default_rng(1)
    mine, key = (list(np.where(rng.random(4000) < 0.95, "no", "yes")) for _ in range(2))
    found = kappa(mine, key)
    assert found.numbers["agreement"] > 0.88
    assert found.numbers["chance"] == pytest.approx(0.95**2 + 0.05**2, abs=0.02)
    assert abs(found.value) < 0.06
