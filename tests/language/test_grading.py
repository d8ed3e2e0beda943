"""What a submission earns, and the reasons that go with it, do not depend on the language that is spoken."""

from pathlib import Path
from typing import Any

import nbformat.v4
import pytest

from alliance.language import VARIABLE, speak
from alliance_grader.build import build
from alliance_grader.class_results import class_results
from alliance_grader.demo import simulated_class, work_on
from alliance_grader.grade import grade
from alliance_grader.notebooks import read_notebook
from alliance_grader.results import StudentRow
from alliance_grader.scoring import score_item

A6 = "a6_repair_dialogue"
ROOT = Path(__file__).resolve().parents[2]
RELEASED = read_notebook(ROOT / "release" / A6 / f"{A6}.ipynb")
CARELESS = simulated_class(ROOT, A6).kinds["careless"]


def test_a_slip_is_explained_in_the_instructors_language() -> None:
    answers: dict[str, Any] = {
        "dialogue_1": "AW1.thought-log",
        "dialogue_2": "§",
        "policy": {"withdrawal": 3},
    }
    english = [score_item(item, answers) for item in ("a6-dialogues", "a6-policy")]
    speak("de")
    assert [score_item(item, answers) for item in ("a6-dialogues", "a6-policy")] == english
    assert "not a whole receipt" in str(english)


@pytest.mark.slow
def test_a_notebook_that_speaks_german_earns_the_same(course: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    build(course, A6)
    monkeypatch.chdir(course)
    monkeypatch.setenv(VARIABLE, "de")  # as on a hub of which all speaks German
    for student in ("anna", "berta"):
        notebook = work_on(RELEASED, CARELESS)
        if student == "berta":
            notebook.cells.insert(
                1, nbformat.v4.new_code_cell('import alliance\nalliance.speak("de")', id="speak")
            )
        folder = course / "gradebook" / "submitted" / student / A6
        folder.mkdir(parents=True)
        nbformat.write(notebook, folder / f"{A6}.ipynb")
    found = grade(course, A6)
    assert [one.reason for one in found] == ["", ""], found

    def row(student: str) -> StudentRow:
        return next(one for one in class_results(course, A6).students if one.id == student)

    assert row("anna").items == row("berta").items
    points = {one.item: one.points for one in row("berta").items}
    assert points.items() >= {"a6-dialogues": 0.2243, "a6-policy": 0.0}.items()
    assert "slip in this receipt" in str(row("berta").items)
