from itertools import product

import pytest

from alliance.errors import CourseError
from alliance.pillars import READINGS, Profile

STEPS = [1 + step / 2 for step in range(9)]
EVERY_PROFILE = [Profile(*values) for values in product(STEPS, repeat=3)]


@pytest.mark.parametrize(
    ("values", "weakest", "situation"),
    [
        ((5, 2, 5), ("task",), "task low, others strong"),
        ((2, 3, 5), ("goal",), "goal low, others mixed"),
        ((5, 4.5, 3), ("bond",), "bond middling, others strong"),
        ((2, 2, 4), ("goal", "task"), "goal and task low, others strong"),
        ((4, 4, 4), ("goal", "task", "bond"), "all strong"),
        ((2.5, 1, 2), ("task",), "all low"),
        ((3, 3.5, 3), ("goal", "bond"), "close together"),
    ],
)
def test_profile_names_its_weakest_pillar_and_its_situation(
    values: tuple[float, float, float], weakest: tuple[str, ...], situation: str
) -> None:
    profile = Profile(*values)
    assert profile.weakest == weakest
    assert profile.situation == situation


def test_a_high_mean_that_hides_a_low_pillar_is_said_plainly() -> None:
    hidden = Profile(5, 2, 5)
    assert hidden.hides
    assert hidden.summary == (
        "Goal 5.0, task 2.0, bond 5.0. Mean 4.0, yet task 2.0: the average hides one low pillar."
    )
    assert not Profile(4, 4, 4).hides
    assert not Profile(2, 2, 2).hides


def test_every_profile_has_words_and_all_words_are_used() -> None:
    assert {profile.situation for profile in EVERY_PROFILE} == set(READINGS.says)
    for profile in EVERY_PROFILE:
        assert f"{profile.lowest:.1f}" in profile.summary
        assert "{" not in profile.summary


def test_several_clients_speak_for_each_weakest_pillar_and_level() -> None:
    for pillar, level, others in product(("goal", "task", "bond"), ("low", "middling"), ("strong", "mixed")):
        lines = READINGS.says[f"{pillar} {level}, others {others}"]
        assert len(set(lines)) >= 2
    spoken = [line for lines in READINGS.says.values() for line in lines]
    assert len(spoken) == len(set(spoken))


def test_client_lines_go_round() -> None:
    profile = Profile(5, 2, 5)
    assert profile.client_line(0) != profile.client_line(1)
    assert profile.client_line(0) == profile.client_line(len(READINGS.says[profile.situation]))


@pytest.mark.parametrize("value", [0.5, 5.5, float("nan")])
def test_a_rating_off_the_scale_is_refused(value: float) -> None:
    with pytest.raises(CourseError, match="task lies between 1 and 5"):
        Profile(3, value, 3)
