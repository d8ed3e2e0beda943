"""Lesson 2 as a student works through it: JupyterLab, Run All, the keyboard."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from alliance.pillars import Profile

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_lesson_is_worked_through_by_keyboard(open_lesson: Any, screenshots: Path) -> None:
    lesson = open_lesson("02_three_pillars", height=1500)
    page = lesson.page
    triangle = lesson.widget("a-goal-gone-missing")
    expect(triangle.get_by_role("status")).to_have_text(Profile(2, 4, 5).summary)
    path = triangle.locator(".aw-shape > .aw-profile")
    before = path.get_attribute("d")
    cells = lesson.count()
    triangle.get_by_role("slider", name="Agreement on goals").focus()
    page.keyboard.press("a")  # in command mode this would add a cell
    for _ in range(4):
        page.keyboard.press("ArrowRight")
    expect(triangle.get_by_role("status")).to_have_text(Profile(4, 4, 5).summary)
    assert path.get_attribute("d") != before
    assert lesson.count() == cells
    page.keyboard.press("Tab")
    expect(triangle.get_by_role("slider", name="Agreement on tasks")).to_be_focused()
    triangle.screenshot(path=screenshots / "lesson_02_triangle_light.png", animations="disabled")

    prediction = lesson.widget("predict-first")
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

    check = lesson.widget("check-yourself")
    check.get_by_role("radio").first.focus()
    page.keyboard.press("Space")
    check.get_by_role("button", name="Check").press("Enter")
    expect(check.get_by_role("status")).to_contain_text("Not quite.")
    expect(check.get_by_role("button", name="Check")).to_have_css("outline-width", "3px")
    check.screenshot(path=screenshots / "lesson_02_self_check.png", animations="disabled")
