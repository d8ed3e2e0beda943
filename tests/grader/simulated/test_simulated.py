"""A simulated class: who is in it, what they answer, how they type it, and that the real grader can read it."""

import math
import random
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import girth
import numpy as np
import pytest

from alliance import dialogue, transcripts
from alliance.assignments import assignment
from alliance.dialogue.policy import ACTING, KINDS
from alliance.practice.blanks import Number, Policy, Receipt, Rule, Text, Word
from alliance.practice.check import blanks
from alliance.practice.slips import straighten
from alliance_grader.build import build
from alliance_grader.course import submission_folder
from alliance_grader.scoring import read_key, score_item
from alliance_grader.simulated import Student, graded_class, hand_in_class, roster, sheet, typed
from alliance_grader.simulated.attempt import attempt
from alliance_grader.simulated.sheet import SHARPNESS, difficulty

ROOT = Path(__file__).resolve().parents[3]
A2 = "a2_read_a_caseload"
KEY = read_key(ROOT, A2)
ITEMS = [item for item in KEY.items if item.marked_by == "autograder"]
MISCONCEPTIONS = sorted({name for item in KEY.items for name in item.misconceptions})
A_SCENARIO = min(dialogue.scenarios())
SOMEBODY = Student("sim0001", "works", 0.0, (), 0.0, "A")


def named_by(student: Student, seed: int = 1) -> dict[str, set[str]]:
    answers = sheet(student, KEY, seed).answers
    return {item.id: set(score_item(item.id, answers, KEY, student.variant).misconceptions) for item in ITEMS}


def share_of(student: Student, seed: int = 1) -> float:
    answers = sheet(student, KEY, seed).answers
    points = [score_item(item.id, answers, KEY, student.variant).points for item in ITEMS]
    return sum(one or 0.0 for one in points) / sum(item.points for item in ITEMS)


def test_a_class_has_every_role_and_each_misconception_and_variant_as_often() -> None:
    everybody = roster(KEY, 240, 1)
    assert {student.role for student in everybody} == {"works", "mistaken", "careless", "guesser", "blank"}
    first = Counter(student.believes[0] for student in everybody if student.believes)
    assert set(first) == set(MISCONCEPTIONS)
    assert max(first.values()) - min(first.values()) <= 1
    letters = Counter(student.variant for student in everybody)
    assert max(letters.values()) - min(letters.values()) <= 1
    assert any(len(student.believes) == 2 for student in everybody)
    assert all((student.role == "mistaken") == bool(student.believes) for student in everybody)


def test_the_same_seed_gives_the_same_notebooks_to_the_byte(course: Path) -> None:
    build(course, A2)

    def handed_in(seed: int) -> list[bytes]:
        everybody = roster(KEY, 10, seed)
        hand_in_class(course, KEY, everybody, seed)
        files = [submission_folder(course, A2, one.id) / f"{A2}.ipynb" for one in everybody]
        return [file.read_bytes() for file in files]

    once = handed_in(1)
    assert handed_in(2) != once
    assert handed_in(1) == once
    assert len(set(once)) == len(once)


def test_a_class_that_grows_leaves_those_who_were_there_as_they_were() -> None:
    assert roster(KEY, 40, 3)[:12] == roster(KEY, 12, 3)


@pytest.mark.parametrize("belief", MISCONCEPTIONS)
@pytest.mark.parametrize("ability", [-9.0, 9.0])
def test_a_planted_misconception_is_named_wherever_it_can_show(belief: str, ability: float) -> None:
    student = replace(SOMEBODY, ability=ability, believes=(belief,))
    planted = sheet(student, KEY, 1).planted
    assert set(planted) == {item.id for item in ITEMS if belief in item.misconceptions}
    found = named_by(student)
    for item, names in planted.items():
        assert names <= found[item]


def test_of_two_misconceptions_the_stronger_takes_the_answers_that_both_want() -> None:
    both = sheet(replace(SOMEBODY, believes=("mean-tells-all", "level-is-importance")), KEY, 1)
    turned = sheet(replace(SOMEBODY, believes=("level-is-importance", "mean-tells-all")), KEY, 1)
    assert both.planted["a2-pillar-means"] == {"mean-tells-all"}
    assert turned.planted["a2-pillar-means"] == {"level-is-importance"}
    assert turned.planted["a2-weakest-pillar"] == {"mean-tells-all"}


def test_who_knows_everything_earns_everything_and_who_is_blank_nothing() -> None:
    assert share_of(replace(SOMEBODY, ability=30.0)) == 1.0
    assert share_of(replace(SOMEBODY, ability=30.0, role="blank")) == 0.0
    assert all(not names for names in named_by(replace(SOMEBODY, ability=30.0)).values())


def test_more_ability_earns_more_and_a_guesser_little() -> None:
    def mean(**how: object) -> float:
        many = [replace(SOMEBODY, id=f"sim{n}", **how) for n in range(120)]  # type: ignore[arg-type]
        return float(np.mean([share_of(student) for student in many]))

    by_ability = [mean(ability=ability) for ability in (-2.0, 0.0, 2.0)]
    assert by_ability[0] + 0.1 < by_ability[1] < by_ability[2] - 0.1
    assert mean(role="guesser", ability=5.0) < 0.25, "ability does not help a guesser"


