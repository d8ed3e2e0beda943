"""Every widget in a language that does not exist: whatever it says without ⟦these brackets⟧ could never be translated."""

import re
from collections.abc import Callable, Iterator
from gettext import NullTranslations
from typing import Any

import pytest
from playwright.sync_api import Page

import alliance
from alliance import language
from alliance.caseload.felt import courses
from alliance.transcripts import lesson_key, transcript
from alliance.widgets import (
    AlertIcons,
    CaseloadBoard,
    ClientCourse,
    ComposeReply,
    ConfidenceDial,
    FourWorlds,
    GuessCorrelation,
    PillarTriangle,
    PredictWeakest,
    RuptureCurves,
    SelfCheck,
    SharedVariance,
    SortClaims,
    SortStatements,
    TranscriptTagger,
    WithinBetween,
)
from alliance.widgets.confidence import case_ids, case_of
from alliance.widgets.reply_notes import WORDS
from alliance.widgets.within_between import LEVELS

pytestmark = pytest.mark.browser

CASELOAD = alliance.simulate_caseload(clients=80, therapists=8, seed=3)
STEPS = 14

WIDGETS: dict[str, Callable[[], Any]] = {
    "triangle": lambda: PillarTriangle(4.5, 2, 4.5),
    "predict": lambda: PredictWeakest("tomasz", "rosa"),
    "self-check": lambda: SelfCheck("three_pillars"),
    "claims": SortClaims,
    "statements": SortStatements,
    "guess": lambda: GuessCorrelation(rounds=2),
    "shared variance": lambda: SharedVariance(0.28),
    "four worlds": FourWorlds,
    "within between": lambda: WithinBetween(of="therapists"),
    "alert icons": lambda: AlertIcons(CASELOAD),
    "board": lambda: CaseloadBoard(CASELOAD),
    "course": lambda: ClientCourse(CASELOAD, "C07", "C12"),
    "rupture curves": lambda: RuptureCurves(courses(CASELOAD)),
    "dial": lambda: ConfidenceDial("greta"),
    "compose": ComposeReply,
    "tagger": lambda: TranscriptTagger("sleep-diary", key="lesson"),
}


def conversation(name: str) -> Iterator[str]:
    """Return the texts of a conversation and its key: they are coded and scored, and stay as they are."""
    told = transcript(name)
    key = lesson_key(name)
    yield from (told.title, told.client, told.client.partition(",")[0], told.therapist, told.context)
    yield told.therapy[0].upper() + told.therapy[1:]
    for text in (*(turn.says for turn in told.turns), *(turn.why for turn in key.turns)):
        yield from re.split(r"[\[\]]", text)


NAMES = [
    *(name for level in LEVELS.values() for name in level.names),
    *(case_of(name).name for name in case_ids()),
    *(client.name for client in WORDS.clients),
]
SAME = sorted(
    {*CASELOAD.clients["presenting_problem"], *NAMES, *conversation("sleep-diary")}, key=len, reverse=True
)
DATA = re.compile("|".join([r"\bC\d+\b", r"\br =", *(re.escape(one.strip()) for one in SAME if one.strip())]))
"""What is a name or a value of the data, in every language the same."""


class Pseudo(NullTranslations):
    """Says each text in brackets."""

    def gettext(self, message: str) -> str:
        return f"⟦{message}⟧"

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return self.gettext(msgid1 if n == 1 else msgid2)

    def pgettext(self, context: str, message: str) -> str:  # noqa: ARG002
        return message if message in {".", ","} else self.gettext(message)


@pytest.fixture(autouse=True)
def pseudo(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(language, "_chosen", "xx")
    monkeypatch.setattr(language, "_catalogue", lambda _language: Pseudo())


WHAT_IS_SAID = """() => {
  const root = document.querySelector(".alliance-widget");
  const texts = [""];
  const walk = document.createTreeWalker(root, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT);
  for (let node = root; node; node = walk.nextNode()) {
    if (node.nodeType === Node.TEXT_NODE) texts[0] += `${node.data} `;
    else texts.push(...["aria-label", "aria-valuetext", "title", "placeholder"].map((name) => node.getAttribute(name)));
  }
  return texts.filter(Boolean);
}"""

A_STEP = """step => {
  const root = document.querySelector(".alliance-widget");
  const there = (node) => node.checkVisibility() && !node.disabled;
  const buttons = [...root.querySelectorAll("button")].filter(there);
  const radios = [...root.querySelectorAll("input[type=radio]")].filter(there);
  const slider = [...root.querySelectorAll("input[type=range]")].filter(there)[0];
  for (const choose of root.querySelectorAll("select")) {
    if (!there(choose)) continue;
    choose.value = choose.options[Math.min(1, choose.options.length - 1)].value;
    choose.dispatchEvent(new Event("change"));
  }
  if (slider && step % 3 === 0) {
    slider.value = Number(slider.value) + Number(slider.step || 1);
    slider.dispatchEvent(new Event("input"));
  }
  if (radios.length && step % 2 === 0) radios[step % radios.length].click();
  else if (buttons.length) buttons[(step >> 1) % buttons.length].click();
}"""
"""Do something: choose, move or press, each time something else."""


def outside(said: str) -> str:
    """Return what of a text stands in no brackets."""
    depth, left = 0, []
    for sign in said:
        depth += (sign == "⟦") - (sign == "⟧")
        if depth == 0 and sign != "⟧":
            left.append(sign)
    return "".join(left)


def untranslated(said: list[str]) -> set[str]:
    """Return the words that come neither from the catalogue nor from the data."""
    rest = (DATA.sub(" ", outside(text)) for text in said)
    return {words for text in rest for words in re.findall(r"[^\W\d_]{2}.*", text)}


@pytest.mark.parametrize("make", WIDGETS.values(), ids=WIDGETS.keys())
def test_a_widget_says_nothing_that_cannot_be_translated(make: Callable[[], Any], show_widget: Any) -> None:
    widget = make()
    page: Page = show_widget(widget)
    found: set[str] = set()
    heard: set[str] = set()
    for step in range(STEPS):
        said = page.evaluate(WHAT_IS_SAID)
        found |= untranslated(said)
        heard |= set(re.findall("⟦[^⟦⟧]+⟧", " ".join(said)))
        page.evaluate(A_STEP, step)
        page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    found |= untranslated([repr(widget).partition(": ")[2]])
    assert not found
    assert len(heard) > 10, "hardly anything was said"
