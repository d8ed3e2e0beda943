"""A dialogue explorer on a page of its own, led through all that it can say; for the tests of languages."""

import base64
import json
from collections.abc import Iterator, Sequence
from typing import Any, Final

from playwright.sync_api import Browser, Page

from alliance.widgets._assets import script
from alliance.widgets._widget import BrowserWidget

ALL_THAT_IS_SAID: Final = """() => {
  const said = new Set();
  const walker = document.createTreeWalker(document.querySelector(".alliance-widget").parentNode, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) said.add(walker.currentNode.data.trim());
  for (const node of document.querySelectorAll(".alliance-widget, .alliance-widget *"))
    for (const name of ["aria-label", "title", "alt", "placeholder", "aria-roledescription", "aria-valuetext"])
      if (node.hasAttribute(name)) said.add(node.getAttribute(name));
  said.delete("");
  return [...said];
}"""
"""Every piece of text on the page, and what a screen reader says in its place."""

_DRAWN: Final = "new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))"


def show_alone(
    browser: Browser, widget: BrowserWidget, *, states: Sequence[dict[str, Any]] = (), **context: Any
) -> Page:
    """Show a widget on a page in English, without a kernel; with `states`, once for each."""
    page = browser.new_context(**context).new_page()
    page.set_default_timeout(5_000)
    esm = base64.b64encode(str(widget._esm).encode()).decode()
    page.set_content(
        f"""<!doctype html><html lang="en"><meta charset="utf-8"><title>One widget</title><style>{widget._css}</style>
        <body><div id="here"></div><script type="module">{script("host.js")}
        for (const state of {json.dumps([*states] or [widget.state])}) {{
          await bringToLife("{esm}", state, document.getElementById("here").appendChild(document.createElement("div")));
        }}</script>"""
    )
    page.wait_for_function(
        "(most) => document.querySelectorAll('.alliance-widget').length >= most", arg=len(states) or 1
    )
    return page


def through_everything(page: Page) -> Iterator[str]:
    """Play a dialogue so that all its sentences are said once; stop at every moment."""

    def press(selector: str, which: int = 0) -> None:
        place = page.locator(selector)
        place.nth(which if which >= 0 else place.count() + which).click()
        page.evaluate(_DRAWN)

    def to_its_end(choice: int) -> None:
        while page.locator(".aw-option").count():
            press(".aw-option", min(choice, page.locator(".aw-option").count()) - 1)

    yield "opening"
    press(".aw-option", 1)
    yield "first answer"
    press(".aw-option", 0)
    for number in range(page.locator("summary").count()):
        press("summary", number)
    yield "reasons"
    press(".aw-receipt button")
    yield "receipt"
    to_its_end(1)
    yield "a good end"
    press(".aw-did .aw-retry", 1)
    yield "a second version"
    to_its_end(2)
    yield "two ends side by side"
    press(".aw-ending .aw-button", -1)  # try another answer where it cost something
    yield "a third"
    press(".aw-version", 0)
    yield "the first again"
    press('[data-focus="beside"]')
    yield "alone"
    press('[data-focus="beside"]')
    yield "beside one another"
    press(".aw-did .aw-retry", 0)
    yield "a fourth"
    press(".aw-version", 0)
    press(".aw-did .aw-retry", 2)
    yield "no room for a fifth"
    press(".aw-versions > .aw-retry", -1)
    yield "removed"
    press(".aw-board > .aw-buttons button", 0)
    yield "closed"
    press(".aw-version", 0)
    press(".aw-board > .aw-buttons button", 0)
    yield "taken back"
    press(".aw-board > .aw-buttons button", 1)
    yield "begun again"
    press(".aw-board > .aw-buttons button", -1)
    yield "brought back"
