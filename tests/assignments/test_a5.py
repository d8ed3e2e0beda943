"""A5: drops by a rule, turns by ear, and a second reader."""

import itertools
import math
import random
import statistics
from collections import Counter
from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest
from msgspec.structs import replace
from sheets import ROOT, solved, typed

from alliance.assignments import Assignment, assignment, letters
from alliance.caseload import v_shapes
from alliance.errors import CourseError
from alliance.pillars import PILLAR_IDS, PillarId
from alliance.practice import notes
from alliance.transcripts import (
    Code,
    Key,
    TurnKey,
    decode,
    encode,
    read_key,
    score_codings,
    second_reading,
    side_by_side,
    transcript,
    transcripts,
)
from alliance.transcripts.receipt import KINDS
from alliance_grader.scoring import read_key as read_manifest
from alliance_grader.scoring import score_item
from alliance_grader.scoring.case import Case
from alliance_grader.scoring.parts import CodingPart, NumberPart
from alliance_grader.simulated import Student, roster, sheet
from alliance_grader.simulated.attempt import led_astray

ASSIGNMENT = "a5_rupture_detective"
KEY = read_manifest(ROOT, ASSIGNMENT)
VARIANTS = letters("a5")
FIRST, SECOND = (solved(ASSIGNMENT, "A")[name] for name in ("codes_first", "codes_second"))
every_variant = pytest.mark.parametrize("variant", VARIANTS)


def keys_of(work: Assignment) -> list[Key]:
    return [
        read_key(ROOT / "autograde" / "keys" / "transcripts" / f"{one.id}.yaml") for one in work.transcripts
    ]


def points_of(item: str, answers: dict[str, Any], variant: str = "A") -> float:
    points = score_item(item, answers, KEY, variant).points
    assert points is not None
    return points


def counted(sessions: pd.DataFrame, criterion: float) -> tuple[list[int], float]:
    """Count falls, V-shapes and clients with one by hand; and how near the nearest fall lies to the criterion, in points."""
    rated: dict[str, list[float]] = {}
    for row in sessions.sort_values(["client", "session"]).to_dict("records"):
        if not math.isnan(row["alliance"]):
            rated.setdefault(row["client"], []).append(row["alliance"])
    enough = [scores for scores in rated.values() if len(scores) >= 3]
    squares = sum((score - statistics.fmean(scores)) ** 2 for scores in enough for score in scores)
    line = criterion * math.sqrt(squares / sum(len(scores) - 1 for scores in enough))
    falls = shapes = clients = 0
    nearest = math.inf
    for scores in enough:
        before = shapes
        for at, (one, other) in enumerate(itertools.pairwise(scores), start=1):
            nearest = min(nearest, abs(one - other - line))
            if one - other >= line:
                falls += 1
                shapes += max(scores[at + 1 :], default=0.0) >= (one + other) / 2 - 1e-9
        clients += shapes > before
    return [falls, shapes, clients], nearest


@every_variant
def test_the_caseload_teaches_what_it_should(variant: str) -> None:
    """The caseloads were chosen for this; a change of the simulator must choose again."""
    sessions = assignment("a5", variant).sessions
    (mild, near_one), (strict, near_two) = (counted(sessions, criterion) for criterion in (1, 2))
    assert len({*mild, *strict}) == 6, "falls, V-shapes and clients can be told apart at a glance"
    assert strict[1] >= 5
    assert 3 <= mild[1] / strict[1] <= 4.2, "the two rules give very different counts, in every variant alike"
    assert min(near_one, near_two) > 0.004, "no rounding of another machine moves a count"


@every_variant
@pytest.mark.parametrize("criterion", [1, 1.5, 2])
def test_the_verb_counts_what_a_loop_counts(variant: str, criterion: float) -> None:
    found = v_shapes(assignment("a5", variant).sessions, criterion)
    assert [found.numbers[name] for name in ("falls", "v_shapes", "clients")] == counted(
        assignment("a5", variant).sessions, criterion
    )[0]
    assert found.value == found.numbers["v_shapes"]


def test_the_verb_knows_a_v_when_it_sees_one() -> None:
    def rated(*scores: float | None) -> pd.DataFrame:
        level = pd.DataFrame({"client": "C02", "session": range(1, 41), "alliance": [3.0, 3.2] * 20})
        mine = pd.DataFrame({"client": "C01", "session": range(1, len(scores) + 1), "alliance": scores})
        return pd.concat([mine.astype({"alliance": float}), level])

    for scores, falls, shapes in [
        ((4.0, 2.0, 4.0), 1, 1),
        ((4.0, 2.0, 2.9), 1, 0),  # less than half of it comes back
        ((4.0, 2.0, None, 3.0), 1, 1),  # a session without a rating is passed over
        ((4.0, 2.0, 2.0), 1, 0),
        ((2.0, 4.0, 2.0), 1, 0),  # nothing comes after
        ((4.0, 2.0), 0, 0),  # too short to be counted
        ((4.0, 2.0, 4.0, 2.0, 4.0), 2, 2),
    ]:
        numbers = v_shapes(rated(*scores), 3).numbers
        assert (numbers["falls"], numbers["v_shapes"]) == (falls, shapes), scores


