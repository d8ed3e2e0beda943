"""A3: r, r squared, three raters and eight claims."""

import random
from collections import Counter
from itertools import combinations
from pathlib import Path

import pandas as pd
import pytest
from sheets import ROOT, results, solved, typed

from alliance import Finding
from alliance.assignments import Assignment, assignment, letters
from alliance.caseload import correlate
from alliance.tables import packaged, read
from alliance_grader.course import source_notebook
from alliance_grader.notebooks import read_notebook
from alliance_grader.scoring import read_key, score_item
from alliance_grader.scoring.case import Case
from alliance_grader.scoring.parts import LabelPart, NumberPart

ASSIGNMENT = "a3_evidence_check"
KEY = read_key(ROOT, ASSIGNMENT)
VARIANTS = letters("a3")
LABELS = {"supported", "overstated", "contested", "no source found"}
RATERS = ("alliance", "alliance_therapist", "alliance_observer")
NUMBERS = [part for item in KEY.items for part in item.parts if isinstance(part, NumberPart)]
CLAIMS: dict[str, dict[str, str]] = read(
    Path(ROOT) / "autograde" / "keys" / "cards" / "a3.yaml", dict[str, dict[str, dict[str, str]]]
)["claims"]
every_variant = pytest.mark.parametrize("variant", VARIANTS)


def pearson(table: pd.DataFrame, first: str, second: str = "residual_change") -> float:
    """Pearson's r by its definition, over the rows that have both."""
    both = table[[first, second]].dropna()
    away = both - both.mean()
    return float((away[first] * away[second]).sum() / ((away**2).sum() ** 0.5).prod())


def points(item: str, variant: str = "A", **answers: object) -> float | None:
    return score_item(item, answers, KEY, variant).points


def test_the_assignment_is_worth_22_points() -> None:
    assert [item.points for item in KEY.items] == [3, 3, 4, 8, 4, 0]


@every_variant
def test_true_values_are_those_of_an_independent_calculation(variant: str) -> None:
    table, right = assignment("a3", variant).per_client, solved(ASSIGNMENT, variant)
    assert right["r_early"] == pytest.approx(pearson(table, "alliance_session_3"))
    assert right["r_squared"] == pytest.approx(pearson(table, "alliance_session_3") ** 2)
    found = [right[f"r_{rater}"] for rater in ("client", "therapist", "observer")]
    assert found == pytest.approx([pearson(table, column) for column in RATERS])


@every_variant
def test_a_variant_teaches_what_it_should(variant: str) -> None:
    """The caseloads were chosen for this; a change of the simulator must choose again."""
    assert demands(assignment("a3", variant)) == []


def demands(work: Assignment) -> list[str]:
    """Say what a caseload lacks for A3."""
    table = work.per_client
    early = correlate(table, "alliance_session_3", "residual_change")
    raters = [correlate(table, column, "residual_change") for column in RATERS]
    lows, highs = ([one.numbers[end] for one in raters] for end in ("low", "high"))
    wanted = {
        "r is about as large as what is published": 0.22 < early.value < 0.34,
        "its interval leaves out 0": early.numbers["low"] > 0,
        "so do those of the raters": min(lows) > 0,
        "the raters' intervals share more than half of each": min(highs) - max(lows) > 0.5 * longest(raters),
        "no two raters are as good as equal": apart([one.value for one in raters]) > 0.012,
        "known wrong values are far from the right ones": strays(work) == [],
    }
    return [words for words, holds in wanted.items() if not holds]


def longest(found: list[Finding]) -> float:
    return max(one.numbers["high"] - one.numbers["low"] for one in found)


def apart(values: list[float]) -> float:
    return min(abs(one - other) for one, other in combinations(values, 2))


def strays(work: Assignment) -> list[str]:
    """Return the blanks with a known wrong value nearer than two tolerances to the truth, or to another one."""
    answers: dict[str, object] = {}
    for item in KEY.items:
        answers |= item.solution(work, answers)
    case, found = Case(answers, work), []
    for part in NUMBERS:
        for name, about in part.answers.items():
            true = float(case.truth(part.truth, about))
            # The square of a right r is right, and a rater is no wrong rater for itself.
            wrong = {float(one.true(about, case)) for one in part.wrong} - {true}
            if apart([true, *wrong]) < 2 * part.tolerance:
                found.append(name)
    return found


def test_r_squared_follows_the_students_own_r() -> None:
    assert points("a3-r-squared", r_early=0.5, r_squared=0.25) == pytest.approx(2.1)
    assert points("a3-r-squared", r_early=-0.5, r_squared=0.25) == pytest.approx(2.1)
    assert points("a3-r-squared", r_early="50%", r_squared=25) == 0, (
        "25 is 50 squared in no unit that was given"
    )
    assert points("a3-r-squared", r_early="50", r_squared="0.25") == pytest.approx(2.1)
    assert points("a3-r-squared", r_early=0.5, r_squared=0.5) == pytest.approx(0.7)
    assert points("a3-r-squared", r_early=0.5, r_squared=1.0) == 0


@every_variant
def test_r_squared_counts_whatever_stands_before_it(variant: str) -> None:
    r = pearson(assignment("a3", variant).per_client, "alliance_session_3")
    for early in (..., "?", 0, 1, -1, 0.9, float("nan"), r):
        assert points("a3-r-squared", variant, r_early=early, r_squared=round(r * r, 3)) == pytest.approx(2.1)
    for early in (0, 1, -1):
        assert points("a3-r-squared", variant, r_early=early, r_squared=early) == 0


