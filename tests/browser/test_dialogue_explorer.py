"""The dialogue explorer on a page without a kernel: its rules against Python's, its keyboard, its looks."""

import base64
import random
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from looks import sound
from playwright.sync_api import Browser, Locator, Page, expect

from alliance.dialogue import Play, Scenario, State, encode, judge, play, replay, scenario, scenarios
from alliance.dialogue.effects import effects
from alliance.dialogue.graph import numbers
from alliance.dialogue.solve import COSTLY, Solution
from alliance.dialogue.state import LEVELS
from alliance.widgets import DialogueExplorer
from alliance.widgets._assets import script
from alliance.widgets.dialogue_explorer import content

pytestmark = pytest.mark.browser

ShowWidget = Callable[..., Page]
SCRIPT = script("shared.js", "triangle.js", "dialogue_explorer.js") + (
    "\nexport { walk, firstCostly, receiptOf, percentOfBest };"
)
MODULE = "data:text/javascript;base64," + base64.b64encode(SCRIPT.encode()).decode()
LOG = scenario("thought-log")
BEST_PLAY = Solution(LOG).best_line()


def plays(one: Scenario, count: int) -> Iterator[Play]:
    """Play at random, some to the end and some not."""
    rng = random.Random(one.id)
    for _ in range(count):
        done, stop = play(one), rng.randint(1, 14)
        while done.beat is not None and len(done.turns) < stop:
            done = play(one, (*done.choices, rng.randint(1, len(one.beats[done.beat].options))))
        yield done


COSTLY_PLAY = min(
    (
        done.choices
        for done in plays(LOG, 400)
        if done.ending and len(done.turns) > 1 and judge(done).costly is not None
    ),
    key=len,
)


@pytest.fixture
def show_widget(show_widget: ShowWidget) -> Iterator[ShowWidget]:
    """Show the widget, and fail on anything that it writes to the console."""
    said: list[str] = []

    def show(*args: Any, **settings: Any) -> Page:
        page = show_widget(*args, **settings)
        page.on("console", lambda message: said.append(message.text))
        return page

    yield show
    assert said == []


def option(page: Page, number: int) -> Locator:
    return page.locator(".aw-option").nth(number - 1)


def give(page: Page, choices: tuple[int, ...]) -> None:
    for choice in choices:
        option(page, choice).click()
        page.evaluate("new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))")


def question(page: Page) -> Locator:
    """Where the answers stand, named by what the client says."""
    return page.get_by_role("group", name="Lorna “")


def version(page: Page, name: str) -> Locator:
    return page.get_by_role("button", name=re.compile(f"^Version {name} "))


def course(*states: State) -> str:
    """Say what the picture shows."""
    each = {("rupture" if name == "intensity" else name): name for name in (*LEVELS, "intensity")}
    lanes = (
        f"{shown} {', '.join(str(getattr(state, name)) for state in states)}" for shown, name in each.items()
    )
    return f"From the opening on, turn by turn: {'; '.join(lanes)}."


def told(page: Page, name: str) -> Any:
    return page.evaluate("(name) => model.get(name)", name)


@pytest.mark.parametrize("name", scenarios())
def test_the_browser_plays_judges_and_receipts_as_python_does(chromium: Browser, name: str) -> None:
    one = scenario(name)
    solution = Solution(one)
    done = list(plays(one, 400))
    page = chromium.new_page()
    found = page.evaluate(
        """async ([module, content, plays]) => {
          const { walk, firstCostly, receiptOf, percentOfBest } = await import(module);
          return plays.map((choices) => {
            const { turns, client, end } = walk(content, choices);
            const costly = firstCostly(content, turns);
            return {
              lines: [...turns.map((turn) => turn.client), client],
              said: turns.map(({ option }) => option.say),
              state: turns.at(-1).after,
              end: end && end.id,
              percent: end && percentOfBest(content, end),
              costly: costly && [costly.turn, costly.better],
              receipt: receiptOf(content, choices),
            };
          });
        }""",
        [
            MODULE,
            content(one),
            [list(one_play.choices) for one_play in done],
        ],
    )
    page.close()
    assert {bool(one_play.ending) for one_play in done} == {True, False}
    for one_play, there in zip(done, found, strict=True):
        judged = judge(one_play, solution)
        assert there == {
            "lines": [*(turn.client for turn in one_play.turns), one_play.line],
            "said": [turn.option.say for turn in one_play.turns],
            "state": numbers(one_play.state),
            "end": one_play.ending and one_play.ending.id,
            "percent": None
            if one_play.value is None
            else pytest.approx(100 * one_play.value / solution.top, abs=0.51),
            "costly": None if judged.costly is None else [judged.costly, judged.better],
            "receipt": encode(one_play),
        }
        assert replay(there["receipt"]) == one_play