@pytest.mark.parametrize("drop", [0, -1, 4, math.nan, "1", True, None])
def test_a_criterion_that_is_none_is_answered_in_a_sentence(drop: Any) -> None:
    with pytest.raises(CourseError, match=r"v_shapes\(sessions, 1\)"):
        v_shapes(assignment("a5").sessions, drop)


@every_variant
def test_known_wrong_numbers_are_far_enough_from_the_right_ones(variant: str) -> None:
    work = assignment("a5", variant)
    case = Case(solved(ASSIGNMENT, variant), work)
    for part in (part for item in KEY.items for part in item.parts if isinstance(part, NumberPart)):
        for about in part.answers.values():
            values = [
                float(case.truth(part.truth, about)),
                *(float(one.true(about, case)) for one in part.wrong),
            ]
            for one, other in itertools.combinations(values, 2):
                assert abs(one - other) >= 2 * part.tolerance, part.truth


@every_variant
def test_the_two_conversations_are_as_hard_as_every_other_pair(variant: str) -> None:
    work = assignment("a5", variant)
    turns = [turn for key in keys_of(work) for turn in key.turns]
    kinds, lures = Counter(turn.kind for turn in turns), Counter(turn.lure for turn in turns)
    assert not any(one.lesson for one in work.transcripts), "their keys would be in the package"
    assert len(turns) in {20, 21}
    assert (kinds["withdrawal"], kinds["confrontation"]) in {(6, 2), (5, 3)}
    assert 2 <= sum(bool(turn.accept.kinds) for turn in turns) <= 3, "some turns can be read in two ways"
    assert lures["silence"] >= 2
    assert lures["politeness"] >= 3
    assert lures["dip"] + lures["disagreement"] >= 4


def always(code: Code) -> Callable[[TurnKey, Key], Code]:
    """Return a reader who hears the same in every turn."""
    return lambda *_: code


def copying(pillar: PillarId) -> Callable[[TurnKey, Key], Code]:
    """Return a reader who takes the kinds from the second reader and guesses the rest."""

    def reader(turn: TurnKey, key: Key) -> Code:
        heard = second_reading(transcript(key.transcript))[turn.turn]
        return Code("none") if heard == "none" else Code(heard, pillar, 2)

    return reader


def guessing(draw: random.Random) -> Callable[[TurnKey, Key], Code]:
    """Return a reader who draws each code."""

    def reader(*_: object) -> Code:
        kind = draw.choice(KINDS)
        return Code("none") if kind == "none" else Code(kind, draw.choice(PILLAR_IDS), 2)

    return reader


def share(work: Assignment, reader: Callable[[TurnKey, Key], Code]) -> float:
    coded = [({turn.turn: reader(turn, key) for turn in key.turns}, key) for key in keys_of(work)]
    return score_codings(coded).share


@every_variant
def test_no_habit_and_no_copying_earns_more_than_a_quarter(variant: str) -> None:
    work = assignment("a5", variant)
    assert share(work, always(Code("none"))) == 0
    for pillar in PILLAR_IDS:
        assert share(work, always(Code("withdrawal", pillar, 2))) < 0.2
        assert share(work, always(Code("confrontation", pillar, 2))) < 0.2
        assert share(work, copying(pillar)) <= 0.25
    guesser = guessing(random.Random(variant))
    assert statistics.fmean(share(work, guesser) for _ in range(60)) < 0.2


@every_variant
def test_the_second_reader_is_as_good_in_every_variant_and_is_no_key(variant: str) -> None:
    outcomes: Counter[str] = Counter()
    for key in keys_of(assignment("a5", variant)):
        heard = second_reading(transcript(key.transcript))
        codes = {turn: Code(kind) for turn, kind in heard.items()}
        outcomes.update(turn.outcome for turn in score_codings([(codes, key)]).turns)
    assert (outcomes["missed"], outcomes["false_alarm"]) == (4, 4)
    assert outcomes["other_kind"] == outcomes["defensible"] == outcomes["not_coded"] == 0


def test_the_second_reader_has_coded_nothing_that_is_not_there() -> None:
    with pytest.raises(CourseError, match="has not coded sleep-diary; there are three-tuesdays"):
        second_reading(transcript("sleep-diary"))
    work = assignment("a5")
    table = side_by_side(work.transcripts, ..., "no line of codes")
    assert table["mine"].isna().all()
    assert (table["says"].str.len() <= 48).all()
    swapped = side_by_side(work.transcripts, SECOND, FIRST)
    assert swapped["mine"].tolist() == side_by_side(work.transcripts, FIRST, SECOND)["mine"].tolist()


