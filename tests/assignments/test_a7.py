"""A7: what its caseloads must show, and its true values against a computation of their own."""

from itertools import combinations

import numpy as np
import pandas as pd
import pytest
import statsmodels.formula.api as smf
from sheets import ROOT, class_of, names_in, typed

from alliance import lag, simulate_caseload, within_between
from alliance.assignments import Assignment, assignment, letters
from alliance.caseload import correlate, split
from alliance_grader.course import source_notebook
from alliance_grader.notebooks import read_notebook
from alliance_grader.scoring import read_key, score_item
from alliance_grader.scoring.case import Case
from alliance_grader.scoring.parts import NumberPart

NAME = "a7_what_works_for_whom"
KEY = read_key(ROOT, NAME)
VARIANTS = letters("a7")
GROUPS = {
    "poor_weaker": ("poor", "lower"),
    "poor_stronger": ("poor", "upper"),
    "good_weaker": ("good", "lower"),
    "good_stronger": ("good", "upper"),
}
every_variant = pytest.mark.parametrize("variant", VARIANTS)


def right(variant: str = "A") -> dict[str, object]:
    answers: dict[str, object] = {}
    for item in KEY.items:
        answers |= item.solution(assignment("a7", variant), answers)
    return answers


def numbers() -> list[NumberPart]:
    return [part for item in KEY.items for part in item.parts if isinstance(part, NumberPart)]


def test_the_assignment_is_worth_20_points_40_40_and_20_percent_of_each_item() -> None:
    assert [item.points for item in KEY.items] == [6, 6, 4, 4, 0]
    for item in KEY.items[:3]:
        worth: dict[str, float] = {}
        for part in item.parts:
            kind = type(part).__name__
            worth[kind] = worth.get(kind, 0.0) + part.worth / item.points
        assert worth == pytest.approx(
            {"NumberPart": 0.4, "SignPart": 0.4, "ChoicePart": 0.2, "ConfidencePart": 0.0}
            if item.id != "a7-four-groups"
            else {"NumberPart": 0.4, "SignPart": 0.4, "ChoicePart": 0.2}
        )


def demands(work: Assignment) -> list[str]:
    """Say what a caseload lacks for A7."""
    four = split(work.per_client, ("fit", "alliance_early"), "residual_change")
    mean = {
        name: four.numbers[f"fit {fit}, alliance_early {half} half"] for name, (fit, half) in GROUPS.items()
    }
    low, high = (
        [
            four.numbers[f"fit {fit}, alliance_early {half} half, {end}"]
            for fit in ("poor", "good")
            for half in halves
        ]
        for end, halves in (("low", ("upper",)), ("high", ("lower",)))
    )
    slopes = within_between(work.sessions, "alliance", "distress_after").numbers
    therapists = within_between(work.per_client, "alliance_early", "residual_change", of="therapists").numbers
    width = {
        level: therapists[f"{level}_high"] - therapists[f"{level}_low"] for level in ("within", "between")
    }
    means = work.per_client.groupby("therapist")["alliance_early"].agg(["mean", "std"])
    steps = lag(work.sessions, "alliance", "symptoms").numbers
    r = correlate(work.per_client, "alliance_early", "residual_change").value
    wanted = {
        "the interaction is plain to see": 1.2 <= four.value <= 2 and four.numbers["low"] > 0.2,
        "the best group has both": mean["good_stronger"] - mean["poor_stronger"] > 0.7,
        "a strong alliance helps with a poor fit too": 0.9 < mean["poor_stronger"] < 1.8,
        "a good fit buys nothing where the alliance is weak": -0.7
        < mean["good_weaker"] - mean["poor_weaker"]
        < 0.1,
        "each mean has a sign that is plain": min(low) > 0.2 and max(high) < -0.2,
        "both slopes fall": max(slopes["within_high"], slopes["between_high"]) < -0.5,
        "the slope within is about twice as steep": 1.9 < slopes["within"] / slopes["between"] < 2.5,
        "there is a slope with one and the same therapist": therapists["within_low"] > 1.5,
        "the one between therapists is the steeper": therapists["between"] - therapists["within"] > 0.1,
        "its interval is far wider, and leaves out 0": width["between"] > 3 * width["within"]
        and therapists["between_low"] > 0,
        "therapists differ in alliance by far less than one's clients": means["mean"].std()
        < means["std"].mean() / 2,
        "both steps are there": max(steps["forward_high"], steps["backward_high"]) < -0.005,
        "the step to symptoms is the longer": 0.03 <= steps["backward"] - steps["forward"] <= 0.09,
        "the steps are as long as in published studies": steps["forward"] > -0.17
        and steps["backward"] > -0.12,
        "r is about what it is in the other service": abs(r - 0.28) < 0.035,
    }
    return [words for words, holds in wanted.items() if not holds]


