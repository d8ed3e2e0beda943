import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from alliance import CourseError, compare, mean_of, simulate_caseload
from alliance.caseload.board import pillar_means
from alliance_grader import score
from alliance_grader.demo import simulated_class
from alliance_grader.scoring import read_key, score_item
from alliance_grader.scoring.key import answers_of, worth
from alliance_grader.scoring.truth import truth

ASSIGNMENT = "a2_read_a_caseload"
ROOT = Path(__file__).resolve().parents[2]
KEY = read_key(ROOT, ASSIGNMENT)
AUTOGRADED = [item for item in KEY.items if item.marked_by == "autograder"]
SESSIONS = simulate_caseload(**{f: getattr(KEY.caseload, f) for f in KEY.caseload.__struct_fields__}).sessions


def typed(kind: str) -> dict[str, object]:
    """Return the values that a kind of simulated student's lines hold."""
    names = {"sessions": SESSIONS, "mean_of": mean_of, "compare": compare}
    types = simulated_class(ROOT, ASSIGNMENT).kinds[kind].types
    straight = str.maketrans("“”‘’", "\"\"''")
    return {name: eval(line.translate(straight), dict(names)) for name, line in types.items()}  # noqa: S307


SIMPLE = sorted(
    name
    for name, kind in simulated_class(ROOT, ASSIGNMENT).kinds.items()
    if not kind.expects.not_graded and name not in {"syntax_error", "infinite_loop"}
)


@pytest.mark.parametrize("kind", SIMPLE)
def test_each_kind_of_student_gets_exactly_its_points_and_names(kind: str) -> None:
    expects = simulated_class(ROOT, ASSIGNMENT).kinds[kind].expects
    for item in AUTOGRADED:
        result = score_item(item.id, typed(kind), KEY)
        assert result.points == pytest.approx(expects.points[item.id]), result.reasons
        assert set(result.misconceptions) == set(expects.misconceptions.get(item.id, ())), item.id
        assert result.reasons


def test_every_misconception_of_the_key_has_a_simulated_student() -> None:
    named = {
        name
        for kind in simulated_class(ROOT, ASSIGNMENT).kinds.values()
        for names in kind.expects.misconceptions.values()
        for name in names
    }
    from alliance_grader.scoring import misconceptions

    assert named == {known.id for known in misconceptions(ROOT)}


def test_untouched_answers_score_nothing() -> None:
    for item in AUTOGRADED:
        untouched = {name: ... for part in item.parts for name in answers_of(part)}
        for answers in ({}, untouched):
            result = score_item(item.id, answers, KEY)
            assert result.points == 0
            assert not result.answered
            assert not result.misconceptions


@pytest.mark.parametrize(
    "value",
    [True, False, None, math.nan, math.inf, -math.inf, "", "x" * 100_000, [], [1] * 5, {}, (), object(), len,
     SESSIONS, SESSIONS["goal"], np.array([4.0]), 10**500, b"goal", 1j, range(3)],
)  # fmt: skip
def test_whatever_a_novice_leaves_gets_a_defined_score(value: object) -> None:
    for item in AUTOGRADED:
        result = score_item(item.id, {name: value for part in item.parts for name in answers_of(part)}, KEY)
        assert isinstance(result.points, float)
        assert 0 <= result.points <= item.points
        assert result.points == 0
        assert all(isinstance(reason, str) and len(reason) < 400 for reason in result.reasons)


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
    answers = typed("excellent") | {"weakest_c01": "goal"}
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


def test_known_wrong_values_are_not_right_by_accident() -> None:
    for item in AUTOGRADED:
        for part in item.parts:
            for wrong in getattr(part, "wrong", ()):
                for about in part.answers.values():
                    if part.__class__.__name__ == "NumberPart":
                        off = float(truth(wrong.value, about, KEY.caseload)) - float(
                            truth(part.truth, about, KEY.caseload)
                        )
                        assert abs(off) > part.tolerance


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


def test_points_add_up() -> None:
    assert sum(item.points for item in KEY.items) == 18
    for item in AUTOGRADED:
        assert sum(part.points * worth(part) for part in item.parts) == pytest.approx(item.points)


def test_the_six_clients_teach_what_they_should() -> None:
    """The caseload was chosen for this; a change of the simulator must choose again."""
    six = pillar_means(SESSIONS).head(6)
    weakest = six.idxmin(axis=1)
    assert set(weakest) == {"goal", "task", "bond"}
    ordered = np.sort(six.to_numpy(), axis=1)
    assert (ordered[:, 1] - ordered[:, 0]).min() > 0.15, "a weakest pillar must be plain to see"
    hidden = six[(six.mean(axis=1) > 4) & (ordered[:, 1] - ordered[:, 0] > 0.8)]
    assert len(hidden) == 1, "a high mean that hides one low pillar"
    assert (ordered[:, 0] > 4.2).sum() == 1, "one client near the ceiling"
    theirs = SESSIONS.groupby("client")[[f"{p}_therapist" for p in six]].mean().head(6)
    differ = theirs.idxmin(axis=1).str.removesuffix("_therapist") != weakest
    assert differ.sum() >= 2


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ("points: 0.8", "points: 0.9", "add up to"),
        ("misconception: ceiling-is-perfect", "misconception: ceiling", "misconceptions.yaml does not have"),
        ("kind: range", "kind: rnage", "rnage"),
        ("points: 4\n", "points: four\n", "Expected `float`"),
        ("caseload:", "  caseload:", "line"),
        ("version: 1", "version: 1\nverison: 2", "verison"),
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
