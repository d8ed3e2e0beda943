"""Distress over four sessions: the table, and what the lesson says that it shows."""

import pandas as pd
import pytest

from alliance import CourseError, correlate, simulate_caseload, split
from alliance.caseload.distress import TIMES, UPSET, four_sessions

CASELOAD = simulate_caseload(clients=4000, therapists=400, seed=8)
WEEKS = four_sessions(CASELOAD)


def test_each_row_is_what_four_sessions_of_a_client_come_to() -> None:
    assert WEEKS["client"].is_unique
    sessions = CASELOAD.sessions
    for row in WEEKS.sample(25, random_state=1).itertuples():
        mine = sessions[(sessions["client"] == row.client) & sessions["session"].between(3, 6)]
        distress = mine["distress_after"].astype(float)
        assert len(distress) == 4
        assert distress.notna().all()
        assert row.distress_one == distress.iloc[0]
        assert row.distress_four == pytest.approx(distress.mean())
        assert row.bond == pytest.approx(mine["bond"].mean())
        times = int((distress >= UPSET).sum())
        assert row.upset_sessions == TIMES[{0: 0, 1: 1, 2: 2, 3: 2, 4: 3}[times]]
        assert row.strain == (mine["rupture_client"].astype(float).sum() >= 2)


def test_who_missed_a_session_is_left_out() -> None:
    sessions = CASELOAD.sessions
    here = sessions[sessions["session"].between(3, 6)]
    missed = set(here[here["distress_after"].isna()]["client"])
    assert missed
    assert not missed & set(WEEKS["client"])


@pytest.mark.parametrize("seed", [8, 1, 2])
def test_one_session_says_little_and_four_say_more(seed: int) -> None:
    weeks = four_sessions(simulate_caseload(clients=4000, therapists=400, seed=seed))
    one, four = (correlate(weeks, f"distress_{which}", "bond").value for which in ("one", "four"))
    assert -0.3 < one < -0.15
    assert four < one - 0.1
    bond = split(weeks, by="upset_sessions", of="bond").numbers
    assert bond["upset_sessions never"] - bond["upset_sessions once"] < 0.3
    assert bond["upset_sessions never"] - bond["upset_sessions all four times"] > 0.65
    symptoms = split(weeks, by="upset_sessions", of="symptoms").numbers
    steps = [symptoms[f"upset_sessions {times}"] for times in TIMES]
    assert steps == sorted(steps)


def test_the_lesson_says_what_its_own_caseload_shows() -> None:
    assert correlate(WEEKS, "distress_one", "bond").value == pytest.approx(-0.2, abs=0.05)
    assert correlate(WEEKS, "distress_four", "bond").value == pytest.approx(-0.4, abs=0.05)
    always = WEEKS[WEEKS["upset_sessions"] == "all four times"]
    assert len(always) == pytest.approx(30, abs=5)
    assert len(WEEKS) > 1000
    assert (always["bond"] >= 4).mean() == pytest.approx(0.25, abs=0.05)
    assert (WEEKS["upset_sessions"] == "once").mean() == pytest.approx(1 / 3, abs=0.05)
    very = WEEKS[WEEKS["distress_one"] >= 8]
    assert (very["bond"] >= 4).mean() == pytest.approx(0.4, abs=0.05)
    gap = split(WEEKS, by="upset_sessions", of="bond").value
    assert gap == pytest.approx(-1, abs=0.15)


def test_what_is_no_caseload_is_refused_in_one_sentence() -> None:
    with pytest.raises(CourseError, match="Give it the whole caseload"):
        four_sessions(CASELOAD.sessions)  # type: ignore[arg-type]
    with pytest.raises(CourseError, match="Nobody in this caseload came to sessions 3 to 6"):
        four_sessions(simulate_caseload(clients=1, therapists=1, seed=1))


def test_the_groups_keep_their_order() -> None:
    assert isinstance(WEEKS["upset_sessions"].dtype, pd.CategoricalDtype)
    assert tuple(WEEKS["upset_sessions"].cat.categories) == TIMES
