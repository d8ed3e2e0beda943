"""The score of a coding, and the line that carries it."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alliance.errors import CourseError
from alliance.pillars import MARKERS, PILLAR_IDS
from alliance.transcripts import (
    WORDS,
    Code,
    Key,
    TurnKey,
    decode,
    encode,
    lesson_key,
    read_codes,
    read_key,
    score_coding,
    score_codings,
    score_turn,
    transcript,
    transcripts,
)
from alliance.transcripts.coding import kappa_in_words
from alliance.transcripts.key import Accept

SECRET = Path(__file__).parents[2] / "autograde" / "keys" / "transcripts"
KEYS = [read_key(SECRET / f"{name}.yaml") for name in transcripts(lesson=False)]
WITHDRAWAL = TurnKey(
    2, "withdrawal", "Because.", "task", 1, ("deferential",), Accept(("confrontation",), ("bond",))
)
CALM = TurnKey(4, "none", "Because.", accept=Accept(("withdrawal",)), lure="silence")


def right(turn: TurnKey) -> Code:
    return Code(turn.kind, turn.pillar, turn.intensity)


def coded(reader: Callable[[TurnKey], Code | None], key: Key) -> dict[int, Code]:
    given = {turn.turn: reader(turn) for turn in key.turns}
    return {turn: code for turn, code in given.items() if code is not None}


@pytest.mark.parametrize(
    ("code", "points", "outcome"),
    [
        (Code("withdrawal", "task", 1), 1.0, "same"),
        (Code("withdrawal", "bond", 2), 1.0, "same"),
        (Code("confrontation", "task", 1), 1.0, "defensible"),
        (Code("withdrawal", "goal", 1), 0.7, "same"),
        (Code("withdrawal", "task", 3), 0.8, "same"),
        (Code("withdrawal"), 0.5, "same"),
        (Code("none"), 0.0, "missed"),
        (None, 0.0, "not_coded"),
    ],
)
def test_a_rupture_earns_kind_pillar_and_intensity(code: Code | None, points: float, outcome: str) -> None:
    score = score_turn(code, WITHDRAWAL)
    assert (score.points, score.outcome) == (points, outcome)
    assert score.reason.endswith("Because.")


def test_the_other_kind_still_earns_pillar_and_intensity() -> None:
    strict = TurnKey(2, "withdrawal", "Because.", "task", 3, ("deferential",))
    score = score_turn(Code("confrontation", "task", 2), strict)
    assert (score.points, score.outcome) == (0.5, "other_kind")
    assert "withdrawal rather than confrontation" in score.reason
    assert score_turn(Code("confrontation", "task", 1), strict).points == 0.3


def test_a_false_alarm_costs_unless_it_can_be_defended() -> None:
    assert score_turn(Code("none"), CALM).points == 0
    assert score_turn(Code("withdrawal", "task", 1), CALM).outcome == "defensible"
    assert score_turn(Code("withdrawal", "task", 1), CALM).points == 0
    alarm = score_turn(Code("confrontation", "task", 1), CALM)
    assert (alarm.outcome, alarm.points) == ("false_alarm", -0.5)
    assert "costs half of what a rupture earns" in alarm.reason
    key = Key("x", "x", (WITHDRAWAL, CALM))
    assert score_coding({2: Code("withdrawal"), 4: Code("confrontation", "task", 1)}, key).points == 0
    assert score_coding({4: Code("confrontation", "task", 1)}, key).points == 0  # never below


def test_the_key_itself_earns_everything_and_no_habit_does() -> None:
    def whole(reader: Callable[[TurnKey], Code | None]) -> float:
        return score_codings([(coded(reader, key), key) for key in KEYS]).share

    assert whole(right) == 1
    assert whole(lambda _: None) == 0
    assert whole(lambda _: Code("none")) == 0
    for pillar in PILLAR_IDS:
        assert whole(lambda _, pillar=pillar: Code("withdrawal", pillar, 2)) == 0
        assert whole(lambda _, pillar=pillar: Code("confrontation", pillar, 2)) == 0


@pytest.mark.parametrize("key", KEYS, ids=lambda key: key.transcript)
def test_every_key_can_be_fully_earned_with_agreement_of_one(key: Key) -> None:
    score = score_coding(coded(right, key), key)
    assert score.points == score.possible == key.ruptures
    assert score.rupture.value == pytest.approx(1)
    assert score.kind.value == pytest.approx(1)
    assert score.misconceptions == ()
    assert [turn.turn for turn in score.turns] == [turn.turn for turn in key.turns]


def believes(*lures: str, hears: bool) -> Callable[[TurnKey], Code]:
    """Return a reader who is right but for turns with these lures, where a rupture is always or never heard."""

    def reader(turn: TurnKey) -> Code:
        if turn.lure in lures:
            return Code("withdrawal", "bond", 1) if hears else Code("none")
        return right(turn)

    return reader


@pytest.mark.parametrize(
    ("reader", "named"),
    [
        (believes("silence", hears=True), ["silence-is-rupture"]),
        (believes("politeness", hears=False), ["politeness-is-alliance"]),
        (believes("dip", "disagreement", hears=True), ["every-dip-is-rupture"]),
        (believes("courtesy", hears=True), []),
        (right, []),
    ],
)
def test_a_misconception_is_named_where_it_is_held_and_no_other(
    reader: Callable[[TurnKey], Code], named: list[str]
) -> None:
    score = score_codings([(coded(reader, key), key) for key in KEYS])
    assert [one.id for one in score.misconceptions] == named
    assert not re.search(r"[{}]", " ".join(one.say for one in score.misconceptions))


@pytest.mark.parametrize("kind", ["none", "withdrawal", "confrontation"])
def test_one_code_for_everything_is_no_misconception_about_silence_or_manners(kind: str) -> None:
    def always(_: TurnKey) -> Code:
        return Code("none") if kind == "none" else Code(kind, "bond", 2)  # type: ignore[arg-type]

    assert score_codings([(coded(always, key), key) for key in KEYS]).misconceptions == ()


def test_one_slip_names_no_misconception() -> None:
    key = lesson_key("good-paper")
    codes = coded(right, key)
    silence = [turn.turn for turn in key.turns if turn.lure == "silence"]
    assert len(silence) == 2
    assert not score_coding(codes | {silence[0]: Code("withdrawal", "bond", 1)}, key).misconceptions
    both = {turn: Code("withdrawal", "bond", 1) for turn in silence}
    (named,) = score_coding(codes | both, key).misconceptions
    assert named.name == "silence is always rupture"
    assert "2 of 2 silences" in named.say


def test_kappa_counts_what_the_key_accepts_and_says_when_there_is_none() -> None:
    from statsmodels.stats.inter_rater import cohens_kappa

    key = lesson_key("twelve-minutes")
    codes = coded(right, key)
    assert score_coding(codes | {8: Code("confrontation", "bond", 1)}, key).rupture.value == 1  # accepted
    score = score_coding(codes | {12: Code("withdrawal", "task", 2)}, key)
    assert score.rupture.value == pytest.approx(cohens_kappa([[4, 1], [0, 3]]).kappa)
    assert score.rupture.sentence == (
        "Rupture or not: you agree with the key on 7 of 8 turns; kappa = 0.75, substantial."
    )
    assert (score.kind.agree, score.kind.n) == (7, 8)
    assert score_coding({2: codes[2]}, key).rupture.sentence == WORDS.kappa.few
    alike = score_coding({turn: code for turn, code in codes.items() if code.kind == "none"}, key).rupture
    assert (alike.value, alike.sentence) == (None, WORDS.kappa.none)
    assert [kappa_in_words(value) for value in (-0.1, 0, 0.5, 1.0)] == [
        "less than chance would give",
        "hardly more than chance",
        "moderate",
        "almost complete",
    ]


def test_reasons_are_whole_sentences_for_every_code_of_every_turn() -> None:
    every = [None, Code("none")] + [
        Code(kind.id, pillar, intensity)
        for kind in MARKERS.kinds
        for pillar in (*PILLAR_IDS, None)
        for intensity in range(4)
    ]
    for key in KEYS:
        for turn in key.turns:
            for code in every:
                score = score_turn(code, turn, key.transcript)
                assert -0.5 <= score.points <= 1
                assert not re.search(r"[{}]|None|\bof of\b|  ", score.reason), score.reason


def test_codes_that_make_no_sense_are_refused_in_one_sentence() -> None:
    for parts, message in [
        (("sulk",), "none, withdrawal or confrontation; 'sulk' is not"),
        (("none", "task"), "Without a rupture there is no pillar"),
        (("withdrawal", "love"), "goal, task or bond"),
        (("withdrawal", "task", 4), "intensity is 1, 2 or 3"),
        (("withdrawal", "task", 1, "defends_self"), "no marker of withdrawal"),
    ]:
        with pytest.raises(CourseError, match=message):
            Code(*parts)  # type: ignore[arg-type]
    with pytest.raises(CourseError, match="Codes are written by turn"):
        read_codes({"two": {"kind": "none"}})
    with pytest.raises(CourseError, match="Codes are written by turn"):
        read_codes({"2": {"kind": "none", "mood": "sad"}})
    with pytest.raises(CourseError, match=r"Turn 3 of twelve-minutes is not the client's"):
        score_coding({3: Code("none")}, lesson_key("twelve-minutes"))


def any_code() -> st.SearchStrategy[Code]:
    ruptures = [
        st.builds(
            Code,
            st.just(kind.id),
            st.sampled_from([*PILLAR_IDS, None]),
            st.integers(0, 3),
            st.sampled_from([None, *(m.id for m in MARKERS.markers if m.kind == kind.id)]),
        )
        for kind in MARKERS.kinds
    ]
    return st.one_of(st.just(Code("none")), *ruptures)


@given(codes=st.dictionaries(st.sampled_from(transcript("a-field").client_turns), any_code(), min_size=1))
def test_a_line_of_codes_is_read_back_as_it_was_written(codes: dict[int, Code]) -> None:
    line = encode("a-field", codes)
    assert decode(line).codes == codes
    assert decode(f" “{line.upper().replace('-', '–')}”.\n").codes == codes


def test_a_slip_in_a_line_is_found_and_said() -> None:
    line = encode("sleep-diary", {2: Code("none"), 6: Code("withdrawal", "task", 2, "deferential")})
    assert re.fullmatch(r"AWT1\.sleep-diary\.[0-9a-f]{6}\.2n-6wt2:deferential\.\w{4}", line)
    assert encode("sleep-diary", {}) == ""
    for broken in (line.replace("6wt2", "6wt1"), line.replace("2n-", "4n-")):
        with pytest.raises(CourseError, match="slip"):
            decode(broken)
    for broken in (line[:-3], "", "AWT1", line * 20, "AW1.thought-log.abc123.12.abcd"):
        with pytest.raises(CourseError, match="not a whole line of codes"):
            decode(broken)
    with pytest.raises(CourseError, match="text in quotation marks"):
        decode(...)


def test_a_line_of_older_words_or_other_turns_is_refused() -> None:
    from alliance.transcripts.receipt import _check

    def forged(body: str) -> str:
        return f"{body}.{_check(body.lower())}"

    fresh = transcript("sauce").hash[:6]
    with pytest.raises(CourseError, match="older version of sauce"):
        decode(forged("AWT1.sauce.000000.1n"))
    with pytest.raises(CourseError, match="Turn 2 of sauce is not the client's"):
        decode(forged(f"AWT1.sauce.{fresh}.2n"))
    with pytest.raises(CourseError, match="coded twice"):
        decode(forged(f"AWT1.sauce.{fresh}.1n-1n"))
    with pytest.raises(CourseError, match="'1zz' is no code"):
        decode(forged(f"AWT1.sauce.{fresh}.1zz"))
    with pytest.raises(CourseError, match="no transcript 'soup'"):
        decode(forged(f"AWT1.soup.{fresh}.1n"))
