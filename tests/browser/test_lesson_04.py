"""Lesson 4 as a student meets it, and its widgets on a page without a kernel."""

from collections.abc import Callable
from pathlib import Path
from statistics import correlation
from typing import Any

import anywidget
import pytest
from looks import sound
from playwright.sync_api import Page, expect

from alliance.widgets import GuessCorrelation, SharedVariance, SortClaims
from alliance.widgets.correlation import WORDING, reading
from alliance.widgets.sort_claims import TASK

pytestmark = pytest.mark.browser

ShowWidget = Callable[..., Page]
CIRCLES = "all => all.map((dot) => [Number(dot.getAttribute('cx')), -Number(dot.getAttribute('cy'))])"

EVERY_WIDGET = {"guess": GuessCorrelation, "share": SharedVariance, "claims": SortClaims}
every_widget = pytest.mark.parametrize("make", EVERY_WIDGET.values(), ids=EVERY_WIDGET.keys())


def r_of_the_dots(page: Page) -> float:
    places = page.eval_on_selector_all(".aw-dot", CIRCLES)
    return correlation([x for x, _ in places], [y for _, y in places])


def test_the_dots_on_the_page_have_the_r_that_the_slider_says(show_widget: ShowWidget) -> None:
    page = show_widget(SharedVariance(0.28))
    assert r_of_the_dots(page) == pytest.approx(0.28, abs=1e-9)
    page.get_by_role("slider").focus()
    page.keyboard.press("End")
    expect(page.get_by_role("status")).to_contain_text("r = 0.90")
    assert r_of_the_dots(page) == pytest.approx(0.9, abs=1e-9)
    assert page.evaluate("model.get('r')") == 0.9


def test_the_browser_reads_every_r_in_the_same_words_as_python(show_widget: ShowWidget) -> None:
    page = show_widget(SharedVariance())
    told = page.evaluate(
        """async () => {
          const told = [];
          for (let step = -90; step <= 90; step += 1) {
            model.set("r", step / 100);
            await new Promise(requestAnimationFrame);
            await new Promise(requestAnimationFrame);
            const filled = document.querySelectorAll(".aw-person.aw-above").length;
            told.push([document.querySelector("[role=status]").textContent, filled]);
          }
          return told;
        }"""
    )
    found = [reading(step / 100) for step in range(-90, 91)]
    assert told == [[one.summary, one.of_hundred] for one in found]


def test_moving_r_by_keyboard_changes_square_people_and_words(show_widget: ShowWidget) -> None:
    page = show_widget(SharedVariance())
    square, story = page.locator(".aw-filled"), page.locator("[role=status] + p")
    expect(square).to_have_attribute("width", "0")
    expect(page.get_by_role("button", name="no relation")).to_have_attribute("aria-pressed", "true")
    slider = page.get_by_role("slider", name="r between alliance and outcome")
    slider.focus()
    for _ in range(28):
        page.keyboard.press("ArrowRight")
    expect(slider).to_have_attribute("aria-valuetext", "r 0.28")
    expect(page.get_by_role("status")).to_have_text(reading(0.28).summary)
    assert float(square.get_attribute("width") or 0) == pytest.approx(56)  # of 200
    expect(story).to_have_text(WORDING.follow["below"])
    expect(page.get_by_role("button", name="alliance and outcome")).to_have_attribute("aria-pressed", "true")
    page.get_by_role("button", name="would take").press("Enter")
    expect(page.get_by_role("status")).to_contain_text("share 30 %")
    expect(page.locator(".aw-person.aw-above")).to_have_count(69)


