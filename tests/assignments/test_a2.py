from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sheets import ROOT, typed

from alliance import CourseError
from alliance.assignments import assignment, letters
from alliance.caseload.board import pillar_means
from alliance_grader import score
from alliance_grader.scoring import read_key, score_item
from alliance_grader.scoring.case import Case
from alliance_grader.scoring.parts import NumberPart

ASSIGNMENT = "a2_read_a_caseload"
KEY = read_key(ROOT, ASSIGNMENT)
AUTOGRADED = [item for item in KEY.items if item.marked_by == "autograder"]
SESSIONS = assignment("a2").sessions
VARIANTS = letters("a2")


@given(st.dictionaries(st.sampled_from(["mean_goal", "mean_task", "bond_gap", "gap_says", "weakest_c01"]),
                       st.one_of(st.floats(), st.text(), st.integers(), st.booleans(), st.none())))  # fmt: skip
def test_points_stay_within_bounds(answers: dict[str, object]) -> None:
    for item in AUTOGRADED:
        points = score_item(item.id, answers, KEY).points
        assert points is not None
        assert 0 <= points <= item.points


def test_a_score_cell_ends_on_a_plain_float(capsys: pytest.CaptureFixture[str], root: Path,
                                            monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    monkeypatch.chdir(root)
    points = score("a2-rater-gap", bond_gap=np.float64(0.42), gap_says="b")
    assert type(points) is float
    assert points == 4.0
    assert "4 of 4 points" in capsys.readouterr().out


def test_a_misconception_that_one_answer_shows_by_chance_is_not_named() -> None:
    answers = typed(ASSIGNMENT, "excellent") | {"weakest_c01": "goal"}
    assert score_item("a2-weakest-pillar", answers, KEY).misconceptions == ()
    answers["weakest_c02"] = "task"
    assert score_item("a2-weakest-pillar", answers, KEY).misconceptions == ("therapist-knows-best",)


def test_follow_through_counts_what_fits_the_students_own_number() -> None:
    assert score_item("a2-rater-gap", {"bond_gap": -0.42, "gap_says": "d"}, KEY).points == pytest.approx(3.2)
    assert score_item("a2-rater-gap", {"bond_gap": 0.42, "gap_says": "d"}, KEY).points == pytest.approx(3.2)
    assert score_item("a2-rater-gap", {"bond_gap": -2.0, "gap_says": "d"}, KEY).points == pytest.approx(0.8)


def test_of_two_known_wrong_values_the_nearer_is_named() -> None:
    zeros = SESSIONS["bond"].fillna(0).mean()
    therapists = SESSIONS["bond_therapist"].mean()
    assert abs(zeros - therapists) < 0.05, "near enough to be taken for each other"
    for word, mean in (("zeros", zeros), ("therapists", therapists)):
        reasons = score_item("a2-pillar-means", {"mean_bond": mean}, KEY).reasons
        assert word in next(reason for reason in reasons if "mean_bond" in reason)


@pytest.mark.parametrize("variant", VARIANTS)
def test_known_wrong_values_are_not_right_by_accident(variant: str) -> None:
    case = Case({}, assignment("a2", variant))
    for part in (part for item in AUTOGRADED for part in item.parts if isinstance(part, NumberPart)):
        for wrong in part.wrong:
            for about in part.answers.values():
                off = abs(float(wrong.true(about, case)) - float(case.truth(part.truth, about)))
                assert off > part.tolerance


@pytest.mark.parametrize(
    ("item", "answers", "named"),
    [
        ("a2-weakest-pillar", dict.fromkeys([f"weakest_c0{n}" for n in range(1, 7)], "none"), ["ceiling-is-perfect"]),
        ("a2-weakest-pillar", dict.fromkeys([f"weakest_c0{n}" for n in range(1, 7)], "bond"), []),
        ("a2-weakest-pillar", dict.fromkeys([f"weakest_c0{n}" for n in range(1, 7)], "hello"), []),
        ("a2-weakest-pillar", dict.fromkeys([f"weakest_c0{n}" for n in range(1, 6)], "task"), ["mean-tells-all"]),
        ("a2-rater-gap", {"bond_gap": 0}, []),
        ("a2-rater-gap", {"bond_gap": -3}, []),
        ("a2-rater-gap", {"bond_gap": -0.42}, ["difference-backwards"]),
        ("a2-rater-gap", {"bond_gap": "35%"}, []),
        ("a2-pillar-means", {f"mean_{p}": SESSIONS.groupby("client")[p].mean().mean() for p in ("goal", "task")}, []),
        ("a2-pillar-means", {f"mean_{p}": SESSIONS[f"{p}_observer"].mean() for p in ("goal", "task", "bond")}, []),
        ("a2-pillar-means", {f"mean_{p}": SESSIONS[SESSIONS["session"] == 1][p].mean() for p in ("goal", "bond")}, []),
    ],
)  # fmt: skip
def test_a_misconception_is_named_only_where_it_is_shown(
    item: str, answers: dict[str, object], named: list[str]
) -> None:
    assert list(score_item(item, answers, KEY).misconceptions) == named


def test_a_blank_is_not_called_a_wrong_unit_and_no_points_are_given_for_the_impossible() -> None:
    two = score_item("a2-pillar-means", {"mean_goal": 3.84, "mean_task": 3.75}, KEY)
    assert two.points == pytest.approx(2 * 0.8 + 0.8 * 2 / 3, abs=1e-3)
    assert not [reason for reason in two.reasons if "percentage" in reason]
    assert score_item("a2-rater-gap", {"bond_gap": 99}, KEY).points == 0


def test_the_assignment_is_worth_18_points() -> None:
    assert sum(item.points for item in KEY.items) == 18


@pytest.mark.parametrize("variant", VARIANTS)
def test_the_six_clients_teach_what_they_should(variant: str) -> None:
    """The caseloads were chosen for this; a change of the simulator must choose again."""
    assert demands(assignment("a2", variant).sessions) == []


def demands(sessions: pd.DataFrame) -> list[str]:
    """Say what a caseload lacks for A2."""
    six = pillar_means(sessions).head(6)
    weakest = six.idxmin(axis=1)
    ordered = np.sort(six.to_numpy(), axis=1)
    theirs = sessions.groupby("client")[[f"{p}_therapist" for p in six]].mean().head(6)
    differ = theirs.idxmin(axis=1).str.removesuffix("_therapist") != weakest
    hidden = six[(six.mean(axis=1) > 4) & (ordered[:, 1] - ordered[:, 0] > 0.8)]
    wanted = {
        "each pillar is somebody's weakest": set(weakest) == {"goal", "task", "bond"},
        "a weakest pillar is plain to see": (ordered[:, 1] - ordered[:, 0]).min() > 0.15,
        "one high mean hides a low pillar": len(hidden) == 1,
        "one client is near the ceiling": (ordered[:, 0] > 4.2).sum() == 1,
        "two therapists see another weakest pillar": differ.sum() >= 2,
    }
    return [words for words, holds in wanted.items() if not holds]


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ("points: 0.8", "points: 0.9", "add up to"),
        ("misconception: ceiling-is-perfect", "misconception: ceiling", "misconceptions.yaml does not have"),
        ("kind: range", "kind: rnage", "rnage"),
        ("points: 4\n", "points: four\n", "Expected `float`"),
        ("items:", "  items:", "line"),
        ("statistic: gap,", "statistic: gpa,", "gpa"),
        ("rater: observer", "rather: observer", "rather"),
        ("version: 2", "version: 2\nverison: 2", "verison"),
    ],
)  # fmt: skip
def test_a_key_with_a_slip_is_refused_in_a_sentence(
    course: Path, before: str, after: str, words: str
) -> None:
    file = course / "autograde" / "keys" / f"{ASSIGNMENT}.yaml"
    text = file.read_text(encoding="utf-8")
    assert before in text
    file.write_text(text.replace(before, after, 1), encoding="utf-8")
    with pytest.raises(CourseError, match=words) as caught:
        read_key(course, ASSIGNMENT)
    assert ASSIGNMENT in str(caught.value)