@every_variant
def test_each_caseload_teaches_what_it_should(variant: str) -> None:
    """The caseloads were chosen for this; a change of the simulator must choose again."""
    assert demands(assignment("a7", variant)) == []


def test_an_ordinary_caseload_of_this_size_would_often_not_do() -> None:
    kept = [demands(_Drawn(seed)) == [] for seed in range(1, 7)]
    assert not all(kept)


class _Drawn(Assignment):
    """A caseload as the variants have it, of any seed."""

    def __init__(self, seed: int) -> None:
        super().__init__("a7", "A")
        self.__dict__["caseload"] = simulate_caseload(clients=4000, therapists=80, seed=seed)


@every_variant
def test_known_wrong_values_are_two_tolerances_from_the_truth_and_from_each_other(variant: str) -> None:
    case = Case(right(variant), assignment("a7", variant))
    for part in numbers():
        for name, about in part.answers.items():
            values = [float(case.truth(part.truth, about))]
            values += [
                float(wrong.true(about, case))
                for wrong in part.wrong
                if "own_interaction" not in str(wrong.value)
            ]
            for one, other in combinations(values, 2):
                assert abs(abs(one) - abs(other)) >= 2 * part.tolerance, (name, values)


@every_variant
def test_true_values_agree_with_a_computation_of_their_own(variant: str) -> None:
    work = assignment("a7", variant)
    answers = right(variant)
    table = work.per_client.dropna(subset=["alliance_early", "residual_change"])
    upper = table["alliance_early"] > table["alliance_early"].median()
    means = table.groupby([table["fit"], upper])["residual_change"].mean()
    for name, (fit, half) in GROUPS.items():
        assert answers[name] == pytest.approx(means[fit, half == "upper"], abs=0.005)
    both = table.assign(good=table["fit"] == "good", upper=upper).astype({"good": int, "upper": int})
    model = smf.ols("residual_change ~ good * upper", both).fit()
    assert answers["interaction"] == pytest.approx(model.params["good:upper"], abs=0.01)

    rated = work.sessions[["client", "alliance", "distress_after"]].dropna().astype({"distress_after": float})
    averages = rated.groupby("client")[["alliance", "distress_after"]].mean()
    away = rated[["alliance", "distress_after"]] - averages.loc[rated["client"]].to_numpy()
    assert answers["slope_between"] == pytest.approx(np.polyfit(*averages.to_numpy().T, 1)[0])
    assert answers["slope_within"] == pytest.approx(np.polyfit(*away.to_numpy().T, 1)[0])
    clients = work.per_client.dropna(subset=["alliance_early", "residual_change"])
    model = smf.ols("residual_change ~ alliance_early + C(therapist)", clients).fit()
    assert answers["slope_same_therapist"] == pytest.approx(model.params["alliance_early"])
    # In short courses a plain regression is biased by the removal of each client's own; in long ones its order holds.
    plain = _plain_steps(work.sessions)
    assert np.sign(answers["step_to_symptoms"] - answers["step_to_alliance"]) == np.sign(plain[0] - plain[1])


def _plain_steps(sessions: pd.DataFrame) -> tuple[float, float]:
    """Return both steps in long courses, from each client's deviations from their own straight line."""
    rows = sessions.dropna(subset=["alliance", "symptoms"])
    rows = rows[rows.groupby("client")["session"].transform("size") >= 10].copy()
    for name in ("alliance", "symptoms"):
        rows[name] = rows.groupby("client", group_keys=False)[[name, "session"]].apply(
            lambda own, name=name: (
                own[name] - np.polynomial.Polynomial.fit(own["session"], own[name], 1)(own["session"])
            )
        )
        rows[name] /= rows[name].std()
    after = rows.assign(session=rows["session"] - 1)[["client", "session", "alliance", "symptoms"]]
    pairs = rows.merge(after, on=["client", "session"], suffixes=("", "_next"))
    forward = smf.ols("symptoms_next ~ alliance + symptoms", pairs).fit().params["alliance"]
    backward = smf.ols("alliance_next ~ alliance + symptoms", pairs).fit().params["symptoms"]
    return float(forward), float(backward)