def test_nothing_is_given_away_before_the_reveal_and_the_error_is_kept(show_widget: ShowWidget) -> None:
    drill = GuessCorrelation(rounds=2, seed=4)
    truths = [cloud["r"] for cloud in drill.content["clouds"]]
    page = show_widget(drill)
    assert r_of_the_dots(page) == pytest.approx(truths[0], abs=1e-9)
    assert f"{truths[0]:.2f}" not in page.inner_text(".alliance-widget")
    expect(page.locator(".aw-fit")).to_have_attribute("visibility", "hidden")
    words = page.locator("figcaption").inner_text()
    assert words in (page.get_by_role("img").get_attribute("aria-label") or "")

    reveal = page.get_by_role("button", name="Reveal")
    reveal.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("Your guess stands at 0.00.")
    page.get_by_role("slider", name="Your guess for r").focus()
    for _ in range(5):
        page.keyboard.press("ArrowRight")
    reveal.press("Enter")
    expect(page.get_by_role("heading", name=f"r = {truths[0]:.2f}")).to_be_focused()
    off = abs(0.25 - truths[0])
    expect(page.get_by_role("status")).to_have_text(f"Mean error so far: {off:.2f}, over 1 cloud.")
    expect(page.locator(".aw-fit")).to_have_attribute("visibility", "visible")

    page.get_by_role("button", name="Next cloud").press("Enter")
    expect(page.get_by_role("heading", name="How strong is it?")).to_be_focused()
    expect(page.get_by_role("slider")).to_have_attribute("aria-valuetext", "r 0.00")
    reveal.press("Enter")
    reveal.press("Enter")  # 0 was meant
    page.get_by_role("button", name="See all of them").press("Enter")
    mean = (off + abs(truths[1])) / 2
    expect(page.get_by_role("heading", name=f"Your mean error: {mean:.2f}")).to_be_focused()
    expect(page.get_by_role("listitem")).to_have_count(2)

    page.get_by_role("button", name="2 more").press("Enter")
    expect(page.get_by_text("Cloud 1 of 2")).to_be_visible()
    assert r_of_the_dots(page) == pytest.approx(truths[2], abs=1e-9)
    assert page.evaluate("model.get('guesses').length") == 2


def test_a_drill_begun_again_shows_the_same_clouds(show_widget: ShowWidget) -> None:
    page = show_widget(GuessCorrelation(rounds=1, seed=9))
    before = page.eval_on_selector_all(".aw-dot", CIRCLES)
    page.get_by_role("slider").fill("0.5")
    page.get_by_role("button", name="Reveal").click()
    page.get_by_role("button", name="See all of them").click()
    page.get_by_role("button", name="Start again").click()
    expect(page.get_by_text("Cloud 1 of 1")).to_be_visible()
    assert page.eval_on_selector_all(".aw-dot", CIRCLES) == before
    assert page.evaluate("model.get('guesses')") == []


def test_each_choice_of_a_label_gets_its_own_reason(show_widget: ShowWidget) -> None:
    page = show_widget(SortClaims())
    first = TASK.claims[0]
    page.get_by_role("button", name="Reveal").press("Enter")
    expect(page.get_by_role("status")).to_have_text("Choose a label first; a guess will do.")
    page.get_by_role("radio", name="Supported").focus()
    page.keyboard.press("Space")
    page.get_by_role("button", name="Reveal").press("Enter")
    expect(page.get_by_role("heading", name="Overstated.")).to_be_focused()
    expect(page.get_by_text(first.feedback.supported)).to_be_visible()
    expect(page.get_by_text(first.because.strip())).to_be_visible()
    expect(page.get_by_text("take it as approximate")).to_be_visible()
    expect(page.get_by_role("status")).to_have_text("As we labelled them: 0 of 1 so far.")
    page.get_by_role("button", name="Next claim").press("Enter")
    names = {verdict.id: verdict.name for verdict in TASK.verdicts}
    for claim in TASK.claims[1:]:
        expect(page.get_by_role("heading", name=claim.says)).to_be_focused()
        page.get_by_role("radio", name=names[claim.verdict]).check()
        page.get_by_role("button", name="Reveal").click()
        expect(page.get_by_text("take it as approximate")).to_have_count(int(claim.approximate))
        page.get_by_role("button", name="Next claim").or_(page.get_by_role("button", name="board")).click()
    expect(page.get_by_role("heading", name="You labelled 9 of 10 as we did.")).to_be_focused()
    for verdict in TASK.verdicts:
        mine = [claim for claim in TASK.claims if claim.verdict == verdict.id]
        expect(page.get_by_role("region", name=verdict.name).get_by_role("listitem")).to_have_count(len(mine))
    expect(page.get_by_text("you said supported")).to_have_count(1)
    page.get_by_role("button", name="Start again").click()
    expect(page.get_by_role("radio", checked=True)).to_have_count(0)


