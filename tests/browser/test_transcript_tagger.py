"""The transcript tagger on a page without a kernel: its two ways of working, its words, its looks."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
import pytest
from looks import sound
from playwright.sync_api import Page, expect

from alliance.transcripts import Code, decode, encode, lesson_key, read_codes, score_coding, transcript
from alliance.widgets import TranscriptTagger

pytestmark = pytest.mark.browser

ShowWidget = Callable[..., Page]
KEY = lesson_key("twelve-minutes")
CLIENT = transcript("twelve-minutes").client_turns


def codes_of(page: Page) -> dict[int, Code]:
    return read_codes(page.evaluate("model.get('codes')"))


def drawn(page: Page) -> None:
    """Wait until the widget has drawn, which it does once a frame."""
    page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")


def press(page: Page, key: str) -> None:
    """Press a key and let the widget draw: a person is slower than a frame, also where the machine is busy."""
    page.keyboard.press(key)
    drawn(page)


def letters(page: Page) -> str:
    """The strip as a line: one letter a turn, a space for a turn that is open."""
    drawn(page)
    return "".join(text or " " for text in page.locator(".aw-step > .aw-field:first-child").all_inner_texts())


def code_by_keyboard(page: Page, codes: dict[int, Code]) -> None:
    page.locator(".aw-talk").focus()
    for code in codes.values():
        page.keyboard.press(code.kind[0])
        if code.pillar:
            page.keyboard.press(code.pillar[0])
            page.keyboard.press(str(code.intensity))
        page.keyboard.press("Enter")
    drawn(page)


def test_coding_by_mouse_fills_strip_words_state_and_line(show_widget: ShowWidget) -> None:
    tagger = TranscriptTagger("twelve-minutes")
    page = show_widget(tagger)
    status = page.locator(".aw-status")
    expect(status).to_have_text(tagger.summary)
    expect(page.get_by_role("button", name="Compare")).to_have_count(0)
    expect(page.locator(".aw-receipt")).to_be_hidden()
    expect(page.locator(".aw-details")).to_be_hidden()

    page.get_by_role("radio", name="Confrontation").check()
    expect(page.locator(".aw-step .aw-is-confrontation.aw-unfinished")).to_have_count(1)
    page.get_by_role("radio", name="Bond").check()
    page.get_by_role("radio", name="Clear").check()
    expect(page.locator(".aw-unfinished")).to_have_count(0)
    page.get_by_label("What gives it away?").select_option("complaint_parameters")
    expect(page.get_by_text("Reproach about the frame")).to_be_visible()
    page.get_by_role("button", name="Next turn").click()
    page.get_by_text("now here").click()  # straight to turn 6
    expect(page.locator(".aw-now")).to_contain_text("That’s it, yes")
    expect(page.get_by_role("radio", checked=True)).to_have_count(0)
    page.get_by_role("radio", name="No rupture").check()

    expected = {2: Code("confrontation", "bond", 2, "complaint_parameters"), 6: Code("none")}
    assert codes_of(page) == expected
    assert letters(page) == "C –     "
    expect(page.get_by_role("button", name="Turn 2: confrontation, bond, intensity 2")).to_be_visible()
    tagger.codes = page.evaluate("model.get('codes')")
    expect(status).to_have_text(f"Turn 6: no rupture. {tagger.summary}")
    line = page.get_by_label("Your codes in one line").input_value()
    assert line == tagger.receipt == encode("twelve-minutes", expected)
    assert decode(line).codes == expected

    page.get_by_role("button", name="Undo").click()
    expect(status).to_contain_text("Undone. 1 of 8")
    assert letters(page) == "C       "
    for _ in range(5):  # one more than there is
        page.get_by_role("button", name="Undo").press("Enter")
    expect(status).to_contain_text("There is nothing to undo. 0 of 8")
    assert codes_of(page) == {}


def test_coding_by_keyboard_alone_from_the_first_turn_to_the_key(show_widget: ShowWidget) -> None:
    page = show_widget(TranscriptTagger("twelve-minutes", "lesson"))
    press(page, "Tab")  # the strip is one stop
    expect(page.get_by_role("button", name="Turn 2: not coded yet")).to_be_focused()
    press(page, "ArrowRight")
    expect(page.get_by_role("button", name="Turn 4: not coded yet")).to_be_focused()
    expect(page.get_by_text("Turn 4: what do you hear in Denise’s words?")).to_be_visible()
    press(page, "b")
    expect(page.locator(".aw-status")).to_contain_text("Choose withdrawal or confrontation first.")
    press(page, "w")
    press(page, "Home")
    press(page, "Tab")  # the conversation
    expect(page.get_by_role("region", name="The conversation")).to_be_focused()
    press(page, "Tab")  # the radio buttons, worked with the arrows
    press(page, "Space")
    press(page, "ArrowRight")
    press(page, "ArrowRight")
    press(page, "Tab")
    press(page, "Space")
    press(page, "ArrowRight")
    press(page, "2")
    assert codes_of(page)[2] == Code("confrontation", "task", 2)
    press(page, "Enter")
    expect(page.locator(".aw-now")).to_contain_text("I get up at five")  # unfinished, so next
    expect(page.get_by_role("radio", name="Task")).to_be_focused()
    press(page, "Enter")
    expect(page.get_by_role("radio", name="No rupture")).to_be_focused()  # turn 6 has no such question yet
    press(page, "p")
    expect(page.locator(".aw-now")).to_contain_text("I get up at five")
    press(page, "b")
    press(page, "3")
    press(page, "Enter")
    for letter in "nnwnnn":
        press(page, letter)
        if letter == "w":
            press(page, "b")
            press(page, "1")
        press(page, "Enter")
    expect(page.locator(".aw-status")).to_contain_text("All are coded; you can compare with the key. 8 of 8")
    assert letters(page) == "CW––W–––"
    press(page, "u")
    assert letters(page) == "CW––W–– "
    press(page, "n")
    page.get_by_role("button", name="Compare with the key").press("Enter")
    expect(page.get_by_role("heading", name="You and the key agree on 7 of 8 turns.")).to_be_focused()


def test_only_the_current_turn_is_a_stop_and_it_is_scrolled_to(show_widget: ShowWidget) -> None:
    page = show_widget(TranscriptTagger("a-field"), reduced_motion="reduce")
    expect(page.locator(".aw-step[tabindex='0']")).to_have_count(1)
    page.locator(".aw-step").last.click()
    expect(page.locator(".aw-now")).to_contain_text("He begins with the weather")
    inside = "now => { const [a, b] = [now, now.closest('.aw-talk')].map(n => n.getBoundingClientRect()); return a.top >= b.top - 1 && a.bottom <= b.bottom + 1; }"
    assert page.locator(".aw-now").evaluate(inside)
    page.locator(".aw-step").first.click()
    drawn(page)
    assert page.locator(".aw-now").evaluate(inside)
    page.evaluate("model.set('codes', {'2': {kind: 'none'}})")  # the kernel may set them too
    expect(page.locator(".aw-status")).to_contain_text("1 of 11")


@pytest.mark.parametrize("rest", ["all as the key", "some apart"])
def test_comparison_has_the_same_outcomes_and_kappa_as_python(show_widget: ShowWidget, rest: str) -> None:
    codes = {turn.turn: Code(turn.kind, turn.pillar, turn.intensity) for turn in KEY.turns}
    if rest == "some apart":
        codes |= {
            2: Code("confrontation", "goal", 2),
            4: Code("withdrawal", "bond", 3),
            8: Code("confrontation", "bond", 1),
            10: Code("none"),
            12: Code("withdrawal", "task", 2),
        }
    page = show_widget(TranscriptTagger("twelve-minutes", KEY))
    assert KEY.turns[0].why not in page.inner_text(".alliance-widget")
    page.get_by_role("button", name="Compare").click()
    expect(page.locator(".aw-status")).to_contain_text("Code every client turn first: 8 left.")
    code_by_keyboard(page, codes)
    assert codes_of(page) == codes
    page.get_by_role("button", name="Compare").click()

    score = score_coding(codes, KEY)
    result = page.locator(".aw-result")
    expect(result).to_contain_text(score.rupture.sentence)
    expect(result).to_contain_text(score.kind.sentence)
    verdicts = page.locator(".aw-verdict").all_inner_texts()
    words = TranscriptTagger("twelve-minutes").content["words"]["verdicts"]
    for verdict, turn in zip(verdicts, score.turns, strict=True):
        assert words[turn.outcome] in verdict
    for turn in KEY.turns:
        expect(page.get_by_text(turn.why)).to_be_visible()
    expect(page.locator(".aw-step").nth(0)).to_have_accessible_name(
        f"Turn 2: confrontation, {codes[2].pillar}, intensity 2; key: confrontation, bond, intensity 2"
    )
    apart = page.locator(".aw-step.aw-apart")
    expect(apart).to_have_count(sum(not verdict.startswith("✓") for verdict in verdicts))
    assert all(number.startswith("≠ ") for number in apart.locator(".aw-number").all_inner_texts())
    only = page.get_by_role("button", name="Only where we differ")
    only.press("Enter")
    expect(only).to_have_attribute("aria-pressed", "true")
    shown = page.locator(".aw-by-client:visible")
    if rest == "all as the key":
        expect(shown).to_have_count(0)
    else:
        assert verdicts[0] == "≈ As in the key; the pillar differs"
        assert verdicts[3] == "✓ Can be defended"
        expect(shown).to_have_count(4)
        expect(page.locator(".aw-by-therapist:visible")).to_have_count(4)
    page.locator(".aw-step").nth(2).click()  # leads to a turn that had been left out
    expect(page.locator(".aw-line").nth(CLIENT[2] - 1)).to_be_focused()
    page.get_by_role("button", name="Back to coding").click()
    expect(result).to_be_hidden()
    expect(page.get_by_role("radio", checked=True).first).to_be_focused()
    expect(page.get_by_role("button", name="Next turn")).to_be_visible()


def test_the_line_can_be_copied_where_the_clipboard_is_closed(show_widget: ShowWidget) -> None:
    page = show_widget(TranscriptTagger("sauce"))
    page.locator(".aw-talk").focus()
    page.keyboard.press("n")
    page.evaluate(
        "document.addEventListener('copy', () => { window.copied = document.activeElement.value; });"
        "Object.defineProperty(navigator, 'clipboard', { value: undefined })"
    )
    page.get_by_role("button", name="Copy").click()
    expect(page.get_by_text("Copied.")).to_be_visible()
    assert page.evaluate("window.copied") == encode("sauce", {1: Code("none")})


def test_keys_stay_in_the_widget_and_it_leaves_nothing_behind(show_widget: ShowWidget) -> None:
    page = show_widget(TranscriptTagger("sauce", None))
    page.locator(".aw-talk").focus()
    for key in ("a", "w", "ArrowDown", "Control+s"):
        press(page, key)
    page.get_by_label("What gives it away?").focus()
    press(page, "c")  # in a list of markers a letter belongs to the list
    assert codes_of(page)[1].kind == "withdrawal"
    assert page.evaluate("strayKeys.filter((key) => key !== 'Control')") == ["s"]
    page.evaluate("takeAway()")
    assert page.evaluate("Object.values(model.heard).flat().length") == 0
    assert page.inner_html("#here") == ""


def sound_strip(page: Page, width: int) -> None:
    sound(page, width)
    small = page.eval_on_selector_all(
        ".alliance-widget :is(button, select, label.aw-choice, input[type=text])",
        "all => all.filter(n => n.checkVisibility()).map(n => [n.textContent, n.getBoundingClientRect()])"
        ".filter(([, b]) => b.width < 24 || b.height < 24 || b.left < 0 || b.right > innerWidth).map(([name]) => name)",
    )
    assert small == []
    nameless = page.eval_on_selector_all(
        ".alliance-widget :is(button, select, input)",
        "all => all.filter(n => !(n.labels?.length || n.textContent.trim() || n.ariaLabel)).length",
    )
    assert nameless == 0
    widths = page.eval_on_selector_all(".aw-step", "all => all.map(n => Math.round(n.offsetWidth))")
    assert max(widths) - min(widths) <= 1  # a strip that goes over two lines keeps its measure


@pytest.mark.parametrize("light", [True, False], ids=["light", "dark"])
@pytest.mark.parametrize("width", [1280, 640, 420, 320])  # 640 is 1280 at 200 % zoom, 320 at 400 %
def test_text_is_legible_and_nothing_is_cut_off(
    show_widget: ShowWidget, screenshots: Path, light: bool, width: int
) -> None:
    page = show_widget(
        TranscriptTagger("twelve-minutes", "lesson"), width=width, light=light, reduced_motion="reduce"
    )
    sound_strip(page, width)
    codes = {turn.turn: Code(turn.kind, turn.pillar, turn.intensity) for turn in KEY.turns}
    code_by_keyboard(page, codes | {2: Code("confrontation", "goal", 2), 12: Code("withdrawal", "task", 1)})
    page.locator(".aw-step").nth(4).click()
    drawn(page)
    sound_strip(page, width)
    picture = f"transcript_tagger_{{}}_{'light' if light else 'dark'}_{width}.png"
    page.locator(".alliance-widget").screenshot(path=screenshots / picture.format("coding"))
    page.get_by_role("button", name="Compare").click()
    drawn(page)
    sound_strip(page, width)
    page.locator(".alliance-widget").screenshot(path=screenshots / picture.format("key"))


def test_colour_is_never_the_only_code(show_widget: ShowWidget) -> None:
    page = show_widget(TranscriptTagger("twelve-minutes"))
    code_by_keyboard(page, {2: Code("withdrawal", "bond", 1), 4: Code("confrontation", "bond", 3)})
    pattern = "n => getComputedStyle(n).backgroundImage.split('(')[0]"
    steps = page.locator(".aw-step")
    assert steps.nth(0).locator(".aw-fill").evaluate(pattern) == "repeating-linear-gradient"
    assert steps.nth(1).locator(".aw-fill").evaluate(pattern) == "radial-gradient"
    heights = [steps.nth(i).locator(".aw-fill").evaluate("n => n.offsetHeight") for i in (0, 1)]
    assert heights[1] > 1.8 * heights[0]
    assert letters(page)[:2] == "WC"


@pytest.mark.parametrize(("motion", "behaviour"), [("reduce", "auto"), ("no-preference", "smooth")])
def test_the_conversation_glides_only_for_those_who_want_it(
    show_widget: ShowWidget, motion: str, behaviour: str
) -> None:
    page = show_widget(TranscriptTagger("a-field"), reduced_motion=motion)
    page.evaluate(
        "() => { Element.prototype.scrollTo = ({ behavior }) => { (window.moves ??= []).push(behavior); }; }"
    )
    page.locator(".aw-step").nth(5).click()
    page.wait_for_function("window.moves?.length")
    assert page.evaluate("window.moves") == [behaviour]


def test_what_the_page_is_sent_is_plain_data(show_widget: ShowWidget) -> None:
    tagger = TranscriptTagger("good-paper", "lesson")
    assert json.loads(json.dumps(tagger.content)) == json.loads(json.dumps(tagger.content, default=list))
    page = show_widget(tagger)
    expect(page.locator(".aw-seen").first).to_have_text("Smooths the sheet, says nothing for a while.")


@pytest.mark.slow
@pytest.mark.parametrize(("theme", "width"), [("Light", 1280), ("Dark", 420)])
def test_in_jupyterlab_codes_reach_the_kernel_and_no_shortcut_of_labs_fires(
    open_lesson: Any, lab: Any, screenshots: Path, theme: str, width: int
) -> None:
    lines = [
        "from alliance.widgets import TranscriptTagger",
        'tagger = TranscriptTagger("twelve-minutes", "lesson")',
        "tagger",
        "tagger.receipt",
    ]
    notebook = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell(line) for line in lines],
        metadata={"kernelspec": {"name": "python3", "display_name": "Python 3"}},
    )
    nbformat.write(notebook, lab.root / "lessons" / "tagger.ipynb")
    lesson = open_lesson("tagger", width=width, theme=theme)
    page = lesson.page
    tagger = page.locator(".transcript-tagger")
    tagger.wait_for()
    cells = lesson.count()
    tagger.locator(".aw-talk").focus()
    for key in ("a", "b", "c", "b", "2", "Enter", "n"):  # a and b would add cells
        page.keyboard.press(key)
    expect(tagger.locator(".aw-status")).to_contain_text("2 of 8 client turns coded")
    assert lesson.count() == cells
    inner = tagger.evaluate("node => [node.scrollWidth, node.clientWidth]")
    assert inner[0] <= inner[1]
    tagger.screenshot(path=screenshots / f"transcript_tagger_lab_{theme}_{width}.png", animations="disabled")
    page.evaluate(
        "() => { jupyterapp.shell.currentWidget.content.activeCellIndex = 3; jupyterapp.commands.execute('notebook:run-cell'); }"
    )
    expected = encode("twelve-minutes", {2: Code("confrontation", "bond", 2), 4: Code("none")})
    expect(page.locator(".jp-OutputArea-output").last).to_contain_text(expected)
