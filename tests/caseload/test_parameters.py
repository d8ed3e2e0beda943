from pathlib import Path

import numpy as np
import pytest

from alliance import CourseError, simulate_caseload
from alliance.caseload.parameters import changed, parameters, value_of


@pytest.mark.parametrize(
    ("knobs", "words"),
    [
        ({"scale.goal_task": 1.2}, r"scale\.goal_task is 1\.2; it must be no more than 0\.95"),
        ({"attendance.missed": -0.1}, r"attendance\.missed is -0\.1; it must be no less than 0"),
        ({"symptoms.noise": "much"}, r"symptoms\.noise is 'much'; it must be a number"),
        ({"attendance.most": 7.5}, r"attendance\.most is 7\.5; it must be a whole number"),
        ({"raters.therapist.nois": 1}, r"no parameter called raters\.therapist\.nois; did you mean raters\.therapist\.noise"),
        ({"zzz": 1}, "there is no parameter called zzz; the names are those of parameters.toml"),
        ({"scale.thresholds": [-1, -2, 0, 1]}, r"thresholds are \[-1\.0, -2\.0, 0\.0, 1\.0\]; they must rise"),
        ({"worlds": 3}, "worlds is no parameter: it is a section"),
        ({"ruptures": {"onset": 1}}, r"ruptures is no parameter: it is a section; name one of its parameters, such as ruptures\."),
        ({"": 1}, "there is no parameter called nothing"),
        ({"scale.thresholds": [-1, 0, 1]}, r"scale\.thresholds"),
        ({"level.therapist": 0.99}, "must not come to more than 1"),
        ({"worlds.both.shared": 0.94, "homework.recovery": 0.6}, "no more than 1 together"),
        ({"attendance.planned": 2.0}, r"attendance\.planned is 2; it must lie above attendance\.fewest, 3"),
        ({"homework.done": 2.0}, r"homework\.done is 2; it must be smaller"),
        ([("scale.level", 1)], "knobs must be names with values"),
    ],
)  # fmt: skip
def test_an_impossible_value_is_refused_with_its_name_and_what_is_allowed(knobs: object, words: str) -> None:
    with pytest.raises(CourseError, match=words) as refused:
        simulate_caseload(clients=5, therapists=1, knobs=knobs)  # type: ignore[arg-type]
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[ruptures]\nonsett = 0.5", r"mine\.toml: there is no parameter called ruptures\.onsett; did you mean ruptures\.onset"),
        ("[ruptures]\nonset = 1.5", r"mine\.toml: ruptures\.onset is 1\.5; it must be no more than 1"),
        ("[ruptures\nonset = 1.5", r"mine\.toml is not valid TOML"),
        ("[worlds.mine]\nsays = 'x'", r"worlds\.mine.*alliance_to_change"),
    ],
)  # fmt: skip
def test_a_parameter_file_with_a_slip_is_refused_with_its_name(tmp_path: Path, text: str, words: str) -> None:
    file = tmp_path / "mine.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(CourseError, match=words):
        simulate_caseload(clients=5, therapists=1, parameters=file)


def test_the_one_who_gave_the_value_is_named(tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_text("[ruptures]\nonset = 1.5\n", encoding="utf-8")
    with pytest.raises(CourseError, match=r"^mine\.toml: ruptures\.onset is 1\.5"):
        simulate_caseload(parameters=file, knobs={"ruptures.fade": 0.5})
    with pytest.raises(CourseError, match=r"^preset private_practice: attendance\.planned is 14"):
        simulate_caseload(preset="private_practice", knobs={"attendance.most": 10})


def test_numbers_of_numpy_are_numbers_and_a_notepad_file_is_read(tmp_path: Path) -> None:
    plain = simulate_caseload(clients=9, therapists=2, variant=3, knobs={"ruptures.onset": 0.5})
    turned = simulate_caseload(
        clients=9, therapists=2, variant=np.int64(3), knobs={"ruptures.onset": np.float64(0.5)}
    )  # type: ignore[arg-type]
    assert plain.sessions.equals(turned.sessions)
    simulate_caseload(clients=9, therapists=2, knobs={"scale.thresholds": np.array([-3, -2, -1, 0.5])})
    file = tmp_path / "notepad.toml"
    file.write_bytes(b"\xef\xbb\xbf[ruptures]\r\nonset = 0.5\r\n")
    assert changed(file=file).ruptures.onset == 0.5


def test_a_preset_of_ones_own_can_be_given() -> None:
    given = changed(
        knobs={"presets.mine.says": "ours", "presets.mine.change": {"ruptures.onset": 0.9}}, preset="mine"
    )
    assert given.ruptures.onset == 0.9


def test_a_missing_or_unreadable_parameter_file_is_said(tmp_path: Path) -> None:
    for given in (5, ""):
        with pytest.raises(CourseError, match="must name a TOML file"):
            simulate_caseload(parameters=given)  # type: ignore[arg-type]
    with pytest.raises(CourseError, match="Name a folder"):
        simulate_caseload(clients=2, therapists=1).save(None)  # type: ignore[arg-type]
    with pytest.raises(CourseError, match="could not be read"):
        simulate_caseload(parameters=tmp_path)
    with pytest.raises(CourseError, match="There is no file"):
        simulate_caseload(parameters=tmp_path / "none.toml")
    (tmp_path / "binary.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(CourseError, match="UTF-8"):
        simulate_caseload(parameters=tmp_path / "binary.toml")


def test_file_preset_and_knobs_are_applied_in_turn(tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_text(
        "[attendance]\nplanned = 5.5\nmissed = 0.2\n\n[worlds.mine]\nsays = 'ours'\nalliance_to_change = 1\n"
        "change_to_alliance = 0\nshared = 0\nrepair_to_change = 0\n",
        encoding="utf-8",
    )
    given = changed(file=file, preset="inpatient", knobs={"attendance.most": 40})
    assert given.attendance.missed == 0.2
    assert given.attendance.planned == parameters().presets["inpatient"].change["attendance.planned"]
    assert given.attendance.most == 40
    assert given.worlds["mine"].alliance_to_change == 1
    assert len(simulate_caseload(clients=5, therapists=1, parameters=file, world="mine").clients) == 5


def test_every_preset_is_possible_and_different() -> None:
    plain = simulate_caseload(clients=400, therapists=20, seed=1)
    for name, preset in parameters().presets.items():
        given = changed(preset=name)
        for key, value in preset.change.items():
            assert value_of(given, key) == value != value_of(parameters(), key), key
        assert not simulate_caseload(clients=400, therapists=20, seed=1, preset=name).sessions.equals(
            plain.sessions
        )
    online = simulate_caseload(clients=400, therapists=20, preset="online_service").clients
    ward = simulate_caseload(clients=400, therapists=20, preset="inpatient").clients
    assert (online["delivery"] == "video").all()
    assert ward["intake"].mean() > online["intake"].mean() + 4
    assert ward["sessions_attended"].mean() > 1.5 * online["sessions_attended"].mean()
    private = simulate_caseload(clients=400, therapists=20, preset="private_practice").clients
    for few in (private, ward):
        assert few["dropout"].mean() < plain.clients["dropout"].mean() < online["dropout"].mean()
