import json
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alliance import CourseError, simulate_caseload
from alliance.caseload import Caseload
from alliance.caseload.parameters import parameters
from alliance.pillars import PILLAR_IDS

ITEMS = [f"{pillar}_{number}" for pillar in PILLAR_IDS for number in range(1, 5)]
RATINGS = [f"{pillar}{rater}" for pillar in PILLAR_IDS for rater in ("", "_therapist", "_observer")]


@pytest.fixture(scope="module")
def large() -> Caseload:
    return simulate_caseload(clients=4000, therapists=160, seed=11)


def test_same_seed_gives_the_same_bytes_in_another_process() -> None:
    code = (
        "import alliance, hashlib; c = alliance.simulate_caseload(clients=50, therapists=4, seed=9);"
        "print(hashlib.sha256((c.clients.to_csv() + c.sessions.to_csv()).encode()).hexdigest())"
    )
    first, second = (
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
        for _ in range(2)
    )
    assert first == second


def test_another_seed_gives_another_caseload() -> None:
    assert not simulate_caseload(seed=1).sessions.equals(simulate_caseload(seed=2).sessions)


@settings(max_examples=25, deadline=None)
@given(
    clients=st.integers(1, 60),
    therapists=st.integers(1, 10),
    seed=st.integers(0, 2**63 - 1),
    world=st.sampled_from(sorted(parameters().worlds)),
)
def test_every_caseload_keeps_to_its_codebook(clients: int, therapists: int, seed: int, world: str) -> None:
    caseload = simulate_caseload(clients=clients, therapists=min(therapists, clients), seed=seed, world=world)
    book = caseload.codebook
    for table, frame in (("clients", caseload.clients), ("sessions", caseload.sessions)):
        rows = book[book["table"] == table]
        for row in rows.itertuples():
            for column in [name for name in frame if name == row.column] or ITEMS:
                if row.low == "" or row.high == "":
                    continue
                values = frame[column].dropna().astype(float)
                assert values.between(float(row.low), float(row.high)).all(), column
                if row.missing == "never":
                    assert frame[column].notna().all(), column
    assert len(caseload.clients) == clients
    assert set(caseload.sessions["client"]) == set(caseload.clients["client"])


def test_the_codebook_names_every_column(large: Caseload) -> None:
    named = {
        (row.table, column)
        for row in large.codebook.itertuples()
        for column in (
            [f"{row.column[:4]}_{n}" for n in range(1, 5)] if " to " in row.column else [row.column]
        )
    }
    there = {("clients", c) for c in large.clients} | {("sessions", c) for c in large.sessions}
    assert named == there


def test_items_are_whole_and_average_to_their_pillar(large: Caseload) -> None:
    came = large.sessions[large.sessions["attended"]]
    for pillar in PILLAR_IDS:
        items = came[[f"{pillar}_{n}" for n in range(1, 5)]].astype(float)
        assert np.allclose(items.mean(axis=1), came[pillar])
        assert set(np.unique(items)) <= {1.0, 2.0, 3.0, 4.0, 5.0}


def test_missed_sessions_have_no_ratings_and_nobody_comes_after_the_end(large: Caseload) -> None:
    sessions = large.sessions
    assert sessions.loc[~sessions["attended"], [*ITEMS, *RATINGS, "symptoms", "homework"]].isna().all().all()
    counted = sessions.groupby("client")["attended"].sum()
    told = large.clients.set_index("client")["sessions_attended"]
    assert (counted == told).all()
    assert (sessions.groupby("client")["session"].max() == sessions.groupby("client").size()).all()


def test_dropouts_end_as_dropouts(large: Caseload) -> None:
    assert ((large.clients["ending"] == "dropout") == large.clients["dropout"]).all()
    assert 0.1 < large.clients["dropout"].mean() < 0.3