def test_an_interaction_that_follows_from_a_slip_counts_and_one_out_of_thin_air_does_not() -> None:
    answers = typed(NAME, "excellent") | {"poor_stronger": 1.62, "interaction": 1.17}
    slip = score_item("a7-four-groups", answers, KEY)
    assert slip.points == pytest.approx(5.52)
    assert any("follows from your own" in reason for reason in slip.reasons)
    air = {"poor_weaker": 3, "poor_stronger": 4, "good_weaker": 5, "good_stronger": 9, "interaction": 3}
    reasons = score_item("a7-four-groups", air, KEY).reasons
    assert not any("follows from your own" in reason for reason in reasons)


@pytest.mark.parametrize(
    ("item", "answers", "named"),
    [
        ("a7-two-slopes", {"slope_within": -0.81}, []),
        ("a7-two-slopes", {"slope_within": -0.81, "slope_between": -1.88}, ["ecological-fallacy"]),
        ("a7-two-slopes", {"slope_within": -0.81, "slope_between": -0.81}, []),
        ("a7-two-slopes", {"slope_within": -0.81, "slopes_say": "a"}, ["ecological-fallacy"]),
        ("a7-two-slopes", {"slope_within": -1.88, "slopes_say": "c"}, []),
        ("a7-two-slopes", {"slope_same_therapist": 2.91}, []),
        ("a7-two-slopes", {"slope_same_therapist": 2.91, "therapists_say": "c"}, ["ecological-fallacy"]),
        ("a7-two-slopes", {"therapists_say": "b"}, []),
        ("a7-order-of-sessions", {"step_to_alliance": 0}, []),
        ("a7-order-of-sessions", {"step_to_alliance": 0, "order_says": "d"}, []),
        ("a7-order-of-sessions", {"order_says": "a"}, ["improvement-only-follows"]),
        ("a7-order-of-sessions", {"order_says": "b"}, []),
        ("a7-four-groups", {"good_stronger": 1.97}, []),
        ("a7-four-groups", {"fit_says": "d"}, []),
        ("a7-four-groups", {"fit_says": "b"}, ["technique-is-irrelevant"]),
    ],
)
def test_a_misconception_is_named_only_where_it_is_shown(
    item: str, answers: dict[str, object], named: list[str]
) -> None:
    assert list(score_item(item, answers, KEY).misconceptions) == named


def test_the_example_on_the_page_is_not_the_answer() -> None:
    space = names_in(NAME, "A")
    example = within_between(space["sessions"], "alliance", "symptoms").numbers
    answers = {"slope_within": example["within"], "slope_between": example["between"]}
    reasons = score_item("a7-two-slopes", answers, KEY).reasons
    assert sum("as in the example" in reason for reason in reasons) == 2


def test_what_the_notebook_says_of_the_other_service_is_so() -> None:
    cells = {
        cell.id: " ".join(cell.source.split()) for cell in read_notebook(source_notebook(ROOT, NAME)).cells
    }
    assert cells["make-other"] == (
        'other = alliance.simulate_caseload(clients=10000, therapists=200, world="change_causes", seed=2)'
    )
    other = simulate_caseload(clients=10000, therapists=200, world="change_causes", seed=2)
    steps = lag(other.sessions, "alliance", "symptoms").numbers
    assert f"{-steps['forward']:.2f}" == "0.07"
    assert steps["forward_high"] < 0
    assert "A step of .07, and its interval leaves out 0." in cells["another-world-reading"]
    r = correlate(other.per_client, "alliance_early", "residual_change").value
    assert r == pytest.approx(0.28, abs=0.005)


def test_letters_of_right_statements_are_spread() -> None:
    types = class_of(NAME).kinds["excellent"].types
    assert len({types[name] for name in ("fit_says", "slopes_say", "therapists_say", "order_says")}) == 4


@pytest.mark.parametrize(
    ("typed_in", "earns"),
    [(-1.88, 1.6), (1.88, 0.8), (-1.0, 0.8), (-3.7, 0.8), (-0.9, 0), (-3.8, 0), (-40, 0), (1, 0), (0, 0)],
)
def test_a_sign_counts_with_a_size_that_is_about_right(typed_in: float, earns: float) -> None:
    assert score_item("a7-two-slopes", {"slope_within": typed_in}, KEY).points == pytest.approx(earns)
