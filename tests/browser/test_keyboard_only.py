"""The course by keyboard alone, in a real JupyterLab: a lesson to its end, a dialogue with its receipt, a submission.

Every step is a key. What is looked for is found by role and name, as a screen reader has them; a pointer event, wherever it
came from, fails the test. What a person does: Shift + Enter runs a cell and goes on; Shift + Tab goes back into the
widget above, whose keys are then its own; Tab leads out of it again.
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import nbformat
import pytest
from hands import Hands, watched
from own_lab import Lab, running
from playwright.sync_api import Browser, Page, expect

from alliance.dialogue import encode, play, scenario
from alliance.pillars import Profile

pytestmark = [pytest.mark.browser, pytest.mark.slow]

_AT = "() => jupyterapp.shell.currentWidget.content.activeCellIndex"
_READY = "window.jupyterapp?.shell.currentWidget?.sessionContext?.isReady"
_IN_WIDGET = ".alliance-widget"


@contextmanager
def sitting(chromium: Browser, lab: Lab, path: str) -> Iterator[Hands]:
    """Sit down at a page of JupyterLab, without a mouse."""
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.set_default_timeout(30_000)
    hands = watched(page)
    page.goto(f"{lab.url}/lab{path}?reset&token={lab.token}")
    yield hands
    assert hands.touched() == []
    context.close()


def cell_ids(page: Page) -> list[str]:
    ids: list[str] = page.evaluate(
        "jupyterapp.shell.currentWidget.content.widgets.map((cell) => cell.model.sharedModel.getId())"
    )
    return ids


def go_on_to(hands: Hands, cell: str) -> int:
    """Run cell after cell with Shift + Enter until this one is next."""
    page = hands.page
    goal = cell_ids(page).index(cell)
    while (at := page.evaluate(_AT)) < goal:
        hands.press("Shift+Enter")
        page.wait_for_function(f"at => ({_AT})() === at + 1", arg=at)
    assert page.evaluate(_AT) == goal
    return goal


def run_and_enter(hands: Hands, cell: str, role: str, name: str) -> Any:
    """Run a cell, and go back from the next one into the widget that has come; return the widget."""
    page = hands.page
    at = go_on_to(hands, cell)
    hands.press("Shift+Enter")
    widget = page.locator(".jp-Notebook .jp-Cell").nth(at).locator(_IN_WIDGET)
    expect(widget).to_be_visible(timeout=30_000)
    hands.go_to(role, name, by="Shift+Tab")
    return widget


def step_out(hands: Hands, cell: str) -> None:
    """Leave the widget with Tab, and stand at the cell after it, wherever the next thing to press lies."""
    page = hands.page
    hands.leave(_IN_WIDGET)
    after = cell_ids(page).index(cell) + 1
    for _ in range(10):
        at = page.evaluate(_AT)
        if at == after:
            return
        hands.press("ArrowUp" if at > after else "ArrowDown")
    raise AssertionError(f"the arrows do not lead to the cell after {cell}")


def test_a_lesson_from_its_opening_to_its_end(chromium: Browser, lab: Lab) -> None:
    with sitting(chromium, lab, "/tree/lessons/02_three_pillars.ipynb") as hands:
        page = hands.page
        page.wait_for_function(_READY)
        ids = cell_ids(page)

        widget = run_and_enter(hands, "predict-first", "radio", "")
        hands.press("Space")
        hands.go_to("radio", "", by="Shift+Tab")
        hands.press("ArrowDown", "ArrowUp")
        hands.go_to("button", "Reveal")
        hands.press("Enter")
        # A screen reader goes on from what came up.
        expect(widget.get_by_role("heading", name="The weakest pillar is")).to_be_focused()
        step_out(hands, "predict-first")

        widget = run_and_enter(hands, "a-goal-gone-missing", "slider", "Agreement on goals")
        hands.press("ArrowRight", "ArrowRight")
        expect(widget.get_by_role("status")).to_contain_text(Profile(3, 4, 5).summary)
        hands.press("End", "a")  # JupyterLab would add a cell
        expect(widget.get_by_role("status")).to_contain_text(Profile(5, 4, 5).summary)
        step_out(hands, "a-goal-gone-missing")

        widget = run_and_enter(hands, "check-yourself", "button", "Check")
        hands.go_to("radio", "", by="Shift+Tab")
        hands.press("Space")
        hands.go_to("button", "Check")
        hands.press("Enter")
        expect(widget.get_by_role("status")).not_to_be_empty()
        step_out(hands, "check-yourself")

        go_on_to(hands, ids[-1])
        assert cell_ids(page) == ids
        done = page.evaluate(
            "jupyterapp.shell.currentWidget.content.widgets.filter((cell) => cell.model.type === 'code')"
            ".every((cell) => cell.model.executionCount)"
        )
        assert done


def test_a_dialogue_to_its_end_back_and_its_receipt(chromium: Browser, lab: Lab) -> None:
    one = scenario("not-on-the-same-page")
    with sitting(chromium, lab, "/tree/lessons/09_repair.ipynb") as hands:
        page = hands.page
        page.wait_for_function(_READY)
        first = one.beats[play(one).beat].options[0].say  # type: ignore[index]
        widget = run_and_enter(hands, "talk-with-ioan", "button", first[:40])
        code = widget.locator(".aw-code")
        hands.press("Enter")
        choices = [1]
        expect(code).to_have_text(encode(play(one, tuple(choices))))
        # From here on a number answers, since the answers have the focus.
        while play(one, tuple(choices)).ending is None:
            hands.press("1")
            choices.append(1)
            expect(code).to_have_text(encode(play(one, tuple(choices))))
        assert hands.on()[0] == "heading"  # how it ended
        ended = code.inner_text()

        hands.go_to("button", "Take back the last answer")
        hands.press("Enter")
        expect(code).not_to_have_text(ended)
        hands.press("1")
        expect(code).to_have_text(ended)
        # The receipt is text in the reading order; its button has it copied or selected, and says so.
        hands.go_to("button", "Copy")
        hands.press("Enter")
        expect(widget.locator(".aw-notice")).to_contain_text("The receipt is")
        step_out(hands, "talk-with-ioan")


def test_an_assignment_is_fetched_answered_checked_and_handed_in(
    chromium: Browser, course: Path, tmp_path: Path
) -> None:
    exchange, home = tmp_path / "exchange", tmp_path / "home"
    exchange.mkdir()
    exchange.chmod(0o777)
    known = {**os.environ, "NBGRADER_EXCHANGE": str(exchange)}
    grader = str(Path(sys.executable).parent / "alliance-grader")
    for step in (["build", "a1"], ["release", "a1"]):
        subprocess.run([grader, *step], cwd=course, env=known, check=True, capture_output=True, timeout=200)
    (home / "config").mkdir(parents=True)
    (home / "config" / "nbgrader_config.py").write_text(
        f"c = get_config()\nc.Exchange.root = {str(exchange)!r}\nc.CourseDirectory.course_id = 'alliance'\n"
    )
    with running(home) as lab, sitting(chromium, lab, "") as hands:
        page = hands.page
        page.wait_for_function("window.jupyterapp?.restored")
        expect(page.locator(".jp-Launcher")).to_be_visible()

        def assignments() -> None:
            # JupyterLab's palette of all commands; nbgrader's list is one of them.
            hands.press("Control+Shift+C")
            expect(page.locator(".lm-CommandPalette-input")).to_be_focused()
            hands.type("assignment list")
            expect(page.locator(".lm-CommandPalette-item.lm-mod-active")).to_contain_text("Assignment List")
            hands.press("Enter")

        assignments()
        expect(page.get_by_role("button", name="Fetch")).to_be_visible()
        hands.go_to("button", "Fetch")
        hands.press("Enter")
        expect(page.get_by_role("button", name="Submit")).to_be_visible()
        hands.go_to("button", "a1_pillar_triage")
        hands.press("Enter")
        expect(page.get_by_role("link", name="a1_pillar_triage")).to_be_visible()
        hands.go_to("link", "a1_pillar_triage")
        hands.press("Enter")
        page.wait_for_function(f"{_READY} && {_AT.partition('=> ')[2]} !== undefined")

        go_on_to(hands, "a1-sentence-samuel")
        hands.press("Enter", "Control+a")
        hands.type('sentence_samuel = "We plan his Tuesday morning so that he is at the lecture by ten.')
        hands.press("End", "Shift+Enter")
        at = go_on_to(hands, "a1-sentence-samuel-check")
        hands.press("Shift+Enter")
        said = page.locator(".jp-Notebook .jp-Cell").nth(at).locator(".jp-OutputArea-output")
        expect(said.first).to_contain_text("ready", timeout=60_000)
        hands.press("Control+s")
        page.wait_for_function("!jupyterapp.shell.currentWidget.context.model.dirty")

        assignments()
        expect(page.get_by_role("button", name="Submit")).to_be_visible()
        hands.go_to("button", "Submit")
        hands.press("Enter")
        expect(page.locator("#submitted_assignments_list")).to_contain_text(
            "a1_pillar_triage", timeout=30_000
        )
    (handed_in,) = (exchange / "alliance" / "inbound").glob("*/a1_pillar_triage.ipynb")
    cells = {cell.id: cell.source for cell in nbformat.read(handed_in, as_version=4).cells}  # type: ignore[no-untyped-call]
    assert "at the lecture by ten" in cells["a1-sentence-samuel"]
