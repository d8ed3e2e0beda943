import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from alliance.caseload.verbs import correlate, within_between
from alliance.errors import CourseError

HAND = pd.DataFrame({"client": list("abcde"), "x": [1.0, 2, 3, 4, 5], "y": [2.0, 1, 4, 3, 5]})


def two_levels(
    within: float, between: float, clients: int = 200, sessions: int = 8, seed: int = 2, uneven: float = 0
) -> pd.DataFrame:
    """Simulate clients whose levels go together one way and whose sessions go together another way.

    With `uneven`, each client has a slope of their own, and levels scatter more at both ends than in the middle.
    """
    rng = np.random.default_rng(seed)
    level = rng.normal(4, 0.6, clients)
    away = rng.normal(0, 0.4, (clients, sessions))
    away -= away.mean(axis=1, keepdims=True)
    x = level[:, None] + away
    own = 15 + between * (level - 4) + rng.normal(0, 1, clients) * (1 + 3 * uneven * (level - 4) ** 2)
    slope = within + uneven * rng.normal(0, 2, clients)
    y = own[:, None] + slope[:, None] * away + rng.normal(0, 1, (clients, sessions))
    who, when = np.divmod(np.arange(clients * sessions), sessions)
    return pd.DataFrame(
        {
            "client": [f"C{i:03d}" for i in who],
            "session": when + 1,
            "alliance": x.ravel(),
            "symptoms": y.ravel(),
        }
    )


def test_correlate_by_hand() -> None:
    found = correlate(HAND, "x", "y")
    # Deviations -2..2 against -1, -2, 1, 0, 2: products sum to 8, both squares to 10.
    assert found.value == pytest.approx(0.8)
    assert found.numbers["r_squared"] == pytest.approx(0.64)
    z, half = np.arctanh(0.8), 1.959964 / np.sqrt(5 - 3)
    assert found.numbers["low"] == pytest.approx(np.tanh(z - half), abs=1e-5)
    assert found.numbers["high"] == pytest.approx(np.tanh(z + half), abs=1e-5)
    for words in (
        "r = 0.80",
        "-0.28 to 0.99",
        "over 5 clients",
        "0.64",
        "64 %",
        "does not say what causes what",
    ):
        assert words in found.sentence


def test_correlate_leaves_out_rows_in_which_one_is_missing() -> None:
    gaps = pd.concat([HAND, pd.DataFrame({"client": ["f", "g"], "x": [9.0, np.nan], "y": [np.nan, -9.0]})])
    assert correlate(gaps, "x", "y").numbers["n"] == 5
    assert correlate(gaps, "x", "y").value == pytest.approx(0.8)


columns = st.lists(st.tuples(st.integers(-50, 50), st.integers(-50, 50)), min_size=5, max_size=30).filter(
    lambda pairs: all(len({pair[i] for pair in pairs}) > 1 for i in (0, 1))
)


@given(pairs=columns, scale=st.floats(0.1, 10), shift=st.floats(-10, 10))
def test_correlate_is_symmetric_and_does_not_mind_other_units(
    pairs: list[tuple[int, int]], scale: float, shift: float
) -> None:
    table = pd.DataFrame(pairs, columns=["x", "y"])
    one, two = correlate(table, "x", "y"), correlate(table, "y", "x")
    assert one.value == pytest.approx(two.value, abs=1e-9)
    other = correlate(table.assign(x=scale * table["x"] + shift), "x", "y")
    assert other.value == pytest.approx(one.value, abs=1e-6)
    turned = correlate(table.assign(x=-table["x"]), "x", "y")
    assert turned.value == pytest.approx(-one.value, abs=1e-9)
    assert one.numbers["low"] - 1e-9 <= one.value <= one.numbers["high"] + 1e-9


def test_correlate_says_that_sessions_of_one_client_are_not_independent() -> None:
    assert "same client" in correlate(two_levels(1, -3, 20), "alliance", "symptoms").sentence
    assert "same client" not in correlate(HAND, "x", "y").sentence


