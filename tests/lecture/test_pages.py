"""Which widgets a lecture can show, and that they are the lessons' own."""

import json
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

import alliance.widgets
from alliance.cli import app
from alliance.errors import CourseError
from alliance.lecture.pages import Page, chosen, every, lesson_notebook
from alliance.program import free_port

LESSONS = Path(__file__).parents[2] / "course" / "lessons"


def cells_of(number: int) -> dict[str, str]:
    (path,) = LESSONS.glob(f"{number:02}_*.ipynb")
    return {
        cell["id"]: "".join(cell["source"]) for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]
    }


def test_every_widget_of_the_course_can_be_shown() -> None:
    assert {page.widget for page in every().pages} == set(alliance.widgets.__all__)


@pytest.mark.parametrize("page", every().pages, ids=lambda page: page.name)
def test_a_page_does_what_its_lesson_does(page: Page) -> None:
    cells = cells_of(page.lesson)
    assert page.code[-1] in cells[page.cell]
    for line in page.code[:-1]:
        assert line in cells.values()


@pytest.mark.parametrize(("number", "title"), every().lessons.items())
def test_a_lesson_is_called_what_it_calls_itself(number: int, title: str) -> None:
    headings = [line for text in cells_of(number).values() for line in text.splitlines()]
    assert f"# Lesson {number} · {title}" in headings


def test_pages_are_asked_for_by_name_or_by_widget() -> None:
    assert [page.name for page in chosen(["four-worlds", "ConfidenceDial", "greta"])] == [
        *("four-worlds", "ifeoma", "yusuf", "greta")
    ]
    with pytest.raises(CourseError, match=r"no page 'trianle' .* choose from triangle"):
        chosen(["trianle"])


def test_a_lesson_is_found_by_its_number_from_the_course_or_above_it() -> None:
    for folder in (LESSONS, LESSONS.parent, LESSONS.parents[1]):
        lesson = lesson_notebook("2", folder)
        assert "(glossary.md#" not in "".join(cell.source for cell in lesson.cells)
    with pytest.raises(CourseError, match="There is no lesson 11"):
        lesson_notebook("11", LESSONS)


def test_without_voila_a_sentence_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "voila", None)
    done = CliRunner().invoke(
        app, ["lecture", "triangle", "--no-browser", "--port", str(free_port(8866 + 97))]
    )
    assert isinstance(done.exception, CourseError)
    assert "pip install 'alliance-workbook[lecture]'" in str(done.exception)
    assert "--save" in str(done.exception)


def test_what_does_not_go_together_is_said() -> None:
    done = CliRunner().invoke(app, ["lecture", "triangle", "--lesson", "02"])
    assert isinstance(done.exception, CourseError)
    assert "A lesson is shown whole" in str(done.exception)
