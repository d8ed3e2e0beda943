import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
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
    preset=st.sampled_from([None, *sorted(parameters().presets)]),
)
def test_every_caseload_keeps_to_its_codebook(
    clients: int, therapists: int, seed: int, world: str, preset: str | None
) -> None:
    caseload = simulate_caseload(
        clients=clients, therapists=min(therapists, clients), seed=seed, world=world, preset=preset
    )
    book = caseload.codebook
    for table in ("clients", "sessions", "per_client"):
        frame = getattr(caseload, table)
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
    booked = caseload.sessions.groupby("client")["session"]
    assert (booked.min() == 1).all()
    assert (booked.max() == booked.size()).all()  # nothing after the end, no gap before it
    assert set(caseload.sessions["client"]) == set(caseload.clients["client"])


def test_the_codebook_names_every_column(large: Caseload) -> None:
    named = {
        (row.table, column)
        for row in large.codebook.itertuples()
        for column in (
            [f"{row.column[:4]}_{n}" for n in range(1, 5)] if " to " in row.column else [row.column]
        )
    }
    mine = set(large.per_client) - set(large.clients)
    there = {("clients", c) for c in large.clients} | {("sessions", c) for c in large.sessions}
    assert named == there | {("per_client", c) for c in mine}
    assert (large.codebook["meaning"].str.len() > 10).all()
    assert set(large.codebook["level"]) == {"nominal", "ordinal", "interval", "count"}


def test_items_are_whole_and_average_to_their_pillar(large: Caseload) -> None:
    came = large.sessions[large.sessions["attended"]]
    for pillar in PILLAR_IDS:
        items = came[[f"{pillar}_{n}" for n in range(1, 5)]].astype(float)
        expected = items.mean(axis=1).where(items.notna().sum(axis=1) >= 3)
        assert np.allclose(expected, came[pillar], equal_nan=True)
        assert set(np.unique(items.to_numpy()[~items.isna()])) == {1.0, 2.0, 3.0, 4.0, 5.0}
    means = came[list(PILLAR_IDS)].mean(axis=1, skipna=False)
    assert np.allclose(means, came["alliance"], equal_nan=True)


def test_shares_of_missing_data_are_what_the_codebook_says(large: Caseload) -> None:
    came = large.sessions[large.sessions["attended"]]
    no_form = came[ITEMS].isna().all(axis=1)
    assert no_form.mean() == pytest.approx(0.05, abs=0.006)
    assert came.loc[~no_form, ITEMS].isna().to_numpy().mean() == pytest.approx(0.004, abs=0.0005)
    assert came["bond_therapist"].isna().mean() == pytest.approx(0.08, abs=0.008)
    assert came["bond_observer"].isna().mean() == pytest.approx(0.5, abs=0.015)
    assert came["symptoms"].isna().mean() == pytest.approx(0.04 * (came["session"] > 1).mean(), abs=0.005)


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
        ({"preset": "clinic"}, "choose one of: trainee_clinic, private_practice, online_service, inpatient"),
        ({"variant": 1.5}, "variant must be a name or a whole number"),
    ],
)
def test_absurd_arguments_are_refused_in_one_sentence(given: dict[str, object], words: str) -> None:
    with pytest.raises(CourseError, match=words):
        simulate_caseload(**given)  # type: ignore[arg-type]


def test_the_truth_is_on_the_object_and_in_no_table(large: Caseload) -> None:
    hidden = {*large.truth.clients, *large.truth.sessions, *large.truth.ruptures}
    for frame in (large.clients, large.sessions, large.per_client):
        shared = hidden & set(frame.columns)
        assert shared <= {
            "client",
            "therapist",
            "session",
            "severity",
            "intake",
            "symptoms",
            "alliance",
            *PILLAR_IDS,
        }
    both = large.sessions.merge(large.truth.sessions, on=["client", "session"], suffixes=("", "_true"))
    assert len(both) == len(large.sessions)
    assert not np.allclose(both["symptoms"].dropna(), both.loc[both["symptoms"].notna(), "symptoms_true"])


@pytest.mark.parametrize("share", [0.3, 1.0])
def test_answers_go_missing_as_often_as_is_said(share: float) -> None:
    made = simulate_caseload(clients=300, therapists=10, knobs={"missing.item": share, "missing.form": 0.0})
    answers = made.sessions.loc[made.sessions["attended"], ITEMS]
    assert answers.isna().to_numpy().mean() == pytest.approx(share, abs=0.01)