def test_early_alliance_is_lower_in_those_who_drop_out(large: Caseload) -> None:
    first = large.sessions[large.sessions["session"] == 1].set_index("client")[list(PILLAR_IDS)].mean(axis=1)
    gone = large.clients.set_index("client")["dropout"]
    assert first[gone].mean() < first[~gone].mean() - 0.1


def test_a_better_alliance_goes_with_a_better_outcome_in_every_world() -> None:
    for world in parameters().worlds:
        caseload = simulate_caseload(clients=3000, therapists=100, seed=5, world=world)
        alliance = caseload.sessions.groupby("client")[list(PILLAR_IDS)].mean().mean(axis=1)
        clients = caseload.clients.set_index("client")
        slope = np.polyfit(clients["intake"], clients["last"], 1)
        gain = np.polyval(slope, clients["intake"]) - clients["last"]
        assert 0.05 < np.corrcoef(alliance, gain)[0, 1] < 0.6, world
        shuffled = np.random.default_rng(0).permutation(alliance)
        assert abs(np.corrcoef(shuffled, gain)[0, 1]) < 0.05


def _lag(world: str) -> tuple[float, float]:
    """Return how far a session's alliance goes with the next change in symptoms, and the other way round."""
    caseload = simulate_caseload(clients=6000, therapists=200, seed=8, world=world)
    rows = caseload.sessions[caseload.sessions["attended"]].copy()
    rows["alliance"] = rows[list(PILLAR_IDS)].mean(axis=1)
    by_client = rows.groupby("client")
    rows["alliance_w"] = rows["alliance"] - by_client["alliance"].transform("mean")
    rows["gain"] = -(by_client["symptoms"].shift(-1) - rows["symptoms"])
    rows["gain_w"] = rows["gain"] - rows.groupby("client")["gain"].transform("mean")
    rows["gained_before"] = rows.groupby("client")["gain_w"].shift(1)
    forward = rows[["alliance_w", "gain_w"]].dropna().corr().iloc[0, 1]
    backward = rows[["gained_before", "alliance_w"]].dropna().corr().iloc[0, 1]
    return float(forward), float(backward)


def test_what_comes_first_tells_the_worlds_apart() -> None:
    forward, backward = zip(*map(_lag, ("alliance_causes", "change_causes", "common_cause")), strict=True)
    assert forward[0] > max(forward[1:]) + 0.015
    assert backward[1] > max(backward[0], backward[2]) + 0.02


def test_therapists_see_something_else_and_rate_lower(large: Caseload) -> None:
    means = large.sessions.groupby("client")[["bond", "bond_therapist"]].mean().dropna()
    assert means["bond"].mean() - means["bond_therapist"].mean() > 0.2
    assert 0.2 < means.corr().iloc[0, 1] < 0.95


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"clients": 0}, "clients must be a whole number from 1"),
        ({"clients": -3}, "clients"),
        ({"clients": 2.5}, "clients"),
        ({"clients": True}, "clients"),
        ({"clients": 10**9}, "1,000,000"),
        ({"clients": 3, "therapists": 4}, "therapists must be a whole number from 1 to 3"),
        ({"seed": -1}, "seed"),
        ({"seed": "x"}, "seed"),
        ({"world": "flat"}, "choose one of: alliance_causes, change_causes, both, common_cause"),
        ({"world": ["both"]}, "choose one of"),
    ],
)
def test_absurd_arguments_are_refused_in_one_sentence(given: dict[str, object], words: str) -> None:
    with pytest.raises(CourseError, match=words):
        simulate_caseload(**given)  # type: ignore[arg-type]


def test_frames_hold_no_latent_truth(large: Caseload) -> None:
    for frame in (large.clients, large.sessions):
        assert not {"level", "rupture", "trait", "recovery"} & set(frame.columns)


def test_importing_the_package_is_light() -> None:
    code = "import sys, json, alliance, alliance.practice, alliance.widgets; print(json.dumps(sorted(sys.modules)))"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not {"pandas", "numpy", "plotly", "matplotlib"} & set(json.loads(run.stdout))
