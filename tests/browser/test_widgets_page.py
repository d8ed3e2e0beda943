"""Each widget on a page without a kernel: its rules, its keyboard, its looks."""

from collections.abc import Callable
from itertools import product
from math import cos, radians, sin

import anywidget
import pytest
from looks import sound
from playwright.sync_api import Browser, Page, expect

from alliance.language import languages, speaking, words_of
from alliance.pillars import READINGS, VIGNETTES, Profile
from alliance.widgets import PillarTriangle, PredictWeakest, SelfCheck
from alliance.widgets._assets import script
from alliance.widgets.pillar_triangle import vocabulary

pytestmark = pytest.mark.browser

ShowWidget = Callable[..., Page]

EVERY_WIDGET = {
    "triangle": lambda: PillarTriangle(4.5, 2, 4.5),
    "predict": lambda: PredictWeakest("tomasz", "rosa"),
    "self-check": lambda: SelfCheck("three_pillars"),
}
every_widget = pytest.mark.parametrize("make", EVERY_WIDGET.values(), ids=EVERY_WIDGET.keys())


@pytest.mark.parametrize("spoken", languages())
def test_the_browser_reads_every_profile_in_the_same_words_as_python(chromium: Browser, spoken: str) -> None:
    steps = [1 + step / 2 for step in range(9)]
    profiles = [Profile(*values) for values in product(steps, repeat=3)]
    page = chromium.new_page()
    page.add_script_tag(content=script("shared.js", "profile.js"))
    with speaking(spoken):
        read = page.evaluate(
            "([profiles, readings, tongue]) => { speaks({ get: () => tongue }); return profiles.map((profile) => {"
            " const { summary, lines, weakest, hides } = readProfile(profile, readings);"
            " return [summary, lines[0], weakest, hides]; }); }",
            [
                [profile.values for profile in profiles],
                vocabulary()["readings"],
                words_of(script("shared.js", "profile.js")),
            ],
        )
        page.close()
        assert read == [[p.summary, p.client_line(), list(p.weakest), p.hides] for p in profiles]


def test_the_profile_lies_where_its_ratings_say(show_widget: ShowWidget) -> None:
    page = show_widget(PillarTriangle(goal=5, task=2.5, bond=1))
    path = page.locator(".aw-shape > .aw-profile").get_attribute("d") or ""
    drawn = [tuple(map(float, corner.split(","))) for corner in path.strip("MZ").split("L")]
    for (x, y), angle, rating in zip(drawn, (-90, 30, 150), (5, 2.5, 1), strict=True):
        length = 142 * rating / 5
        assert (x, y) == pytest.approx(
            (200 + length * cos(radians(angle)), 196 + length * sin(radians(angle))), abs=0.01
        )
    marked = page.locator(".aw-weakest-tag.aw-shown")
    expect(marked).to_have_count(1)
    expect(page.locator(".aw-weakest-ring.aw-shown")).to_have_count(1)


def test_a_slider_moved_by_keyboard_changes_picture_words_and_state(show_widget: ShowWidget) -> None:
    page = show_widget(PillarTriangle(5, 3, 5))
    before = page.locator(".aw-shape > .aw-profile").get_attribute("d")
    slider = page.get_by_role("slider", name="Agreement on tasks")
    slider.focus()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    expect(page.get_by_role("status")).to_have_text(Profile(5, 2, 5).summary)
    expect(page.locator(".aw-verdict")).to_have_text("mean4.0yettask2.0")
    expect(slider).to_have_attribute("aria-valuetext", "2.0 of 5")
    assert page.locator(".aw-shape > .aw-profile").get_attribute("d") != before
    assert page.evaluate("model.get('task')") == 2
    lines = READINGS.says["task low, others strong"]
    expect(page.locator("blockquote")).to_have_text(f"“{lines[0]}”")
    page.get_by_role("button", name="Hear another client").press("Enter")
    expect(page.locator("blockquote")).to_have_text(f"“{lines[1]}”")


