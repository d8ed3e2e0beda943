"""Hands that have only a keyboard: they press keys, hear what assistive software hears, and never touch a pointer."""

from typing import Any, Final

from playwright.sync_api import Page

# What a mouse, a finger or a wheel does is written down, wherever it comes from.
_WATCH: Final = """
window.touched = [];
for (const kind of ["pointerdown", "mousedown", "touchstart", "wheel"])
  addEventListener(kind, (event) => { if (event.isTrusted) touched.push(kind); }, true);
"""


def watched(page: Page) -> "Hands":
    """Return hands for a page that is still to be opened."""
    page.add_init_script(_WATCH)
    return Hands(page)


class Hands:
    """Presses keys on a page, one after another.

    Parameters
    ----------
    page : Page
        See `watched`.
    """

    def __init__(self, page: Page) -> None:
        self.page = page
        self._heard = page.context.new_cdp_session(page)

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def type(self, words: str) -> None:
        self.page.keyboard.type(words)

    def on(self) -> tuple[str, str]:
        """Return role and name of what has the focus, as assistive software is told them."""
        found = self._heard.send("Runtime.evaluate", {"expression": "document.activeElement"})["result"]
        tree: dict[str, Any] = self._heard.send(
            "Accessibility.getPartialAXTree", {"objectId": found["objectId"], "fetchRelatives": False}
        )
        node = tree["nodes"][0]
        return node.get("role", {}).get("value", ""), node.get("name", {}).get("value", "")

    def go_to(self, role: str, name: str, by: str = "Tab", most: int = 80) -> None:
        """Press a key until something of this role and name has the focus; what is never reached fails the test."""
        passed = []
        for _ in range(most):
            self.press(by)
            on = self.on()
            if on[0].lower() == role.lower() and name in on[1]:
                return
            passed.append(on)
        raise AssertionError(f"{by} does not lead to the {role} {name!r}; it passed {passed}")

    def leave(self, inside: str, by: str = "Tab", most: int = 40) -> None:
        """Press a key until the focus is no longer inside; a trap fails the test."""
        for _ in range(most):
            self.press(by)
            if not self.page.evaluate("inside => Boolean(document.activeElement.closest(inside))", inside):
                return
        raise AssertionError(f"{by} does not lead out of {inside}")

    def touched(self) -> list[str]:
        """Return what came from a pointer; it has to be nothing."""
        return list(self.page.evaluate("touched"))
