"""Every concept of the course is taught somewhere and checked somewhere, in the words and the places that the table names."""

import csv
import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import nbformat
import pytest
import yaml

from alliance.widgets._widget import BrowserWidget
from alliance.widgets.self_check import question_sets, questions

ROOT = Path(__file__).parents[2]
SCENARIOS = ROOT / "course" / "alliance" / "dialogue" / "scenarios"
KEYS = ROOT / "autograde" / "keys"
NUMBERS = range(1, len(list((ROOT / "course" / "lessons").glob("*.ipynb"))) + 1)


@dataclass(frozen=True)
class Concept:
    """One row of the table."""

    id: str
    article: str
    kind: str
    concept: str
    taught_in: str
    says: str
    checked_in: str

    @property
    def places(self) -> list[str]:
        return self.taught_in.split(";") if self.taught_in else []

    @property
    def checks(self) -> list[str]:
        return self.checked_in.split(";") if self.checked_in else []

    @property
    def phrases(self) -> list[str]:
        """The words to be found, one for each place; a single one stands for all of them."""
        said = self.says.split(" | ")
        return said * len(self.places) if len(said) == 1 else said


@dataclass(frozen=True)
class Taught:
    """What one lesson says, which concepts it claims, and which of its cells make a widget."""

    text: str
    concepts: tuple[str, ...]
    widgets: frozenset[str]


def table() -> list[Concept]:
    with (ROOT / "course" / "concepts.csv").open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file)
        assert rows.fieldnames == [field.name for field in fields(Concept)]
        return [Concept(**row) for row in rows]


CONCEPTS = table()


def strings(found: Any) -> Iterator[str]:
    """All strings in what YAML or JSON holds."""
    if isinstance(found, str):
        yield found
    elif isinstance(found, dict):
        for inner in found.values():
            yield from strings(inner)
    elif isinstance(found, (list, tuple)):
        for inner in found:
            yield from strings(inner)


def plain(*texts: str) -> str:
    """The words alone: no emphasis, no address of a link, one space between two words, no capitals."""
    return " ".join(
        re.sub(r"\[([^][]*)\]\([^()]*\)", r"\1", " ".join(texts)).replace("*", "").split()
    ).lower()


@functools.cache
def lesson(number: int) -> Taught:
    """Read a lesson, and run it as far as its widgets need it: what only shows a figure is left out."""
    (path,) = (ROOT / "course" / "lessons").glob(f"{number:02d}_*.ipynb")
    notebook = nbformat.read(path, as_version=nbformat.NO_CONVERT)
    said, widgets, world = [], set(), {}
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            said += [cell.source] if cell.id != "about-this-lesson" else []
        elif re.match(r"(from|import) |\w+ = ", cell.source):
            exec(cell.source, world)  # noqa: S102  (our own lesson)
        elif not re.search(r"show(_\w+)?\(\)$", cell.source):
            shown = eval(cell.source, world)  # noqa: S307  (our own lesson)
            if isinstance(shown, BrowserWidget):
                widgets.add(cell.id)
                said += strings(shown.state)
    return Taught(plain(*said), tuple(notebook.metadata.alliance.concepts), frozenset(widgets))


@functools.cache
def scenario(name: str) -> dict[str, Any]:
    return dict(yaml.safe_load((SCENARIOS / f"{name}.yaml").read_text(encoding="utf-8")))


def text_of(place: str) -> str:
    kind, _, name = place.rpartition(":")
    return plain(*strings(scenario(name))) if kind == "scenario" else lesson(int(name)).text


def exists(place: str) -> bool:
    kind, _, name = place.rpartition(":")
    if kind == "scenario":
        return (SCENARIOS / f"{name}.yaml").is_file()
    return not kind and name.isdigit() and int(name) in NUMBERS


def has_a_check(concept: Concept, check: str) -> bool:
    kind, _, name = check.partition(":")
    group, _, item = name.partition("/")
    if kind == "self-check":
        return group in question_sets() and item in {question.id for question in questions(group)}
    if kind == "widget":
        return exists(group) and item in lesson(int(group)).widgets
    if kind == "assignment":
        key = KEYS / f"{group}.yaml"
        return key.is_file() and item in {
            each["id"] for each in yaml.safe_load(key.read_text("utf-8"))["items"]
        }
    return kind == "scenario" and exists(check) and concept.id in scenario(name)["concepts"]


def each(concepts: list[Concept]) -> list[Any]:
    return [pytest.param(concept, id=concept.id) for concept in concepts]


def test_all_concepts_stand_once_and_in_order() -> None:
    assert [concept.id for concept in CONCEPTS] == [f"C{number:02d}" for number in range(1, 89)]
    assert len({concept.concept for concept in CONCEPTS}) == len(CONCEPTS)
    assert all(concept.kind and set(concept.article.split(",")) <= set("abc") for concept in CONCEPTS)


@pytest.mark.parametrize("concept", each(CONCEPTS))
def test_each_is_taught_in_the_words_that_the_table_quotes(concept: Concept) -> None:
    assert concept.places, "it is taught nowhere"
    assert len(set(concept.places)) == len(concept.places)
    assert [place for place in concept.places if not exists(place)] == []
    assert len(concept.phrases) == len(concept.places), "as many phrases as places, or one for all"
    for place, phrase in zip(concept.places, concept.phrases, strict=True):
        assert 2 <= len(phrase.split()) <= 8, phrase
        assert plain(phrase) in text_of(place), f"{place} does not say: {phrase}"


@pytest.mark.parametrize("concept", each(CONCEPTS))
def test_each_is_checked_somewhere(concept: Concept) -> None:
    assert concept.checks


@pytest.mark.parametrize("concept", each(CONCEPTS))
def test_each_check_is_there(concept: Concept) -> None:
    assert len(set(concept.checks)) == len(concept.checks)
    assert [check for check in concept.checks if not has_a_check(concept, check)] == []


@pytest.mark.parametrize("concept", each(CONCEPTS))
def test_lessons_and_table_agree(concept: Concept) -> None:
    claimed = [str(number) for number in NUMBERS if concept.id in lesson(number).concepts]
    assert [place for place in concept.places if not place.startswith("scenario:")] == claimed


def test_no_lesson_claims_a_concept_that_there_is_not() -> None:
    known = {concept.id for concept in CONCEPTS}
    assert {number: extra for number in NUMBERS if (extra := set(lesson(number).concepts) - known)} == {}
