import time

import numpy as np
import pandas as pd
import pytest

from alliance.caseload.verbs import cross_lag, lag


def planted(
    clients: int = 3000,
    *,
    forward: float = 0.0,
    backward: float = 0.0,
    trends: float = 0.0,
    missed: float = 0.05,
    seed: int = 1,
) -> pd.DataFrame:
    """Simulate two columns with these lags in raw points, lasting levels that go together, and own trends that do.

    Clients stay for 5 to 14 sessions; alliance rises and symptoms fall on average.
    """
    rng = np.random.default_rng(seed)
    together = np.linalg.cholesky([[1, -0.7], [-0.7, 1]])
    level = rng.standard_normal((clients, 2)) @ together.T
    trend = trends * (rng.standard_normal((clients, 2)) @ together.T)
    carry = np.array([[0.4, backward], [forward, 0.5]])
    stay = rng.integers(5, 15, clients)
    now = np.zeros((clients, 2))
    made = []
    for session in range(-9, 15):
        now = now @ carry.T + rng.standard_normal((clients, 2))
        if session < 1:
            continue
        seen = 2 * level + trend * session + now + np.array([0.3, -1.0]) * session
        frame = pd.DataFrame(
            {"client": np.arange(clients), "session": session, "alliance": seen[:, 0], "symptoms": seen[:, 1]}
        )
        frame.loc[rng.random(clients) < missed, ["alliance", "symptoms"]] = np.nan
        made.append(frame[session <= stay])
    return pd.concat(made).assign(client=lambda table: table["client"].map("C{:05d}".format))


def test_a_planted_lag_is_found_forward_and_none_backward() -> None:
    forward, backward = cross_lag(planted(forward=-0.3), "alliance", "symptoms")
    assert forward == pytest.approx(-0.25, abs=0.08)  # -0.3 in points, in standard deviations somewhat less
    assert abs(backward) < 0.04


def test_a_planted_lag_backward_is_found_backward() -> None:
    forward, backward = cross_lag(planted(backward=-0.3), "alliance", "symptoms")
    assert abs(forward) < 0.04
    assert backward < -0.2


def test_levels_and_own_trends_that_go_together_are_no_lag() -> None:
    assert cross_lag(planted(), "alliance", "symptoms") == pytest.approx((0, 0), abs=0.04)
    assert cross_lag(planted(trends=0.5), "alliance", "symptoms") == pytest.approx((0, 0), abs=0.04)
    forward, backward = cross_lag(planted(forward=-0.3, trends=0.5), "alliance", "symptoms")
    assert forward < -0.15
    assert abs(backward) < 0.05


def test_least_squares_after_the_same_removal_would_be_biased() -> None:
    """What the correction is for: without it, a lag forward alone looks like one backward as well."""
    table = planted(forward=-0.3, missed=0)
    rows = table.sort_values(["client", "session"])
    grouped = rows.groupby("client")
    pairs = rows.assign(**{f"{c}_next": grouped[c].shift(-1) for c in ("alliance", "symptoms")}).dropna()

    def off_line(column: str) -> np.ndarray:
        x = pairs["session"] - pairs.groupby("client")["session"].transform("mean")
        y = pairs[column] - pairs.groupby("client")[column].transform("mean")
        slope = (x * y).groupby(pairs["client"]).transform("sum") / (x * x).groupby(
            pairs["client"]
        ).transform("sum")
        return (y - slope * x).to_numpy()

    design = np.column_stack([off_line("alliance"), off_line("symptoms")])
    plain = np.linalg.lstsq(design, off_line("alliance_next"), rcond=None)[0][1]
    assert plain > 0.08
    assert abs(cross_lag(table, "alliance", "symptoms")[1]) < 0.04


def test_both_columns_swap_with_the_directions() -> None:
    table = planted(300, forward=-0.3, backward=0.1)
    one, two = cross_lag(table, "alliance", "symptoms"), cross_lag(table, "symptoms", "alliance")
    assert one == pytest.approx(two[::-1], abs=1e-5)


def test_units_levels_trends_and_the_order_of_rows_do_not_matter() -> None:
    table = planted(200, forward=-0.3)
    client = table["client"].str[1:].astype(int)
    other = table.assign(
        alliance=10 * table["alliance"] + client + 0.1 * client * table["session"] + table["session"] ** 2,
        symptoms=0.5 * table["symptoms"] - client,
    ).sample(frac=1, random_state=2)
    assert cross_lag(other, "alliance", "symptoms") == pytest.approx(
        cross_lag(table, "alliance", "symptoms"), abs=1e-4
    )


def test_sessions_that_do_not_follow_one_another_are_no_pair() -> None:
    table = planted(100, missed=0)
    gap = table[table["session"] != 5]
    runs = gap.assign(run=gap["client"] + (gap["session"] > 5).map({True: "b", False: "a"}))
    sizes = runs.groupby("run").size()
    assert lag(gap, "alliance", "symptoms").numbers["n"] == (sizes[sizes >= 4] - 1).sum()


@pytest.mark.slow
def test_intervals_hold_the_truth_about_as_often_as_they_say() -> None:
    truth = cross_lag(planted(20000, forward=-0.3, trends=0.3), "alliance", "symptoms")
    caught = np.zeros(2)
    for seed in range(60):
        numbers = lag(planted(60, forward=-0.3, trends=0.3, seed=seed + 10), "alliance", "symptoms").numbers
        for i, name in enumerate(("forward", "backward")):
            caught[i] += numbers[f"{name}_low"] < truth[i] < numbers[f"{name}_high"]
    assert (caught >= 51).all(), caught


def test_the_sentence_says_both_directions_and_that_order_is_no_cause() -> None:
    found = lag(planted(100, forward=-0.3), "alliance", "symptoms")
    assert found.value == found.numbers["forward"]
    for name in ("forward", "backward"):
        assert f"{abs(found.numbers[name]):.2f} standard deviations" in found.sentence
        assert (
            f"{found.numbers[f'{name}_low']:+.2f} to {found.numbers[f'{name}_high']:+.2f}" in found.sentence
        )
    assert "an order in time, not yet a cause" in found.sentence
    assert {type(number) for number in found.numbers.values()} <= {int, float}


def test_a_million_rows_take_seconds() -> None:
    table = planted(110_000)
    assert len(table) > 1_000_000
    start = time.perf_counter()
    cross_lag(table, "alliance", "symptoms")
    assert time.perf_counter() - start < 15  # about 2 on one quiet core
