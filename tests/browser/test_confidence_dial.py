"""The confidence dial on a page without a kernel: hands, sliders, trail, and what is told at the end."""

import random
from collections.abc import Callable

import pytest
from looks import sound
from playwright.sync_api import Browser, Page, expect

from alliance.widgets import ConfidenceDial
from alliance.widgets._assets import script
from alliance.widgets.confidence import DIAL, case_of, in_words, read_trail

pytestmark = pytest.mark.browser

ShowWidget = Callable[..., Page]
YUSUF = case_of("yusuf")
STAND = "This is where I stand"


def go_on(page: Page, times: int = 1) -> None:
    for _ in range(times):
        before = page.locator(".aw-eyebrow").first.inner_text()
        page.get_by_role("button", name=STAND).press("Enter")
        expect(page.locator(".aw-eyebrow").first).not_to_have_text(before)


def test_the_browser_reads_every_trail_in_the_same_words_as_python(chromium: Browser) -> None:
    draw = random.Random(8)

    def dial() -> list[int]:
        first, second = sorted(draw.randint(0, 100) for _ in range(2))
        return [first, second - first, 100 - second]

    trails = [[dial() for _ in YUSUF.weeks] for _ in range(400)]
    for trail in trails[:200]:  # half of them keep still at times
        for week in range(1, len(trail)):
            trail[week] = trail[week - 1] if draw.random() < 0.7 else trail[week]
    page = chromium.new_page()
    page.add_script_tag(content=script("confidence.js"))
    told = page.evaluate(
        "([trails, dial, reader]) => trails.map((trail) => {"
        " const { weeks, habits, summary, advice } = readTrail(dial, trail, reader);"
        " return [weeks.map(({ kind, sentence }) => [kind, sentence]), habits, summary, advice]; })",
        [trails, ConfidenceDial("yusuf").content["dial"], YUSUF.reader],
    )
    page.close()
    found = [read_trail(trail, YUSUF.reader) for trail in trails]
    assert told == [
        [[[week.kind, week.sentence] for week in one.weeks], list(one.habits), one.summary, list(one.advice)]
        for one in found
    ]
    assert {habit for one in found for habit in one.habits} >= {"far", "held", "hardly", "elsewhere"}


def test_one_slider_moves_by_fives_and_the_others_share_what_is_left(show_widget: ShowWidget) -> None:
    page = show_widget(ConfidenceDial("yusuf"))
    wrong = page.get_by_role("slider", name="Something is really wrong here")
    wrong.focus()
    page.keyboard.press("ArrowRight")
    assert page.evaluate("model.get('shares')") == [32, 33, 35]
    page.keyboard.press("PageUp")
    expect(page.get_by_role("status")).to_have_text(in_words((22, 23, 55), DIAL.start, 0))
    expect(wrong).to_have_attribute("aria-valuetext", "55 %")
    expect(page.get_by_role("img").first).to_have_attribute(
        "aria-label", in_words((22, 23, 55), DIAL.start, 0)
    )
    page.keyboard.press("End")
    assert page.evaluate("model.get('shares')") == [0, 0, 100]
    page.keyboard.press("Home")  # the two that were pushed out come back as they were
    assert page.evaluate("model.get('shares')") == [49, 51, 0]
    page.keyboard.press("a")
    assert page.evaluate("strayKeys") == []


def test_a_hand_is_dragged_and_the_bands_follow(show_widget: ShowWidget) -> None:
    page = show_widget(ConfidenceDial("yusuf"))
    dial = page.locator(".aw-dial")
    box = dial.bounding_box()
    assert box is not None
    scale = box["width"] / 392

    def at(x: float, y: float) -> tuple[float, float]:
        return box["x"] + scale * (x - 4), box["y"] + scale * (y - 10)

    knob = page.locator(".aw-knob-face").nth(1).bounding_box()
    assert knob is not None
    page.mouse.move(knob["x"] + knob["width"] / 2, knob["y"] + knob["height"] / 2)
    page.mouse.down()
    page.mouse.move(*at(200, 206 - 132))  # the top: half and half
    page.mouse.move(*at(60, 204))  # far to the left: the other hand is pushed along
    page.mouse.up()
    old, hard, wrong = page.evaluate("model.get('shares')")
    assert (hard, old + hard + wrong) == (0, 100)
    assert wrong >= 98
    expect(page.locator(".aw-lead-name")).to_have_text("a real problem")


