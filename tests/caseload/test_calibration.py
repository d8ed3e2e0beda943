import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from alliance import CourseError, simulate_caseload
from alliance.caseload import Caseload
from alliance.caseload.calibration import Size, calibrate, sources, targets
from alliance.caseload.calibration.mixed import latent_share
from alliance.caseload.calibration.patterns import patterns
from alliance.caseload.calibration.picture import forest
from alliance.caseload.calibration.report import as_json, as_markdown, fingerprint, save, saved
from alliance.caseload.calibration.statistics import STATISTICS, Study
from alliance.caseload.parameters import parameters
from alliance.caseload.verbs import cross_lag
from alliance.pictures.still import svg

Run = Callable[..., Any]
WORLDS = list(parameters().worlds)


@pytest.fixture(scope="module")
def made() -> dict[str, Caseload]:
    return {
        world: simulate_caseload(clients=12_000, therapists=240, seed=99, world=world) for world in WORLDS
    }


def test_every_target_has_a_statistic_a_source_and_a_possible_band() -> None:
    assert [target.id for target in targets()] == list(STATISTICS)
    used = set()
    for target in targets():
        assert target.low <= target.value <= target.high or target.gate == "report"
        used |= set(target.sources.split(";"))
    assert used == set(sources())
    for source in sources().values():
        assert (source.doi is None) != (source.verified == "doi")
        assert source.doi is None or source.doi.startswith("10.")


def test_the_saved_calibration_is_of_these_parameters_and_meets_the_research(root: Path) -> None:
    text = Path(root / "course/alliance/caseload/calibration/calibration.json").read_text(encoding="utf-8")
    assert json.loads(text)["parameters"] == fingerprint(), (
        "the simulator has changed: run `make calibration`"
    )
    assert {found.world for found in saved()} == set(WORLDS)
    for found in saved():
        assert found.met
        assert [row.target.id for row in found.outside] == []
    with (root / "docs/calibration/calibration.csv").open(encoding="utf-8") as file:
        shown = [(row["world"], row["id"], float(row["simulated"])) for row in csv.DictReader(file)]
    assert shown == [(f.world, row.target.id, row.simulated) for f in saved() for row in f.rows]


def test_a_fresh_calibration_meets_the_hard_rows_and_nine_in_ten_of_the_soft() -> None:
    (found,) = calibrate(size=Size(replications=6, clients=4000, therapists=80, seed=5))
    assert found.met, [row.target.id for row in found.outside]
    assert as_json([found]) == as_json(calibrate(size=Size(6, 4000, 80, 5), workers=1)), "not the same twice"


@pytest.mark.parametrize("world", WORLDS)
def test_each_world_reproduces_the_correlations(made: dict[str, Caseload], world: str) -> None:
    study = Study.of(made[world])
    for target in (target for target in targets() if target.is_correlation and target.gate != "report"):
        value = float(STATISTICS[target.id](study))
        slack = 0.025  # one caseload of 12,000 clients: the standard error of a correlation is about .01
        assert target.low - slack < value < target.high + slack, target.id


def test_scrambled_alliance_does_not_reproduce_the_research(made: dict[str, Caseload]) -> None:
    true = made["both"]
    rng = np.random.default_rng(1)
    swapped = dict(zip(true.clients["client"], rng.permutation(true.clients["client"]), strict=True))
    # Everybody keeps their outcome and gets the sessions of somebody else.
    sessions = true.sessions.assign(client=true.sessions["client"].map(swapped))
    study = Study.of(Caseload(clients=true.clients, sessions=sessions, truth=true.truth))
    for target in targets():
        if target.id in {"T01", "T02", "T07", "T13", "T14", "T23"}:
            value = float(STATISTICS[target.id](study))
            assert (abs(value) < 0.06) if target.id != "T23" else target.met_by(value)
            assert target.met_by(value) == (target.id == "T23"), "raters of one session still agree"


def test_the_worlds_are_told_apart_by_what_comes_first_and_not_by_the_correlation(
    made: dict[str, Caseload],
) -> None:
    r = {w: float(STATISTICS["T01"](Study.of(made[w]))) for w in WORLDS}
    assert max(r.values()) - min(r.values()) < 0.05
    lags = {w: cross_lag(made[w].sessions, "alliance", "symptoms") for w in WORLDS}
    forward = {w: -lags[w][0] for w in WORLDS}
    backward = {w: -lags[w][1] for w in WORLDS}
    assert abs(forward["common_cause"]) < 0.035
    assert abs(backward["common_cause"]) < 0.035
    assert forward["alliance_causes"] > 0.1
    assert abs(backward["alliance_causes"]) < 0.035
    assert backward["change_causes"] > 0.2
    assert backward["change_causes"] > 2.5 * forward["change_causes"]
    assert forward["both"] > 0.06
    assert backward["both"] > 0.04


