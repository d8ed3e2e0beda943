"""The curves of lesson 7 on a page without a kernel."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from looks import sound
from playwright.sync_api import Page, expect

from alliance.caseload import simulate_caseload
from alliance.caseload.felt import courses
from alliance.widgets.drops import BELOW, told
from alliance.widgets.rupture_curves import DROPS, RuptureCurves

pytestmark = pytest.mark.browser

ShowWidget = Callable[..., Page]


@pytest.fixture(scope="module")
def known() -> dict[str, Any]:
    return courses(simulate_caseload(clients=400, therapists=40, seed=1))


def test_the_browser_says_the_same_as_python_for_every_client_and_rule(
    show_widget: ShowWidget, known: dict[str, Any]
) -> None:
    widget = RuptureCurves(known)
    page = show_widget(widget)
    settings = [
        [one.client, drop, below, revealed]
        for one in widget._shown.clients
        for drop in DROPS[::5]
        for below in BELOW
        for revealed in (False, True)
    ]
    said = page.evaluate(
        """async (settings) => {
          const said = [];
          for (const [client, drop, below, revealed] of settings) {
            for (const [name, value] of Object.entries({ client, drop, below, revealed })) model.set(name, value);
            await new Promise(requestAnimationFrame);
            said.push(document.querySelector("[role=status]").textContent);
          }
          return said;
        }""",
        settings,
    )
    course = {one.client: one for one in widget._shown.clients}
    assert said == [
        told(course[client], widget._shown, drop, below, revealed=revealed)  # type: ignore[arg-type,index]
        for client, drop, below, revealed in settings
    ]


def test_marks_come_and_go_with_the_slider_by_keyboard(
    show_widget: ShowWidget, known: dict[str, Any]
) -> None:
    widget = RuptureCurves(known)
    page = show_widget(widget)
    slider = page.get_by_role("slider", name="A drop counts from")
    expect(slider).to_have_attribute("aria-valuetext", "1.5 standard deviations")
    slider.focus()
    page.keyboard.press("Home")
    expect(page.get_by_role("status")).to_contain_text("0.5 SD or more below their mean so far")
    many = page.locator(".aw-chart .aw-mark").count()
    page.keyboard.press("End")
    expect(page.get_by_role("status")).to_contain_text("3.0 SD")
    assert page.locator(".aw-chart .aw-mark").count() < many
    page.keyboard.press("ArrowLeft")
    expect(slider).to_have_attribute("aria-valuetext", "2.9 standard deviations")
    assert page.evaluate("model.get('drop')") == 2.9
    page.get_by_role("radio", name="the session before").check()
    expect(page.get_by_role("status")).to_contain_text("below the session before")
    last = widget.content["clients"][-1]["client"]
    tile = page.get_by_role("button", name=last)
    tile.press("Enter")
    expect(tile).to_have_attribute("aria-pressed", "true")
    assert (page.get_by_role("img").get_attribute("aria-label") or "").startswith(f"{last}, ")
    assert page.evaluate("strayKeys") == []


def test_what_was_there_is_shown_only_when_asked_and_counted_as_in_python(
    show_widget: ShowWidget, known: dict[str, Any]
) -> None:
    widget = RuptureCurves(known, drop=1.0)
    page = show_widget(widget)
    expect(page.locator(".aw-rupture")).to_have_count(0)
    expect(page.get_by_role("table")).to_be_hidden()
    page.get_by_role("button", name="Show what was there").press("Enter")
    expect(page.get_by_role("status")).to_contain_text(
        "There was" if widget.course.ruptures else "no rupture"
    )
    expect(page.locator(".aw-chart .aw-rupture")).to_have_count(len(widget.course.ruptures))

    of_all = widget.content["all"]
    tally = of_all["tallies"]["so_far"][DROPS.index(1.0)]
    rows = page.get_by_role("row")
    for row, kind in ((rows.nth(1), "withdrawal"), (rows.nth(2), "confrontation")):
        mine = [one for course in widget._shown.clients for one in course.ruptures if one.kind == kind]
        expect(row.get_by_role("cell").nth(0)).to_contain_text(f"of {len(mine)}")
        expect(row.get_by_role("cell").nth(1)).to_contain_text(
            f"{tally['found'][kind]} of {of_all['ruptures'][kind]}"
        )
    expect(rows.nth(3).get_by_role("cell").nth(1)).to_contain_text(f"{tally['alarms']} of {tally['marks']}")
    page.get_by_role("button", name="Hide it again").press("Enter")
    expect(page.locator(".aw-rupture")).to_have_count(0)
    page.evaluate("takeAway()")
    assert page.inner_html("#here") == ""


def test_colour_is_never_the_only_code(show_widget: ShowWidget, known: dict[str, Any]) -> None:
    page = show_widget(RuptureCurves(known, drop=0.5))
    page.get_by_role("button", name="Show what was there").click()
    expect(page.locator(".aw-icons .aw-found rect[fill]")).not_to_have_count(0)
    fills = page.eval_on_selector_all(
        ".aw-icons .aw-found rect[fill]", "all => [...new Set(all.map((one) => one.getAttribute('fill')))]"
    )
    assert len(fills) == 2  # stripes and dots
    assert all(fill.startswith("url(#") for fill in fills)
    page.get_by_role("slider").fill("3")
    hollow = page.locator(".aw-icons .aw-missed")
    expect(hollow.first.locator(".aw-block")).not_to_have_css("stroke-dasharray", "none")
    expect(hollow.first.locator("rect[fill]")).to_have_count(0)


@pytest.mark.parametrize("light", [True, False], ids=["light", "dark"])
@pytest.mark.parametrize("width", [1000, 320])  # 320 px is also 1280 px at 400 % zoom
def test_text_is_legible_and_nothing_is_cut_off(
    show_widget: ShowWidget, known: dict[str, Any], screenshots: Path, light: bool, width: int
) -> None:
    page = show_widget(RuptureCurves(known, drop=1.0), width=width, light=light, reduced_motion="reduce")
    for revealed in (False, True):
        if revealed:
            page.get_by_role("button", name="Show what was there").click()
            page.get_by_role("table").wait_for()
        sound(page, width)
        small = page.eval_on_selector_all(
            ".aw-chart text", "all => Math.min(...all.map(n => n.getBoundingClientRect().height))"
        )
        assert small >= 12  # letters keep their size on a telephone
    name = f"rupture_curves_{'light' if light else 'dark'}_{width}.png"
    page.locator(".alliance-widget").screenshot(path=screenshots / name)


@pytest.mark.parametrize(("motion", "animation"), [("reduce", "none"), ("no-preference", "alliance-surface")])
def test_the_reveal_moves_only_for_those_who_want_it(
    show_widget: ShowWidget, known: dict[str, Any], motion: str, animation: str
) -> None:
    page = show_widget(RuptureCurves(known), reduced_motion=motion)
    page.get_by_role("button", name="Show what was there").click()
    expect(page.locator(".aw-lane")).to_have_css("animation-name", animation)
    page.get_by_role("slider").fill("2")
    expect(page.locator(".aw-lane")).to_have_css("animation-name", "none")
