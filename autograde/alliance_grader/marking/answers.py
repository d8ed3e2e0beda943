"""An answer as a marker reads it: the student's words, what was asked, and why it came to a person.

A graded notebook was sanitised when it was made. Everything is cleaned once more here, so that a page shows nothing
alive whoever wrote the file.
"""

import ast
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import msgspec
from markupsafe import Markup

from alliance.errors import CourseError
from alliance_grader.course import graded_notebook
from alliance_grader.marking.schemes import Question
from alliance_grader.said import result_in
from alliance_grader.sanitise.markdown import answer as rendered
from alliance_grader.sanitise.markup import clean, from_text
from alliance_grader.sanitise.room import Room
from alliance_grader.wording import as_markup

_MOST_CODE: Final = 20_000
_MOST_OUTPUT: Final = 60_000
_SAFE: Final = '<div class="tex2jax_ignore mathjax_ignore student-answer"'
_STARTS_A_LINE: Final = re.compile(r"\s*(?:[-*+] |\d+\. |\||#|>|```|$)")


@dataclass(frozen=True)
class Answer:
    """What a page shows of one answer.

    Attributes
    ----------
    words : Markup
        The student's answer.
    is_code : bool
        Whether it is shown as code, since it is no plain text.
    asked : Markup
        The question's words.
    seen : Markup
        What the notebook showed there: for a reply, what the client said.
    why : tuple of Markup
        Why it was routed, and what was recognised, sentence by sentence.
    own_view : float or None
        What the student would give the own text; not for the marker's eyes before the mark is given.
    """

    words: Markup
    is_code: bool
    asked: Markup
    seen: Markup
    why: tuple[Markup, ...]
    own_view: float | None


class _Output(msgspec.Struct):
    data: dict[str, msgspec.Raw] = {}


class _Mark(msgspec.Struct):
    grade_id: str = ""
    grade: bool = False


class _Metadata(msgspec.Struct):
    nbgrader: _Mark | None = None


class _Cell(msgspec.Struct):
    cell_type: str
    source: str | list[str]
    metadata: _Metadata
    id: str = ""
    outputs: list[_Output] = []

    @property
    def text(self) -> str:
        return self.source if isinstance(self.source, str) else "".join(self.source)

    @property
    def name(self) -> str:
        return self.metadata.nbgrader.grade_id if self.metadata.nbgrader else ""


class _Notebook(msgspec.Struct):
    cells: list[_Cell]


def read_answer(root: Path, question: Question, student: str) -> Answer:
    """Return a student's answer to a question.

    Raises
    ------
    CourseError
        When the graded notebook is missing or damaged.
    """
    path = graded_notebook(root, question.assignment, student)
    try:
        cells = msgspec.json.decode(path.read_bytes(), type=_Notebook).cells
        place = [cell.name for cell in cells].index(question.answer_cell)
    except (OSError, ValueError, msgspec.MsgspecError):
        raise CourseError(
            f"The graded notebook of this student is missing or damaged; run: alliance-grader grade {question.assignment}"
        ) from None
    cell = cells[place]
    words, is_code = _words(cell)
    said = (result_in(output.data) for cell in cells for output in cell.outputs)
    results = {result.item: result for result in said if result}
    mine = results.get(question.item)
    why = tuple(Markup(as_markup(reason)) for reason in mine.reasons) if mine and question.checked else ()  # noqa: S704
    own = next(
        (one.own_view[question.item] for one in results.values() if question.item in one.own_view), None
    )
    return Answer(words, is_code, *_asked(cells[:place]), why, own)


def _words(cell: _Cell) -> tuple[Markup, bool]:
    if cell.cell_type != "code":
        text = cell.text
        safe = clean(text) if text.startswith(_SAFE) else clean(rendered(text, Room()))
        return Markup(safe), False  # noqa: S704
    said = spoken(cell.text)
    return Markup(from_text(cell.text if said is None else said)), said is None  # noqa: S704


def spoken(source: str) -> str | None:
    """Return the text that the last assignment of an answer cell holds, or None when it is not a plain text.

    The code is read, never run.
    """
    if len(source) > _MOST_CODE:
        return None
    try:
        body = ast.parse(source).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    values = [node.value for node in body if isinstance(node, ast.Assign)]
    return _text(values[-1]) if values and len(values) == len(body) else None


def _text(value: ast.expr) -> str | None:
    match value:
        case ast.Constant(value=str(text)):
            return text
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            one, other = _text(left), _text(right)
            return None if one is None or other is None else one + other
    return None


def _asked(before: Sequence[_Cell]) -> tuple[Markup, Markup]:
    """Return what stands between the question before and this answer: its prose, and what the notebook showed."""
    start = 0
    for place, cell in enumerate(before):
        if (cell.metadata.nbgrader and cell.metadata.nbgrader.grade) or "BEGIN MARK SCHEME" in cell.text:
            start = place + 1
        elif cell.cell_type == "markdown" and cell.text.startswith("## "):
            start = place
    here = before[start:]
    asked = [prose(cell.text) for cell in here if cell.cell_type == "markdown"]
    seen = [_output(output) for cell in here if cell.cell_type == "code" for output in cell.outputs]
    return Markup("").join(asked), Markup("").join(seen)


def _output(output: _Output) -> Markup:
    for kind in ("text/html", "text/plain"):
        if kind in output.data:
            try:
                value = msgspec.json.decode(output.data[kind], type=str | list[str])
            except msgspec.MsgspecError:
                continue
            text = (value if isinstance(value, str) else "".join(value))[:_MOST_OUTPUT]
            return Markup(f"<div>{clean(text) if kind == 'text/html' else from_text(text)}</div>")  # noqa: S704
    return Markup("")


def prose(text: str) -> Markup:
    """Return an instructor's markdown as markup; lines that were broken for the editor are joined."""
    lines: list[str] = []
    for line in text.split("\n"):
        if (
            lines
            and lines[-1].strip()
            and not lines[-1].startswith(("#", "|", "```"))
            and not _STARTS_A_LINE.match(line)
        ):
            lines[-1] = f"{lines[-1].rstrip()} {line.strip()}"
        else:
            lines.append(line)
    return Markup(clean(rendered("\n".join(lines), Room())))  # noqa: S704
