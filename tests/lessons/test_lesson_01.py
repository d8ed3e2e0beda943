"""What lesson 1 says must stay true of its cards and of its caseload."""

from collections import Counter
from pathlib import Path

import nbformat
import pytest

import alliance
from alliance.widgets.sort_statements import deck

LESSON = Path(__file__).parents[2] / "course" / "lessons" / "01_what_it_is_and_is_not.ipynb"


@pytest.fixture(scope="module")
def prose() -> str:
    cells = nbformat.read(LESSON, as_version=nbformat.NO_CONVERT).cells
    return " ".join(" ".join(cell.source for cell in cells if cell.cell_type == "markdown").split())


def code(cell_id: str) -> str:
    cells = nbformat.read(LESSON, as_version=nbformat.NO_CONVERT).cells
    return next(str(cell.source) for cell in cells if cell.id == cell_id)


def test_care_comes_before_the_first_card(prose: str) -> None:
    card = prose.index("eighteen cards")
    for words in ("emergency number", "crisis line", "supervisor", "own therapist", "clinical advice"):
        assert prose.index(words) < card, words


def test_the_numbers_of_cards_are_those_of_the_decks(prose: str) -> None:
    assert (len(deck("what_it_is").cards), len(deck("signs").cards)) == (18, 14)
    count = Counter(card.kind for card in deck("signs").cards)
    assert count["bond"] == 8
    assert count["goal"] == count["task"] == count["none"] == 2
    assert "the bond has eight of the fourteen, and goal and task have two each" in prose
    spoken = " ".join(card.who for card in deck("what_it_is").cards)
    for name in ("Amara", "Yusuf", "Mele", "Ingrid", "Dmitri", "Hans"):
        assert name in spoken
        assert name in prose


def test_the_caseload_shows_what_the_lesson_reads_in_it(prose: str) -> None:
    world: dict[str, object] = {"alliance": alliance}
    exec(code("make-the-caseload"), world)  # noqa: S102  (our own lesson)
    found = {}
    for cell_id, typed in (
        ("bond-and-goal", "bond"),
        ("bond-and-goal", "task"),
        ("alliance-and-homework", ""),
    ):
        line = code(cell_id).removesuffix(".show()")
        line = line.replace('"bond"', f'"{typed}"') if typed else line
        found[cell_id, typed] = float(eval(line, world))  # noqa: S307  (our own lesson)
    assert 0.45 < found["bond-and-goal", "bond"] < 0.8
    assert found["bond-and-goal", "task"] > found["bond-and-goal", "bond"] + 0.03
    assert 0.1 < found["alliance-and-homework", ""] < 0.5
    assert "goal and task keep closer company than goal and bond" in prose
    assert "It says nothing about rapport or friendship, which were not rated" in prose