def test_a_trifle_is_not_called_costly(chromium: Browser) -> None:
    worths = [1, 1 - COSTLY + 0.001, 1 - COSTLY - 0.001]
    ways = [{"state": [], "reasons": 0, "end": {"id": "repaired", "worth": worth}} for worth in worths]
    small = {
        "opens": "",
        "costly": COSTLY,
        "beats": {"open": [{}, {}, {}]},
        "numbers": [],
        "nodes": [{"beat": "open", "state": ["open"], "best": 1, "ways": ways}],
    }
    page = chromium.new_page()
    found = page.evaluate(
        """async ([module, content]) => {
          const { walk, firstCostly } = await import(module);
          return [1, 2, 3].map((choice) => firstCostly(content, walk(content, [choice]).turns));
        }""",
        [MODULE, small],
    )
    page.close()
    assert found == [None, None, {"turn": 0, "better": 1}]


def test_a_dialogue_played_by_mouse_to_its_end_says_what_every_answer_did(show_widget: ShowWidget) -> None:
    page = show_widget(DialogueExplorer(LOG))
    done = play(LOG, COSTLY_PLAY)
    first = done.turns[0]
    expect(page.get_by_text(LOG.setting.strip())).to_be_visible()
    expect(page.get_by_role("img")).to_have_attribute("aria-label", course(LOG.opening))
    # Nothing that tells the answers apart is on the page before one is chosen.
    expect(page.locator("details")).to_have_count(0)
    for hidden in (first.option.why, effects().moves[first.option.move].label, LOG.learn, LOG.rupture.kind):
        assert hidden not in page.inner_text(".alliance-widget")

    give(page, COSTLY_PLAY[:1])
    changed = [name for name in LEVELS if getattr(first.before, name) != getattr(first.after, name)]
    assert changed
    for name in changed:
        before, after = getattr(first.before, name), getattr(first.after, name)
        expect(page.get_by_role("list", name="What it did")).to_contain_text(f"{name} {before} → {after}")
        expect(page.locator(".aw-aloud")).to_contain_text(
            f"{name} from {before} to {after}", ignore_case=True
        )
    expect(page.locator(".aw-aloud")).to_contain_text(f"Lorna says: {done.turns[1].client}")
    expect(page.get_by_role("img")).to_have_attribute("aria-label", course(first.before, first.after))
    expect(page.get_by_text(first.option.why)).not_to_be_visible()
    page.get_by_text("Why", exact=True).click()
    expect(page.get_by_text(first.option.why)).to_be_visible()
    expect(page.get_by_text(effects().moves[first.option.move].why)).to_be_visible()
    assert (told(page, "choices"), told(page, "ended")) == ([COSTLY_PLAY[0]], False)
    assert replay(told(page, "receipt")) == play(LOG, COSTLY_PLAY[:1])

    give(page, COSTLY_PLAY[1:])
    judged = judge(done)
    assert done.ending is not None
    assert judged.costly is not None
    assert judged.better is not None
    expect(page.get_by_role("heading", level=4)).to_be_focused()
    expect(page.get_by_text(done.ending.say)).to_be_visible()
    share = f"{100 * (done.value or 0) / Solution(LOG).top:.0f} %"
    expect(page.locator(".aw-far")).to_contain_text(share)
    expect(page.get_by_role("img", name=f"{share} of the best")).to_be_visible()
    expect(page.locator(".aw-costly")).to_contain_text(f"turn {judged.costly + 1}")
    costly = LOG.beats[done.turns[judged.costly].beat]
    expect(page.locator(".aw-better")).to_contain_text(costly.options[judged.better - 1].say)
    expect(page.get_by_text(first.option.why)).to_be_visible()  # what was opened stays open
    assert (told(page, "choices"), told(page, "ended")) == (list(COSTLY_PLAY), True)
    assert replay(told(page, "receipt")) == done


