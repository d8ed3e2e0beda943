"""Cards to sort, on a page without a kernel: by keyboard, in words, narrow and in the dark."""

import random
from collections.abc import Callable

import pytest
from looks import sound
from playwright.sync_api import Page, expect

from alliance.widgets import SortStatements
from alliance.widgets.sort_statements import deck, grid, meant, summary

pytestmark = pytest.mark.browser

ShowWidget = Callable[..., Page]
WHAT, SIGNS = deck("what_it_is"), deck("signs")
NAMES = {kind.id: kind.name for kind in WHAT.kinds}
COUNTS = "all => all.map((cell) => cell.querySelectorAll('.aw-tile').length)"


def tiles(page: Page) -> list[int]:
    counts: list[int] = page.eval_on_selector_all(".aw-cell", COUNTS)
    return counts


def test_a_card_is_sorted_by_one_key_and_lands_where_it_belongs(show_widget: ShowWidget) -> None:
    page = show_widget(SortStatements())
    first = WHAT.cards[0]
    expect(page.get_by_role("status")).to_have_text(summary(WHAT, []))
    assert first.because.strip() not in page.inner_text(".alliance-widget")  # nothing is given away
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Alliance")).to_be_focused()
    page.keyboard.press("1")  # rapport, taken for alliance
    expect(page.get_by_role("heading", name="We say: rapport.")).to_be_focused()
    tells = next(line.tells for line in WHAT.boundaries if (line.said, line.meant) == ("alliance", "rapport"))
    expect(page.get_by_text(tells)).to_be_visible()
    expect(page.get_by_text(first.because.strip())).to_be_visible()
    assert tiles(page) == [0] * 4 + [1] + [0] * 11  # second row, first column
    words = summary(WHAT, ["alliance"])
    expect(page.get_by_role("status")).to_have_text(words)
    expect(page.get_by_role("img")).to_have_attribute(
        "aria-label", f"Grid of what you said by what it is. {words}"
    )
    page.keyboard.press("1")  # a key once more sorts nothing: the reason is on show
    page.keyboard.press("a")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name=WHAT.cards[1].says)).to_be_focused()
    page.keyboard.press("1")
    expect(page.get_by_role("heading", name="✓ Alliance.")).to_be_focused()
    assert tiles(page)[0] == 1
    assert page.evaluate("model.get('picks')") == ["alliance", "alliance"]
    assert page.evaluate("window.strayKeys") == ["Tab"]  # only from before the focus came in


def test_the_browser_says_of_every_grid_what_python_says(show_widget: ShowWidget) -> None:
    draw = random.Random(3)
    for of, name in ((WHAT, "what_it_is"), (SIGNS, "signs")):
        kinds = [kind.id for kind in of.kinds]
        own = [card.kind for card in of.cards]
        piles = [own[:n] for n in range(len(own) + 1)]
        for _ in range(25):
            swaps = draw.choice((0.1, 0.3, 0.9))
            whole = [draw.choice(kinds) if draw.random() < swaps else kind for kind in own]
            piles.append(whole[: draw.randint(1, len(whole))])
        page = show_widget(SortStatements(name))
        told = page.evaluate(
            """async (piles) => {
              const told = [];
              for (const picks of piles) {
                model.set("picks", picks);
                await new Promise(requestAnimationFrame);
                await new Promise(requestAnimationFrame);
                const cells = [...document.querySelectorAll(".aw-cell")];
                told.push([document.querySelector("[role=status]").textContent, cells.map((cell) => cell.querySelectorAll(".aw-tile").length)]);
              }
              return told;
            }""",
            piles,
        )
        assert told == [[summary(of, picks), [n for row in grid(of, picks) for n in row]] for picks in piles]


