"""The trainees' guide speaks their language, shows real pictures, and names only what there is."""

import re
import shlex
import struct
import sys
from pathlib import Path

import pytest
import typer.main

from alliance.cli import app

sys.path.insert(0, str(Path(__file__).parent))

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
TEXT = (DOCS / "student_guide.md").read_text(encoding="utf-8")
PICTURES = re.findall(r"!\[([^]]*)\]\(([^)]+)\)", TEXT)
OF_PROGRAMMERS = (Path(__file__).parent / "words_of_programmers.txt").read_text(encoding="utf-8").split()
"""Words that say something only to those who program. “class” is looked for as a word of its own: a class of trainees is one."""
OURS = {"class": r"\bclass (?:report|of)\b|\bthe class\b|\bto the class\b"}


@pytest.mark.parametrize("word", OF_PROGRAMMERS)
def test_it_has_no_word_of_programmers(word: str) -> None:
    prose = re.sub(r"\]\([^)]*\)", "]", TEXT)
    prose = re.sub(OURS.get(word, r"(?!)"), "", prose, flags=re.IGNORECASE)
    found = re.search(rf"(?<!\w){word}(?:s|es|ed|ing)?(?!\w)", prose, re.IGNORECASE)
    assert found is None, prose[max(0, found.start() - 60) : found.end() + 40] if found else ""


def test_its_sentences_are_short() -> None:
    """On the average of a sentence as long as in a newspaper for everybody: 20 words, and none of more than 50."""
    prose = re.sub(r"^\|.*\|$|^!\[.*\)$|^#.*$", "", TEXT, flags=re.MULTILINE)
    sentences = [
        len(one.split()) for one in re.split(r"(?<=[.?!:])\s|\n\n|\n *- ", prose) if len(one.split()) > 2
    ]
    assert sum(sentences) / len(sentences) < 14
    assert max(sentences) <= 50


def test_each_picture_is_there_small_and_told_in_words() -> None:
    assert len(PICTURES) == 3
    for told, name in PICTURES:
        drawn = (DOCS / name).read_bytes()
        assert len(told.split()) >= 12, name
        assert len(drawn) < 90_000, name
        width, height = struct.unpack(">II", drawn[16:24])
        assert (width, height >= 600) == (1000, True), name


def test_what_is_to_be_typed_is_known() -> None:
    """Each command is one of the program, with options that it has."""
    program = typer.main.get_command(app)
    given = re.findall(r"`(alliance [^`]+)`", TEXT)
    assert given
    for line in given:
        _, name, *words = shlex.split(line)
        command = program.commands[name]  # type: ignore[attr-defined]
        options = {option for one in command.params for option in one.opts}
        assert {word for word in words if word.startswith("--")} <= options, line


def test_each_number_in_a_picture_is_told_beside_it() -> None:
    for _, name in PICTURES[:2]:
        part = TEXT.partition(f"({name})")[2].partition("\n## ")[0]
        assert [f"({number})" in part for number in (1, 2, 3)] == [True] * 3, name
