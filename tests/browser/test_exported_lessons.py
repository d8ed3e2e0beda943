"""Every lesson as one page, in a real Chromium: there for everybody, in the light and in the dark, large and narrow.

What is looked at: axe's rules (contrast among them) in both themes; that every picture says in words what is on it; that
every part which takes a key has a role and a name, as assistive software gets them; that nothing is lost at 320 px, which
is 1280 px at 400 %; that what is pressed has an edge where a system's high-contrast colours take its ground away; that nothing
moves for those who ask for no motion; and that what is pressed is large enough (WCAG 2.5.8: 24 px). How it looks in
high contrast is kept as screenshots for people.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from pictures import pictures_without_words
from playwright.sync_api import Browser, Page

from alliance.export import export_lesson

pytestmark = [pytest.mark.browser, pytest.mark.slow]

LESSONS = sorted((Path(__file__).parents[2] / "course" / "lessons").glob("*.ipynb"))
Barriers = Callable[..., list[str]]

# A role that something takes keys with; what assistive software hears of it must have a name.
_TAKES_KEYS = {"button", "checkbox", "combobox", "link", "radio", "slider", "spinbutton", "textbox", "switch"}

_SMALL = """() => [...document.querySelectorAll(".alliance-widget :is(button, input, select, textarea)")]
  .filter((node) => node.checkVisibility())
  .map((node) => [node, (node.closest("label") ?? node).getBoundingClientRect()])
  .filter(([, { width, height }]) => width < 24 || height < 24)
  .map(([node, { width, height }]) => `${Math.round(width)} x ${Math.round(height)}: ${node.outerHTML.slice(0, 120)}`)"""

_LOST = """() => {
  const lost = [...document.querySelectorAll("main *")].filter((node) => node.checkVisibility()
    && !node.closest(".aw-aloud, pre, table") && node.childElementCount === 0 && node.textContent.trim())
    .filter((node) => { const { left, right } = node.getBoundingClientRect(); return left < -1 || right > innerWidth + 1; })
    .map((node) => node.outerHTML.slice(0, 120));
  return document.documentElement.scrollWidth > innerWidth ? [`the page is ${document.documentElement.scrollWidth} px wide`, ...lost] : lost;
}"""

# A widget that changes without a word, a table without a heading, a link that says nothing of where it leads.
_UNSAID = """() => [
  ...[...document.querySelectorAll(".alliance-widget")].filter((one) => !one.querySelector("[role=status]")),
  ...[...document.querySelectorAll("table")].filter((one) => !one.querySelector("th, caption")),
  ...[...document.querySelectorAll("a[href]")].filter((one) => one.checkVisibility()
    && /^(click )?(here|this|link|more|read more)?[.…]*$/i.test(one.textContent.trim())),
].map((one) => one.outerHTML.slice(0, 160))"""

_EDGELESS = """() => [...document.querySelectorAll(".alliance-widget :is(button, .aw-choice, textarea)")]
  .filter((node) => node.checkVisibility() && !node.closest("svg"))
  .filter((node) => ![node, ...node.querySelectorAll("*")].some((part) => {
    const { borderTopWidth, borderTopStyle, textDecorationLine } = getComputedStyle(part);
    return (parseFloat(borderTopWidth) > 0 && borderTopStyle !== "none") || textDecorationLine.includes("underline");
  })).map((node) => node.outerHTML.slice(0, 120))"""

_MOVING = """() => document.getAnimations().filter((one) => one.playState === "running")
  .map((one) => one.animationName ?? one.transitionProperty)"""


def nameless(page: Page) -> list[str]:
    """Return what takes keys and has no name, from the tree that Chromium gives to assistive software."""
    session = page.context.new_cdp_session(page)
    nodes = session.send("Accessibility.getFullAXTree")["nodes"]
    session.detach()
    heard = [
        (node["role"]["value"], node.get("name", {}).get("value", "").strip())
        for node in nodes
        if not node["ignored"] and node.get("role", {}).get("value") in _TAKES_KEYS
    ]
    assert heard, "the tree is empty"
    return [role for role, name in heard if not name]


def headings(page: Page) -> list[int]:
    return page.eval_on_selector_all(
        "h1, h2, h3, h4, h5",
        "all => all.filter((h) => h.checkVisibility() && !h.closest('[aria-hidden=true]')).map((h) => Number(h.tagName[1]))",
    )


@contextmanager
def opened(chromium: Browser, lesson: Path, *, width: int = 1280, **how: Any) -> Iterator[Page]:
    """Open a lesson anew, with all its widgets; an error on the page fails the test.

    Anew for each way to look at it: Chromium's renderer has died when one page was taken through all of them.
    """
    context = chromium.new_context(viewport={"width": width, "height": 900}, reduced_motion="reduce", **how)
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(lesson.as_uri())
    page.wait_for_function(
        "count => document.querySelectorAll('.alliance-live > .alliance-widget').length === count",
        arg=page.locator(".alliance-live").count(),
    )
    yield page
    context.close()
    assert errors == []


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_a_lesson_as_a_page_is_there_for_everybody(
    chromium: Browser, barriers: Barriers, screenshots: Path, tmp_path: Path, path: Path
) -> None:
    written = export_lesson(path, tmp_path / "lesson.html")
    with opened(chromium, written, color_scheme="light") as page:
        assert page.get_attribute("html", "lang") == "en"
        assert barriers(page) == []
        assert pictures_without_words(page) == []
        assert nameless(page) == []
        levels = headings(page)
        assert levels[0] == 1
        assert levels.count(1) == 1
        assert all(after - before <= 1 for before, after in pairwise(levels))
        assert page.evaluate(_UNSAID) == []
        assert page.evaluate(_SMALL) == []
        assert page.evaluate(_MOVING) == []
    with opened(chromium, written, color_scheme="dark") as page:
        assert barriers(page, rules=("color-contrast",)) == []
    with opened(chromium, written, width=320) as page:
        assert page.evaluate(_LOST) == []
    with opened(chromium, written, forced_colors="active") as page:
        for number, widget in enumerate(page.locator(".alliance-widget").all()):
            widget.screenshot(
                path=screenshots / f"{path.stem[:2]}_{number}_forced_colors.png", animations="disabled"
            )
        assert page.evaluate(_EDGELESS) == []
