"""The benchmark's simulated class: what each answer is said to earn is what the assignment's own tests give it."""

import ast
import importlib.util
import json
import sys
import warnings
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

BENCH = Path(__file__).resolve().parents[2] / "benchmarks" / "grading"


def submissions() -> ModuleType:
    spec = importlib.util.spec_from_file_location("bench_submissions", BENCH / "submissions.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["bench_submissions"] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    return module


CLASS = submissions()
CELLS: dict[str, Any] = {
    cell["id"]: {**cell, "source": "".join(cell["source"])}
    for cell in json.loads(
        (BENCH / "assignment" / CLASS.ASSIGNMENT / f"{CLASS.ASSIGNMENT}.ipynb").read_text(encoding="utf-8")
    )["cells"]
}


def run(source: str, names: dict[str, Any]) -> object:
    """Run a cell and return its last expression's value."""
    tree = ast.parse(source)
    last = tree.body[-1] if tree.body else None
    if not isinstance(last, ast.Expr):
        last = None
    exec(compile(ast.Module(tree.body[: -1 if last else None], []), "cell", "exec"), names)  # noqa: S102
    return eval(compile(ast.Expression(last.value), "cell", "eval"), names) if last else None  # noqa: S307


def earned(item: str, answer: str) -> float:
    """Return the points that the assignment's score cell gives an answer, all earlier ones being right."""
    names: dict[str, Any] = {}
    points = float(CELLS[f"{item}-check"]["metadata"]["nbgrader"]["points"])
    for name in ("b1-setup", "b1-data", "b1-look", "b1-means"):
        run(CELLS[name]["source"], names)
    try:
        run(answer, names)
        score = run(CELLS[f"{item}-check"]["source"], names)
    except Exception:
        return 0.0
    return points if score is None else float(score)  # type: ignore[arg-type]


RIGHT = [(item, answer) for item, answers in CLASS.RIGHT.items() for answer in answers]
WRONG = [(item, answer) for item, answers in CLASS.WRONG.items() for answer in answers]


@pytest.mark.parametrize(("item", "answer"), [*RIGHT, ("b1-drops", CLASS.REMARKED)])
def test_a_right_answer_earns_everything(item: str, answer: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        assert earned(item, answer) == CELLS[f"{item}-check"]["metadata"]["nbgrader"]["points"]


@pytest.mark.parametrize(("item", "answer"), WRONG)
def test_a_wrong_answer_earns_what_is_written_beside_it(item: str, answer: Any) -> None:
    points = CELLS[f"{item}-check"]["metadata"]["nbgrader"]["points"]
    assert earned(item, answer.source) == pytest.approx(answer.earns * points)


@pytest.mark.parametrize("answer", CLASS.BROKEN)
def test_a_broken_answer_does_not_run(answer: str) -> None:
    names: dict[str, Any] = {}
    run(CELLS["b1-setup"]["source"], names)
    run(CELLS["b1-data"]["source"], names)
    with pytest.raises(Exception, match=r"."):
        run(answer, names)


def test_the_class_is_mixed_differs_and_is_the_same_every_time() -> None:
    class_ = [CLASS.student(number) for number in range(120)]
    kinds = [who.kind for who in class_]
    assert [kinds.count(kind) for kind in ("honest", "wrong", "broken")] == [96, 12, 12]
    assert len({json.dumps([a.source for a in who.answers.values()]) for who in class_}) > 100
    assert class_[:30] == [CLASS.student(number) for number in range(30)]
    assert sum(who.answers["b1-drops"].source == CLASS.REMARKED for who in class_) > 3
