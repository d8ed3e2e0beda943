"""Each rule of the linter finds what it is there for, and is silent about a sound scenario."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from alliance.dialogue import Solution, read_scenario
from alliance.dialogue.lint import RULES, lint, lint_text
from alliance.dialogue.solve import REPAIRS

Run = Callable[..., Any]
ROOT = Path(__file__).resolve().parents[2]
DIALOGUE = ROOT / "course" / "alliance" / "dialogue"
TEMPLATE = (DIALOGUE / "template.yaml").read_text(encoding="utf-8")
SHIPPED = sorted((DIALOGUE / "scenarios").glob("*.yaml"))
KEPT = sorted((ROOT / "autograde" / "keys" / "policy_scenarios").glob("*.yaml"))


def changed(**by_path: Any) -> str:
    """Return the template with some parts replaced; a path is written with double underscores."""
    raw = yaml.safe_load(TEMPLATE)
    for path, value in by_path.items():
        *outer, last = [int(part) if part.isdigit() else part for part in path.split("__")]
        place = raw
        for key in outer:
            place = place[key]
        if value is ...:
            del place[last]
        else:
            place[last] = value
    return yaml.safe_dump(raw, sort_keys=False, allow_unicode=True)


def rules(text: str) -> set[str]:
    return {finding.rule for finding in lint_text(text, "mine.yaml")}


def test_the_template_has_nothing_to_mend() -> None:
    assert lint_text(TEMPLATE, "template.yaml") == []


@pytest.mark.parametrize("path", SHIPPED + KEPT, ids=lambda path: path.stem)
def test_every_scenario_has_nothing_to_mend(path: Path) -> None:
    assert [finding.says for finding in lint(path)] == []


@pytest.mark.parametrize("path", SHIPPED + KEPT, ids=lambda path: path.stem)
def test_every_scenario_is_neither_easy_nor_a_needle_in_a_haystack(path: Path) -> None:
    chances = Solution(read_scenario(path)).endings()
    assert 0.03 <= sum(chance for name, chance in chances.items() if name in REPAIRS) <= 0.25


def test_each_scenario_has_an_id_of_its_own_and_a_file_of_that_name() -> None:
    assert [read_scenario(path).id.replace("-", "_") for path in SHIPPED + KEPT] == [
        path.stem for path in SHIPPED + KEPT
    ]
    assert len({path.stem for path in SHIPPED + KEPT}) == len(SHIPPED + KEPT)


LONG = "and I would like to add that I have given it a good deal of thought since we last met, as you may imagine"
NEED = yaml.safe_load(TEMPLATE)["beats"]["need"]["options"]
CHEAP = {"move": "silence", "say": "Mm.", "why": "It changes nothing at all for anybody here."}


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        ("schema", TEMPLATE.replace("title:", "titel:")),
        ("schema", TEMPLATE.replace("intensity: 1", "intensity: 7")),
        ("schema", TEMPLATE.replace("move: explore", "move: explode")),
        ("schema", TEMPLATE.replace("go: explored", "go: exploded")),
        ("schema", TEMPLATE.replace("id: repaired", "id: mended")),
        ("schema", TEMPLATE.replace("beats:", "beats: [")),
        ("schema", "- just\n- a list\n"),
        ("schema", ""),
        ("schema", TEMPLATE.replace("effect: {trust: -1}", "effect: {turst: -1}")),
        ("schema", TEMPLATE.replace("schema: 1", "schema: 2")),
        ("schema", TEMPLATE.replace("{phase: noticed}", "{phase: notised}")),
        ("fallback", changed(beats__need__next=[{"if": {"phase": "renegotiated"}, "go": "agreed"}])),
        ("fallback", changed(beats__need__next=[{"go": "end"}, {"if": {"phase": "renegotiated"}, "go": "agreed"}])),
        ("fallback", changed(beats__noticed__client=[{"if": {"trust": {"gte": 6}}, "say": "I came to sleep."}])),
        ("unreachable", changed(beats__need__next=[{"go": "end"}])),
        ("unreachable", changed(endings__0__if={"trust": {"gte": 1, "lte": 0}})),
        ("unreachable", changed(beats__noticed__next=[{"if": {"phase": "closed"}, "go": "explored"}, {"go": "end"}])),
        ("unreachable", changed(beats__noticed__client=[{"if": {"trust": {"gte": 10}}, "say": "Oh."}, {"say": "Fine."}])),
        ("cycle", changed(beats__flat__next=[{"if": {"phase": "noticed"}, "go": "noticed"}, {"go": "flat"}])),
        ("same-words", changed(beats__flat__options__1__say="I hear a fine, and I wonder what is under it.")),
        ("no-choice", changed(beats__agreed__options=[CHEAP, {**CHEAP, "say": "Hm."}])),
        ("one-move", changed(endings__0__if={"trust": {"gte": 0}})),
        ("by-chance", changed(endings__0__if={"trust": {"gte": 3}})),
        ("by-chance", changed(beats__need__options=[*NEED, CHEAP])),
        ("by-chance", changed(endings__0__if={"trust": {"lte": 0}}, endings__1__if={"trust": {"lte": 0}})),
        ("reason", changed(beats__flat__options__1__why="Bad.")),
        ("safety", changed(beats__flat__client="Sometimes I want to die.")),
        ("safety", changed(setting="A client who has harmed himself with a knife.")),
        ("client", TEMPLATE.replace("client: Tadeo ", "client: Teodor ")),
        ("schema", TEMPLATE.replace("client: Tadeo ", "who: Tadeo ")),
        ("marker", changed(beats__open__markers=["sulking"])),
    ],
)  # fmt: skip
def test_each_rule_finds_what_it_is_there_for(rule: str, text: str) -> None:
    assert rule in rules(text)


def test_a_giveaway_by_length_is_found() -> None:
    best = {"open": 1, "noticed": 2, "explored": 0, "need": 0, "agreed": 1}
    raw = yaml.safe_load(TEMPLATE)
    for beat, slot in best.items():
        raw["beats"][beat]["options"][slot]["say"] += LONG
    assert "giveaway-length" in rules(yaml.safe_dump(raw, sort_keys=False))


def test_a_giveaway_by_place_is_found() -> None:
    raw = yaml.safe_load(TEMPLATE)
    helpful = {"notice_invite", "explore", "validate", "align_goal", "check_in"}
    for beat in raw["beats"].values():
        beat["options"].sort(key=lambda option: option["move"] not in helpful)
    assert "giveaway-slot" in rules(yaml.safe_dump(raw, sort_keys=False))


def test_a_finding_points_at_the_line() -> None:
    text = TEMPLATE.replace("move: validate", "move: validat")
    (finding,) = lint_text(text, "mine.yaml")
    assert text.splitlines()[finding.line - 1].strip().endswith("move: validat")
    assert "choose one of: notice_invite" in finding.says


def test_every_rule_is_tried_above() -> None:
    assert len(RULES) == 12
    described = (ROOT / "docs" / "authoring_scenarios.md").read_text(encoding="utf-8")
    tried = re.findall(r'^        \("([a-z-]+)"', Path(__file__).read_text(encoding="utf-8"), re.M)
    for rule in {*tried, "giveaway-length", "giveaway-slot", "file"}:
        assert f"`{rule}`" in described


@pytest.mark.parametrize(
    "text", ["\x00", "a: &a [*a]", "x" * 100_000, "{" * 2000, "schema: 1\nbeats: {a: 1}", "? [a]\n: b"]
)
def test_whatever_is_in_a_file_gets_a_finding_and_no_traceback(text: str) -> None:
    assert lint_text(text, "odd.yaml")


def test_the_walk_through_of_the_docs(run: Run, tmp_path: Path) -> None:
    assert run("alliance", "dialogue", "new", "my_dialogue.yaml", cwd=tmp_path).returncode == 0
    done = run("alliance", "dialogue", "lint", "my_dialogue.yaml", cwd=tmp_path)
    assert done.returncode == 0
    assert "my_dialogue.yaml has nothing to mend. Play it" in done.stdout
    again = run("alliance", "dialogue", "new", "my_dialogue.yaml", cwd=tmp_path)
    assert again.returncode == 2
    assert "there already" in again.stderr
    file = tmp_path / "my_dialogue.yaml"
    file.write_text(
        file.read_text(encoding="utf-8").replace("move: explore", "move: explain"), encoding="utf-8"
    )
    found = run("alliance", "dialogue", "lint", "my_dialogue.yaml", "none.yaml", "--json", cwd=tmp_path)
    assert found.returncode == 1
    assert [finding["rule"] for finding in json.loads(found.stdout)] == ["schema", "file"]


def test_a_dialogue_is_exported(run: Run, tmp_path: Path) -> None:
    drawn = run("alliance", "dialogue", "export", "thought-log", "--mermaid", cwd=tmp_path).stdout
    assert drawn.startswith("flowchart TD\n")
    assert drawn.count("-->") > 10
    assert "Lorna: I didn" in drawn
    story = run("alliance", "dialogue", "export", "thought-log", "--twee", cwd=tmp_path).stdout
    assert "\nLorna: I didn't get round to it." in story
    passages = set(re.findall(r"^:: (.+)$", story, re.M))
    assert set(re.findall(r"\[\[(.+?)\]\]", story)) <= passages
    neither = run("alliance", "dialogue", "export", "thought-log", cwd=tmp_path)
    assert neither.returncode == 2
    assert "--mermaid" in neither.stderr
    nothing = run("alliance", "dialogue", "export", "nowhere", "--twee", cwd=tmp_path)
    assert "thought-log" in nothing.stderr
