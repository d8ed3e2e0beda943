"""Every transcript and every key: whole, tied to each other, and worth coding."""

import re
from collections import Counter
from dataclasses import replace
from importlib.resources import files
from itertools import pairwise
from pathlib import Path

import pytest

from alliance.errors import CourseError
from alliance.pillars import MARKER, MARKERS, PILLAR_IDS, REPAIR, RUPTURE_KINDS, markers
from alliance.tables import read
from alliance.transcripts import WORDS, Key, lesson_key, read_key, transcript, transcripts
from alliance.transcripts.key import Accept
from alliance.transcripts.transcript import Transcript

ROOT = Path(__file__).parents[2]
SECRET = ROOT / "autograde" / "keys" / "transcripts"
SHIPPED = ROOT / "course" / "alliance" / "transcripts"
IDS = transcripts()


def key_of(transcript_id: str) -> Key:
    if transcript(transcript_id).lesson:
        return lesson_key(transcript_id)
    return read_key(SECRET / f"{transcript_id}.yaml")


KEYS = {transcript_id: key_of(transcript_id) for transcript_id in IDS}
every_transcript = pytest.mark.parametrize("transcript_id", IDS)


def test_three_of_fifteen_are_for_lessons_and_their_keys_alone_are_shipped() -> None:
    lessons, others = transcripts(lesson=True), transcripts(lesson=False)
    assert (len(lessons), len(others)) == (3, 12)
    assert sorted(path.stem for path in SECRET.iterdir()) == list(others)
    assert sorted(path.stem for path in (SHIPPED / "lesson_codings").iterdir()) == list(lessons)
    with pytest.raises(CourseError, match="sauce belongs to an assignment"):
        lesson_key("sauce")
    with pytest.raises(CourseError, match=r"no transcript 'nothing'; choose from a-field, .*sauce"):
        transcript("nothing")


def test_no_word_of_a_secret_key_is_in_the_package() -> None:
    shipped = " ".join(
        " ".join(path.read_text(encoding="utf-8").split())
        for path in (ROOT / "course").rglob("*")
        if path.suffix in {".yaml", ".py", ".js", ".ipynb", ".csv", ".toml"}
    )
    for transcript_id in transcripts(lesson=False):
        for turn in KEYS[transcript_id].turns:
            assert turn.why not in shipped, (transcript_id, turn.turn)


@every_transcript
def test_transcript_is_a_conversation_of_a_readable_length(transcript_id: str) -> None:
    one = transcript(transcript_id)
    assert one.id == transcript_id
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", one.id)
    assert 12 <= len(one.turns) <= 25
    assert all(first.speaker != second.speaker for first, second in pairwise(one.turns))
    assert one.session >= 1
    assert all(turn.says == turn.says.strip() and len(turn.says) < 260 for turn in one.turns)
    assert all(turn.says.count("[") == turn.says.count("]") for turn in one.turns)
    assert not [turn for turn in one.turns if re.search(r"['\"]", turn.says)], "typographic marks throughout"


@every_transcript
def test_key_has_every_client_turn_of_these_very_words(transcript_id: str) -> None:
    key, one = KEYS[transcript_id], transcript(transcript_id)
    assert key.transcript == transcript_id
    assert key.hash == one.hash
    assert tuple(turn.turn for turn in key.turns) == one.client_turns
    assert all(20 < len(turn.why) < 320 for turn in key.turns)
    assert 1 <= key.ruptures <= len(key.turns) / 2


def test_a_changed_word_parts_a_key_from_its_transcript() -> None:
    one = transcript("sauce")
    other = replace(one, turns=(replace(one.turns[0], says="Hello."), *one.turns[1:]))
    assert len({one.hash, other.hash, replace(one, id="soup").hash}) == 3
    with pytest.raises(CourseError, match="was made for other words"):
        replace(KEYS["sauce"], hash=other.hash).checked()


def test_a_key_that_contradicts_itself_is_refused(tmp_path: Path) -> None:
    key = KEYS["sauce"]
    rupture = next(turn for turn in key.turns if turn.rupture)
    calm = next(turn for turn in key.turns if not turn.rupture)

    def with_turn(turn: object, number: int) -> Key:
        return replace(key, turns=tuple(turn if t.turn == number else t for t in key.turns))  # type: ignore[misc]

    wrong = {
        "has a pillar, an intensity": replace(rupture, intensity=0),
        "no pillar, no intensity": replace(calm, intensity=1),
        "does not accept 'none'": replace(rupture, accept=Accept(kinds=("none",))),
        "markers are ids of the vocabulary": replace(rupture, markers=("sulking",)),
        "first one of this kind": replace(rupture, markers=("controls_pressures",)),
        "need not be accepted": replace(rupture, accept=Accept(pillars=("task",))),
        "is the lure of a rupture": replace(calm, lure="politeness"),
    }
    for message, turn in wrong.items():
        with pytest.raises(CourseError, match=message):
            with_turn(turn, turn.turn).checked()
    with pytest.raises(CourseError, match="each of the client's turns once"):
        replace(key, turns=key.turns[1:]).checked()
    broken = tmp_path / "sauce.yaml"
    broken.write_text(
        "transcript: sauce\nhash: x\nturns: [{turn: 1, kind: sulk, why: no}]\n", encoding="utf-8"
    )
    with pytest.raises(CourseError, match=r"sauce\.yaml: Invalid enum value 'sulk'"):
        read_key(broken)