def test_a_second_kind_that_fits_lies_on_the_diagonal(show_widget: ShowWidget) -> None:
    page = show_widget(SortStatements("signs"))
    at = next(place for place, card in enumerate(SIGNS.cards) if "task" in card.also)
    page.evaluate("([picks, at]) => { model.set('picks', picks); model.set('at', at); }", [["bond"] * at, at])
    expect(page.get_by_role("heading", name=SIGNS.cards[at].says)).to_be_visible()
    page.get_by_role("button", name="Task").click()
    expect(page.get_by_role("heading", name="✓ Task fits too.")).to_be_focused()
    expect(page.get_by_text(f"We put it under “{SIGNS.cards[at].kind}” first.")).to_be_visible()
    assert tiles(page)[5] == 1


def test_the_end_names_the_confusion_and_what_tells_them_apart(show_widget: ShowWidget) -> None:
    picks = ["alliance" if card.kind == "rapport" else card.kind for card in WHAT.cards]
    page = show_widget(SortStatements())
    for card, said in zip(WHAT.cards, picks, strict=True):
        page.get_by_role("button", name=NAMES[said]).click()
        expected = f"✓ {NAMES[said]}." if meant(card, said) == said else "We say: rapport."
        expect(page.get_by_role("heading", name=expected)).to_be_focused()
        page.get_by_role("button", name="Next card").or_(
            page.get_by_role("button", name="whole grid")
        ).click()
    expect(page.get_by_role("heading", name="You put 14 of 18 where we did.")).to_be_focused()
    expect(page.get_by_role("status")).to_have_text(summary(WHAT, picks))
    tells = next(line.tells for line in WHAT.boundaries if (line.said, line.meant) == ("alliance", "rapport"))
    expect(page.get_by_text(tells)).to_be_visible()
    page.get_by_text("The 4 cards that we place elsewhere").click()
    expect(page.get_by_role("listitem")).to_have_count(4)
    page.keyboard.press("1")  # nothing is left to sort
    assert page.evaluate("model.get('picks').length") == 18
    page.get_by_role("button", name="Start again").press("Enter")
    expect(page.get_by_role("heading", name=WHAT.cards[0].says)).to_be_focused()
    assert tiles(page) == [0] * 16


@pytest.mark.parametrize("light", [True, False], ids=["light", "dark"])
@pytest.mark.parametrize("width", [1000, 320])  # 320 px is also 1280 px at 400 % zoom
def test_text_is_legible_and_nothing_is_cut_off(show_widget: ShowWidget, light: bool, width: int) -> None:
    page = show_widget(SortStatements(), width=width, light=light)

    def sound_now() -> None:
        sound(page, width)
        cut = page.eval_on_selector_all(
            ".aw-head span, .aw-side span, .aw-kind, .aw-card, .aw-tile",
            "all => all.filter(n => n.getBoundingClientRect().right > innerWidth"
            " || n.scrollWidth > n.clientWidth + 1 && n.clientWidth).map(n => n.textContent)",
        )
        assert cut == []

    sound_now()
    page.get_by_role("button", name="Friendship").click()
    page.get_by_role("button", name="Next card").wait_for()
    sound_now()
    # The fullest cell there can be, and the end.
    page.evaluate("() => { model.set('picks', Array(18).fill('alliance')); model.set('at', 18); }")
    page.get_by_role("button", name="Start again").wait_for()
    page.locator("summary").click()
    sound_now()


@pytest.mark.parametrize(("motion", "animation"), [("reduce", "none"), ("no-preference", "alliance-lay")])
def test_a_card_flies_only_for_those_who_want_it(
    show_widget: ShowWidget, motion: str, animation: str
) -> None:
    page = show_widget(SortStatements(), reduced_motion=motion)
    page.get_by_role("button", name="Rapport").click()
    expect(page.locator(".aw-fresh")).to_have_css("animation-name", animation)


def test_the_widget_goes_away_and_leaves_nothing_behind(show_widget: ShowWidget) -> None:
    page = show_widget(SortStatements())
    page.evaluate("takeAway()")
    expect(page.locator(".alliance-widget")).to_have_count(0)
    assert page.evaluate("Object.values(model.heard).flat().length") == 0