def test_what_belongs_to_a_form_is_missing_with_it(large: Caseload) -> None:
    came = large.sessions[large.sessions["attended"]]
    no_form, no_rating = came[ITEMS].isna().all(axis=1), came["bond_therapist"].isna()
    for column in ("distress_after", "rupture_client"):
        assert (came[column].isna() == no_form).all()
    assert (came["rupture_therapist"].isna() == no_rating).all()
    assert (came["rupture_observer"].isna() == came["bond_observer"].isna()).all()
    assert (came["rupture_kind"].notna() == came["rupture_observer"].fillna(False)).all()
    assert came["homework"].notna().all()


def test_the_tables_that_are_handed_out_are_copies() -> None:
    made = simulate_caseload(clients=10, therapists=2)
    mine = made.per_client
    mine["alliance"] = 0
    assert (made.per_client["alliance"] > 0).any()


def test_true_ruptures_fit_the_sessions(large: Caseload) -> None:
    ruptures = large.truth.ruptures
    open_in = large.truth.sessions.set_index(["client", "session"])["rupture_depth"]
    assert (
        open_in[pd.MultiIndex.from_frame(ruptures[["client", "onset"]])].to_numpy() == ruptures["depth"]
    ).all()
    repaired = ruptures[ruptures["repaired"]]
    assert (repaired["repaired_after"] >= repaired["onset"]).all()
    assert ruptures.loc[~ruptures["repaired"], "repaired_after"].isna().all()
    end = large.sessions.groupby("client")["session"].max()
    assert (repaired["repaired_after"] < repaired["client"].map(end)).all(), "they meet again"
    after = pd.MultiIndex.from_arrays([repaired["client"], repaired["repaired_after"].astype(int)])
    assert (open_in[after] > 0).all()
    attended = large.sessions.set_index(["client", "session"])["attended"]
    assert attended[after].all()
    assert ruptures["depth"].max() <= parameters().ruptures.deepest
    assert large.truth.sessions["symptoms"].between(0, 40).all()
    assert attended[pd.MultiIndex.from_frame(ruptures[["client", "onset"]])].all()


def test_a_variant_is_always_the_same_and_its_own() -> None:
    mine, again, other, none = (
        simulate_caseload(clients=20, therapists=2, seed=3, variant=variant).sessions
        for variant in ("k7", "k7", "k8", None)
    )
    assert mine.equals(again)
    assert not mine.equals(other)
    assert not mine.equals(none)


def test_a_new_draw_in_one_part_leaves_the_others_alone() -> None:
    plain, noisy = (
        simulate_caseload(clients=30, therapists=3, seed=4, knobs=knobs)
        for knobs in (
            None,
            {"raters.therapist.noise": 0.9, "missing.observer": 0.1, "detectors.client.threshold": 2.0},
        )
    )
    assert plain.clients.equals(noisy.clients)
    assert not plain.sessions["rupture_client"].equals(noisy.sessions["rupture_client"])
    same = ["alliance", "symptoms", "homework", "rupture_therapist", "distress_after"]
    assert plain.sessions[same].equals(noisy.sessions[same])
    assert not plain.sessions["alliance_therapist"].equals(noisy.sessions["alliance_therapist"])


def test_importing_the_package_is_light() -> None:
    code = "import sys, json, alliance, alliance.practice, alliance.widgets; print(json.dumps(sorted(sys.modules)))"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not {"pandas", "numpy", "plotly", "matplotlib"} & set(json.loads(run.stdout))


@pytest.mark.parametrize("file_format", ["csv", "parquet"])
def test_what_is_saved_is_read_back_the_same(tmp_path: Path, file_format: str) -> None:
    made = simulate_caseload(clients=15, therapists=3, seed=4)
    written = made.save(tmp_path / "out", file_format)
    assert [path.name for path in written] == [
        f"{n}.{file_format}" for n in ("clients", "sessions", "per_client", "codebook")
    ]
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == sorted(path.name for path in written)
    read = pd.read_csv if file_format == "csv" else pd.read_parquet
    for path, table in zip(written[:3], (made.clients, made.sessions, made.per_client), strict=True):
        back = read(path)
        assert list(back) == list(table)
        assert back.isna().to_numpy().tolist() == table.isna().to_numpy().tolist()
        numbers = table.select_dtypes("number")
        assert np.allclose(back[list(numbers)].astype(float), numbers.astype(float), equal_nan=True)
        if file_format == "parquet":
            assert (back.dtypes == table.dtypes).all()


def test_saving_says_what_is_wrong(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = simulate_caseload(clients=3, therapists=1)
    with pytest.raises(CourseError, match="choose one of: csv, parquet"):
        made.save(tmp_path, "xlsx")
    (tmp_path / "file").write_text("x")
    with pytest.raises(CourseError, match="choose another folder"):
        made.save(tmp_path / "file")
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(CourseError, match="pip install pyarrow"):
        made.save(tmp_path / "out", "parquet")
    assert not list((tmp_path / "out").iterdir())