def test_nothing_is_given_away_before_the_reveal(show_widget: ShowWidget) -> None:
    tomasz = VIGNETTES[0]
    page = show_widget(PredictWeakest("tomasz", "rosa"))
    expect(page.locator("figure, mark, dl")).to_have_count(0)
    page.get_by_role("button", name="Reveal").press("Enter")
    expect(page.get_by_role("status")).to_have_text("Choose a pillar first; a guess will do.")
    expect(page.locator("figure, mark, dl")).to_have_count(0)

    page.get_by_role("radio", name="Goal").focus()
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")  # on to Task
    page.get_by_role("radio", name="sure", exact=True).check()
    page.get_by_role("button", name="Reveal").press("Enter")
    heading = page.get_by_role("heading", name="The weakest pillar is task.")
    expect(heading).to_be_focused()
    expect(page.locator("mark")).to_have_text(tomasz.cue)
    expect(page.locator("dd")).to_have_text(
        [tomasz.feedback.goal, tomasz.feedback.task, tomasz.feedback.bond]
    )
    expect(page.get_by_role("status")).to_have_text(
        "You named the weakest pillar for 1 of 1 clients. When you were sure: 1 of 1."
    )

    page.get_by_role("button", name="Next client").press("Enter")
    expect(page.get_by_role("heading", name="Rosa")).to_be_focused()
    expect(page.get_by_role("radio", checked=True)).to_have_count(0)
    page.get_by_role("radio", name="Bond").check()
    page.get_by_role("button", name="Reveal").click()
    page.get_by_role("button", name="See how you did").click()
    expect(page.get_by_role("listitem")).to_contain_text(["✓ as you said", "you said bond"])
    page.get_by_role("button", name="Start again").click()
    expect(page.get_by_role("heading", name="Tomasz")).to_be_focused()


def test_a_self_check_gives_reasons_and_lets_one_try_again(show_widget: ShowWidget) -> None:
    widget = SelfCheck("three_pillars")
    first = widget.content["questions"][0]["options"]
    page = show_widget(widget)
    check = page.get_by_role("button", name="Check")
    page.get_by_role("radio").nth(0).check()
    check.press("Enter")
    expect(page.get_by_role("status")).to_contain_text(first[0]["feedback"])
    expect(check).to_be_focused()
    page.get_by_role("radio").nth(2).check()
    check.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("✓ Yes.")
    expect(page.get_by_text(first[1]["feedback"])).to_be_attached()

    following = page.get_by_role("button", name="Next question")
    following.press("Enter")
    for number in range(2, 7):
        expect(page.get_by_text(f"Question {number} of 6")).to_be_visible()
        expect(page.locator("h3")).to_be_focused()
        page.get_by_role("radio").nth(0).check()
        check.click()
        page.get_by_role("button", name="See the summary" if number == 6 else "Next question").click()
    expect(page.get_by_role("listitem").first).to_contain_text("✓ after another look")
    expect(page.get_by_role("heading", name="1 of 6 at the first try.")).to_be_focused()


@every_widget
def test_keys_stay_in_the_widget_while_tab_moves_on(
    show_widget: ShowWidget, make: Callable[[], anywidget.AnyWidget]
) -> None:
    page = show_widget(make())
    page.keyboard.press("Tab")
    first = page.evaluate_handle("document.activeElement")
    page.keyboard.press("a")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Control+s")
    page.keyboard.press("Tab")
    assert page.evaluate("first => first.tagName === 'INPUT' && first !== document.activeElement", first)
    assert page.evaluate("strayKeys.filter((key) => !['Tab', 'Control'].includes(key))") == ["s"]


@every_widget
def test_a_widget_taken_away_leaves_nothing_behind(
    show_widget: ShowWidget, make: Callable[[], anywidget.AnyWidget]
) -> None:
    page = show_widget(make())
    assert page.evaluate("Object.values(model.heard).flat().length") > 0
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
    for label in ("Reveal", "Check"):
        if page.get_by_role("button", name=label).count():
            page.get_by_role("radio").first.check()
            page.get_by_role("button", name=label).click()
            page.get_by_role("button", name="Next").wait_for()
    sound(page, width)


@pytest.mark.parametrize(("motion", "animation"), [("reduce", "none"), ("no-preference", "alliance-unfold")])
def test_the_reveal_moves_only_for_those_who_want_it(
    show_widget: ShowWidget, motion: str, animation: str
) -> None:
    page = show_widget(PredictWeakest("tomasz"), reduced_motion=motion)
    page.get_by_role("radio", name="Task").check()
    page.get_by_role("button", name="Reveal").click()
    expect(page.locator(".aw-unfolds .aw-shape")).to_have_css("animation-name", animation)