def test_about_a_third_are_ruptures_and_withdrawal_is_the_more_frequent() -> None:
    turns = [turn for key in KEYS.values() for turn in key.turns]
    kinds = Counter(turn.kind for turn in turns)
    assert 0.28 <= 1 - kinds["none"] / len(turns) <= 0.40
    assert kinds["withdrawal"] > 1.5 * kinds["confrontation"] > 15
    ruptures = [turn for turn in turns if turn.rupture]
    assert {turn.pillar for turn in ruptures} == set(PILLAR_IDS)
    assert {turn.intensity for turn in ruptures} == {1, 2, 3}
    assert {marker for turn in ruptures for marker in turn.markers} == set(MARKER)
    # A rupture can come at any place, the last turn included: no place gives it away.
    assert sum(key.turns[-1].rupture for key in KEYS.values()) >= 3
    assert sum(key.turns[0].rupture for key in KEYS.values()) >= 3


def test_what_tempts_is_not_given_away_by_its_form() -> None:
    """Silence, short answers and thanks come with and without a rupture."""
    said = [
        (transcript(name).turns[turn.turn - 1].says, turn) for name, key in KEYS.items() for turn in key.turns
    ]
    forms = {
        "silence": lambda text: re.search(r"\[[^\]]*(silen|nothing|quiet)", text, re.I),
        "short": lambda text: len(text.split()) <= 10,
        "friendly": lambda text: re.search(r"thank|kind|lovely|nice|very well|good", text, re.I),
        "tears or a laugh": lambda text: re.search(r"\[[^\]]*(eyes|laugh|voice|smile)", text, re.I),
    }
    for name, form in forms.items():
        found = Counter(turn.rupture for text, turn in said if form(text))
        assert found[True] >= 3, name
        assert found[False] >= 3, name


def test_every_misconception_has_chances_enough_to_show() -> None:
    for lessons in (True, False):
        lures = Counter(turn.lure for name in transcripts(lesson=lessons) for turn in KEYS[name].turns)
        for pattern in WORDS.misconceptions:
            assert sum(lures[lure] for lure in pattern.lures) >= 3, pattern.id


def test_people_therapies_and_places_vary() -> None:
    every = [transcript(name) for name in IDS]
    assert len({one.therapy for one in every}) == len(every)
    assert len({one.therapist for one in every}) == len(every)
    assert len({one.client.split(",")[0] for one in every}) == len(every)
    assert Counter(one.delivery for one in every)["video"] >= 5
    ages = [int(re.findall(r"\d+", one.client)[0]) for one in every]
    assert min(ages) <= 22
    assert max(ages) >= 60


def test_markers_have_words_of_our_own_and_a_source() -> None:
    assert markers() == MARKERS.markers
    assert Counter(marker.kind for marker in markers()) == {"withdrawal": 7, "confrontation": 7}
    assert tuple(kind.id for kind in MARKERS.kinds) == RUPTURE_KINDS
    assert "3RS" in MARKERS.source.reference
    for marker in markers():
        texts = [marker.means, marker.example, marker.near_miss, marker.because]
        assert len(set(texts)) == 4
        assert all(len(text) >= 18 for text in texts)


def test_repair_is_named_as_the_field_names_it() -> None:
    assert Counter(strategy.way for strategy in REPAIR.strategies) == {"immediate": 4, "exploratory": 6}
    assert [stage.id for stage in REPAIR.stages] == [
        "notice_marker",
        "explore_experience",
        "explore_avoidance",
        "wish_or_need",
    ]
    assert {route.kind for route in REPAIR.routes} == set(RUPTURE_KINDS)
    assert {source.cite for source in REPAIR.sources} >= {"Safran and Muran (2000)"}


def test_files_of_the_package_are_transcripts_and_nothing_else() -> None:
    names = [file.name for file in files("alliance.transcripts").iterdir() if file.name.endswith(".yaml")]
    assert sorted(names) == [f"{name}.yaml" for name in IDS]
    for name in names:
        assert read(SHIPPED / name, Transcript).id == name.removesuffix(".yaml")
