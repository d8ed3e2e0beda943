"""`make` alone lists every target that is meant for people, each with one clear line."""

import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "Makefile").read_text(encoding="utf-8")
PHONY = set(re.findall(r"^\.PHONY: (.*)$", TEXT, re.MULTILINE)[0].split())
TARGETS = set(re.findall(r"^([a-z][a-z-]*):", TEXT, re.MULTILINE))
SAID = dict(re.findall(r"^([a-z][a-z-]*):.*?## (.+)$", TEXT, re.MULTILINE))
INTERNAL = {"browser", "node", "postgres", "proxy", "pyodide"}
"""What other targets need first, and nobody asks for by name."""


def test_every_target_says_what_it_does() -> None:
    assert TARGETS - SAID.keys() == INTERNAL
    assert PHONY == TARGETS
    assert all(len(says) > 20 or name == "help" for name, says in SAID.items())


def test_alone_it_lists_them_in_groups_and_fits() -> None:
    shown = subprocess.run(
        ["make", "--no-print-directory"], cwd=ROOT, capture_output=True, text=True, check=True, timeout=30
    ).stdout
    assert re.findall(r"^  make ([a-z-]+) +\S", shown, re.MULTILINE) == list(SAID)
    assert re.findall(r"^\S.*", shown, re.MULTILINE) == re.findall(r"^##@ (.*)$", TEXT, re.MULTILINE)
    assert [line for line in shown.splitlines() if len(line) > 100] == []


def test_none_works_in_silence() -> None:
    """A target prints a sentence of its own, or hands over to a program of ours, which does."""
    for name in SAID.keys() - {"help", "test"}:
        recipe = re.search(rf"^{name}:.*\n((?:\t.*\n)+)", TEXT, re.MULTILINE)
        assert recipe is not None, name
        assert re.search(r"^\t@(echo|alliance)", recipe[1], re.MULTILINE), name


def test_what_the_guides_ask_for_is_there() -> None:
    for page in (ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").rglob("*.md")):
        asked = re.findall(r"(?:^|`)make ([a-z-]+)", page.read_text(encoding="utf-8"), re.MULTILINE)
        assert set(asked) <= TARGETS, page.name
