"""Whatever a practice check or a dialogue says can be translated: spoken in a language that marks every text, nothing
stands outside the marks but what was typed, and names.
"""

import re
import sys
from collections.abc import Callable, Iterator
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

sys.path.insert(0, str(Path(__file__).parents[1] / "browser"))

from explorer_alone import ALL_THAT_IS_SAID, show_alone, through_everything

from alliance.assignments import assignment
from alliance.caseload.alerts import rule_from
from alliance.dialogue import decode, play, policy_from, replay, scenario
from alliance.errors import CourseError
from alliance.practice.answers import as_seen
from alliance.practice.check import Note, _as_html, _as_text, notes
from alliance.practice.slips import slip_in
from alliance.tables import packaged
from alliance.transcripts import decode as decode_coding
from alliance.widgets import DialogueExplorer

SHORT = "AW1.thought-log.aweecr.2222.ed5v"
TRIES: tuple[Any, ...] = (
    ...,
    7,
    0.5,
    -99,
    "20 %",
    "3",
    (3, 99),
    "",
    [1],
    {},
    "§",
    "§ " * 300,
    SHORT,
    "AW1.§",
    SHORT[:-1] + "0",
)
"""What may stand in a blank, well and badly."""


def unmarked(said: str) -> str:
    """Return what stands outside of the marks, which may lie inside of one another."""
    while (inner := re.sub(r"⟦[^⟦⟧]*⟧", "", said)) != said:
        said = inner
    # A sentence with an element inside is in several pieces: each begins or ends within the marks.
    return re.sub(r"^[^⟦]*⟧|⟦[^⟧]*$", "", said)


def words(said: str, *allowed: str) -> list[str]:
    left = unmarked(said)
    for name in allowed:
        left = left.replace(name, "")
    return re.findall(r"[^\W\d_]{2,}", left)


def items() -> Iterator[str]:
    for name in (f"a{number}" for number in range(1, 9)):
        yield from packaged("alliance.practice", f"{name}.yaml", dict[str, Any])


def checked(item: str) -> Iterator[Note]:
    variant = "A"
    names = [note.name for note in notes(item, {}, variant)]
    for tried in TRIES:
        yield from notes(item, dict.fromkeys(names, tried), variant)


@pytest.mark.usefixtures("marked")
@pytest.mark.parametrize("item", sorted(items()))
def test_practice_checks_say_nothing_that_cannot_be_translated(item: str) -> None:
    found = list(checked(item))
    assert {note.state for note in found} >= {"not answered yet", "look again"}
    for note in found:
        seen = "" if note.saw.startswith(("'", '"')) else note.saw
        assert words(f"{seen} {note.expected} {note.where}") == []
    shown = unescape(re.sub(r"<style>.*?</style>|<[^>]+>", " ", _as_html(found)))
    typed = [*{note.saw for note in found}, *{note.name for note in found}]
    for page in (shown, _as_text(found), *re.findall('data-title="([^"]*)"', _as_html(found))):
        assert words(page, *sorted(typed, key=len, reverse=True)) == []


def refused(call: Callable[..., object], *given: object) -> str:
    with pytest.raises(CourseError) as error:
        call(*given)
    return str(error.value)


@pytest.mark.usefixtures("marked")
def test_what_is_wrong_with_an_answer_is_said_in_the_language() -> None:
    one = scenario("thought-log")
    whole = {
        kind: dict.fromkeys(("open", "noticed", "explored", "need", "renegotiated"), "validate")
        for kind in ("withdrawal", "confrontation")
    }
    said = [
        *(refused(decode, wrong) for wrong in (3, "x" * 999, "AW1", SHORT[:-1] + "0")),
        *(refused(replay, wrong) for wrong in ("AW1.thought-log.aaaaaa.2.0000",)),
        *(refused(decode_coding, wrong) for wrong in (3, "AWT1")),
        refused(scenario, "§"),
        refused(play, one, (9,)),
        refused(play, one, (1, 2, 1, 1)),
        *(refused(policy_from, wrong) for wrong in (3, {}, {**whole, "withdrawal": {"§": 1}}, {**whole, "§": 1})),
        refused(policy_from, {**whole, "withdrawal": {"open": "§"}}),
        *(refused(rule_from, wrong) for wrong in (3, {"§": 1}, {"drop": 99}, {"sessions": 1}, {"drop": 1, "sessions": 1.5})),
        refused(assignment, "a3", "§"),
        *(slip_in(wrong) or "" for wrong in ('x = "§', "x = (3", "x =", "x = 4,06 4", "x = 3 3")),
        *(as_seen(wrong) for wrong in (..., [], {}, (), 10**5000, object())),
    ]  # fmt: skip
    assert all("⟦" in one for one in said), said
    assert [left for one in said if (left := words(one, "object"))] == []


@pytest.mark.browser
@pytest.mark.usefixtures("marked")
def test_a_dialogue_says_nothing_that_cannot_be_translated(chromium: Browser) -> None:
    explorer = DialogueExplorer("thought-log")
    assert words(repr(explorer)) == []
    page = show_alone(chromium, explorer)
    for _moment in through_everything(page):
        left = {said: words(said, "Lorna", explorer.receipt) for said in heard(page)}
        assert {said: found for said, found in left.items() if found} == {}
    page.context.close()


def heard(page: Page) -> list[str]:
    """Return all that is to be seen or heard, but for receipts: they are the same in every language."""
    said: list[str] = page.evaluate(ALL_THAT_IS_SAID)
    return [one for one in said if not one.startswith("AW1.")]
