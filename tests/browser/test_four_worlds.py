"""The four worlds on a page without a kernel."""

from collections.abc import Callable
from statistics import correlation

import pytest
from looks import sound
from playwright.sync_api import Page, expect

from alliance.widgets import FourWorlds
from alliance.widgets.four_worlds import ORDERS, WORDING

pytestmark = pytest.mark.browser

ShowWidget = Callable[..., Page]
CIRCLES = "all => all.map((dot) => [Number(dot.getAttribute('cx')), -Number(dot.getAttribute('cy'))])"
NAMES = [world.name for world in WORDING.worlds]


def choose(page: Page, stories: list[str]) -> None:
    for letter, story in zip("ABCD", stories, strict=True):
        page.get_by_role("combobox", name=f"World {letter}.").select_option(label=story)


def standing(round_: int) -> list[str]:
    """Return the names of the worlds from A to D."""
    return [NAMES[place] for place in ORDERS[round_]]


def test_guess_reveal_and_look_at_the_order(show_widget: ShowWidget) -> None:
    page = show_widget(FourWorlds())
    status = page.get_by_role("status")
    expect(status).to_have_text("Four clouds, and r is 0.28 in each.")
    expect(page.locator(".aw-arrow")).to_have_count(0)
    expect(page.get_by_role("button", name="order of sessions")).not_to_be_visible()
    for world in page.locator(".aw-world").all():
        places = world.locator(".aw-dot").evaluate_all(CIRCLES)
        assert correlation([x for x, _ in places], [y for _, y in places]) == pytest.approx(0.278, abs=0.002)

    page.get_by_role("button", name="Reveal").press("Enter")
    expect(status).to_have_text(WORDING.choose)
    truth = standing(0)
    wrong = next(name for name in NAMES if name != truth[3])
    choose(page, [*truth[:2], WORDING.open, wrong])
    page.get_by_role("button", name="Reveal").press("Enter")
    expect(status).to_be_focused()
    expect(status).to_contain_text("You matched 2 of 4.")
    expect(status).to_contain_text("“I cannot tell” was your answer for 1 of 4.")
    for letter, name in zip("ABCD", truth, strict=True):
        expect(page.get_by_role("region", name=f"World {letter}")).to_contain_text(name)
    expect(page.get_by_text("✓ as you said")).to_have_count(2)
    expect(page.get_by_text(f"you said: {wrong}")).to_be_visible()
    expect(page.locator(".aw-arrow")).to_have_count(sum(len(world.arrows) for world in WORDING.worlds))

    order = page.get_by_role("button", name="Look at the order of sessions")
    order.press("Enter")
    expect(order).to_have_attribute("aria-pressed", "true")
    expect(status).to_contain_text(WORDING.ordered)
    expect(page.get_by_text("The shorter one is false")).to_be_visible()
    false = page.get_by_role("region", name=f"World {'ABCD'[truth.index('change brings alliance')]}")
    expect(false.locator(".aw-step-value").first).to_have_text("0.07")


def test_in_the_second_round_the_order_may_be_seen_before_the_reveal(show_widget: ShowWidget) -> None:
    page = show_widget(FourWorlds())
    choose(page, NAMES)
    page.get_by_role("button", name="Reveal").press("Enter")
    before = page.locator(".aw-dot").evaluate_all(CIRCLES)
    page.get_by_role("button", name="Again, in other places").press("Enter")
    expect(page.get_by_role("combobox", name="World A.")).to_be_focused()
    expect(page.get_by_role("combobox", name="World A.")).to_have_value("")
    page.get_by_role("button", name="order of sessions").press("Enter")
    expect(page.locator(".aw-lags").first).to_be_visible()
    expect(page.get_by_text("The shorter one is false")).to_have_count(0)
    assert page.locator(".aw-dot").evaluate_all(CIRCLES) != before
    choose(page, standing(1))
    page.get_by_role("button", name="Reveal").press("Enter")
    expect(page.get_by_role("status")).to_contain_text("You matched 4 of 4.")
    assert page.evaluate("model.get('round')") == 1


@pytest.mark.parametrize("light", [True, False], ids=["light", "dark"])
@pytest.mark.parametrize("width", [1000, 320])  # 320 px is also 1280 px at 400 % zoom
def test_text_is_legible_and_nothing_is_cut_off(show_widget: ShowWidget, light: bool, width: int) -> None:
    page = show_widget(FourWorlds(), width=width, light=light)
    for step in range(2):
        sound(page, width)
        if step == 0:
            choose(page, NAMES)
            page.get_by_role("button", name="Reveal").click()
            page.get_by_role("button", name="order of sessions").click()
            expect(page.locator(".aw-meaning").first).to_be_visible()


@pytest.mark.parametrize(("motion", "animation"), [("reduce", "none"), ("no-preference", "alliance-arrow")])
def test_arrows_appear_softly_only_for_those_who_want_it(
    show_widget: ShowWidget, motion: str, animation: str
) -> None:
    page = show_widget(FourWorlds(), reduced_motion=motion)
    choose(page, NAMES)
    page.get_by_role("button", name="Reveal").click()
    expect(page.locator(".aw-arrow").first).to_have_css("animation-name", animation)


def test_keys_stay_in_the_widget_and_it_goes_without_a_trace(show_widget: ShowWidget) -> None:
    page = show_widget(FourWorlds())
    page.get_by_role("combobox").first.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Control+s")
    assert page.evaluate("strayKeys.filter((key) => key !== 'Control')") == ["s"]
    page.evaluate("takeAway()")
    assert page.evaluate("Object.values(model.heard).flat().length") == 0
    assert page.inner_html("#here") == ""
