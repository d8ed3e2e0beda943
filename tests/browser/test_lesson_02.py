"""Lesson 2 as a student meets it: JupyterLab, Run All, the keyboard."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from alliance.pillars import Profile

pytestmark = [pytest.mark.browser, pytest.mark.slow]

LESSON = "lessons/02_three_pillars.ipynb"
CELLS = "document.querySelectorAll('.jp-Notebook .jp-Cell').length"


@contextmanager
def opened(chromium: Browser, lab: Any, *, width: int, height: int = 900) -> Iterator[Page]:
    """Open the lesson in JupyterLab and run all of it."""
    context = chromium.new_context(viewport={"width": width, "height": height})
    page = context.new_page()
    page.set_default_timeout(30_000)
    page.goto(f"{lab.url}/lab/tree/{LESSON}?reset&token={lab.token}")
    page.wait_for_function("window.jupyterapp?.shell.currentWidget?.sessionContext?.isReady")
    if page.evaluate("!jupyterapp.shell.leftCollapsed"):
        page.evaluate("jupyterapp.commands.execute('application:toggle-left-area')")
    page.evaluate("jupyterapp.commands.execute('notebook:run-all-cells')")
    yield page
    context.close()


def inside(cell: Locator) -> Locator:
    """Return the widget below a cell, brought into view."""
    widget = cell.locator(".alliance-widget")
    widget.scroll_into_view_if_needed()
    return widget


def cell_with(page: Page, source: str) -> Locator:
    return page.locator(".jp-CodeCell").filter(has_text=source)


@pytest.fixture
def light(lab: Any) -> Any:
    lab.theme("JupyterLab Light")
    return lab


@pytest.fixture
def dark(lab: Any) -> Any:
    lab.theme("JupyterLab Dark")
    return lab


def test_lesson_is_worked_through_by_keyboard(chromium: Browser, light: Any, screenshots: Path) -> None:
    with opened(chromium, light, width=1280, height=1500) as page:
        triangle = inside(cell_with(page, "PillarTriangle(goal=2, task=4, bond=5)"))
        expect(triangle.get_by_role("status")).to_have_text(Profile(2, 4, 5).summary)
        path = triangle.locator(".aw-shape > .aw-profile")
        before = path.get_attribute("d")
        cells = page.evaluate(CELLS)
        triangle.get_by_role("slider", name="Agreement on goals").focus()
        page.keyboard.press("a")  # in command mode this would add a cell
        for _ in range(4):
            page.keyboard.press("ArrowRight")
        expect(triangle.get_by_role("status")).to_have_text(Profile(4, 4, 5).summary)
        assert path.get_attribute("d") != before
        assert page.evaluate(CELLS) == cells
        page.keyboard.press("Tab")
        expect(triangle.get_by_role("slider", name="Agreement on tasks")).to_be_focused()
        triangle.screenshot(path=screenshots / "lesson_02_triangle_light.png", animations="disabled")

        prediction = inside(cell_with(page, 'PredictWeakest("tomasz")'))
        prediction.get_by_role("radio", name="Goal").focus()
        page.keyboard.press("Space")
        page.keyboard.press("ArrowDown")
        expect(prediction.get_by_role("radio", name="Task")).to_be_checked()
        prediction.screenshot(path=screenshots / "lesson_02_before_reveal.png", animations="disabled")
        page.keyboard.press("Tab")  # to how sure
        page.keyboard.press("Tab")  # to Reveal
        page.keyboard.press("Enter")
        expect(prediction.get_by_role("heading", name="The weakest pillar is task.")).to_be_focused()
        prediction.screenshot(path=screenshots / "lesson_02_after_reveal.png", animations="disabled")

        check = inside(cell_with(page, 'SelfCheck("three_pillars")'))
        check.get_by_role("radio").first.focus()
        page.keyboard.press("Space")
        check.get_by_role("button", name="Check").press("Enter")
        expect(check.get_by_role("status")).to_contain_text("Not quite.")
        expect(check.get_by_role("button", name="Check")).to_have_css("outline-width", "3px")
        check.screenshot(path=screenshots / "lesson_02_self_check.png", animations="disabled")


@pytest.mark.parametrize("width", [1280, 400])
def test_lesson_shows_in_the_dark_and_on_a_narrow_page(
    chromium: Browser, dark: Any, screenshots: Path, width: int
) -> None:
    with opened(chromium, dark, width=width) as page:
        expect(page.locator("body")).to_have_attribute("data-jp-theme-light", "false")
        triangle = inside(cell_with(page, "PillarTriangle(goal=2, task=4, bond=5)"))
        # The theme's own ink: dark ink on a dark page would mean that the palette missed the theme.
        expect(triangle).to_have_css("color", "rgb(233, 230, 225)")
        widths = triangle.evaluate("node => [node.scrollWidth, node.clientWidth]")
        assert widths[0] <= widths[1]
        right = triangle.evaluate("node => node.getBoundingClientRect().right")
        assert right <= width
        triangle.screenshot(path=screenshots / f"lesson_02_triangle_dark_{width}.png", animations="disabled")
        page.screenshot(path=screenshots / f"lesson_02_page_dark_{width}.png", animations="disabled")
