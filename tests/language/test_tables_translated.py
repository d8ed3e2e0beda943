"""Tables of data in another language: the places that trainees read, and nothing else."""

from dataclasses import asdict

import pytest

from alliance.language import languages, speaking
from alliance.language.tables import inside, is_at, spoken
from alliance.pillars import READINGS, VIGNETTES, Profile
from alliance.pillars.vocabulary import pillar_words

OTHERS = languages()[1:]


def test_english_is_the_table_itself() -> None:
    table = asdict(READINGS)
    assert spoken(table, "pillars/readings.yaml") is table


def test_only_the_places_that_are_named_are_spoken() -> None:
    with speaking("de"):
        told = spoken([asdict(one) for one in VIGNETTES], "pillars/vignettes.yaml")
        one_place = spoken([{"id": "Reveal", "client": "Reveal"}], "pillars/vignettes.yaml")
    assert one_place == [{"id": "Reveal", "client": "Aufdecken"}]
    for one, other in zip(VIGNETTES, told, strict=True):
        assert (other["id"], other["profile"]) == (one.id, asdict(one.profile))
        assert other["says"] != one.says
        assert set(other["feedback"]) == {"goal", "task", "bond"}
        assert other["feedback"]["goal"] != one.feedback.goal


@pytest.mark.parametrize("language", OTHERS)
def test_a_cue_is_a_stretch_of_what_is_said_in_every_language(language: str) -> None:
    with speaking(language):
        told = spoken([asdict(one) for one in VIGNETTES], "pillars/vignettes.yaml")
    assert [one["id"] for one in told if one["says"].count(one["cue"]) != 1] == []


def test_a_table_without_places_is_a_fault_of_ours() -> None:
    with speaking("de"), pytest.raises(LookupError, match=r"no places of widgets/nothing\.yaml"):
        spoken({"a": "b"}, "widgets/nothing.yaml")


@pytest.mark.parametrize(
    ("place", "pattern", "there"),
    [
        ("3.says", "*.says", True),
        ("3.feedback.goal", "*.feedback.*", True),
        ("3.feedback.goal", "*.*", False),
        ("3.says.deep", "*.says", False),
        ("summary.all strong", "summary.*", True),
    ],
)
def test_a_place_is_named_by_a_pattern(place: str, pattern: str, there: bool) -> None:
    assert is_at(place, pattern) is there


def test_a_profile_is_read_aloud_in_german_with_its_decimal_comma() -> None:
    with speaking("de"):
        assert Profile(5, 2, 5).summary == (
            "Ziele 5,0; Aufgaben 2,0; Bindung 5,0. "
            "Mittelwert 4,0, doch Aufgaben 2,0: Der Durchschnitt verbirgt eine niedrige Säule."
        )
        assert pillar_words(("goal", "bond")) == "Ziele und Bindung"
        assert inside("Keine Quelle") == "Keine Quelle"
    assert inside("No source") == "no source"