def test_a_dialogue_is_played_to_its_end_by_keyboard_alone(show_widget: ShowWidget) -> None:
    page = show_widget(DialogueExplorer(LOG))
    page.keyboard.press("Tab")
    expect(option(page, 1)).to_be_focused()
    page.keyboard.press(str(BEST_PLAY[0]))
    for turn, choice in enumerate(BEST_PLAY[1:], 2):
        group = question(page)
        expect(group).to_contain_text(f"Turn {turn}:")
        expect(group).to_be_focused()
        expect(group).to_have_accessible_name(f"Lorna “{play(LOG, BEST_PLAY[: turn - 1]).line}”")
        if turn % 2:
            page.keyboard.press("9")
            page.keyboard.press(str(choice))
        else:
            for _ in range(choice):
                page.keyboard.press("Tab")
            expect(option(page, choice)).to_be_focused()
            page.keyboard.press("Enter")
    done = play(LOG, BEST_PLAY)
    assert done.ending is not None
    label = effects().endings[done.ending.id].label
    expect(page.get_by_role("heading", level=4)).to_have_text(f"{label[0].upper()}{label[1:]}.")
    expect(page.get_by_role("heading", level=4)).to_be_focused()
    expect(page.get_by_text("No answer gave anything away.")).to_be_visible()
    expect(page.locator(".aw-far")).to_contain_text("100 %")
    assert replay(told(page, "receipt")) == done
    page.keyboard.press("1")  # there is nothing more to answer
    assert told(page, "choices") == list(BEST_PLAY)
    assert set(page.evaluate("strayKeys")) <= {"Tab"}


def test_the_client_has_a_name_and_what_is_only_seen_is_not_put_into_their_mouth(
    show_widget: ShowWidget,
) -> None:
    one = scenario("camera-off")
    page = show_widget(DialogueExplorer(one))
    expect(page.locator(".aw-speaker")).to_have_text("Yannick")
    expect(page.get_by_text("How Yannick is as the scene opens")).to_be_visible()
    for line, shown in (
        ("Fine.", "“Fine.”"),
        ("(No answer. It stops.)", "(No answer. It stops.)"),
        (
            "(She sits.) Afraid. Well. (She laughs.) None.",
            "(She sits.) “Afraid. Well.” (She laughs.) “None.”",
        ),
    ):
        explorer = DialogueExplorer(one)
        explorer.content = {**explorer.content, "opens": line}
        expect(show_widget(explorer).locator(".aw-client .aw-words")).to_have_text(shown)


def test_a_key_held_down_does_not_run_through_the_dialogue(show_widget: ShowWidget) -> None:
    page = show_widget(DialogueExplorer(LOG))
    option(page, 1).focus()
    page.keyboard.down("2")
    page.keyboard.down("2")
    page.keyboard.down("2")
    expect(page.get_by_text("Turn 2: what do you say?")).to_be_visible()
    assert told(page, "choices") == [2]


def test_a_turn_tried_again_keeps_both_versions_and_both_endings(show_widget: ShowWidget) -> None:
    page = show_widget(DialogueExplorer(LOG), width=1280)
    give(page, BEST_PLAY)
    page.get_by_role("button", name="Try another answer here, turn 2").click()
    expect(question(page)).to_be_focused()
    left, right = page.get_by_role("region", name="Version A"), page.get_by_role("region", name="Version B")
    expect(page.get_by_text("Both begin with this turn")).to_be_visible()
    expect(option(page, BEST_PLAY[1])).to_contain_text("tried in A")
    expect(page.locator(".aw-tried")).to_have_count(1)
    assert (told(page, "choices"), told(page, "ended")) == ([BEST_PLAY[0]], False)

    other = next(
        number
        for number in range(1, 5)
        if number != BEST_PLAY[1] and play(LOG, (BEST_PLAY[0], number)).beat is None
    )
    give(page, (other,))
    done = play(LOG, (BEST_PLAY[0], other))
    best = play(LOG, BEST_PLAY)
    assert done.ending is not None
    assert best.ending is not None
    assert done.ending != best.ending
    expect(left).to_contain_text(best.ending.say)
    expect(right).to_contain_text(done.ending.say)
    expect(page.get_by_role("img", name="From the opening on")).to_have_count(2)
    boxes = [side.bounding_box() for side in (left, right)]
    assert boxes[0]["x"] + boxes[0]["width"] < boxes[1]["x"]  # type: ignore[index]
    assert boxes[0]["y"] == boxes[1]["y"]  # type: ignore[index]
    assert replay(told(page, "receipt")) == done

    version(page, "A").click()
    expect(version(page, "A")).to_be_focused()
    expect(version(page, "A")).to_have_attribute("aria-pressed", "true")
    assert replay(told(page, "receipt")) == best
    page.get_by_role("button", name="Show one alone").press("Enter")
    expect(page.get_by_role("button", name="Show two side by side")).to_be_focused()
    expect(page.get_by_text(done.ending.say)).to_have_count(0)
    page.get_by_role("button", name="Show two side by side").click()

    page.set_viewport_size({"width": 420, "height": 800})
    boxes = [side.bounding_box() for side in (left, right)]
    assert boxes[0]["x"] == boxes[1]["x"]  # type: ignore[index]
    assert boxes[0]["y"] + boxes[0]["height"] < boxes[1]["y"]  # type: ignore[index]


