"""The graders' guide names only commands, keys and figures that there are."""

import re
import shlex
import sys
from pathlib import Path

import click
import pytest
import typer.main

sys.path.insert(0, str(Path(__file__).parent))

from pages import blocks

from alliance_grader.cli import app

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "docs" / "graders_guide.md").read_text(encoding="utf-8")
COMMANDS = [line for block in blocks(TEXT) if block.kind == "sh" for line in block.lines]
PAGE = ROOT / "autograde" / "alliance_grader" / "marking" / "page" / "base.html.j2"


@pytest.mark.parametrize("line", COMMANDS)
def test_a_command_is_one_of_the_program(line: str) -> None:
    """It is read as the program reads it, and not carried out; the instructor's guide carries nearly all of them out."""
    program, name, *words = shlex.split(line)
    assert program == "alliance-grader"
    commands = typer.main.get_command(app)
    assert isinstance(commands, click.Group) or hasattr(commands, "commands")
    commands.commands[name].make_context(name, words)


def test_the_keys_are_those_of_the_marking_page() -> None:
    shown = re.findall(r"<div><dt>(.*?)</dt>", PAGE.read_text(encoding="utf-8"))
    theirs = [re.findall(r"<kbd>(.*?)</kbd>", keys) for keys in shown]
    ours = [re.findall(r"`([^`]+)`", row) for row in re.findall(r"^\| (`.*?) \|", TEXT, re.MULTILINE)]
    assert ours == theirs


def test_its_figures_are_those_of_the_model_card_and_of_the_instructors_guide() -> None:
    card = (ROOT / "docs" / "reply_checker.md").read_text(encoding="utf-8")
    guide = (ROOT / "docs" / "instructor_guide.md").read_text(encoding="utf-8")
    for figure in ("240", "141", "135"):
        assert figure in TEXT
        assert figure in card
    for said in (
        "a fifth of each question and at least ten answers",
        "Everything, also what the program was sure of",
    ):
        assert said in TEXT
        assert said in guide + (ROOT / "docs" / "marking.md").read_text(encoding="utf-8")
    (comment,) = re.findall(r"“(You read the figures well[^”]*)”", TEXT)
    source = (ROOT / "source" / "a2_read_a_caseload" / "a2_read_a_caseload.ipynb").read_text(encoding="utf-8")
    assert comment.split(";")[0] in source
