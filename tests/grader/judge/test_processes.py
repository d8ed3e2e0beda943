"""The judge in a process of its own, isolated and limited, with the student's functions in another."""

import time
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest

from alliance_grader.judge import names
from alliance_grader.judge.names import setup_of
from alliance_grader.notebooks import read_notebook
from alliance_grader.scoring import keys_folder
from alliance_grader.values import pack
from alliance_grader.warm import Child, Limits, Sandbox, Warm
from alliance_grader.warm.frames import (
    Answer,
    AskCall,
    Call,
    CellWork,
    Finished,
    GoOn,
    Judge,
    Judged,
    Returned,
    Stopped,
    Values,
    Work,
)

pytestmark = pytest.mark.slow

TESTS = {
    "calls": "assert all(f(n) == n + 1 for n in range(300))",
    "spins": "if f(0) != 1:\n    while True: pass",
    "eats": "if f(0) != 1:\n    rows = [0]\n    while True: rows += rows",
    "hard": "if f(0) != 1:\n    10 ** 10 ** 10",
    "last": "assert f(1) == 2",
}
QUICK = Limits(cell=2.0, grace=1.0, total=20.0, wall=40.0)


def notebook() -> nbformat.NotebookNode:
    def cell(source: str, **meta: object) -> nbformat.NotebookNode:
        return nbformat.v4.new_code_cell(source, metadata={"nbgrader": {  # type: ignore[no-untyped-call, no-any-return]
            "grade_id": str(meta["name"]), "locked": True, "solution": False, "grade": False, **meta}})  # fmt: skip

    return nbformat.v4.new_notebook(cells=[  # type: ignore[no-untyped-call, no-any-return]
        cell("rows = open('rows.csv').read().split()", name="setup"),
        cell("def f(x): return x + 1", name="f", solution=True),
        *(cell(source, name=name, grade=True, points=2) for name, source in TESTS.items()),
        cell("assert rows == ['a', 'b'] and f(1) == 2", name="rows", grade=True, points=2),
    ])  # fmt: skip


@pytest.fixture(scope="module")
def servers(root: Path) -> Iterator[tuple[Warm, Warm]]:
    setup = setup_of(notebook(), root, {"rows.csv": b"a\nb\n"})
    with (
        Warm("run", b"", "namespaces", Sandbox(hidden=(str(root),))) as run,
        Warm("judge", setup, "namespaces", Sandbox(hidden=(str(root),), writable=False)) as judge,
    ):
        yield run, judge


def grade(servers: tuple[Warm, Warm], answer: str) -> dict[str, Judged | Stopped]:
    """Carry messages between the two children, as the pipeline does."""
    run, judge = servers
    tests = names.tests_of(notebook())
    verdicts: dict[str, Judged | Stopped] = {}
    with run.child(QUICK) as student:
        cells = [CellWork(0, answer)] + [
            CellWork(n, "", list(test.wants), True) for n, test in enumerate(tests, 1)
        ]
        student.send(Work(cells))
        trusted = judge.child(QUICK)
        while not isinstance(came := student.receive(60), Stopped | Finished):
            if not isinstance(came, Values):
                continue
            test = tests[came.cell - 1]
            verdicts[test.grade_id] = verdict = carry(trusted, student, Judge(test.place, came.values))
            if isinstance(verdict, Stopped):
                trusted = judge.child(QUICK)
            student.send(GoOn())
        trusted.close()
    return verdicts


def carry(trusted: Child, student: Child, asked: Judge) -> Judged | Stopped:
    trusted.send(asked)
    while True:
        match trusted.receive(60):
            case Judged() | Stopped() as verdict:
                return verdict
            case AskCall(name=name, args=args, kwargs=kwargs):
                student.send(Call(name, args, kwargs))
                came = student.receive(60)
                trusted.send(
                    Answer(came.value, came.error)
                    if isinstance(came, Returned)
                    else Answer(error="was stopped")
                )


def scores(verdicts: dict[str, Judged | Stopped]) -> dict[str, float | None]:
    return {
        name: verdict.score if isinstance(verdict, Judged) else -1.0 for name, verdict in verdicts.items()
    }


def test_an_honest_function_passes_every_test(servers: tuple[Warm, Warm]) -> None:
    assert set(scores(grade(servers, "def f(x): return x + 1")).values()) == {2.0}


def test_a_judge_at_its_limits_gives_nothing_and_goes_on(servers: tuple[Warm, Warm]) -> None:
    start = time.monotonic()
    verdicts = grade(servers, "def f(x): return x + 1 if x else 0")
    assert time.monotonic() - start < 40
    found = scores(verdicts)
    assert found == {
        "calls": 0.0,
        "spins": 0.0,
        "eats": found["eats"],
        "hard": found["hard"],
        "last": 2.0,
        "rows": 2.0,
    }
    assert {found["eats"], found["hard"]} <= {0.0, -1.0}
    assert "took too long" in str(verdicts["spins"])


@pytest.mark.parametrize(
    "answer",
    [
        "def f(x):\n    while True: pass",
        "import time\ndef f(x): time.sleep(1000)",
        "def f(x):\n    while True:\n        try:\n            while True: pass\n        except BaseException: pass",
        "import os\ndef f(x): os._exit(0)",
        "def f(x):\n    while True: print('x' * 10**6)",
        "def f(x): return [bytes(10**6)] * 100",
        "def f(x): raise SystemExit",
        "def f(x): raise KeyboardInterrupt",
    ],
)
def test_a_function_that_does_not_come_back_earns_nothing(servers: tuple[Warm, Warm], answer: str) -> None:
    start = time.monotonic()
    found = scores(grade(servers, answer))
    assert time.monotonic() - start < 40
    assert set(found.values()) <= {0.0, None}
    assert found["calls"] == 0.0


def test_the_assignment_is_judged_in_a_fresh_child_quickly(root: Path) -> None:
    name = "a2_read_a_caseload"
    source = read_notebook(root / "source" / name / f"{name}.ipynb")
    right = {"mean_goal": 3.84, "mean_task": 3.75, "mean_bond": 3.92, "means_say": "c", "weakest_c01": "bond",
             "weakest_c02": "bond", "weakest_c03": "goal", "weakest_c04": "task", "weakest_c05": "goal",
             "weakest_c06": "task", "bond_gap": 0.42, "gap_says": "b",
             "variant": "A", "sure_weakest": 80, "sure_gap": 75, "own_points": 3}  # fmt: skip
    sees = Sandbox(
        readable=(str(keys_folder(root)), str(root / "nbgrader_config.py")),
        hidden=(str(root),),
        writable=False,
    )
    took = []
    with Warm("judge", setup_of(source, root), "namespaces", sees) as judge:
        tests = names.tests_of(source)
        for _ in range(8):
            start = time.monotonic()
            with judge.child() as child:
                for test in tests:
                    child.send(Judge(test.place, {name: pack(right[name]) for name in test.wants}))
                    verdict = child.receive()
                    assert isinstance(verdict, Judged), verdict
                    assert verdict.score == test.points, verdict
                    assert "points" in verdict.outputs[0]["data"]["text/plain"]
            took.append(time.monotonic() - start)
    print(
        f"judging all of A2 took {sorted(took)[len(took) // 2] * 1000:.0f} ms in the middle, {min(took) * 1000:.0f} at best"
    )
    assert min(took) < 0.2
