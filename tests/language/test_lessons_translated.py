"""Translated lessons: nothing of the original is lost, and what lies in the repository is made from what translators wrote."""

import json
import re
import resource
import shutil
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbconvert.filters import markdown2html

from alliance.errors import CourseError
from alliance.language import lessons_catalogue as catalogue
from alliance.language.lessons import SPEAK, Passage, not_kept, passages, source

COURSE = Path(__file__).parents[2] / "course"
ORIGINALS = catalogue.lessons_in(COURSE)
TRANSLATED = [(to, name) for to in catalogue.languages_in(COURSE) for name in catalogue.begun(COURSE, to)]
each_translated = pytest.mark.parametrize(("to", "name"), TRANSLATED)
HEADING = re.compile(r"^(#+) ", re.M)
LINK = re.compile(r"\]\(([^)\s]+)\)")

Notebook = dict[str, Any]


def read(path: Path) -> Notebook:
    notebook: Notebook = json.loads(path.read_text(encoding="utf-8"))
    return notebook


def prose(notebook: Notebook) -> list[str]:
    return [source(cell) for cell in notebook["cells"] if cell["cell_type"] == "markdown"]


def code(notebook: Notebook) -> list[tuple[str, str]]:
    return [(cell["id"], source(cell)) for cell in notebook["cells"] if cell["cell_type"] == "code"]


@pytest.mark.parametrize("name", ORIGINALS)
def test_taken_apart_and_joined_a_lesson_looks_as_before(name: str) -> None:
    for text in prose(read(COURSE / "lessons" / f"{name}.ipynb")):
        pieces = list(passages(text))
        joined = "".join(piece.text if isinstance(piece, Passage) else piece for piece in pieces)
        assert markdown2html(joined).split() == markdown2html(text).split()
        left = "".join(piece for piece in pieces if isinstance(piece, str))
        words = re.sub(r"^- .*<https://doi.org/.*|</?\w+>|\bC\d\d\b", "", left, flags=re.M)
        assert not re.search(r"[A-Za-z]{2}", words), "these words would never be translated"


@each_translated
def test_what_lies_here_is_made_from_the_catalogue_and_the_original(to: str, name: str) -> None:
    same, done = catalogue.up_to_date(COURSE, to, name)
    assert same, f"run: alliance translate lesson {name[:2]} --to {to}"
    assert done.wrong == ()


def test_lesson_2_is_german_as_a_whole() -> None:
    _, done = catalogue.up_to_date(COURSE, "de", "02_three_pillars")
    assert (done.left, done.to_read_again) == (0, 0)


@each_translated
def test_a_translated_lesson_has_the_shape_of_its_original(to: str, name: str) -> None:
    original, made = (read(COURSE / "lessons" / folder / f"{name}.ipynb") for folder in ("", to))
    assert [one for one in code(made) if one[0] != SPEAK] == code(original)
    assert dict(code(made))[SPEAK] == f'import alliance\nalliance.speak("{to}")'
    assert [cell["id"] for cell in made["cells"] if cell["id"] != SPEAK] == [
        cell["id"] for cell in original["cells"]
    ]
    assert [HEADING.findall(text) for text in prose(made)] == [
        HEADING.findall(text) for text in prose(original)
    ]
    nbformat.validate(nbformat.from_dict(made))
    assert set(made["metadata"]) == set(original["metadata"])
    assert made["metadata"]["alliance"]["language"] == to
    for cell in made["cells"]:
        assert cell["metadata"] == {}
        assert cell.get("outputs", []) == []
        assert cell.get("execution_count") is None


@each_translated
def test_every_link_leads_somewhere(to: str, name: str) -> None:
    path = COURSE / "lessons" / to / f"{name}.ipynb"
    links = {link for text in prose(read(path)) for link in LINK.findall(text) if "://" not in link}
    assert f"../{name}.ipynb" in links
    for link in links:
        file, _, anchor = link.partition("#")
        target = path.parent / file
        assert target.is_file(), link
        assert not anchor or f"### {anchor.replace('-', ' ')}" in target.read_text(encoding="utf-8"), link


@pytest.mark.parametrize(
    ("original", "said", "found"),
    [
        ("See [goal](glossary.md#goal).", "Siehe [Ziel](glossary.md#goal).", []),
        ("See [goal](glossary.md#goal).", "Siehe Ziel.", ["the link glossary.md#goal is missing"]),
        ("Change `seed=2`.", "Ändern Sie `seed=3`.", ["the code `seed=2` is missing", "the code `seed=3` is not in the original"]),
        ("● **Bond**", "**Bindung**", ["the sign ● is missing"]),
        ("**Explain.** Look.", "**Erklären. Sehen Sie hin.", ["one ** has no second one"]),
        ("<b>Open</b>", "Öffnen", ["the tag <b> is missing", "the tag </b> is missing"]),
        ("{left} left", "noch {rest}", ["the place {left} is missing", "the place {rest} is not in the original"]),
    ],
)  # fmt: skip
def test_what_a_translation_loses_is_named(original: str, said: str, found: list[str]) -> None:
    assert not_kept(original, said) == found


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    """Give a course of one's own with lesson 2 and its German."""
    course = tmp_path / "course"
    for folder in ("lessons", "translations"):
        shutil.copytree(COURSE / folder, course / folder)
    return course