def test_no_answer_is_given_before_the_last_week(show_widget: ShowWidget) -> None:
    page = show_widget(ConfidenceDial("yusuf"))
    for number, week in enumerate(YUSUF.weeks):
        expect(page.get_by_role("heading", name=week.title)).to_be_visible()
        text = page.inner_text(".alliance-widget")
        for other in YUSUF.weeks:
            assert other.because not in text
        assert "careful reader" not in text
        assert YUSUF.after not in text
        assert page.locator(".aw-theirs[d^=M]").count() == 0
        if number:
            expect(page.get_by_role("heading", name=week.title)).to_be_focused()
            expect(page.locator(".aw-trail").first).to_have_attribute(
                "aria-label",
                "Your trail, from the bottom: old feelings, hard work, a real problem. Start: 33, 34, 33. "
                + " ".join(f"Week {k}: 33, 34, 33." for k in range(1, number + 1)),
            )
        go_on(page)
    expect(page.get_by_role("heading", name="Your trail beside a careful reader’s")).to_be_focused()
    expect(page.get_by_role("button", name=STAND)).to_be_hidden()
    expect(page.get_by_text(DIAL.wording.habit["hardly"])).to_be_visible()
    read = read_trail([DIAL.start] * len(YUSUF.weeks), YUSUF.reader)
    expect(page.locator(".aw-points")).to_have_text(read.summary)
    expect(page.locator(".aw-kind")).to_have_text([week.sentence for week in read.weeks])
    for week in YUSUF.weeks:
        expect(page.get_by_text(week.because)).to_be_visible()
    expect(page.get_by_text(YUSUF.after)).to_be_visible()
    expect(page.get_by_role("status")).to_contain_text("the careful reader at old feelings 7 %")
    assert page.locator(".aw-theirs[d^=M]").count() == 3

    page.get_by_role("button", name="Start again").press("Enter")
    expect(page.get_by_role("heading", name=YUSUF.weeks[0].title)).to_be_focused()
    assert page.evaluate("[model.get('trail'), model.get('shares')]") == [[], [33, 34, 33]]


def test_earlier_weeks_can_be_read_again(show_widget: ShowWidget) -> None:
    page = show_widget(ConfidenceDial("yusuf"))
    expect(page.get_by_text("The weeks so far")).to_have_count(0)
    go_on(page, 2)
    page.get_by_text("The weeks so far").click()
    for week in YUSUF.weeks[:2]:
        expect(page.get_by_text(week.scene)).to_be_visible()
    expect(page.get_by_text(YUSUF.weeks[3].scene)).to_have_count(0)


def test_a_dial_taken_away_leaves_nothing_behind(show_widget: ShowWidget) -> None:
    page = show_widget(ConfidenceDial("greta"))
    page.evaluate("takeAway()")
    assert page.evaluate("Object.values(model.heard).flat().length") == 0
    assert page.inner_html("#here") == ""


@pytest.mark.parametrize("light", [True, False], ids=["light", "dark"])
@pytest.mark.parametrize("width", [1000, 320])  # 320 px is also 1280 px at 400 % zoom
def test_text_is_legible_and_nothing_is_cut_off(show_widget: ShowWidget, width: int, light: bool) -> None:
    page = show_widget(ConfidenceDial("greta"), width=width, light=light)
    for weeks in (0, 3, 3):
        go_on(page, weeks)
        sound(page, width)


@pytest.mark.parametrize(
    ("motion", "animation"), [("reduce", "none"), ("no-preference", "confidence-appears")]
)
def test_the_readers_ring_fades_in_only_for_those_who_want_it(
    show_widget: ShowWidget, motion: str, animation: str
) -> None:
    page = show_widget(ConfidenceDial("greta"), reduced_motion=motion)
    go_on(page, 6)
    expect(page.locator(".aw-theirs").first).to_have_css("animation-name", animation)