def agreement(mine: list[str], theirs: list[str]) -> float:
    """Cohen's kappa, from its definition."""
    n = len(mine)
    same = sum(one == other for one, other in zip(mine, theirs, strict=True)) / n
    chance = sum(mine.count(code) * theirs.count(code) for code in {*mine, *theirs}) / n**2
    return (same - chance) / (1 - chance)


@every_variant
@pytest.mark.parametrize(
    "misconception", ["", "silence-is-rupture", "politeness-is-alliance", "every-dip-is-rupture"]
)
def test_kappa_is_judged_on_the_students_own_codes(variant: str, misconception: str) -> None:
    work = assignment("a5", variant)
    (part,) = (part for part in KEY.item("a5-coding").parts if isinstance(part, CodingPart))
    codes = (part.mistaken(misconception, Case({}, work)) or part.solution(Case({}, work))) | {
        "kappa_says": "b"
    }
    mine = [decode(codes[name]).codes for name in part.answers]
    theirs = [list(second_reading(one).values()) for one in work.transcripts]
    own = agreement(
        [code.kind for one in mine for code in one.values()], [kind for one in theirs for kind in one]
    )
    assert points_of("a5-kappa", codes | {"my_kappa": round(own, 2)}, variant) == pytest.approx(3)
    assert points_of("a5-kappa", codes | {"my_kappa": round(own, 2) + 0.05}, variant) == pytest.approx(1.2)


@every_variant
@pytest.mark.parametrize(
    "misconception", ["silence-is-rupture", "politeness-is-alliance", "every-dip-is-rupture"]
)
def test_each_misconception_shows_in_the_codes_of_every_variant(variant: str, misconception: str) -> None:
    item = KEY.item("a5-coding")
    answers = item.mistaken(misconception, assignment("a5", variant))
    assert score_item("a5-coding", answers, KEY, variant).misconceptions == (misconception,)


def test_without_codes_there_is_no_kappa_to_be_right_about() -> None:
    result = score_item("a5-kappa", {"my_kappa": 0.26, "kappa_says": "b"}, KEY)
    assert result.points == pytest.approx(1.2)
    assert any("earlier answer, which is not there" in reason for reason in result.reasons)


def test_what_follows_from_own_counts_counts() -> None:
    later = {"times_as_many": 7, "drops_say": "d"}
    assert points_of("a5-drops", {"drops_1sd": 35, "drops_2sd": 5, **later}) == pytest.approx(
        0.5 + 1.5 + 1.5 + 1.5
    )
    assert points_of("a5-drops", {"drops_1sd": 35, "drops_2sd": 0, **later}) == pytest.approx(0.5 + 1.5)
    assert points_of("a5-drops", later) == pytest.approx(1.5)


def test_a_line_counts_for_the_conversation_that_it_names() -> None:
    assert points_of("a5-coding", {"codes_first": SECOND, "codes_second": FIRST}) == 15
    once = score_item("a5-coding", {"codes_first": FIRST, "codes_second": FIRST}, KEY)
    assert once.points == 7.5
    assert any("counts once" in reason for reason in once.reasons)
    other = score_item("a5-coding", {"codes_first": FIRST, "codes_second": SECOND}, KEY, "B")
    assert other.points == 0
    assert any("Your variant of the assignment is about" in reason for reason in other.reasons)


def test_the_reasons_name_the_turn_and_what_is_the_case() -> None:
    codes = dict(decode(FIRST).codes) | {2: Code("none"), 12: Code("confrontation", "task", 1)}
    result = score_item(
        "a5-coding", {"codes_first": encode("three-tuesdays", codes), "codes_second": SECOND}, KEY
    )
    assert result.points == pytest.approx(15 * (8 - 1 - 0.5) / 8)
    said = " ".join(result.reasons)
    assert (
        "You heard 7 of 8 ruptures, with 1 false alarm: 12.19 of 15 points. You and the key say the same on 18 turns of 20; kappa = 0.82."
        in said
    )
    assert "“Three Tuesdays”, turn 2: Passed over: the key has withdrawal here" in said
    assert "“Three Tuesdays”, turn 12: You heard confrontation where the key has no rupture" in said
    assert "“Three Tuesdays”, no rupture in turns 10, 14, 16, 18, 20: as in the key." in said
    assert result.misconceptions == ()
    assert all(len(reason) < 600 for reason in result.reasons)


