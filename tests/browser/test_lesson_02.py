"""Lesson 2 as a student works through it: JupyterLab, Run All, the keyboard."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from alliance.language import speaking
from alliance.language.catalogue import translation
from alliance.pillars import Profile

WHAT_IS_SAID = """root => {
  const said = [];
  const walk = document.createTreeWalker(root, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT);
  for (let node = walk.currentNode; node; node = walk.nextNode()) {
    if (node.nodeType === Node.TEXT_NODE) said.push(node.data.trim());
    else said.push(...["aria-label", "aria-valuetext", "title", "placeholder"].map((name) => node.getAttribute(name)));
  }
  return said.filter(Boolean);
}"""
"""Every text and every name for a screen reader in a part of a page."""

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


def test_the_german_lesson_and_its_widgets_speak_german(open_lesson: Any, screenshots: Path) -> None:
    lesson = open_lesson("de/02_three_pillars", height=1500)
    lesson.wait()
    assert lesson.page.locator("[data-mime-type='application/vnd.jupyter.error']").count() == 0
    triangle = lesson.widget("a-goal-gone-missing")
    with speaking("de"):
        expect(triangle.get_by_role("status")).to_have_text(Profile(2, 4, 5).summary)
    expect(triangle).to_have_attribute("lang", "de")
    triangle.get_by_role("slider", name="Einigkeit über die Ziele").press("ArrowRight")
    expect(triangle.get_by_role("slider", name="Einigkeit über die Ziele")).to_have_attribute(
        "aria-valuetext", "2,5 von 5"
    )

    prediction = lesson.widget("predict-first")
    prediction.get_by_role("radio", name="Aufgaben").check()
    prediction.get_by_role("button", name="Aufdecken").click()
    expect(prediction.get_by_role("heading", name="Am schwächsten: Aufgaben.")).to_be_focused()
    expect(prediction.locator("mark")).to_have_text("komme nicht darauf, was sie mir bringen sollen")
    check = lesson.widget("check-yourself")
    check.get_by_role("radio").first.check()
    check.get_by_role("button", name="Prüfen").click()
    expect(check.get_by_role("status")).to_contain_text("Nicht ganz.")
    expect(lesson.cell("twelve-clients")).to_contain_text("Drei Säulen, Person für Person")

    english = {one.id for one in translation("de") if one.id and one.string != one.id}
    for cell in ("a-goal-gone-missing", "predict-first", "predict-weakest", "check-yourself"):
        said = lesson.widget(cell).evaluate(WHAT_IS_SAID)
        assert len(said) > 8
        assert not english & set(said), cell
    prediction.screenshot(path=screenshots / "lesson_02_german.png", animations="disabled")