@every_variant
def test_r_for_r_squared_earns_a_third_and_is_told_to_square_it(variant: str) -> None:
    r = round(pearson(assignment("a3", variant).per_client, "alliance_session_3"), 2)
    for early in (r, ...):
        found = score_item("a3-r-squared", {"r_early": early, "r_squared": r}, KEY, variant)
        assert found.points == pytest.approx(2.1 / 3)
        assert "Square it" in found.reasons[0]
        assert found.misconceptions == ()


@every_variant
def test_two_decimals_are_enough_and_a_percentage_of_variance_counts(variant: str) -> None:
    r = pearson(assignment("a3", variant).per_client, "alliance_session_3")
    assert points("a3-early-r", variant, r_early=f"{r:.2f}") == pytest.approx(2.1)
    assert points("a3-early-r", variant, r_early=f"{100 * r:.0f}") == 0
    for typed_in in (f"{round(r, 2) ** 2:.2f}", f"{100 * r * r:.0f}", f"{100 * r * r:.1f} %"):
        assert points("a3-r-squared", variant, r_early=r, r_squared=typed_in) == pytest.approx(2.1), typed_in


def test_another_outcome_and_other_sessions_are_recognised() -> None:
    table = assignment("a3").per_client
    for columns, words in (
        (("alliance_session_3", "change"), "plain change"),
        (("alliance_early", "residual_change"), "sessions 3 to 5"),
        (("alliance", "residual_change"), "whole therapy"),
    ):
        found = score_item("a3-early-r", {"r_early": correlate(table, *columns)}, KEY)
        assert found.points == pytest.approx(0.7)
        assert words in found.reasons[0]
    swapped = score_item("a3-by-rater", {"r_client": pearson(table, "alliance_therapist")}, KEY)
    assert swapped.points == 0
    assert "when the therapists rate" in swapped.reasons[0]


def test_each_claim_has_a_label_evidence_and_a_neighbour() -> None:
    shown = {card.id for card in assignment("a3").cards("claims")}
    assert shown == set(CLAIMS)
    for name, claim in CLAIMS.items():
        assert claim["label"] in LABELS, name
        assert claim["near"] in LABELS - {claim["label"], claim.get("causal")}, name
        assert (
            claim.get("causal", "supported")
            == "supported"
            != claim.get("label" if "causal" in claim else "near")
        )
        assert len(claim["evidence"].split()) > 20, name
    assert Counter(claim["label"] for claim in CLAIMS.values()) == dict.fromkeys(LABELS, 2)


def test_no_claim_is_one_that_lesson_4_sorts() -> None:
    lesson = {
        claim["id"]: claim["says"] for claim in packaged("alliance.widgets", "claims.yaml", dict)["claims"]
    }
    for card in assignment("a3").cards("claims"):
        assert card.id not in lesson
        assert card.text not in lesson.values()


@every_variant
def test_one_label_for_all_claims_earns_what_guessing_would(variant: str) -> None:
    for label in LABELS:
        answers = {f"claim_{number}": label for number in range(1, 9)}
        assert points("a3-claims", variant, **answers) == 2


@pytest.mark.parametrize(
    ("right", "near", "earns"),
    [(8, 0, 8), (6, 2, 7), (5, 3, 6.5), (4, 4, 5), (3, 5, 3.5), (2, 6, 2), (0, 8, 0), (3, 0, 3), (3, 1, 3.5)],
)
def test_a_label_one_step_off_counts_for_each_right_one_that_luck_would_not_give(
    right: int, near: int, earns: float
) -> None:
    cards = assignment("a3").cards("claims")
    labels = [CLAIMS[card.id]["label" if place < right else "near"] for place, card in enumerate(cards)]
    answers = {f"claim_{number}": label for number, label in enumerate(labels[: right + near], 1)}
    found = score_item("a3-claims", answers, KEY)
    assert found.points == earns
    not_counted = sum("It earns nothing here" in reason for reason in found.reasons)
    assert not_counted == near - 2 * (earns - right)


def test_whoever_guesses_labels_earns_about_what_four_labels_give() -> None:
    draw = random.Random(3)
    drawn = [
        points("a3-claims", **{f"claim_{number}": draw.choice(sorted(LABELS)) for number in range(1, 9)})
        or 0.0
        for _ in range(400)
    ]
    assert sum(drawn) / 400 < 0.29 * 8


@every_variant
def test_each_claim_tells_its_evidence_whatever_the_answer(variant: str) -> None:
    work = assignment("a3", variant)
    part = next(part for item in KEY.items for part in item.parts if isinstance(part, LabelPart))
    for number, card in enumerate(work.cards("claims"), 1):
        for label, worth in ((CLAIMS[card.id]["label"], 1), (CLAIMS[card.id]["near"], 0.5), ("nonsense", 0)):
            verdict = part.judge_one(f"claim_{number}", str(number), Case({f"claim_{number}": label}, work))
            assert verdict.points == worth
            assert CLAIMS[card.id]["evidence"] in verdict.reason
            assert CLAIMS[card.id]["label"] in verdict.reason


def test_two_causes_that_are_believed_may_be_chance_and_three_are_not() -> None:
    answers = typed(ASSIGNMENT, "excellent") | {"claim_1": "supported"}
    assert results(ASSIGNMENT, answers)["a3-claims"].misconceptions == ()
    answers["claim_3"] = "supported"
    assert results(ASSIGNMENT, answers)["a3-claims"].misconceptions == ()
    answers["claim_7"] = "supported"
    assert results(ASSIGNMENT, answers)["a3-claims"].misconceptions == ("cause-from-correlation",)


def test_the_score_of_r_squared_is_told_the_r_before_it() -> None:
    cells = {cell.id: cell.source for cell in read_notebook(source_notebook(ROOT, ASSIGNMENT)).cells}
    assert "r_early=r_early" in cells["a3-r-squared-check"].partition("score(")[2]