@pytest.mark.parametrize(
    ("pasted", "words"),
    [
        (FIRST, ""),
        (f"“{FIRST}”", ""),
        (f"  {FIRST.upper()}\n", ""),
        (FIRST.replace("-", "–"), ""),
        (FIRST[:-1] + "q", "There is a slip in this line"),
        (FIRST[:-6], "not a whole line of codes"),
        (SECOND, "this is the receipt of 'aisle-seat'; here the one of 'three-tuesdays' is wanted"),
        (7, "paste the receipt between two quotation marks"),
        ("three tuesdays", "copy it again with the Copy button"),
    ],
)
def test_the_practice_check_answers_whatever_is_pasted(pasted: Any, words: str) -> None:
    note = notes("a5-coding", {"codes_first": pasted})[0]
    assert (note.state == "ready") == (not words)
    assert words in note.where


def test_the_practice_check_asks_for_the_conversations_of_the_own_variant() -> None:
    theirs = {name: solved(ASSIGNMENT, "B")[name] for name in ("codes_first", "codes_second")}
    assert [note.state for note in notes("a5-coding", theirs, "b")][:2] == ["ready", "ready"]
    assert [note.state for note in notes("a5-coding", theirs)][:2] == ["look again", "look again"]
    assert [note.state for note in notes("a5-coding", theirs, "Q")][:2] == ["look again", "look again"]


def test_every_conversation_of_the_assignment_is_there_and_28_points_are_to_be_earned() -> None:
    named = {one.id for variant in VARIANTS for one in assignment("a5", variant).transcripts}
    assert named < set(transcripts(lesson=False))
    assert sum(item.points for item in KEY.items) == 28
    assert typed(ASSIGNMENT, "excellent")["codes_first"] == FIRST


def coded_by(student: Student) -> dict[str, Any]:
    """Return a simulated student's codes; the rest of the sheet takes its time and says nothing here."""
    coding = replace(KEY, items=(KEY.item("a5-coding"),))
    return sheet(student, coding, 5).answers


def test_what_a_simulated_student_knows_shows_in_the_codes_with_a_misconception_and_without() -> None:
    """Else the item report would say of the simulation what it means to say of the item."""
    working = [one for one in roster(KEY, 110, 5) if one.role in {"works", "mistaken"}]
    earned = {one: points_of("a5-coding", coded_by(one), one.variant) / 15 for one in working}
    misled = {"silence-is-rupture", "politeness-is-alliance", "every-dip-is-rupture"}
    for group in (
        [one for one in working if not one.believes],
        [one for one in working if misled & {*one.believes}],
    ):
        pairs = [(one.ability, earned[one]) for one in group]
        assert len(pairs) > 20
        assert statistics.correlation(*zip(*pairs, strict=True)) > 0.4
    shares = [earned[one] for one in working if not one.believes]
    assert 0.35 < statistics.fmean(shares) < 0.75, (
        "the item gives most of its points neither to all nor to nobody"
    )
    assert statistics.stdev(shares) > 0.2


@every_variant
def test_a_misconception_leads_astray_where_its_lures_are_and_nowhere_else(variant: str) -> None:
    work, item = assignment("a5", variant), KEY.item("a5-coding")
    right, held = item.solution(work), item.mistaken("silence-is-rupture", work)
    for name, key in zip(("codes_first", "codes_second"), keys_of(work), strict=True):
        own = encode(key.transcript, {turn.turn: Code("confrontation", "goal", 3) for turn in key.turns})
        led = decode(led_astray(own, right[name], held[name])).codes
        lured = {turn.turn for turn in key.turns if turn.lure == "silence"}
        assert {turn for turn, code in led.items() if code.kind == "withdrawal"} == lured


def test_a_rupture_that_is_passed_over_everywhere_is_no_faith_in_good_manners() -> None:
    """Two polite ruptures of three that were missed may be chance; so may all, for one who misses the others too."""
    (part,) = (part for part in KEY.item("a5-coding").parts if isinstance(part, CodingPart))
    work = assignment("a5", "A")
    polite = [
        (key.transcript, turn.turn)
        for key in keys_of(work)
        for turn in key.turns
        if turn.lure == "politeness"
    ]
    ruptures = [(key.transcript, turn.turn) for key in keys_of(work) for turn in key.turns if turn.rupture]

    def named(missed: list[tuple[str, int]]) -> tuple[str, ...]:
        answers = dict(part.solution(Case({}, work)))
        for name in part.answers:
            coding = decode(answers[name])
            codes = {
                turn: Code("none") if (coding.transcript, turn) in missed else code
                for turn, code in coding.codes.items()
            }
            answers[name] = encode(coding.transcript, codes)
        return score_item("a5-coding", answers, KEY).misconceptions

    assert named(polite) == ("politeness-is-alliance",)
    assert named(polite[:2]) == ()
    assert named([*polite, *(one for one in ruptures if one not in polite)][:7]) == ()
