"""The glossary: in order, without doubles, true to the lessons that it names, and reached by every link into it."""

import re
from pathlib import Path

import nbformat
import pytest

FOLDER = Path(__file__).parents[2] / "course" / "lessons"
LESSONS = sorted(FOLDER.glob("*.ipynb"))
ENTRIES = re.findall(
    r"^### (.+)\n\n((?:(?!#).+\n?|\n(?!#))+)", (FOLDER / "glossary.md").read_text(encoding="utf-8"), re.M
)
TERMS = [term for term, _ in ENTRIES]


def anchor(term: str) -> str:
    """What a page makes of a heading. Some keep capitals and some do not, so that headings have none."""
    return term.replace(" ", "-")


PLACES = {"glossary.md", *(f"glossary.md#{anchor(term)}" for term in TERMS)}


def broken(source: str) -> list[str]:
    """The links of a lesson's cell into the glossary that lead nowhere."""
    found = re.findall(r"\]\(([^)\s]*glossary[^)\s]*)\)", source)
    return [target for target in found if target not in PLACES]


def test_every_heading_is_an_entry_in_order_and_once() -> None:
    text = (FOLDER / "glossary.md").read_text(encoding="utf-8")
    assert re.findall(r"^#{2,} (.+)$", text, re.M) == TERMS
    assert len(TERMS) >= 45
    assert sorted(TERMS) == TERMS
    assert len(set(TERMS)) == len(TERMS)
    assert [term for term in TERMS if not re.fullmatch(r"[a-z]+([ -][a-z]+)*", term)] == []


@pytest.mark.parametrize(("term", "says"), ENTRIES, ids=TERMS)
def test_an_entry_is_short_and_names_its_lesson(term: str, says: str) -> None:
    says = " ".join(says.split())
    named = {int(number) for number in re.findall(r"\bLesson (\d+)\b", says)}
    assert named, term
    assert named <= {int(path.name[:2]) for path in LESSONS}
    sentences = re.split(r"(?<=[.?!”])\s+(?=[A-Z0-9*“])", re.sub(r"\([^()]*Lesson[^()]*\)", "", says).strip())
    assert 2 <= len(sentences) <= 4, sentences


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_every_link_into_the_glossary_leads_to_an_entry(path: Path) -> None:
    cells = nbformat.read(path, as_version=nbformat.NO_CONVERT).cells
    assert {cell.id: bad for cell in cells if (bad := broken(cell.source))} == {}


def test_a_link_that_leads_nowhere_is_found() -> None:
    assert broken("a [risk](glossary.md#risk) and [odds](glossary.md#odds)") == []
    assert broken("a [risk](glossary.md#danger)") == ["glossary.md#danger"]
    assert broken("the [glossary](glossary.md), [here](../glossary.md#risk)") == ["../glossary.md#risk"]
