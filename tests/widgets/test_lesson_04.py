import re
from pathlib import Path

import nbformat
import pytest

from alliance.caseload.calibration.targets import sources

LESSON = Path(__file__).parents[2] / "course" / "lessons" / "04_how_strong_is_it.ipynb"
NEEDS_THE_CASELOAD = re.compile(r"alliance\.|caseload|repeat_study|meta_analyses")


@pytest.fixture(scope="module")
def lesson() -> nbformat.NotebookNode:
    return nbformat.read(LESSON, as_version=nbformat.NO_CONVERT)


def test_lesson_is_normalised(lesson: nbformat.NotebookNode) -> None:
    nbformat.validate(lesson)
    assert (lesson.nbformat, lesson.nbformat_minor) == (4, 5)
    assert set(lesson.metadata) == {"alliance", "kernelspec", "language_info"}
    assert (lesson.metadata.alliance.lesson, lesson.metadata.alliance.minutes) == (4, 50)
    for cell in lesson.cells:
        assert re.fullmatch(r"[a-z]+(-[a-z]+)*", cell.id)
        assert cell.metadata == {}
        if cell.cell_type == "code":
            assert cell.outputs == []
            assert cell.execution_count is None


def test_code_cells_are_one_line_each(lesson: nbformat.NotebookNode) -> None:
    for cell in lesson.cells:
        if cell.cell_type == "code":
            assert "\n" not in cell.source
            assert not re.search(r"\b(for|while|def|lambda|if)\b", cell.source)


def test_each_analysis_is_predicted_before_and_explained_after(lesson: nbformat.NotebookNode) -> None:
    ids = [cell.id for cell in lesson.cells]
    for shown in (
        "guess-the-clouds",
        "move-r",
        "correlate-early",
        "three-raters",
        "twelve-studies",
        "published-figures",
    ):
        before, after = (lesson.cells[ids.index(shown) + step].source for step in (-1, 1))
        assert "**Predict" in before, shown
        assert "**Explain" in after, shown


def test_lesson_says_which_concepts_it_covers(lesson: nbformat.NotebookNode) -> None:
    table = next(cell.source for cell in lesson.cells if cell.id == "about-this-lesson")
    covered = lesson.metadata.alliance.concepts
    assert re.findall(r"\bC\d\d\b", table) == covered
    assert {"C46", "C52", "C54", "C55"} <= set(covered)


def test_a_doi_is_given_only_where_it_was_seen(lesson: nbformat.NotebookNode) -> None:
    listed = next(cell.source for cell in lesson.cells if cell.id == "sources")
    seen = {source.doi.lower() for source in sources().values() if source.doi}
    given = re.findall(r"https://doi\.org/([^>\s]+)", listed)
    assert len(given) == len(set(given)) >= 8
    assert {doi.lower() for doi in given} <= seen


def test_lesson_says_what_a_share_of_variance_is_not(lesson: nbformat.NotebookNode) -> None:
    prose = " ".join(" ".join(cell.source for cell in lesson.cells if cell.cell_type == "markdown").split())
    assert "is **not a share of improvement**" in prose
    assert "A correlation cannot tell them apart" in prose
    assert "not validated" in prose


def test_every_widget_of_the_lesson_can_be_made(lesson: nbformat.NotebookNode) -> None:
    here: dict[str, object] = {}
    for cell in lesson.cells:
        if cell.cell_type == "code" and not NEEDS_THE_CASELOAD.search(cell.source.replace("alliance.w", "")):
            exec(cell.source, here)  # noqa: S102  (our own lesson)