@pytest.mark.parametrize(("within", "between"), [(2.0, -3.0), (-2.0, 3.0), (1.0, 1.0)])
def test_within_and_between_are_both_recovered(within: float, between: float) -> None:
    numbers = within_between(two_levels(within, between), "alliance", "symptoms").numbers
    for name, truth in (("within", within), ("between", between)):
        assert numbers[f"{name}_low"] < truth < numbers[f"{name}_high"]
        assert numbers[f"{name}_high"] - numbers[f"{name}_low"] < 1
    assert numbers["n"] == 1600
    assert numbers["clients"] == 200


def test_within_and_between_hold_their_intervals() -> None:
    """Of two hundred caseloads, about 190 intervals contain the truth, though nothing is even in them."""
    caught = {"within": 0, "between": 0}
    for seed in range(200):
        table = two_levels(2, -3, 60, 6, seed, uneven=1)
        numbers = within_between(table, "alliance", "symptoms").numbers
        for name, truth in (("within", 2), ("between", -3)):
            caught[name] += numbers[f"{name}_low"] < truth < numbers[f"{name}_high"]
    assert all(180 <= count <= 198 for count in caught.values()), caught


def test_within_is_the_slope_of_a_regression_with_a_level_for_each_client() -> None:
    table = two_levels(2, -3, 12, 5).iloc[:-3]
    dummies = pd.get_dummies(table["client"]).to_numpy(float)
    design = np.column_stack([table["alliance"], dummies])
    slope = np.linalg.lstsq(design, table["symptoms"].to_numpy(), rcond=None)[0][0]
    found = within_between(table, "alliance", "symptoms")
    assert found.value == pytest.approx(slope)
    means = table.groupby("client")[["alliance", "symptoms"]].mean()
    assert found.numbers["between"] == pytest.approx(np.polyfit(means["alliance"], means["symptoms"], 1)[0])


def test_the_sentence_says_both_slopes_and_whether_the_signs_differ() -> None:
    apart = within_between(two_levels(2, -3), "alliance", "symptoms")
    assert f"symptoms {abs(apart.numbers['between']):.2f} points lower" in apart.sentence
    assert f"symptoms {apart.numbers['within']:.2f} points higher" in apart.sentence
    assert "as they do here" in apart.sentence
    assert "though they do not here" in within_between(two_levels(1, 1), "alliance", "symptoms").sentence


def test_shifting_each_client_leaves_the_slope_within_alone() -> None:
    table = two_levels(2, -3, 20)
    shifted = table.assign(symptoms=table["symptoms"] + 10 * table.groupby("client").ngroup())
    before, after = (within_between(rows, "alliance", "symptoms") for rows in (table, shifted))
    assert after.value == pytest.approx(before.value)
    assert after.numbers["between"] != pytest.approx(before.numbers["between"])


def test_between_therapists_the_same_is_asked_of_their_clients() -> None:
    rows = two_levels(2, -3, 40, 6)
    # Whoever was a client is a therapist now, and each session one of their clients.
    clients = rows.rename(columns={"client": "therapist"}).drop(columns="session")
    clients["client"] = [f"C{row:03d}" for row in range(len(clients))]
    found = within_between(clients, "alliance", "symptoms", of="therapists")
    below = within_between(rows, "alliance", "symptoms").numbers
    assert found.numbers == {
        ("therapists" if name == "clients" else name): value for name, value in below.items()
    }
    assert "Between therapists, one point more of alliance" in found.sentence
    assert "than the mean of the same therapist's clients" in found.sentence
    assert "over 240 clients of 40 therapists" in found.sentence
    figure, words = found._draw()
    assert {trace.name for trace in figure.data} >= {
        "within a therapist",
        "a therapist's mean",
        "between therapists",
    }
    assert "Each dot is a therapist's mean" in words
    for table, of, said in ((rows, "therapists", "the table per_client"), (clients, "pairs", "clients")):
        with pytest.raises(CourseError, match=said):
            within_between(table, "alliance", "symptoms", of=of)