def test_the_answers_have_the_difficulties_and_the_sharpness_that_were_planted() -> None:
    """girth fits a two-parameter model to the answers and gives back what they were made with."""
    item = next(item for item in ITEMS if item.id == "a2-weakest-pillar")
    names = [name for name in item.names if name.startswith("weakest")]
    right = item.solution(assignment("a2", "A"))
    draw, rows = random.Random(5), []
    for number in range(1500):
        student = replace(SOMEBODY, id=f"sim{number}", ability=draw.gauss(0, 1))
        answers = sheet(student, KEY, 7).answers
        rows.append([answers.get(name) == right[name] for name in names])
    found = girth.twopl_mml(np.array(rows, int).T)
    planted = [difficulty(item.id, name) for name in names]
    assert found["Difficulty"] == pytest.approx(planted, abs=0.2)
    assert np.mean(found["Discrimination"]) == pytest.approx(SHARPNESS, abs=0.2)


def test_confidence_goes_with_knowing_and_optimists_say_more() -> None:
    def sure(**how: object) -> float:
        students = [replace(SOMEBODY, id=f"sim{n}", **how) for n in range(40)]  # type: ignore[arg-type]
        return float(np.mean([sheet(one, KEY, 1).answers["sure_weakest"] for one in students]))

    assert sure(ability=2.0) > sure(ability=0.0) + 10
    assert sure(optimism=0.2) == pytest.approx(sure() + 20, abs=3)
    mistaken = replace(SOMEBODY, believes=("ceiling-is-perfect",))
    assert sheet(mistaken, KEY, 1).answers["sure_weakest"] == sheet(SOMEBODY, KEY, 1).answers["sure_weakest"]


def a_policy() -> dict[str, dict[str, str]]:
    return {kind: dict.fromkeys(ACTING, "validate") for kind in KINDS}


def a_play() -> str:
    return dialogue.encode(dialogue.play(dialogue.scenario(A_SCENARIO), (1,)))


def a_coding() -> str:
    turns = transcripts.transcript("sleep-diary").client_turns
    return transcripts.encode("sleep-diary", dict.fromkeys(turns, transcripts.Code("none")))


@pytest.mark.parametrize(
    ("blank", "made"),
    [
        (Number(name="n", where="", low=0, high=1, unit="share", proportion=True), lambda: 0.25),
        (Word(name="w", where="", words=("goal", "task", "bond")), lambda: "Task"),
        (Text(name="t", where="", least=8, holds="so that"), lambda: "we plan the day so that you come to rest at night"),
        (Rule(name="r", where=""), lambda: {"pillar": 2.5, "drop": 1.5}),
        (Policy(name="p", where=""), a_policy),
        (Receipt(name="d", where="", of="dialogue"), a_play),
        (Receipt(name="c", where="", of="coding"), a_coding),
    ],
    ids=["number", "word", "text", "rule", "policy", "dialogue", "coding"],
)  # fmt: skip
def test_whoever_errs_errs_in_the_form_that_is_asked_for(blank: Any, made: Callable[[], Any]) -> None:
    right = made()
    wrong = [attempt(blank, right, 0.0, random.Random(n)) for n in range(30)]
    assert [blank.trouble(value) for value in wrong] == [""] * 30
    assert len({repr(value) for value in wrong}) > 2
    surely = attempt(blank, right, 1.0, random.Random(1))
    if blank.name == "d":  # the best way through a dialogue, not ours
        assert dialogue.judge(dialogue.replay(surely)).score > 0.99
    else:
        assert surely == right


def test_slips_are_those_of_careless_people_and_most_lines_have_none() -> None:
    share = Number(name="n", where="", low=0, high=1, unit="share", proportion=True)
    draw = random.Random(1)
    lines = Counter(typed(0.25, share, draw) for _ in range(2000))
    assert set(lines) == {"0.25", '"0.25"', "0,25", "25.0", '"25.0 %"'}
    assert 0.65 < lines["0.25"] / 2000 < 0.75
    words = Counter(typed("goal", share, draw) for _ in range(2000))
    assert set(words) == {"'goal'", "“goal”", "‘goal’", '"goal', '" goal "'}
    mended = "".join(straighten(["name = “goal”\n"]))
    assert "“" not in mended
    assert typed(np.float64(0.5), share) == "0.5"
    assert typed(np.int64(3), share) == "3"


def test_nothing_is_said_that_has_no_blank_and_a_later_answer_goes_on_from_the_own_earlier_one() -> None:
    names = {blank.name for item in ITEMS for blank in blanks(item.id)}
    assert set(sheet(SOMEBODY, KEY, 1).answers) <= names
    mistaken = replace(SOMEBODY, ability=30.0, believes=("difference-backwards",))
    answers = sheet(mistaken, KEY, 1).answers
    assert answers["bond_gap"] < 0
    assert not any(isinstance(value, float) and math.isnan(value) for value in answers.values())


@pytest.mark.slow
def test_the_real_grader_grades_a_simulated_class(root: Path, tmp_path: Path) -> None:
    """It finds in the notebooks what scoring their answers in this process finds."""
    handed = graded_class(root, tmp_path / "course", A2, 12, 1)
    rows = {row.id: row for row in handed.results.students}
    assert len(rows) == 12
    for student in handed.students:
        row = rows[student.id]
        assert row.status in {"graded", "waiting"}, row.note
        by_item = {item.item: item for item in row.items}
        for item in ITEMS:
            found, planted = by_item[item.id], handed.sheets[student.id].planted.get(item.id, set())
            assert planted <= set(found.misconceptions), (student, item.id)
            if student.role == "careless":
                continue  # a slip may cost points
            wanted = score_item(item.id, handed.sheets[student.id].answers, KEY, student.variant)
            assert (found.points, found.misconceptions, found.sure) == (
                wanted.points, wanted.misconceptions, wanted.sure,
            )  # fmt: skip
        if student.role == "blank":
            assert row.points == 0