def test_the_statistics_are_what_a_person_would_compute(made: dict[str, Caseload]) -> None:
    """Each of these is worked out again from the tables, by another route."""
    one = made["both"]
    study, clients = Study.of(one), one.per_client.set_index("client")
    rated = one.sessions.dropna(subset=["alliance"]).set_index("client")
    came = clients["residual_change"]

    def r(first: "pd.Series[float]", second: "pd.Series[float]" = came) -> float:
        both = pd.concat([first, second], axis=1).dropna().to_numpy()
        return float(np.corrcoef(both.T)[0, 1])

    def mean(rows: "pd.Series[bool]", column: str = "alliance") -> "pd.Series[float]":
        return rated.loc[rows.to_numpy(), column].groupby(level=0).mean()

    when = rated["session"]
    early = clients["alliance_early"]
    both = pd.concat([early, clients["intake"], clients["last"]], axis=1).dropna()
    left = [
        np.polyval(np.polyfit(both["intake"], both[c], 1), both["intake"]) - both[c]
        for c in ("alliance_early", "last")
    ]
    z = {c: (clients[c] - clients[c].mean()) / clients[c].std() for c in ("task", "homework_done")}
    gone = clients["dropout"]
    start = mean(when <= 3).reindex(clients.index)
    video = clients["delivery"] == "video"
    third = one.sessions[one.sessions["session"] == 3]
    place = rated.groupby(level=0).cumcount().to_numpy()
    size = rated.groupby(level=0)["alliance"].transform("size").to_numpy()
    long = size >= 6
    first_third, last_third = (
        rated["alliance"][rows].groupby(level=0).mean()
        for rows in (long & (place < size // 3), long & (place >= size - size // 3))
    )
    expected = {
        "T01": r(early),
        "T02": r(early[video], came[video]),
        "T07": -float(np.corrcoef(left)[0, 1]),
        "T09": r(clients["alliance_session_3"]) ** 2,
        "T10": (r(mean((when >= 3) & (when <= 9))) / r(clients["alliance_session_3"])) ** 2,
        "T11": r(last_third) - r(first_third),
        "T13": r(mean((when >= 3) & (when <= 5), "goal")),
        "T14": r(z["task"] + z["homework_done"]),
        "T24": (clients["alliance"].mean() - clients["alliance_therapist"].mean())
        / np.sqrt((clients["alliance"].var() + clients["alliance_therapist"].var()) / 2),
        "T41": float(one.sessions["rupture_client"].dropna().astype(float).mean()),
        "T49": float((clients["ending"] == "dropout").mean()),
        "T50": (start[~gone].mean() - start[gone].mean())
        / np.sqrt((start[~gone].var() * (~gone).sum() + start[gone].var() * gone.sum()) / len(gone)),
        "T51a": float(clients.loc[clients["sessions_attended"] > 2, "sessions_attended"].mean()),
        "T55": (clients["intake"].mean() - clients["last"].mean()) / clients["intake"].std(),
        "T55c": (clients["intake"] - clients["last"])[~gone].mean() / clients["intake"][~gone].std(),
        "T62": -r(clients["attachment_anxiety"] / clients["attachment_anxiety"].std()
                  + clients["attachment_avoidance"] / clients["attachment_avoidance"].std(), clients["alliance"]),
        "T64": r(clients["intake"], early),
        "T65": (clients["alliance"][video].mean() - clients["alliance"][~video].mean()) / clients["alliance"].std(),
        "T66": (clients["last"][video].mean() - clients["last"][~video].mean()) / clients["last"].std(),
        "T35b": float(third[["task", "bond"]].dropna().corr().iloc[0, 1]),
    }  # fmt: skip
    for name, value in expected.items():
        assert float(STATISTICS[name](study)) == pytest.approx(value, abs=0.004), name
    assert 0 < float(STATISTICS["T03"](study)) < 0.08
    turned = Caseload(
        clients=one.clients.assign(last=80 - one.clients["last"]), sessions=one.sessions, truth=one.truth
    )
    assert float(STATISTICS["T03"](Study.of(turned))) > 0.9, "a good alliance that goes with worse scores"


@pytest.mark.parametrize(
    "knobs",
    [
        {"missing.observer": 1.0},
        {"ruptures.withdrawal": 1.0},
        {"missing.form": 1.0},
        {"ruptures.onset": 0.0, "detectors.observer.false_alarm": 0.0},
    ],
)
def test_a_row_that_cannot_be_computed_is_said_and_stops_nothing(
    knobs: dict[str, float], tmp_path: Path
) -> None:
    file = tmp_path / "mine.toml"
    sections = {}
    for name, value in knobs.items():
        section, _, key = name.rpartition(".")
        sections[section] = f"[{section}]\n{key} = {value}\n"
    file.write_text("\n".join(sections.values()))
    (found,) = calibrate(size=Size(2, 600, 20, 1), parameters=file, workers=1)
    empty = [row for row in found.rows if np.isnan(row.simulated)]
    assert empty
    assert not any(row.inside for row in empty)
    assert "NaN" not in as_json([found])
    assert "cannot be computed here" in as_markdown([found])


@pytest.mark.parametrize("preset", sorted(parameters().presets))
def test_every_preset_can_be_calibrated(preset: str) -> None:
    (found,) = calibrate(size=Size(2, 600, 20, 1), preset=preset, workers=1)
    assert len(found.rows) == len(targets())


def ratings(*scores: float) -> pd.DataFrame:
    return pd.DataFrame({"client": "C01", "session": range(1, len(scores) + 1), "alliance": scores})


def with_quiet_others(one: pd.DataFrame) -> pd.DataFrame:
    rng = np.random.default_rng(3)
    others = pd.DataFrame(
        {"client": np.repeat([f"D{i:03d}" for i in range(200)], 8), "session": np.tile(range(1, 9), 200)}
    ).assign(alliance=4 + 0.2 * rng.standard_normal(1600))
    return pd.concat([one, others], ignore_index=True)


@pytest.mark.parametrize(
    ("scores", "pattern", "v_shape"),
    [
        ((4, 4.1, 4, 3.9, 4), "none", False),
        ((4, 4, 3.3, 4, 4), "repaired", True),
        ((4, 4, 3.3, 3.4, 3.3), "unrepaired", False),
        ((4, 4, 4, 3.2), "unrepaired", False),
        ((4, 4, 3.3, 4, 4, 3.2, 3.3), "unrepaired", True),
        ((4, 3.9, 3.8, 3.7, 3.55), "unrepaired", False),
        ((3.2, 3.9, 4, 4), "none", False),
    ],
)
def test_patterns_are_read_as_a_person_would(scores: tuple[float, ...], pattern: str, v_shape: bool) -> None:
    found = patterns(with_quiet_others(ratings(*scores))).loc["C01"]
    assert (found["pattern"], bool(found["v_shape"]), found["rated"]) == (pattern, v_shape, len(scores))


def test_a_pattern_needs_three_ratings() -> None:
    assert "C01" not in patterns(with_quiet_others(ratings(4, 3))).index


def test_the_latent_share_between_groups_is_found_again() -> None:
    rng = np.random.default_rng(8)
    for spread in (0.4, 0.9):
        chance = 1 / (1 + np.exp(1.4 - spread * rng.standard_normal(1500)))
        of = rng.integers(20, 60, 1500)
        expected = spread**2 / (spread**2 + np.pi**2 / 3)
        assert latent_share(rng.binomial(of, chance), of) == pytest.approx(expected, abs=0.009)


def test_the_command_prints_json_writes_files_and_says_when_a_row_is_missed(run: Run, tmp_path: Path) -> None:
    small = ["--replications", "2", "--clients", "1500", "--therapists", "50", "--world", "both"]
    done = run("alliance", "calibrate", *small, "--json", "--save", "out", cwd=tmp_path)
    found = json.loads(done.stdout)
    assert done.returncode == (0 if found["met"] else 1)
    assert found["worlds"][0]["of"] == {"hard": 17, "soft": 34}
    assert len(found["rows"]) == len(targets())
    written = {path.name for path in (tmp_path / "out").iterdir()}
    assert written == {"README.md", "calibration.csv", "calibration.json", "calibration.svg"}
    text = (tmp_path / "out" / "README.md").read_text(encoding="utf-8")
    assert "doi.org/10.1037/pst0000172" in text
    (tmp_path / "flat.toml").write_text(
        "[worlds.both]\nalliance_to_change = 0.0\nchange_to_alliance = 0.0\nshared = 0.0\n"
    )
    flat = run("alliance", "calibrate", *small, "--parameters", "flat.toml", cwd=tmp_path)
    assert flat.returncode == 1
    assert "T01" in flat.stdout.rpartition("Outside:")[2]


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (["--world", "flat"], "choose one of: alliance_causes"),
        (["--parameters", "none.toml"], "There is no file none.toml"),
        (["--preset", "clinic"], "choose one of: trainee_clinic"),
    ],
)
def test_the_command_answers_slips_in_one_sentence(
    run: Run, tmp_path: Path, given: list[str], words: str
) -> None:
    done = run("alliance", "calibrate", *given, cwd=tmp_path)
    assert done.returncode == 2
    assert words in done.stderr.strip().splitlines()[-1]
    assert "Traceback" not in done.stderr


def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(CourseError, match="choose another folder"):
        save(saved(), tmp_path / "file" / "inside")


def test_the_pictures_show_every_row_and_have_a_still_form() -> None:
    default = [found for found in saved() if found.world == "both"]
    figure, words = forest(default)
    labels = next(trace for trace in figure.data if trace.mode == "text")
    sized = [t.id for t in targets() if not t.is_sign and t.gate != "report"]
    assert [text.split()[0] for text in labels.text] == sized
    assert "17 of 17 hard rows" in words
    assert svg(figure).count("<use ") >= 2 * len(sized)  # a tick and a mark for each
    several, _ = forest(saved())
    marks = {trace.name for trace in several.data if trace.mode == "markers"}
    assert {world.replace("_", " ") for world in WORLDS} <= marks
