"""Sentences of lesson 8 that must stay true: about the cases that it shows, and about what is never weighed."""

import json
from pathlib import Path

import pytest

from alliance.widgets.confidence import DIAL, case_ids, case_of, moved

LESSON = Path(__file__).parents[2] / "course" / "lessons" / "08_transference_or_a_real_problem.ipynb"
WRONG = 2


@pytest.fixture(scope="module")
def prose() -> str:
    cells = json.loads(LESSON.read_text(encoding="utf-8"))["cells"]
    return " ".join(" ".join("".join(c["source"]) for c in cells if c["cell_type"] == "markdown").split())


def test_every_case_is_played(prose: str) -> None:
    lines = LESSON.read_text(encoding="utf-8")
    for name in case_ids():
        assert f'ConfidenceDial(\\"{name}\\")' in lines
        assert case_of(name).name in prose


def test_the_rule_about_anger_and_trust_is_called_contested(prose: str) -> None:
    assert "We label it **contested**" in prose
    assert "It can dismiss a fair complaint" in prose


def test_a_violated_boundary_is_never_weighed(prose: str) -> None:
    assert "It is never transference to be explored with the client." in prose
    for named in ("sexual", "money", "in confidence", "**supervisor**", "**professional body**"):
        assert named in prose


def test_the_weeks_that_the_lesson_points_to_are_as_it_says(prose: str) -> None:
    ifeoma, yusuf = case_of("ifeoma"), case_of("yusuf")
    assert "hate you" in ifeoma.weeks[2].scene
    assert "I do trust you" in ifeoma.weeks[2].scene
    assert ifeoma.reader[4][WRONG] > ifeoma.reader[3][WRONG] + 10  # week 5: the request was fair
    assert "You’re right" in ifeoma.weeks[5].scene
    steps = [moved(a, b) for a, b in zip([DIAL.start, *yusuf.reader], yusuf.reader, strict=False)]
    assert steps[5] <= DIAL.rules.little  # week 6, a friendly hour
    assert steps[6] == max(steps)  # week 7, the therapist's answer
    assert "In **week 6** one friendly hour came" in prose
    assert "In **week 7** he said what he needed" in prose


def test_it_is_said_that_the_reader_is_a_judgement(prose: str) -> None:
    assert "The reader is no oracle. It is one teacher’s judgement" in prose