@every_widget
def test_keys_stay_in_the_widget_while_tab_moves_on(
    show_widget: ShowWidget, make: Callable[[], anywidget.AnyWidget]
) -> None:
    page = show_widget(make())
    page.keyboard.press("Tab")
    first = page.evaluate_handle("document.activeElement")
    for key in ("a", "ArrowDown", "Control+s", "Tab"):
        page.keyboard.press(key)
    assert page.evaluate("first => first.tagName === 'INPUT' && first !== document.activeElement", first)
    assert page.evaluate("strayKeys.filter((key) => !['Tab', 'Control'].includes(key))") == ["s"]
    page.evaluate("takeAway()")
    assert page.evaluate("Object.values(model.heard).flat().length") == 0
    assert page.inner_html("#here") == ""


@every_widget
@pytest.mark.parametrize("light", [True, False], ids=["light", "dark"])
@pytest.mark.parametrize("width", [1000, 320])  # 320 px is also 1280 px at 400 % zoom
def test_text_is_legible_and_nothing_is_cut_off(
    show_widget: ShowWidget, make: Callable[[], anywidget.AnyWidget], light: bool, width: int
) -> None:
    page = show_widget(make(), width=width, light=light)
    sound(page, width)
    if page.get_by_role("button", name="Reveal").count():
        if page.get_by_role("radio").count():
            page.get_by_role("radio").first.check()
        else:
            page.get_by_role("slider").fill("0.9")
        page.get_by_role("button", name="Reveal").click()
        page.get_by_role("button", name="Next").wait_for()
        sound(page, width)


@pytest.mark.slow
def test_lesson_is_worked_through_by_keyboard(open_lesson: Any, screenshots: Path) -> None:
    lesson = open_lesson("04_how_strong_is_it")
    page = lesson.page
    drill = lesson.widget("guess-the-clouds")
    cells = lesson.count()
    drill.get_by_role("slider", name="Your guess for r").focus()
    page.keyboard.press("a")  # in command mode this would add a cell
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(drill.get_by_role("status")).to_contain_text("Mean error so far")
    assert lesson.count() == cells
    drill.screenshot(path=screenshots / "lesson_04_guess_light.png", animations="disabled")

    share = lesson.widget("move-r")
    before = share.get_by_role("status").inner_text()
    share.get_by_role("button", name="alliance and outcome").press("Enter")
    expect(share.get_by_role("status")).to_have_text(reading(0.28).summary)
    assert share.get_by_role("status").inner_text() != before
    # The rules that every widget brings along must not undo this one's own.
    expect(share.get_by_role("button", name="no relation")).to_have_css("font-weight", "400")
    share.screenshot(path=screenshots / "lesson_04_share_light.png", animations="disabled")

    for cell in ("correlate-early", "three-raters", "twelve-studies", "published-figures"):
        shown = lesson.cell(cell)
        expect(shown.locator(".js-plotly-plot .main-svg").first).to_be_visible()
        expect(shown.locator(".alliance-caption")).to_contain_text(" r ")
    claims = lesson.widget("sort-the-claims")
    claims.get_by_role("radio", name="Overstated").focus()
    page.keyboard.press("Space")
    claims.get_by_role("button", name="Reveal").press("Enter")
    expect(claims.get_by_role("heading", name="Overstated.")).to_be_focused()
    claims.screenshot(path=screenshots / "lesson_04_claims_light.png", animations="disabled")
