"""The alert icons on a page without a kernel: counted as in Python, worked by keyboard, legible."""

from collections.abc import Callable

import pytest
from looks import sound
from playwright.sync_api import Page, expect

from alliance import simulate_caseload
from alliance.widgets import AlertIcons
from alliance.widgets.alerts import BASE, STEP, alert

pytestmark = pytest.mark.browser

ShowWidget = Callable[..., Page]
CASELOAD = simulate_caseload(clients=400, therapists=40, seed=5)


def test_the_browser_counts_and_reads_every_line_as_python_does(show_widget: ShowWidget) -> None:
    widget = AlertIcons(CASELOAD)
    first, columns = widget.content["first"], widget.content["columns"]
    page = show_widget(widget)
    told = page.evaluate(
        """async ([first, step, columns]) => {
          const told = [];
          for (const revealed of [false, true]) {
            model.set("revealed", revealed);
            for (let edge = 0; edge <= columns; edge += 1) {
              model.set("threshold", first + step * edge);
              await new Promise(requestAnimationFrame);
              await new Promise(requestAnimationFrame);
              const count = (kind) => document.querySelectorAll(`.aw-crowd .aw-is-${kind}`).length;
              told.push([document.querySelector("[role=status]").textContent, ...["caught", "missed", "asked", "alone"].map(count)]);
            }
          }
          return told;
        }""",
        [first, STEP, columns],
    )
    every = [alert(widget._people, first + STEP * edge) for edge in range(columns + 1)]
    assert told[: columns + 1] == [[one.words(shown=False), 0, 0, 0, 0] for one in every]
    assert told[columns + 1 :] == [
        [one.words(shown=True), one.caught, one.missed, one.false_alarms, one.alone] for one in every
    ]
    last = page.locator(".aw-measures .aw-share").all_inner_texts()
    assert last[0].endswith("100 %")
    assert last[1].endswith("0 %")
    assert last[2] == f"{every[-1].leavers} of 100, {every[-1].leavers} %"


def test_the_line_is_moved_by_keyboard_and_the_endings_wait_for_the_reveal(show_widget: ShowWidget) -> None:
    widget = AlertIcons(CASELOAD, threshold=3.5)
    page = show_widget(widget)
    slider = page.get_by_role("slider", name="Ask everybody who rated session 3")
    slider.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    there = alert(widget._people, 4.0)
    expect(page.get_by_role("status")).to_have_text(there.words(shown=False))
    expect(slider).to_have_attribute("aria-valuetext", f"4.00: {there.asked} of 100 asked")
    expect(page.locator(".aw-crowd .aw-is-asking")).to_have_count(there.asked)
    expect(page.get_by_text("sensitivity")).to_be_hidden()
    expect(page.get_by_text("dropped out")).to_have_count(0)
    assert page.evaluate("model.get('threshold')") == 4

    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_have_text(there.words(shown=True))
    assert page.evaluate("model.get('revealed')") is True
    expect(page.get_by_role("img", name=there.words(shown=True))).to_be_visible()
    expect(page.get_by_text("sensitivity", exact=True)).to_be_visible()
    expect(page.get_by_role("listitem").filter(has_text="missed")).to_contain_text(str(there.missed))
    expect(page.get_by_role("button", name="Hide how they ended")).to_be_focused()
    expect(page.locator(".aw-outside .aw-left")).to_have_count(sum(widget.content["unseen"]))
    slider.press("Home")
    nobody = alert(widget._people, max(BASE, widget.content["first"]))
    expect(page.get_by_role("status")).to_have_text(nobody.words(shown=True))
    expect(page.get_by_text("nobody is asked")).to_have_count(1)


@pytest.mark.parametrize("width", [1000, 320])
def test_the_handle_runs_under_the_line(show_widget: ShowWidget, width: int) -> None:
    widget = AlertIcons(CASELOAD)
    page = show_widget(widget, width=width)
    off = page.evaluate(
        """async () => {
          const slider = document.querySelector(".aw-handle"), line = document.querySelector(".aw-line");
          const off = [];
          for (const at of [Number(slider.min), 3.5, Number(slider.max)]) {
            model.set("threshold", at);
            await new Promise(requestAnimationFrame);
            await new Promise(requestAnimationFrame);
            const box = slider.getBoundingClientRect(), drawn = line.getBoundingClientRect();
            const share = (at - slider.min) / (slider.max - slider.min);
            off.push(Math.abs(box.left + 13 + share * (box.width - 26) - (drawn.left + drawn.right) / 2));
          }
          return off;
        }"""
    )
    assert max(off) < 1.5


def test_a_move_is_drawn_within_one_frame(show_widget: ShowWidget) -> None:
    page = show_widget(AlertIcons(CASELOAD))
    took = page.evaluate(
        """async () => {
          model.set("revealed", true);
          const slider = document.querySelector(".aw-handle"), status = document.querySelector("[role=status]");
          const took = [];
          for (let move = 0; move < 20; move += 1) {
            const before = status.textContent, start = performance.now();
            slider.value = move % 2 ? 4 : 4.5;
            slider.dispatchEvent(new Event("input"));
            while (status.textContent === before) await new Promise(requestAnimationFrame);
            took.push(performance.now() - start);
          }
          return took.sort((a, b) => a - b)[10];
        }"""
    )
    assert took < 50  # a few milliseconds when the machine is free


@pytest.mark.parametrize("light", [True, False], ids=["light", "dark"])
@pytest.mark.parametrize("width", [1000, 320])  # 320 px is also 1280 px at 400 % zoom
def test_text_is_legible_and_nothing_is_cut_off(show_widget: ShowWidget, light: bool, width: int) -> None:
    page = show_widget(AlertIcons(CASELOAD), width=width, light=light, reduced_motion="reduce")
    sound(page, width)
    page.get_by_role("button", name="Reveal").click()
    page.get_by_role("button", name="Hide").wait_for()
    sound(page, width)


def test_keys_stay_in_the_widget_and_nothing_is_left_behind(show_widget: ShowWidget) -> None:
    page = show_widget(AlertIcons(CASELOAD))
    page.get_by_role("slider").focus()
    for key in ("a", "ArrowDown", "Control+s", "Tab"):
        page.keyboard.press(key)
    assert page.evaluate("strayKeys.filter((key) => !['Tab', 'Control'].includes(key))") == ["s"]
    expect(page.get_by_role("button")).to_be_focused()
    page.evaluate("takeAway()")
    assert page.evaluate("Object.values(model.heard).flat().length") == 0
    assert page.inner_html("#here") == ""