def test_four_versions_are_kept_and_none_is_lost_unasked(show_widget: ShowWidget) -> None:
    page = show_widget(DialogueExplorer(LOG))
    again = page.get_by_role("button", name="Try another answer here, turn 1").last
    for choice in (1, 2, 3, 4):
        give(page, (choice,))
        if choice < 4:
            again.click()
            expect(page.get_by_text("Turn 1: what do you say?")).to_be_visible()
    names = page.locator(".aw-version")
    expect(names).to_have_count(4)
    before = told(page, "branches")
    again.click()
    expect(page.locator(".aw-notice")).to_contain_text("4 versions are kept")
    assert told(page, "branches") == before
    page.get_by_role("button", name="Remove version D").click()
    assert [branch["name"] for branch in told(page, "branches")] == ["A", "B", "C"]
    page.get_by_role("button", name="Bring back what was cleared").click()
    expect(names).to_have_count(4)
    assert told(page, "branches") == before
    # A version that waits for its answer is shown again rather than made twice.
    page.get_by_role("button", name="Remove version D").click()
    again.click()
    version(page, "C").click()
    page.get_by_role("region", name="Version C").get_by_role("button", name="turn 1").click()
    assert [branch["choices"] for branch in told(page, "branches")] == [[1], [2], [3], []]
    assert told(page, "current") == "D"


def test_an_answer_is_taken_back_and_a_dialogue_begun_again(show_widget: ShowWidget) -> None:
    page = show_widget(DialogueExplorer(LOG))
    back = page.get_by_role("button", name="Take back the last answer")
    expect(back).to_have_count(0)
    give(page, BEST_PLAY)
    back.press("Enter")
    assert (told(page, "choices"), told(page, "ended")) == (list(BEST_PLAY[:-1]), False)
    assert told(page, "receipt") == encode(play(LOG, BEST_PLAY[:-1]))
    expect(question(page)).to_be_focused()

    page.get_by_role("button", name="Try another answer here, turn 1").click()
    page.get_by_role("button", name="Close version B").click()  # not one answer into it
    expect(page.get_by_role("navigation")).to_have_count(0)
    assert told(page, "choices") == list(BEST_PLAY[:-1])

    page.get_by_role("button", name="Start again").click()
    assert (told(page, "choices"), told(page, "receipt")) == ([], "")
    expect(page.locator(".aw-turn")).to_have_count(0)
    page.get_by_role("button", name="Bring back").click()
    assert told(page, "choices") == list(BEST_PLAY[:-1])


def test_numbers_and_reasons_can_be_kept_back(show_widget: ShowWidget) -> None:
    page = show_widget(DialogueExplorer(LOG, show_state=False, explain=False))
    give(page, COSTLY_PLAY[:1])
    expect(page.get_by_role("img")).to_have_count(0)
    expect(page.locator("details")).to_have_count(0)
    assert "trust" not in page.inner_text(".alliance-widget")
    expect(page.locator(".aw-aloud")).to_have_text(f"Answer 1 given. Lorna says: {play(LOG, (1,)).line}")
    give(page, COSTLY_PLAY[1:])
    expect(page.get_by_role("img", name="From the opening on")).to_be_visible()
    expect(page.get_by_role("list", name="What it did")).to_have_count(2)
    for taken in play(LOG, COSTLY_PLAY).turns:
        assert taken.option.why not in page.inner_text(".alliance-widget")


def test_the_receipt_is_copied(chromium: Browser) -> None:
    # A page with an address of its own: only there may a page use the clipboard. Nothing leaves the machine.
    address = "https://explorer.test/"
    context = chromium.new_context()
    context.grant_permissions(["clipboard-read", "clipboard-write"], origin=address)
    page = context.new_page()
    page.route(
        "**/*",
        lambda route: route.fulfill(
            body="<!doctype html><title>One widget</title><body>", content_type="text/html"
        ),
    )
    page.goto(address)
    page.evaluate(
        """async ([module, values]) => {
          const model = { get: (name) => values[name], set(name, value) { values[name] = value; }, save_changes() {}, on() {}, off() {} };
          const { default: widget } = await import(module);
          widget.render({ model, el: document.body });
        }""",
        [
            MODULE,
            {
                "content": content(LOG),
                "show_state": True,
                "explain": True,
                "branches": [{"name": "A", "choices": [2], "from": None}],
                "current": "A",
                "beside": "",
                "receipt": encode(play(LOG, (2,))),
            },
        ],
    )
    page.get_by_role("button", name="Copy").click()
    expect(page.get_by_text("The receipt is copied.")).to_be_visible()
    assert replay(page.evaluate("navigator.clipboard.readText()")) == play(LOG, (2,))
    context.close()


