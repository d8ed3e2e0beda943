"""Reading one client on a page without a kernel: guess, reveal, and nothing to peek at."""

from collections.abc import Callable

import pytest
from looks import sound
from playwright.sync_api import Page, expect

from alliance import simulate_caseload
from alliance.widgets import ClientCourse
from alliance.widgets.trajectory import VIEWS, following, forecasts

pytestmark = pytest.mark.browser

ShowWidget = Callable[..., Page]
CASELOAD = simulate_caseload(clients=200, therapists=20, seed=3)
LONG, OTHER, *_ = CASELOAD.sessions["client"].value_counts().index
FRAMES = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"


def widget() -> ClientCourse:
    return ClientCourse(CASELOAD, LONG, OTHER)


def test_the_page_says_the_same_as_python_whatever_is_drawn(show_widget: ShowWidget) -> None:
    course = widget()
    page = show_widget(course)
    looks = [("raters", ["client", "therapist", "observer"], True), ("raters", ["therapist"], True)]
    looks += [("pillars", ["goal", "bond"], False), ("raters", ["client"], False)]
    states, summaries = [], []
    for client in (LONG, OTHER):
        for view, shown, band in looks:
            for today in range(1, course._courses[client].count + 1):
                states.append({"client": client, "view": view, "shown": shown, "band": band, "today": today})
                course.set_state(states[-1])
                summaries.append(course.summary)
    said = page.evaluate(
        """(states) => {
          window.requestAnimationFrame = (draw) => { draw(); return 0; };
          return states.map((state) => {
            for (const [name, value] of Object.entries(state)) model.set(name, value);
            return ["[role=status]", "[role=img]"].map((one) => document.querySelector(one))
              .map((node) => node.getAttribute("aria-label") ?? node.textContent);
          });
        }""",
        states,
    )
    assert said == [[summary, summary] for summary in summaries]


def test_what_has_not_happened_is_not_on_the_page(show_widget: ShowWidget) -> None:
    course = widget()
    page = show_widget(course)
    marks = page.locator(".aw-course .aw-mark")
    for today in (3, 1, 5, course.course.count):
        page.get_by_role("slider", name="Today").fill(str(today))
        expect(marks).to_have_count(len(course.course.known("client", today)))
    page.get_by_role("checkbox", name="Therapist").check()
    both = len(course.course.known("client", 99)) + len(course.course.known("therapist", 99))
    expect(marks).to_have_count(both)


def test_guess_and_reveal_by_keyboard_are_scored_beside_two_rules(show_widget: ShowWidget) -> None:
    course = widget()
    rules = forecasts(course.course)
    target = following(course.course, 3)
    assert target is not None
    page = show_widget(course)
    status, reveal = page.get_by_role("status"), page.get_by_role("button", name=f"Reveal session {target}")
    expect(page.get_by_text("Off by, on average")).to_be_hidden()
    reveal.press("Enter")
    expect(status).to_contain_text("No guess yet")
    expect(page.locator(".aw-asked")).to_have_count(1)
    page.get_by_role("slider", name="Your guess").focus()
    for _ in range(5):
        page.keyboard.press("ArrowRight")
    expect(page.locator(".aw-guess-value")).to_have_text("3.5")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    truth = rules[target].truth
    expect(status).to_contain_text(f"You guessed 3.5 for session {target}, and the client rated {truth:.2f}")
    assert page.evaluate("[model.get('today'), model.get('guess')]") == [target, None]
    off = [abs(3.5 - truth), abs(rules[target].last - truth), abs(rules[target].mean - truth)]
    expect(page.get_by_role("listitem")).to_contain_text([f"{one:.2f} points" for one in off])
    expect(page.locator(".aw-off")).to_have_count(1)
    # Going back and guessing again, now that it is known, does not count.
    page.get_by_role("slider", name="Today").fill("3")
    page.get_by_role("slider", name="Your guess").fill("5")
    reveal.press("Enter")
    assert page.evaluate("model.get('guesses')") == {LONG: {str(target): 3.5}}


def test_a_course_ends_in_words_and_begins_again(show_widget: ShowWidget) -> None:
    course = widget()
    page = show_widget(course)
    for _ in range(course.course.count):
        left = page.get_by_role("button", name="Reveal session")
        if not left.is_visible():
            break
        page.get_by_role("slider", name="Your guess").fill("4")
        left.press("Enter")
        page.evaluate(FRAMES)
    again = page.get_by_role("button", name="Begin this course again")
    expect(again).to_be_focused()
    page.get_by_role("slider", name="Today").fill(str(course.course.count))
    course.today = course.course.count
    expect(page.get_by_role("status")).to_contain_text(course.summary.split(". ")[-1])
    again.press("Enter")
    assert page.evaluate("[model.get('today'), model.get('guesses')]") == [3, {}]
    page.get_by_role("radio", name=OTHER).check()
    expect(page.get_by_role("heading", name=f"Client {OTHER}")).to_be_visible()


def test_the_picture_can_be_taken_hold_of(show_widget: ShowWidget) -> None:
    page = show_widget(widget())
    slot = page.locator(".aw-slot").bounding_box()
    assert slot
    middle = slot["x"] + slot["width"] / 2
    page.mouse.move(middle, slot["y"] + slot["height"] / 2)
    page.mouse.down()
    page.evaluate(FRAMES)
    expect(page.locator(".aw-guess-value")).to_have_text("3.0")
    page.mouse.move(middle, slot["y"] + slot["height"] / 4)
    expect(page.locator(".aw-guess-value")).to_have_text("4.0")
    page.mouse.up()
    page.mouse.move(middle, slot["y"])
    page.evaluate(FRAMES)
    expect(page.locator(".aw-guess-value")).to_have_text("4.0")
    flag = page.locator(".aw-flag").bounding_box()
    assert flag
    page.mouse.move(flag["x"] + 26, flag["y"] + 40)
    page.mouse.down()
    page.mouse.move(flag["x"] + 26 - slot["width"], flag["y"] + 40)
    page.mouse.up()
    assert page.evaluate("model.get('today')") == 2


@pytest.mark.parametrize("light", [True, False], ids=["light", "dark"])
@pytest.mark.parametrize("width", [1000, 320])  # 320 px is also 1280 px at 400 % zoom
def test_text_is_legible_and_nothing_is_cut_off(show_widget: ShowWidget, light: bool, width: int) -> None:
    course = widget()
    course.shown = [line for lines in VIEWS.values() for line in lines]
    course.band = True
    page = show_widget(course, width=width, light=light)
    page.evaluate(FRAMES)
    for _ in range(2):
        sound(page, width)
        # Letters in the picture keep their size, however narrow it is.
        sizes = page.eval_on_selector_all(
            ".aw-course .aw-tick", "all => all.map(n => n.getBoundingClientRect().height)"
        )
        assert min(sizes) > 12
        page.get_by_role("slider", name="Your guess").fill("4.4")
        page.get_by_role("button", name="Reveal session").click()
        page.evaluate(FRAMES)


def test_keys_stay_in_the_widget_and_it_leaves_nothing_behind(show_widget: ShowWidget) -> None:
    page = show_widget(widget())
    page.keyboard.press("Tab")
    for key in ("a", "ArrowDown", "Control+s", "Tab"):
        page.keyboard.press(key)
    assert page.evaluate("strayKeys.filter((key) => !['Tab', 'Control'].includes(key))") == ["s"]
    page.evaluate("takeAway()")
    page.set_viewport_size({"width": 500, "height": 800})
    page.evaluate(FRAMES)
    assert page.evaluate("Object.values(model.heard).flat().length") == 0
    assert page.inner_html("#here") == ""
