"""The reply writer on a page: with Python behind it, and without."""

from collections.abc import Callable
from typing import Any

import pytest
from looks import FAINT
from playwright.sync_api import Page, expect

from alliance.widgets import ComposeReply
from alliance.widgets.reply_notes import WORDS

pytestmark = pytest.mark.browser

ShowWidget = Callable[..., Page]
OSMAN = next(client for client in WORDS.clients if client.id == "osman")
PLAIN = "Let me explain why counting works. Research shows that breathing is effective."


def asked(page: Page) -> Any:
    return page.evaluate("model.get('asked')")


def answer(page: Page, widget: ComposeReply) -> None:
    """Be the kernel: take the question from the page, and bring it what Python says."""
    page.wait_for_function("(n) => model.get('asked').n > n", arg=widget.answered)
    widget.set_state({"asked": asked(page)})
    page.evaluate(
        "([tries, n]) => { model.set('tries', tries); model.set('answered', n); }",
        [widget.tries, widget.answered],
    )


def write(page: Page, words: str) -> None:
    page.get_by_role("textbox", name="What do you say?").fill(words)
    page.get_by_role("button", name="Check").press("Enter")


def test_a_reply_is_read_revised_and_compared_by_keyboard(show_widget: ShowWidget) -> None:
    widget = ComposeReply()
    page = show_widget(widget)
    status = page.get_by_role("status")
    page.get_by_role("button", name="Osman").press("Enter")
    expect(page.get_by_role("button", name="Osman")).to_be_focused()
    expect(page.locator(".aw-says")).to_have_text(f"“{OSMAN.says}”")
    page.get_by_role("textbox").focus()
    page.keyboard.type("ab")
    assert (
        page.evaluate("strayKeys.filter((key) => key.length === 1)") == []
    )  # no cell is added in a notebook
    write(page, PLAIN)
    assert asked(page) == {"n": 1, "client": "osman", "text": PLAIN}
    expect(status).to_have_text(WORDS.wording["reading"])
    answer(page, widget)
    assert widget.notes is None  # the other client is on show in Python until the page says so
    expect(status).to_have_text(widget.tries["osman"][0]["summary"])
    expect(page.get_by_role("button", name="Check")).to_be_focused()
    notes = page.get_by_role("list", name="Five notes").get_by_role("listitem")
    expect(notes).to_have_count(5)
    for criterion, note in zip(WORDS.criteria, widget.tries["osman"][0]["notes"], strict=True):
        shown = notes.filter(has=page.get_by_text(criterion.name, exact=True))
        expect(shown).to_contain_text(note["word"])
        expect(shown).to_contain_text(note["says"])
        expect(shown).to_contain_text(note["sure"])
    assert page.locator(".aw-manuscript").inner_text().split() == PLAIN.split()
    expect(page.locator(".aw-manuscript mark.aw-thorn").first).to_be_visible()

    page.get_by_role("textbox").fill(OSMAN.one_way)
    page.get_by_role("textbox").press("Control+Enter")
    answer(page, widget)
    expect(status).to_contain_text("Version 2. Seen:")
    expect(status).to_contain_text("New since the version before")
    assert "Enter" not in page.evaluate("strayKeys.slice(-1)")  # in a notebook it would run the cell anew
    first = page.get_by_role("button", name="Version 1:")
    first.press("Enter")
    expect(first).to_be_focused()
    expect(page.get_by_role("heading", name="Version 1, as it was read")).to_be_visible()
    page.get_by_role("button", name="Put these words back into the box").press("Enter")
    expect(page.get_by_role("textbox")).to_have_value(PLAIN)
    expect(page.get_by_role("textbox")).to_be_focused()


def test_without_python_it_says_so_and_the_words_are_kept(show_widget: ShowWidget) -> None:
    widget = ComposeReply("osman")
    widget.content = {**widget.content, "patience": 0.1}
    page = show_widget(widget)
    page.get_by_role("button", name="Check").click()
    expect(page.get_by_role("status")).to_have_text(WORDS.wording["empty"])
    assert asked(page) == {}
    write(page, PLAIN)
    expect(page.get_by_role("status")).to_contain_text("there seems to be no Python behind this page")
    expect(page.get_by_role("textbox")).to_have_value(PLAIN)
    own = page.get_by_role("list", name="Five questions to ask yourself").get_by_role("listitem")
    expect(own).to_have_count(5)
    expect(own.nth(1)).to_contain_text(WORDS.criteria[1].asks)
    # A kernel that was only busy is believed when it answers after all.
    answer(page, widget)
    expect(page.get_by_role("list", name="Five notes")).to_be_visible()
    expect(page.get_by_role("status")).not_to_contain_text("no Python")


def test_each_client_has_a_box_of_their_own(show_widget: ShowWidget) -> None:
    page = show_widget(ComposeReply())
    page.get_by_role("textbox").fill("To Mereana.")
    page.get_by_role("button", name="Osman").click()
    expect(page.get_by_role("textbox")).to_have_value("")
    page.get_by_role("textbox").fill("To Osman.")
    page.get_by_role("button", name="Mereana").click()
    expect(page.get_by_role("textbox")).to_have_value("To Mereana.")
    assert page.evaluate("model.get('drafts')") == {"mereana": "To Mereana.", "osman": "To Osman."}


def test_markup_in_a_reply_stays_text(show_widget: ShowWidget) -> None:
    widget = ComposeReply("osman")
    page = show_widget(widget)
    write(page, "<b>Hm</b> <img src=x onerror=alert(1)>")
    answer(page, widget)
    expect(page.locator(".aw-manuscript")).to_have_text("<b>Hm</b> <img src=x onerror=alert(1)>")
    assert page.locator(".aw-manuscript img, .aw-manuscript b").count() == 0


@pytest.mark.parametrize("light", [True, False], ids=["light", "dark"])
def test_nothing_is_faint_or_lost_on_a_narrow_page(show_widget: ShowWidget, light: bool) -> None:
    widget = ComposeReply()
    for text in (PLAIN, OSMAN.one_way):
        widget.read("osman", text)
    widget.at = 1
    page = show_widget(widget, width=320, light=light)
    page.locator("summary").click()
    assert page.evaluate(FAINT) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    root = page.locator(".alliance-widget")
    assert root.evaluate("node => node.scrollWidth <= node.clientWidth")


def test_a_widget_taken_away_leaves_nothing_behind(show_widget: ShowWidget) -> None:
    page = show_widget(ComposeReply())
    assert page.evaluate("Object.values(model.heard).flat().length") > 0
    page.evaluate("takeAway()")
    assert page.evaluate("Object.values(model.heard).flat().length") == 0
    assert page.inner_html("#here") == ""
