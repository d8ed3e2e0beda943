"""What holds for every lesson: its form, its rhythm, its questions, its sources. That it runs is held by the house."""

import json
import re
from dataclasses import dataclass
from pathlib import Path

import nbformat
import pytest

from alliance.caseload.calibration.targets import sources
from alliance.widgets.self_check import question_sets, questions

FOLDER = Path(__file__).parents[2] / "course" / "lessons"
NAMES = sorted(path.stem for path in FOLDER.glob("*.ipynb"))
HEADINGS = ["## Check for yourself", "## What to take with you", "## Sources", "## About this lesson"]
QUIET = re.compile(r"(from|import) |\w+ = ")
"""Lines below which nothing appears."""


@dataclass(frozen=True)
class Lesson:
    """One lesson's notebook."""

    notebook: nbformat.NotebookNode

    @property
    def cells(self) -> list[nbformat.NotebookNode]:
        return list(self.notebook.cells)

    @property
    def number(self) -> int:
        return int(self.notebook.metadata.alliance.lesson)

    @property
    def prose(self) -> str:
        """All that stands between the code, on one line."""
        return " ".join(" ".join(cell.source for cell in self.cells if cell.cell_type == "markdown").split())

    def text(self, cell_id: str) -> str:
        return next(str(cell.source) for cell in self.cells if cell.id == cell_id)

    def nearest_prose(self, place: int, step: int) -> str:
        """Return the text next to a cell, before or after it, past cells below which nothing appears."""
        place += step
        while self.cells[place].cell_type != "markdown":
            place += step
        return str(self.cells[place].source)


@pytest.fixture(params=NAMES)
def lesson(request: pytest.FixtureRequest) -> Lesson:
    return Lesson(nbformat.read(FOLDER / f"{request.param}.ipynb", as_version=nbformat.NO_CONVERT))


def test_lessons_are_numbered_without_a_gap() -> None:
    assert [name[:3] for name in NAMES] == [f"{number:02d}_" for number in range(1, len(NAMES) + 1)]


def test_title_and_headings(lesson: Lesson) -> None:
    first = lesson.cells[0].source.splitlines()[0]
    assert re.fullmatch(rf"# Lesson {lesson.number} · \S.*", first)
    assert NAMES[lesson.number - 1].startswith(f"{lesson.number:02d}_")
    titles = re.findall(
        r"^#+ .*", "\n".join(c.source for c in lesson.cells if c.cell_type == "markdown"), re.M
    )
    assert [title for title in titles if title in HEADINGS] == HEADINGS
    assert [title for title in titles if title.startswith("# ")] == [first]


def test_length_and_table(lesson: Lesson) -> None:
    told = lesson.notebook.metadata.alliance
    assert 35 <= told.minutes <= 50
    assert f"*About {told.minutes} minutes" in lesson.cells[0].source
    table = lesson.text("about-this-lesson")
    assert f"| minutes | {told.minutes} |" in table
    assert re.findall(r"\bC\d\d\b", table) == list(told.concepts) == sorted(set(told.concepts))


def test_code_is_one_short_line(lesson: Lesson) -> None:
    for cell in lesson.cells:
        assert cell.metadata == {}
        if cell.cell_type == "code":
            assert "\n" not in cell.source
            assert len(cell.source) <= 110, cell.id


def test_what_is_shown_is_predicted_before_and_explained_after(lesson: Lesson) -> None:
    shown = [
        place
        for place, cell in enumerate(lesson.cells)
        if cell.cell_type == "code" and not QUIET.match(cell.source) and "SelfCheck" not in cell.source
    ]
    predicted = [place for place in shown if "redict" in lesson.nearest_prose(place, -1)]
    explained = [place for place in shown if "xplain" in lesson.nearest_prose(place, 1)]
    assert len(predicted) >= 3
    assert len(explained) >= 3
    assert len(predicted) >= 0.6 * len(shown)


def test_a_doi_is_given_only_where_it_was_seen(lesson: Lesson) -> None:
    seen = {source.doi.lower() for source in sources().values() if source.doi} | SEEN_ELSEWHERE
    given = re.findall(r"https://doi\.org/([^>)\s]+)", lesson.prose)
    assert len(given) == len(set(given))
    assert {doi.lower() for doi in given} <= seen


SEEN_ELSEWHERE = {"10.1037/h0085885", "10.1080/10503300500352500", "10.1037/a0023252"}
"""Of works that stand behind no figure of the caseload: Bordin 1979, Hatcher and Gillaspy 2006, Webb and others 2011."""


def test_no_scale_is_passed_off_as_validated(lesson: Lesson) -> None:
    assert "invented" in lesson.prose or "made up" in lesson.prose or "made-up" in lesson.prose
    assert "not validated" in lesson.prose or "not a validated" in lesson.prose


def test_each_lesson_has_questions_of_its_own(lesson: Lesson) -> None:
    asked = re.findall(r'SelfCheck\("(\w+)"\)', "\n".join(cell.source for cell in lesson.cells))
    assert len(asked) == 1
    assert asked[0] in question_sets()


@pytest.mark.parametrize("name", question_sets())
def test_questions_say_why_and_give_nothing_away(name: str) -> None:
    asked = questions(name)
    assert 5 <= len(asked) <= 8
    assert len({question.id for question in asked}) == len(asked)
    places = [[option.right for option in question.options].index(True) for question in asked]
    assert len(set(places)) >= 3, "the right answer stands in the same place too often"
    longest = 0
    for question in asked:
        assert len(question.options) == 4, question.id
        assert sum(option.right for option in question.options) == 1, question.id
        assert all(len(option.feedback) > 30 for option in question.options), question.id
        lengths = [len(option.says) for option in question.options]
        assert max(lengths) <= 1.8 * min(lengths) + 10, question.id
        longest += lengths[places[asked.index(question)]] == max(lengths)
    assert longest <= len(asked) / 2, "the longest answer is too often the right one"


def test_the_next_lesson_is_named(lesson: Lesson) -> None:
    if lesson.number < len(NAMES):
        assert f"Lesson {lesson.number + 1}" in lesson.prose


def test_notebooks_hold_no_outputs() -> None:
    for name in NAMES:
        raw = json.loads((FOLDER / f"{name}.ipynb").read_text(encoding="utf-8"))
        assert all(cell.get("outputs", []) == [] for cell in raw["cells"]), name
