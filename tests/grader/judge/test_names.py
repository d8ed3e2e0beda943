"""Who owns a name, and what is asked of the student's notebook."""

from pathlib import Path

import pytest

from alliance_grader.judge import names
from alliance_grader.judge.names import Cell, Plan, plan
from alliance_grader.notebooks import read_notebook

ROLES = {"locked": "instructor", "answer": "student", "test": "test"}


def planned(*cells: tuple[str, str]) -> Plan:
    return plan(
        Cell(place, ROLES[kind], source, f"{kind}-{place}", 1.0)  # type: ignore[arg-type]
        for place, (kind, source) in enumerate(cells)
    )


def wants(*cells: tuple[str, str]) -> list[set[str]]:
    return [set(test.wants) for test in planned(*cells).tests]


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        # The instructor's own.
        ([("locked", "data = [1]"), ("answer", "x = 1"), ("test", "assert x in data")], {"x"}),
        ([("locked", "import numpy as np"), ("answer", "np.random.seed(1)\nx = np.mean([1])"),
          ("test", "np.testing.assert_allclose(x, 1)")], {"x"}),
        ([("locked", "def near(a, b): return abs(a - b) < eps\neps = 1"), ("answer", "x = 1"), ("test", "assert near(x, 1)")], {"x"}),
        ([("locked", "df = make()"), ("locked", "x = 1"), ("answer", "y = x"), ("test", "assert x == y")], {"y"}),
        ([("locked", "data = [1]"), ("answer", "n = len(data)\ndata.index(1)\nprint(data)\ndata.copy()"),
          ("test", "assert n == len(data)")], {"n"}),
        ([("locked", "df = 1"), ("answer", "y = df.mean()\ndf.head()"), ("test", "assert y == df.mean()")], {"y"}),
        # The student's: bound again, or changed, by the model solution.
        ([("locked", "x = ..."), ("answer", "x = 2"), ("test", "assert x == 2")], {"x"}),
        ([("locked", "xs = []"), ("answer", "xs.append(2)"), ("test", "assert xs == [2]")], {"xs"}),
        ([("locked", "df = 1"), ("answer", "df['z'] = 2"), ("test", "assert df")], {"df"}),
        ([("locked", "df = 1"), ("answer", "df.drop(columns='a', inplace=True)"), ("test", "assert df")], {"df"}),
        ([("locked", "df = 1"), ("answer", "df.columns = ['a']"), ("test", "assert df")], {"df"}),
        ([("locked", "xs = [3]"), ("answer", "import random\nrandom.shuffle(xs)"), ("test", "assert xs")], {"xs"}),
        ([("locked", "x = 1"), ("answer", "for x in range(3): pass"), ("test", "assert x")], {"x"}),
        ([("locked", "x = 1"), ("answer", "x += 1"), ("test", "assert x")], {"x"}),
        ([("locked", "x = 1"), ("answer", "if (x := 2): pass"), ("test", "assert x")], {"x"}),
        # What follows from the student's is theirs, and a locked function is ours although it calls theirs.
        ([("answer", "def f(x): return x"), ("locked", "y = f(1)"), ("test", "assert y == 1")], {"y"}),
        ([("answer", "def f(x): return x"), ("locked", "def helper(): return f(1)"), ("test", "assert helper() == 1")], {"f"}),
        ([("answer", "def f(x): return x"), ("locked", "def a(): return b()\ndef b(): return f(2)"), ("test", "a()")], {"f"}),
        ([("answer", "def f(x): return x"), ("locked", "import math\ny = f(1)"), ("test", "assert math.isclose(y, 1)")], {"y"}),
        # Nobody's: whatever the student makes of it.
        ([("answer", "pass"), ("test", "assert total == 1")], {"total"}),
        ([("answer", "sum = 3"), ("test", "assert sum == 3")], {"sum"}),
        ([("answer", "x = 1"), ("test", "assert sum([x]) == 1")], {"x"}),
        ([("answer", "x = 1"), ("test", "assert 'x' in globals()")], {"x"}),
        ([("answer", "x = 1"), ("test", "y = x\nassert [y for z in [x] if z == y]")], {"x"}),
        ([("answer", "x = 1"), ("test", "def inner():\n    return x\nassert inner()")], {"x"}),
    ],
)  # fmt: skip
def test_a_name_is_asked_of_the_student_only_when_it_is_theirs(
    cells: list[tuple[str, str]], expected: set[str]
) -> None:
    assert wants(*cells)[-1] == expected


def test_a_name_changes_hands_with_the_cells() -> None:
    found = wants(
        ("locked", "x = 1"), ("test", "assert x"), ("answer", "x = 2"), ("test", "assert x"),
        ("locked", "x = 3"), ("test", "assert x"),
    )  # fmt: skip
    assert found == [set(), {"x"}, set()]


def test_what_an_earlier_test_made_is_not_asked_of_the_student() -> None:
    found = wants(
        ("answer", "def f(x): return x"),
        ("test", "import math\ndef near(a, b): return math.isclose(a, b)\nmade = f(1)"),
        ("test", "assert near(made, f(2))"),
    )
    assert found == [{"f"}, {"f"}]


def test_only_what_a_test_needs_is_run_by_the_judge() -> None:
    made = planned(
        ("locked", "import math\nslow = 1\nrows = [1]"), ("locked", "rows.append(2)\nprint(slow)"),
        ("answer", "x = 1"), ("test", "assert math.isclose(x, rows[0])"),
    )  # fmt: skip
    assert [step.key for step in made.tests[0].steps] == [(0, 0), (0, 2), (1, 0)]


def test_what_would_change_an_earlier_test_waits_for_its_turn() -> None:
    made = planned(
        ("locked", "x = 1"), ("test", "assert x == 1"), ("locked", "y = 1"), ("locked", "x = 2"),
        ("test", "assert x + y == 3"),
    )  # fmt: skip
    assert [step.key for step in made.eager] == [(0, 0), (2, 0)]


def test_a_test_that_takes_a_function_away_is_remarked_upon() -> None:
    made = planned(
        ("answer", "def f(x): return x"), ("test", "kept = f\ndel f\nf = kept"), ("test", "assert f("),
    )  # fmt: skip
    assert "deletes f" in made.tests[0].remarks[0]
    assert "not valid Python" in made.tests[1].remarks[0]


def test_the_assignment_asks_for_its_answers_and_nothing_else(root: Path) -> None:
    name = "a2_read_a_caseload"
    found = {
        test.grade_id: test
        for test in names.tests_of(read_notebook(root / "source" / name / f"{name}.ipynb"))
    }
    assert set(found["a2-pillar-means-check"].wants) == {
        *("variant", "mean_goal", "mean_task", "mean_bond", "means_say")
    }
    assert set(found["a2-rater-gap-check"].wants) == {"variant", "bond_gap", "gap_says", "sure_gap"}
    assert [test.points for test in found.values()] == [4, 6, 4, 0]
    assert not [test.remarks for test in found.values() if test.remarks]
