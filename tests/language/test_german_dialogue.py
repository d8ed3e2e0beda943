"""A dialogue played in German in a real browser: all of it German, nothing cut off, the same receipt."""

import re
import sys
from gettext import GNUTranslations
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from playwright.sync_api import Browser, expect

sys.path.insert(0, str(Path(__file__).parents[1] / "browser"))

from explorer_alone import ALL_THAT_IS_SAID, show_alone, through_everything
from looks import sound

from alliance.dialogue import replay
from alliance.language import _, said_in, speak
from alliance.language.catalogue import compiled, translation
from alliance.widgets import DialogueExplorer
from alliance.widgets._assets import script

pytestmark = pytest.mark.browser

ELSEWHERE = {
    "The receipt is copied.",  # needs a page that may use the clipboard
    "A repair dialogue, by video",
    "no number changed.",
    "no number changed",
    "the rupture is open",
    "The dialogue starts again.",
} | {
    f"A {kind} rupture about the {pillar}."
    for kind in ("withdrawal", "confrontation")
    for pillar in ("goal", "task", "bond")
}
"""What this dialogue has no occasion to say."""


def pattern(text: str) -> re.Pattern[str]:
    """Return what a text looks like with something in its places."""
    return re.compile(re.sub(r"\\\{\w+\\\}", ".+", re.escape(text)))


def test_every_sentence_of_a_german_dialogue_is_german(chromium: Browser) -> None:
    speak("de")
    explorer = DialogueExplorer("thought-log")
    page = show_alone(chromium, explorer)
    said: set[str] = set()
    for _moment in through_everything(page):
        said.update(page.evaluate(ALL_THAT_IS_SAID))
    assert len(said) > 150
    own = [
        one for one in translation("de") if one.id and any("dialogue" in path for path, _ in one.locations)
    ]
    english = {
        str(form): pattern(str(form))
        for one in own
        for form in (one.id if isinstance(one.id, tuple) else (one.id,))
    }
    german = {
        form for one in own for form in (one.string if isinstance(one.string, tuple) else (one.string,))
    }
    left = [
        (words, text)
        for text, looks_like in english.items()
        if text not in german and re.search(r"[A-Za-z]{3}", re.sub(r"\{\w+\}", "", text))
        for words in said
        if looks_like.fullmatch(words)
    ]
    assert left == []
    # And all that its script can say was said, so that nothing was overlooked for want of an occasion.
    heard = " | ".join(said)
    words = {
        _(one.first)
        for one in said_in(script("dialogue_explorer.js"))
        if one.kind == "t" and one.first not in ELSEWHERE
    }
    assert (
        sorted(one for one in words if not all(piece in heard for piece in re.split(r"\{\w+\}", one))) == []
    )
    page.context.close()


def test_a_german_play_hands_in_the_same_receipt(chromium: Browser) -> None:
    receipts = []
    for language in ("en", "de"):
        speak(language)
        page = show_alone(chromium, DialogueExplorer("thought-log"))
        for choice in (2, 1, 1):
            page.locator(".aw-option").nth(choice - 1).click()
        page.wait_for_selector(".aw-code")
        page.wait_for_function("document.querySelectorAll('.aw-turn').length === 3")
        receipts.append(page.inner_text(".aw-code"))
        page.context.close()
    assert receipts[0] == receipts[1]
    assert replay(receipts[0]).choices == (2, 1, 1)


def test_parts_in_another_language_say_so(chromium: Browser) -> None:
    """A screen reader changes its voice: for a German widget on an English page, and for an English scene inside of it."""
    lang = "(node) => node.closest('[lang]').lang"
    speak("de")
    for name, told in (("thought-log", "de"), ("not-the-bridge", "en")):
        page = show_alone(chromium, DialogueExplorer(name))
        assert page.eval_on_selector(".aw-hint", lang) == "de"
        for part in ("h3", ".aw-context", ".aw-client .aw-words", ".aw-option .aw-words"):
            assert page.eval_on_selector(part, lang) == told
        page.context.close()
    speak("en")
    page = show_alone(chromium, DialogueExplorer("thought-log"))
    assert page.locator(".alliance-widget[lang], .alliance-widget [lang]").count() == 0
    page.context.close()


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (400, "dark"), (320, "light")])
def test_german_is_longer_and_has_room(chromium: Browser, width: int, scheme: str) -> None:
    speak("de")
    page = show_alone(
        chromium,
        DialogueExplorer("thought-log"),
        viewport={"width": width, "height": 800},
        color_scheme=scheme,
        reduced_motion="reduce",
    )
    for _moment in through_everything(page):
        sound(page, width)
        # The names of the numbers end before their lanes begin.
        assert page.evaluate(
            """() => [...document.querySelectorAll(".aw-lanes")].every((lanes) => {
              const begins = Math.min(...[...lanes.querySelectorAll(".aw-lane")].map((lane) => lane.getBoundingClientRect().left));
              return [...lanes.querySelectorAll(".aw-lane-name")].every((name) => name.getBoundingClientRect().right <= begins);
            })"""
        )
    page.context.close()


def test_the_browser_chooses_plural_forms_as_python_does(chromium: Browser) -> None:
    polish = Catalog(locale="pl")
    polish.add(("{count} turn", "{count} turns"), ("{count} tura", "{count} tury", "{count} tur"))
    made = GNUTranslations(BytesIO(compiled(polish)))
    counts = [0, 1, 2, 4, 5, 11, 12, 21, 22, 25, 101, 112, 122]
    page = chromium.new_page()
    page.add_script_tag(content=script("shared.js"))
    found = page.evaluate(
        """([tongue, counts]) => {
          speaks({ get: () => tongue });
          return counts.map((count) => tn("{count} turn", "{count} turns", count));
        }""",
        [
            {"language": "pl", "texts": {"{count} turn": ["{count} tura", "{count} tury", "{count} tur"]}},
            counts,
        ],
    )
    page.close()
    assert found == [
        made.ngettext("{count} turn", "{count} turns", count).format(count=count) for count in counts
    ]


def test_two_widgets_on_one_page_each_keep_their_language(chromium: Browser) -> None:
    """As in an exported lesson, where both are made from one script."""
    states = []
    for language in ("en", "de"):
        speak(language)
        states.append(DialogueExplorer("thought-log").state)
    page = show_alone(chromium, DialogueExplorer("thought-log"), states=states)
    for number, eyebrow in enumerate(("Turn 2: what do you say?", "Runde 2: Was sagen Sie?")):
        widget = page.locator(".alliance-widget").nth(number)
        widget.locator(".aw-option").first.click()
        expect(widget.get_by_text(eyebrow)).to_be_visible()
    page.context.close()
