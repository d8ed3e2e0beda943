import re
from pathlib import Path

import nbformat
import pytest

LESSON = Path(__file__).parents[2] / "course" / "lessons" / "02_three_pillars.ipynb"


@pytest.fixture(scope="module")
def lesson() -> nbformat.NotebookNode:
    return nbformat.read(LESSON, as_version=nbformat.NO_CONVERT)


def test_lesson_is_normalised(lesson: nbformat.NotebookNode) -> None:
    nbformat.validate(lesson)
    assert (lesson.nbformat, lesson.nbformat_minor) == (4, 5)
    assert set(lesson.metadata) == {"alliance", "kernelspec", "language_info"}
    assert lesson.metadata.kernelspec.name == "python3"
    assert lesson.metadata.language_info == {"name": "python"}
    for cell in lesson.cells:
        assert re.fullmatch(r"[a-z]+(-[a-z]+)*", cell.id)
        assert cell.metadata == {}
        if cell.cell_type == "code":
            assert cell.outputs == []
            assert cell.execution_count is None


def test_code_cells_are_one_line_each(lesson: nbformat.NotebookNode) -> None:
    code = [cell.source for cell in lesson.cells if cell.cell_type == "code"]
    assert 3 <= sum("import" not in source for source in code) <= 6
    for source in code:
        assert "\n" not in source
        assert not re.search(r"\b(for|while|def|lambda)\b", source)


def test_lesson_says_which_concepts_it_covers(lesson: nbformat.NotebookNode) -> None:
    table = next(cell.source for cell in lesson.cells if cell.id == "about-this-lesson")
    covered = lesson.metadata.alliance.concepts
    assert re.findall(r"\bC\d\d\b", table) == covered
    assert {"C10", "C11", "C18", "C28", "C35"} <= set(covered)


def test_every_widget_of_the_lesson_can_be_made(lesson: nbformat.NotebookNode) -> None:
    here: dict[str, object] = {}
    cells = [cell for cell in lesson.cells if cell.cell_type == "code"]
    for cell in cells:
        if "caseload" not in cell.id and cell.id != "twelve-clients":
            exec(cell.source, here)  # noqa: S102  (our own lesson)