def test_a_receipt_is_selected_where_a_page_may_not_copy(show_widget: ShowWidget) -> None:
    page = show_widget(DialogueExplorer(LOG))
    give(page, (2, 1))
    page.get_by_role("button", name="Copy").press("Enter")
    expect(page.get_by_text("press Ctrl+C")).to_be_visible()
    assert replay(page.evaluate("String(getSelection())")) == play(LOG, (2, 1))


def test_a_version_is_drawn_again_from_the_model_and_taken_away_whole(show_widget: ShowWidget) -> None:
    explorer = DialogueExplorer(LOG)
    explorer.branches = [
        {"name": "A", "choices": list(COSTLY_PLAY), "from": None},
        {"name": "B", "choices": [2], "from": {"name": "A", "turn": 0}},
    ]
    explorer.current, explorer.beside = "B", "A"
    page = show_widget(explorer)
    expect(page.get_by_role("region", name="Version A").get_by_role("heading")).to_be_visible()
    expect(page.get_by_text("Turn 2: what do you say?")).to_be_visible()
    page.evaluate("takeAway()")
    assert page.evaluate("Object.values(model.heard).flat().length") == 0
    assert page.inner_html("#here") == ""


@pytest.mark.parametrize("light", [True, False], ids=["light", "dark"])
@pytest.mark.parametrize(
    "width", [1280, 640, 420, 320]
)  # 640 and 320 px are also 1280 px at 200 and 400 % zoom
def test_text_is_legible_targets_are_large_and_nothing_is_cut_off(
    show_widget: ShowWidget, screenshots: Path, width: int, light: bool
) -> None:
    page = show_widget(DialogueExplorer(LOG), width=width, light=light, reduced_motion="reduce")
    theme = f"{'light' if light else 'dark'}_{width}"

    def sound_at(moment: str) -> None:
        sound(page, width)
        small = page.eval_on_selector_all(
            ".alliance-widget :is(button, summary)",
            "all => all.map(n => n.getBoundingClientRect()).filter(b => b.height < 24 || b.width < 24).length",
        )
        assert small == 0
        inside = page.eval_on_selector_all(
            ".alliance-widget :is(p, button, li, text, code, figure)",
            """(all) => all.filter((n) => n.checkVisibility() && !n.closest(".aw-aloud")).every((n) => {
              const { left, right } = n.getBoundingClientRect();
              return left >= 0 && right <= innerWidth;
            })""",
        )
        assert inside
        page.locator(".alliance-widget").screenshot(path=screenshots / f"explorer_{moment}_{theme}.png")

    sound_at("start")
    give(page, (2, 1))
    page.get_by_text("Why", exact=True).last.click()
    sound_at("mid")
    page.get_by_role("button", name="Start again").click()
    give(page, COSTLY_PLAY)
    sound_at("end")
    page.get_by_role("button", name="Try another answer at turn").click()
    while option(page, 1).count():
        give(page, (1,))
    sound_at("both")


@pytest.mark.parametrize(("motion", "animation"), [("reduce", "none"), ("no-preference", "alliance-said")])
def test_a_new_turn_moves_only_for_those_who_want_it(
    show_widget: ShowWidget, motion: str, animation: str
) -> None:
    page = show_widget(DialogueExplorer(LOG), reduced_motion=motion)
    give(page, (2,))
    expect(page.locator(".aw-new")).to_have_css("animation-name", animation)
    give(page, (1,))
    expect(page.locator(".aw-new")).to_have_count(1)


def test_how_long_an_answer_takes_to_be_drawn(show_widget: ShowWidget) -> None:
    page = show_widget(DialogueExplorer(LOG), width=1280)
    took = page.evaluate(
        """async () => {
          const drawn = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
          const took = [];
          while (took.length < 30) {
            const options = [...document.querySelectorAll(".aw-option")];
            if (!options.length) {
              [...document.querySelectorAll("button")].find((one) => one.textContent === "Start again").click();
              await drawn();
              continue;
            }
            const before = performance.now();
            options[took.length % options.length].click();
            await drawn();
            document.body.getBoundingClientRect();
            took.push(performance.now() - before);
          }
          return took;
        }"""
    )
    ordered = sorted(took)
    print(f"click to redrawn, 30 answers: median {ordered[15]:.1f} ms, p95 {ordered[28]:.1f} ms")
    assert len(took) == 30
