"""Within and between on a page without a kernel."""

from collections.abc import Callable
from statistics import linear_regression

import pytest
from looks import sound
from playwright.sync_api import Page, expect

from alliance.widgets import WithinBetween
from alliance.widgets.within_between import LEVELS, WORDING, pooled, reading

pytestmark = pytest.mark.browser

ShowWidget = Callable[..., Page]
PLACES = """all => all.map((dot) => dot.getAttribute('transform').match(/[\\d.]+/g).map(Number))"""


def reveal(page: Page, answer: str = "It goes worse.") -> None:
    page.get_by_role("radio", name=answer).focus()
    page.keyboard.press("Space")
    page.get_by_role("button", name="Show which dots belong together").press("Enter")


def test_one_line_first_then_who_is_who_then_the_sliders(show_widget: ShowWidget) -> None:
    page = show_widget(WithinBetween())
    status = page.get_by_role("status")
    expect(status).to_have_text(f"{LEVELS['clients'].dots} {reading(1, -1).one_line}")
    expect(page.get_by_role("slider")).to_have_count(0)
    expect(page.get_by_text("Amal")).not_to_be_visible()
    page.get_by_role("button", name="Show which").press("Enter")
    expect(status).to_have_text("Choose an answer first; a guess will do.")

    reveal(page)
    expect(
        page.get_by_role("heading", name="You said: it goes worse. The dots alone could not tell.")
    ).to_be_focused()
    expect(status).to_have_text(reading(1, -1).summary)
    expect(page.get_by_role("img")).to_have_attribute("aria-label", reading(1, -1).summary)
    expect(page.get_by_text("Amal")).to_be_visible()
    slider = page.get_by_role("slider", name="Between clients")
    slider.focus()
    page.keyboard.press("End")
    expect(slider).to_have_attribute("aria-valuetext", "1.5 points better")
    expect(status).to_have_text(reading(1, 1.5).summary)
    assert page.evaluate("model.get('between')") == 1.5
    page.get_by_role("button", name="they cancel").press("Enter")
    expect(status).to_contain_text(WORDING.verdicts["flat"])
    expect(page.get_by_role("button", name="they cancel")).to_have_attribute("aria-pressed", "true")


def test_the_dots_on_the_page_have_the_slopes_that_the_words_give(show_widget: ShowWidget) -> None:
    page = show_widget(WithinBetween(within=1.2, between=-0.7))
    scale = (7.4 / 418) / (3.8 / 570)  # points upwards for a pixel, over points across for one

    def slope(selector: str) -> float:
        places = page.eval_on_selector_all(selector, PLACES)
        return scale * linear_regression([x for x, _ in places], [-y for _, y in places]).slope

    assert slope(".aw-one") == pytest.approx(pooled(1.2, -0.7), abs=0.01)
    for number in range(1, 7):
        assert slope(f".aw-group-{number} .aw-one") == pytest.approx(1.2, abs=0.02)


def test_the_browser_reads_every_pair_of_slopes_in_the_same_words_as_python(show_widget: ShowWidget) -> None:
    page = show_widget(WithinBetween(of="therapists"))
    reveal(page, "That client does worse.")
    told = page.evaluate(
        """async () => {
          const told = [];
          for (let w = -15; w <= 15; w += 5) for (let b = -15; b <= 15; b += 2) {
            model.set("within", w / 10);
            model.set("between", b / 10);
            await new Promise(requestAnimationFrame);
            await new Promise(requestAnimationFrame);
            told.push(document.querySelector("[role=status]").textContent);
          }
          return told;
        }"""
    )
    assert told == [
        reading(w / 10, b / 10, "therapists").summary for w in range(-15, 16, 5) for b in range(-15, 16, 2)
    ]


@pytest.mark.parametrize("light", [True, False], ids=["light", "dark"])
@pytest.mark.parametrize("width", [1000, 320])  # 320 px is also 1280 px at 400 % zoom
def test_text_is_legible_and_nothing_is_cut_off(show_widget: ShowWidget, light: bool, width: int) -> None:
    page = show_widget(WithinBetween(), width=width, light=light)
    for _ in range(2):
        sound(page, width)
        if page.get_by_role("radio").count():
            reveal(page)
            expect(page.get_by_role("heading")).to_be_focused()
            page.wait_for_timeout(450)  # the dots take on their colours


def test_keys_stay_in_the_widget_and_it_goes_without_a_trace(show_widget: ShowWidget) -> None:
    page = show_widget(WithinBetween())
    page.get_by_role("radio").first.focus()
    for key in ("a", "ArrowDown", "Control+s"):
        page.keyboard.press(key)
    assert page.evaluate("strayKeys.filter((key) => key !== 'Control')") == ["s"]
    page.evaluate("takeAway()")
    assert page.evaluate("Object.values(model.heard).flat().length") == 0
    assert page.inner_html("#here") == ""
