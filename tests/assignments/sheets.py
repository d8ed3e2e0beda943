"""An assignment's notebook, run in this process on one of its variants, so that what is typed into it can be read."""

import contextlib
import io
import random
from functools import cache
from pathlib import Path
from typing import Any

from alliance.assignments import assignment
from alliance.practice.blanks import AnyBlank, Number, Word
from alliance.practice.check import blanks
from alliance_grader.course import assignments, source_notebook
from alliance_grader.demo import simulated_class
from alliance_grader.demo.students import SimulatedClass
from alliance_grader.notebooks import read_notebook
from alliance_grader.scoring import Key, read_key, score_item
from alliance_grader.scoring.key import Item

ROOT = Path(__file__).resolve().parents[2]
ASSIGNMENTS = assignments(ROOT)


def key_of(name: str) -> Key:
    return read_key(ROOT, name)


def autograded(name: str) -> list[Item]:
    return [item for item in key_of(name).items if item.marked_by == "autograder"]


def class_of(name: str) -> SimulatedClass:
    return simulated_class(ROOT, name)


@cache
def names_in(name: str, variant: str) -> dict[str, Any]:
    """Return what the instructor's own cells of a notebook make, on a variant: what a student's line can use."""
    space: dict[str, Any] = {"variant": variant}
    with contextlib.redirect_stdout(io.StringIO()):
        for cell in read_notebook(source_notebook(ROOT, name)).cells:
            marks = cell.metadata.get("nbgrader", {})
            if cell.cell_type == "code" and marks.get("locked") and not marks.get("grade"):
                exec(cell.source.replace("variant = ...", ""), space)  # noqa: S102
    return space


def typed(name: str, kind: str) -> dict[str, Any]:
    """Return the values that a kind of simulated student's lines hold."""
    straight = str.maketrans("“”‘’", "\"\"''")
    space = dict(names_in(name, "A"))
    for answer, line in class_of(name).kinds[kind].types.items():
        with contextlib.suppress(Exception):
            exec(f"{answer} = {line.translate(straight)}", space)  # noqa: S102
    return {answer: space.get(answer, ...) for item in autograded(name) for answer in item.names}


def solved(name: str, variant: str) -> dict[str, Any]:
    """Return answers that earn all points on a variant."""
    answers: dict[str, Any] = {}
    for item in autograded(name):
        answers |= item.solution(assignment(key_of(name).short, variant), answers)
    return answers


def results(name: str, answers: dict[str, Any], variant: str = "A") -> dict[str, Any]:
    """Score all items by the same answers."""
    key = key_of(name)
    return {item.id: score_item(item.id, answers, key, variant) for item in autograded(name)}


def guessed(name: str, draw: random.Random) -> dict[str, Any]:
    """Return answers of the right form by somebody who knows nothing."""
    answers: dict[str, Any] = {}
    for item in autograded(name):
        for blank in blanks(item.id):
            answers[blank.name] = _guess(blank, draw)
    return answers


def _guess(blank: AnyBlank, draw: random.Random) -> Any:
    match blank:
        case Number():
            return round(draw.uniform(blank.low, blank.high), 2)
        case Word():
            return draw.choice(blank.words)
        case _:
            return ...