def test_a_changed_sentence_is_english_until_it_has_been_read_again(mine: Path) -> None:
    original = mine / "lessons" / "02_three_pillars.ipynb"
    before = "He is invented, as is everybody in this lesson."
    after = "He is invented, as everybody in this lesson is."
    original.write_text(original.read_text("utf-8").replace(before, after), encoding="utf-8")
    assert not catalogue.up_to_date(mine, "de", "02_three_pillars")[0]
    done = catalogue.update(mine, "de", "02_three_pillars")
    assert (done.left, done.to_read_again) == (1, 1)
    entry = catalogue.catalogue_file(mine, "de", "02_three_pillars").read_text("utf-8").partition(after)[0]
    assert entry.rsplit("\n\n", 1)[1].splitlines()[:3] == ["#. paragraph", "#: before-you-read", "#, fuzzy"]
    assert f'#| msgid "{before}"' in entry.rsplit("\n\n", 1)[1]
    made = "\n".join(prose(read(catalogue.notebook_file(mine, "de", "02_three_pillars"))))
    assert after in made
    assert "Noch englisch: 1 ihrer 95 Abschnitte." in made
    assert "Tomasz ist erfunden" not in made


def test_a_passage_that_lost_a_link_stays_english_and_is_named(mine: Path, run: Any) -> None:
    path = catalogue.catalogue_file(mine, "de", "02_three_pillars")
    path.write_text(path.read_text("utf-8").replace("[Säule](glossary.md#pillar)", "Säule"), encoding="utf-8")
    told = run("alliance", "translate", "lesson", "02", "--to", "de", cwd=mine.parent)
    assert told.returncode == 1
    assert "94 of 95 passages translated" in told.stdout
    assert "three-questions: the link glossary.md#pillar is missing" in told.stdout
    made = "\n".join(prose(read(catalogue.notebook_file(mine, "de", "02_three_pillars"))))
    assert "[pillar](../glossary.md#pillar)" in made


def test_a_lesson_is_begun_in_a_new_language_and_its_state_is_told(mine: Path, run: Any) -> None:
    told = run("alliance", "translate", "lesson", "7", "--to", "fr", cwd=mine.parent)
    assert (told.returncode, told.stderr) == (0, "")
    assert "0 of 152 passages translated" in told.stdout
    assert "Next: translate in course/translations/fr/07_ruptures.po" in told.stdout
    status = run("alliance", "translate", "status", cwd=mine.parent)
    assert re.search(r"^fr  07_ruptures: 0 of 152 passages translated$", status.stdout, re.M)
    assert re.search(r"^de  07_ruptures: not begun$", status.stdout, re.M)


@pytest.mark.parametrize("short", ["2", "02", "02_three_pillars", "course/lessons/02_three_pillars.ipynb"])
def test_a_lesson_is_named_as_people_name_it(short: str) -> None:
    assert catalogue.named(COURSE, short) == "02_three_pillars"


def test_no_such_lesson_and_no_such_language() -> None:
    with pytest.raises(CourseError, match="There is no lesson 44; choose from 01, 02"):
        catalogue.named(COURSE, "44")
    with pytest.raises(CourseError, match="'qq' is no language"):
        catalogue.brought_up(None, {"cells": []}, "02_three_pillars", "qq")


def test_the_words_of_the_field_are_those_that_are_used() -> None:
    page = (COURSE.parent / "docs" / "translating.md").read_text(encoding="utf-8")
    table = page.partition("| English | German here |")[2].partition("\n\n")[0].splitlines()[2:]
    assert len(table) > 12
    files = [*(COURSE / "translations" / "de").glob("*.po"), COURSE / "alliance" / "language" / "de.po"]
    used = " ".join(path.read_text(encoding="utf-8").replace('"\n"', "") for path in files)
    for row in table:
        terms = re.sub(r"\([^)]*\) ?", "", row.split("|")[2]).split(",")
        assert any(term.strip() in used for term in terms), row


def test_a_full_disk_takes_nothing_from_a_translator(tmp_path: Path) -> None:
    name = "02_three_pillars"
    for folder in ("lessons", "translations"):
        shutil.copytree(COURSE / folder, tmp_path / folder)
    file = catalogue.catalogue_file(tmp_path, "de", name)
    file.write_text(file.read_text(encoding="utf-8").replace('msgstr "', 'msgstr "Ja. '), encoding="utf-8")
    before = file.read_bytes()
    most, hardest = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, hardest))
    try:
        with pytest.raises(OSError, match="File too large"):
            catalogue.update(tmp_path, "de", name)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (most, hardest))
    assert file.read_bytes() == before
