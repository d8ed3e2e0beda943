"""What holds for every assignment, found by its folder: nothing here names one."""

import math
import random
import re
from pathlib import Path

import numpy as np
import pytest
from sheets import (
    ASSIGNMENTS,
    ROOT,
    autograded,
    class_of,
    guessed,
    key_of,
    names_in,
    results,
    solved,
    typed,
)

from alliance.assignments import letters
from alliance.practice.check import blanks
from alliance_grader.course import source_notebook
from alliance_grader.notebooks import read_notebook
from alliance_grader.scoring import misconceptions

UNTYPED = {"syntax_error", "infinite_loop"}
VARIANTS = [(name, letter) for name in ASSIGNMENTS for letter in letters(name.partition("_")[0])]
KINDS = [
    (name, kind)
    for name in ASSIGNMENTS
    for kind, student in class_of(name).kinds.items()
    if not student.expects.not_graded and kind not in UNTYPED
]
every = pytest.mark.parametrize("name", ASSIGNMENTS)


@pytest.mark.parametrize(("name", "variant"), VARIANTS)
def test_the_solution_earns_everything_on_every_variant(name: str, variant: str) -> None:
    for item, result in results(name, solved(name, variant), variant).items():
        whole = key_of(name).item(item)
        if result.points is None:
            assert any(part.routes for part in whole.parts), item
        else:
            assert result.points == pytest.approx(whole.points), (item, result.reasons)
        assert result.misconceptions == ()


@every
def test_each_variant_is_another_one(name: str) -> None:
    short = name.partition("_")[0]
    solutions = [repr(solved(name, letter)) for letter in letters(short)]
    assert len(set(solutions)) == len(solutions)


@every
def test_the_notebooks_own_solutions_are_those_of_variant_a(name: str) -> None:
    space = dict(names_in(name, "A"))
    for cell in read_notebook(source_notebook(ROOT, name)).cells:
        marks = cell.metadata.get("nbgrader", {})
        if cell.cell_type == "code" and marks.get("solution") and not cell.id.endswith("-variant"):
            exec(cell.source, space)  # noqa: S102
    answers = {answer: space[answer] for item in autograded(name) for answer in item.names}
    for item, result in results(name, answers).items():
        assert result.points is None or result.points == pytest.approx(key_of(name).item(item).points), item


@pytest.mark.parametrize(("name", "kind"), KINDS)
def test_each_kind_of_student_gets_exactly_its_points_and_names(name: str, kind: str) -> None:
    expects = class_of(name).kinds[kind].expects
    for item, result in results(name, typed(name, kind)).items():
        if result.points is not None and (result.points or item in expects.points):
            assert result.points == pytest.approx(expects.points[item]), (item, result.reasons)
        assert set(result.misconceptions) == set(expects.misconceptions.get(item, ())), item
        assert result.reasons


@every
def test_every_misconception_of_the_key_has_a_simulated_student(name: str) -> None:
    shown = {
        one
        for kind in class_of(name).kinds.values()
        for names in kind.expects.misconceptions.values()
        for one in names
    }
    assert shown == {one for item in key_of(name).items for one in item.misconceptions}


def test_every_misconception_is_named_by_some_key() -> None:
    named = {one for name in ASSIGNMENTS for item in key_of(name).items for one in item.misconceptions}
    assert named == {known.id for known in misconceptions(ROOT)}


@every
def test_untouched_answers_score_nothing(name: str) -> None:
    for answers in ({}, dict.fromkeys([one for item in autograded(name) for one in item.names], ...)):
        for result in results(name, answers).values():
            assert result.points == 0
            assert not result.answered
            assert not result.misconceptions


@every
@pytest.mark.parametrize(
    "value",
    [True, False, None, math.nan, math.inf, -math.inf, "", "x" * 100_000, [], [1] * 5, {}, (), object(), len,
     np.array([4.0]), 10**500, b"goal", 1j, range(3), -1e308, "\x00", [[[]]], {"a": ...}],
)  # fmt: skip
def test_whatever_a_novice_leaves_gets_a_defined_score(name: str, value: object) -> None:
    answers = {one: value for item in autograded(name) for one in item.names}
    for item, result in results(name, answers).items():
        assert result.points == 0, (item, result.reasons)
        assert all(isinstance(reason, str) and len(reason) < 600 for reason in result.reasons)


@every
def test_a_table_or_a_column_is_no_answer(name: str) -> None:
    for value in [one for one in names_in(name, "A").values() if hasattr(one, "columns")][:1]:
        for column in (value, value[value.columns[0]]):
            answers = {one: column for item in autograded(name) for one in item.names}
            assert sum(result.points or 0.0 for result in results(name, answers).values()) == 0


@every
def test_a_guesser_stays_under_a_quarter(name: str) -> None:
    draw = random.Random(name)
    most = sum(item.points for item in autograded(name))
    earned = [
        sum(result.points or 0.0 for result in results(name, guessed(name, draw)).values()) for _ in range(60)
    ]
    assert sum(earned) / len(earned) < 0.25 * most


@every
def test_practice_check_and_score_read_the_same_answers(name: str) -> None:
    for item in autograded(name):
        assert {blank.name for blank in blanks(item.id)} == set(item.names), item.id


@every
def test_each_check_cell_hands_over_the_answers_of_its_item(name: str) -> None:
    cells = {cell.id: cell.source for cell in read_notebook(source_notebook(ROOT, name)).cells}
    for item in autograded(name):
        source = cells[f"{item.id}-check"]
        assert f'score("{item.id}", variant' in source
        for answer in item.names:
            assert source.count(f"{answer}={answer}") == 2, (item.id, answer)


@every
def test_what_students_read_is_short_and_their_lines_are_one(name: str) -> None:
    for cell in read_notebook(source_notebook(ROOT, name)).cells:
        if cell.metadata.get("nbgrader", {}).get("solution") and cell.cell_type == "code":
            solution = re.search(r"### BEGIN SOLUTION\n(.*)\n### END SOLUTION", cell.source, re.DOTALL)
            assert solution is not None, cell.id
            assert "\n" not in solution[1], f"{cell.id}: one line is what students type"


@every
def test_names_in_the_class_are_varied_and_nobody_is_there_twice(name: str) -> None:
    students = class_of(name).students
    assert len(students) >= 8
    assert len({student.id for student in students}) == len(students)
    assert {student.kind for student in students} <= set(class_of(name).kinds)


def test_a_key_lies_beside_every_assignment() -> None:
    keys = {path.stem for path in (Path(ROOT) / "autograde" / "keys").glob("*.yaml")} - {"misconceptions"}
    assert keys == set(ASSIGNMENTS)
