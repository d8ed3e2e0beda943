import pandas as pd
import pytest

from alliance import CourseError, simulate_caseload
from alliance.caseload.early import FIRST, HARD, UNTIL, hard_sessions, who_is_left
from alliance.pictures.still import svg

CASELOAD = simulate_caseload(clients=400, therapists=40, seed=5)


def test_who_is_left_compares_the_same_clients_with_their_own_beginning() -> None:
    found = who_is_left(CASELOAD)
    sessions = CASELOAD.sessions
    there = set(sessions.loc[sessions["session"] == UNTIL, "client"])
    early = sessions[(sessions["session"] <= FIRST) & sessions["client"].isin(there)]
    expected = early.groupby("client")["alliance"].mean().mean()
    assert found.numbers[f"session {UNTIL}, there"] == len(there)
    assert found.numbers[f"session {UNTIL}, start"] == pytest.approx(expected)
    assert found.numbers["session 1, there"] == len(CASELOAD.clients)
    assert found.value == pytest.approx(
        found.numbers[f"session {UNTIL}, start"] - found.numbers["session 1, start"]
    )
    assert f"{found.value:+.2f} points" in found.sentence


def test_nobody_s_growth_gets_into_the_line_of_beginnings() -> None:
    sessions = CASELOAD.sessions.copy()
    sessions.loc[sessions["session"] > FIRST, "alliance"] = 5.0
    grown = type(CASELOAD)(CASELOAD.clients, sessions, CASELOAD.truth)
    before, after = who_is_left(CASELOAD).numbers, who_is_left(grown).numbers
    assert {name: value for name, value in before.items() if "start" in name} == {
        name: value for name, value in after.items() if "start" in name
    }
    assert after[f"session {UNTIL}, now"] == 5.0


def test_the_counts_and_the_cut_scale_are_told_and_the_picture_has_a_still_form() -> None:
    figure, words = who_is_left(CASELOAD)._draw()
    counts = next(trace for trace in figure.data if trace.mode == "text")
    assert [int(text) for text in counts.text] == [
        CASELOAD.sessions["session"].eq(session).sum() for session in range(1, UNTIL + 1)
    ]
    assert "Only a part of the scale" in words
    assert svg(figure).startswith("<svg")


def test_hard_sessions_counts_those_who_said_so_after_each_of_the_first_three() -> None:
    found = hard_sessions(CASELOAD)
    early = CASELOAD.sessions[CASELOAD.sessions["session"] <= FIRST]
    table = early.pivot(index="client", columns="session", values="distress_after").dropna().astype(int)
    hard = (table >= HARD).sum(axis=1)
    left = CASELOAD.clients.set_index("client")["dropout"]
    assert found.numbers["n"] == len(table)
    for label, mine in (
        ("none of three", hard.index[hard == 0]),
        ("one of three", hard.index[hard == 1]),
        ("two or three", hard.index[hard >= 2]),
    ):
        assert found.numbers[f"hard_sessions {label}, n"] == len(mine)
        assert found.numbers[f"hard_sessions {label}, yes"] == left[mine].sum()
    assert found.value == pytest.approx(
        left[hard.index[hard >= 2]].mean() - left[hard.index[hard == 0]].mean()
    )


def test_a_table_in_the_place_of_the_caseload_is_refused() -> None:
    for read in (who_is_left, hard_sessions):
        with pytest.raises(CourseError, match="the whole caseload"):
            read(pd.DataFrame())  # type: ignore[arg-type]
    with pytest.raises(CourseError, match="take a larger caseload"):
        who_is_left(simulate_caseload(clients=12, therapists=2, seed=1))
