"""What a feedback page teaches: the sum, the talk replayed, the words that earned, one idea once, what to practise."""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import msgspec
import nbformat
import pytest
from bs4 import BeautifulSoup
from playwright.sync_api import Browser, Page
from tests.browser.pictures import pictures_without_words

from alliance.assignments import assignment
from alliance.dialogue import encode, judge, play
from alliance.dialogue.solve import solved
from alliance_grader.feedback.headings import headings
from alliance_grader.feedback.marks import Marks
from alliance_grader.feedback.page import page
from alliance_grader.feedback.told import MOST_STEPS, Account, account
from alliance_grader.results import ItemResult, OwnText, Phrase
from alliance_grader.scoring import misconceptions, read_key, score_item

ROOT = Path(__file__).resolve().parents[2]
A1, A6, A8 = "a1_pillar_triage", "a6_repair_dialogue", "a8_case_conference"
WORK = assignment("a6", "A")
HOSTILE = '<img src=x onerror="alert(1)"> & <b>so</b>'


def scored(name: str, item: str, **answers: Any) -> ItemResult:
    """Score an item, and take it through the graded notebook's JSON, as a page meets it."""
    result = score_item(item, answers, read_key(ROOT, name), "A")
    return msgspec.json.decode(msgspec.json.encode(result), type=ItemResult)


def marks(work: str, results: dict[str, ItemResult], /, **other: Any) -> Marks:
    """Return what the gradebook would say of these results; nobody has read a text."""
    key = read_key(ROOT, work)
    by_person = {item.id for item in key.items if item.marked_by == "person"}
    scores, read = {}, {}
    for item in key.items:
        cell = item.id if item.id in by_person else f"{item.id}-check"
        points = results[item.id].points if item.id in results else 0.0
        scores[cell] = (points or 0.0, item.points)
        if item.id in by_person or points is None:
            read[cell] = False
    return replace(Marks(0.0, 0.0, 0.0, scores=scores, read=read), **other)


def told(work: str, results: dict[str, ItemResult], /, **other: Any) -> Account:
    texts = {item.id for item in read_key(ROOT, work).items if item.marked_by == "person"}
    return account("s1", headings(ROOT, work), marks(work, results, **other), results, texts)


def notebook() -> Any:
    return nbformat.v4.new_notebook(  # type: ignore[no-untyped-call]
        cells=[nbformat.v4.new_markdown_cell("# A6\n\n## Question 1")]  # type: ignore[no-untyped-call]
    )


def soup(work: str, results: dict[str, ItemResult], /, **other: Any) -> BeautifulSoup:
    return BeautifulSoup(
        page(notebook(), marks(work, results, **other), told(work, results, **other)), "html.parser"
    )


def article(of: BeautifulSoup, item: str) -> Any:
    found = of.find(id=f"item-{item}")
    assert found is not None, item
    return found.parent


def worst(number: int) -> str:
    """Return the receipt of a talk in which each answer is the one that gives most away."""
    scenario = WORK.scenarios[number]
    solution = solved(scenario.id)
    choices: list[int] = []
    at: Any = solution.root
    while at is not None:
        way = min(solution.ways[at], key=solution.value_of)
        choices.append(way.choice)
        at = way.to
    return encode(play(scenario, choices))


@pytest.fixture(scope="module")
def clumsy() -> dict[str, ItemResult]:
    """A6 of somebody whose first talk goes wrong at once, whose second is the best there is, and who leaves the third."""
    best = encode(play(WORK.scenarios[1], solved(WORK.scenarios[1].id).best_line()))
    reply = "I never asked what it is like for you to read that report. What is it like?"
    return {
        "a6-dialogues": scored(A6, "a6-dialogues", dialogue_1=worst(0), dialogue_2=best, dialogue_3=...),
        "a6-reply": scored(A6, "a6-reply", reply=reply),
    }


def test_the_talk_is_replayed_and_its_first_costly_turn_has_the_better_line(
    clumsy: dict[str, ItemResult],
) -> None:
    talks = article(soup(A6, clumsy), "a6-dialogues").select("article.talk")
    assert len(talks) == 2
    first, second = talks
    played = play(WORK.scenarios[0], [int(one) for one in worst(0).split(".")[3]])
    judged = judge(played)
    assert judged.costly is not None
    assert judged.better is not None
    turn = played.turns[judged.costly]
    better = played.scenario.beats[turn.beat].options[judged.better - 1]
    lines = first.select("ol.turns > li")
    assert len(lines) == len(played.turns)
    for line, exchange in zip(lines, played.turns, strict=True):
        assert exchange.option.say in line.select_one(".you").get_text()
        assert (
            re.sub(r"\([^)]*\)", "", exchange.client).split()[0].strip("“”")
            in line.select_one(".client").get_text()
        )
    costly = first.select(".you.costly")
    assert [turn.option.say in one.get_text() for one in costly] == [True]
    aside = lines[judged.costly].select_one(".better")
    assert better.say in aside.get_text()
    assert better.why in aside.get_text()
    assert f"It gave away {round(100 * judged.regrets[judged.costly])} %" in aside.get_text()
    assert not second.select(".costly, .better")
    assert "No answer gave anything away." in second.get_text()
    assert f"Path score {judged.score:.2f} of 1; points begin at" in first.get_text()
    assert "Path score" not in second.get_text(), "all points need no account"
    others = [
        reason.get_text()
        for reason in article(soup(A6, clumsy), "a6-dialogues").select("ul.reasons li, h3 ~ p")
    ]
    assert [one for one in others if "dialogue_3" in one], "what cannot be replayed keeps its reason"
    assert not [one for one in others if "dialogue_1" in one], "what is replayed is not said twice"


def test_the_still_picture_holds_the_course_of_the_talk_and_says_it_in_words(
    clumsy: dict[str, ItemResult],
) -> None:
    picture = soup(A6, clumsy).select_one("svg.trace")
    assert picture is not None
    played = play(WORK.scenarios[0], [int(one) for one in worst(0).split(".")[3]])
    states = [played.scenario.opening, *(turn.after for turn in played.turns)]
    title = picture.find("title")
    assert title is not None
    for name in ("bond", "goal", "task", "trust", "arousal"):
        values = [getattr(state, name) for state in states]
        assert f"{name} {', '.join(map(str, values))}" in title.get_text()
        heights = [float(str(dot["cy"])) for dot in picture.select(f"circle.of-{name}:not(.instead)")]
        assert [a < b for a, b in pairwise(heights)] == [a > b for a, b in pairwise(values)], (
            f"{name}: more stands higher up"
        )
    assert picture.select(".cost")
    assert picture.select("path.instead")


def test_a_scenario_that_has_changed_since_is_told_in_words(clumsy: dict[str, ItemResult]) -> None:
    result = clumsy["a6-dialogues"]
    stale = [replace(talk, receipt="AW1.not-the-bridge.000000.1.0000") for talk in result.talks]
    found = soup(A6, {"a6-dialogues": replace(result, talks=tuple(stale))})
    assert not found.select(".talk")
    assert "The first turn that cost something was answer" in article(found, "a6-dialogues").get_text()


def test_the_words_that_earned_are_marked_in_the_students_own_text(clumsy: dict[str, ItemResult]) -> None:
    model = score_item(
        "a6-reply", read_key(ROOT, A6).item("a6-reply").solution(WORK), read_key(ROOT, A6), "A"
    )
    (own,) = model.texts
    found = article(soup(A6, {"a6-reply": model}), "a6-reply")
    assert found.select_one("blockquote").get_text() != own.text, "the numbers stand in it"
    for number in found.select("blockquote sup"):
        number.decompose()
    assert found.select_one("blockquote").get_text() == own.text
    assert own.phrases
    marked = "".join(one.get_text() for one in found.select("mark"))
    assert all(own.text[one.first : one.last] in marked for one in own.phrases)
    assert [one.get_text() for one in found.select("figcaption li")] == list(
        dict.fromkeys(one.shows for one in own.phrases)
    )
    unsure = article(soup(A6, clumsy), "a6-reply").get_text()
    assert clumsy["a6-reply"].points is None
    assert "A person will read this" in unsure
    assert "Not recognised by the checker: " in unsure
    assert "It may be there all the same." in unsure
    assert "absent" not in unsure
    assert not re.search(r"\b0 of 6", unsure)


def test_a_text_is_escaped_and_whole_wherever_its_phrases_begin_and_end() -> None:
    text = f"{HOSTILE} I hear you, and I was wrong."
    phrases = (
        Phrase(0, 11, "one"),
        Phrase(5, 30, "two"),
        Phrase(5, 11, "one"),
        Phrase(40, 9999, "not in it"),
    )
    result = ItemResult("a6-reply", 3.0, texts=(OwnText("reply", text, phrases),))
    found = article(soup(A6, {"a6-reply": result}), "a6-reply").select_one("blockquote")
    assert not found.find_all(["img", "b"])
    for number in found.find_all("sup"):
        number.decompose()
    assert found.get_text() == text
    assert [one.get_text() for one in found.find_all("mark")] == [text[:5], text[5:11], text[11:30]]


def test_sentences_and_endings_are_shown_and_left_to_a_person() -> None:
    sentence = "We try saying no three ways so that you can say no and sleep that night."
    marisol = scored(A1, "a1-sentence-marisol", sentence_marisol=sentence)
    found = article(soup(A1, {"a1-sentence-marisol": marisol}), "a1-sentence-marisol")
    assert "A person will read this" in found.get_text()
    assert [one.get_text() for one in found.select("mark")] == ["say", "sleep", "night"]
    before, _, after = str(found.select_one("blockquote")).partition("so that")
    assert "<mark>" not in before
    assert "<mark>say</mark>" in after
    key = read_key(ROOT, A8)
    words = key.item("a8-honest-ending").solution(assignment("a8", "A"))
    ending = score_item("a8-honest-ending", words, key, "A")
    found = article(soup(A8, {"a8-honest-ending": ending}), "a8-honest-ending")
    assert found.select("mark")
    assert "A person will read this" in found.get_text()
    assert "A program guessed" not in found.get_text(), "the marks say it"


def test_an_idea_is_explained_once_however_many_items_show_it() -> None:
    shown = {
        name: ItemResult(name, 1.0, ("why",), ("fix-first",))
        for name in ("a6-dialogues", "a6-policy", "a6-reply")
    }
    page_ = soup(A6, shown)
    (idea,) = page_.select(".idea")
    known = {one.id: one for one in misconceptions(ROOT)}["fix-first"]
    assert " ".join(known.instead.split()) in " ".join(idea.get_text().split())
    assert page_.get_text().count(known.instead.split(".")[0]) == 1
    assert "Lesson 9, “Rewind”" in idea.get_text()
    assert (
        "“Three dialogues”, “Five clients whom you have not met” and “A reply of your own”" in idea.get_text()
    )
    hint = {"a6-policy": ItemResult("a6-policy", 1.0, (), ("fix-first",), hinted=("fix-first",))}
    assert not soup(A6, hint).select(".idea"), "one hint may be chance"


def test_what_to_practise_comes_from_the_weakest_items_and_is_nothing_when_all_is_well(
    clumsy: dict[str, ItemResult],
) -> None:
    steps = told(A6, clumsy | {"a6-policy": ItemResult("a6-policy", 1.0)}).steps
    assert len(steps) == MOST_STEPS
    assert f"Play “{WORK.scenarios[0].title}” once more" in steps[0].do
    assert "Go back to your answer 1" in steps[0].do
    assert steps[1].why == "“Five clients whom you have not met”: 1 of 6 points"
    assert "Lesson 9, “Four things to do first”" in steps[1].do
    well = {item.id: ItemResult(item.id, item.points) for item in read_key(ROOT, A6).items if item.points}
    assert told(A6, well).steps == ()
    assert not soup(A6, well).select("#next")
    held = {**well, "a6-policy": ItemResult("a6-policy", 6.0, (), ("explain-first",))}
    assert [step.why for step in told(A6, held).steps] == ["“Explain first”"]


def test_the_sum_leaves_out_what_waits_and_says_who_is_late() -> None:
    results = {"a6-policy": ItemResult("a6-policy", 4.5, ("Why.",))}
    found = told(A6, results, name="Ana Lima", late_penalty=1.0, seconds_late=26 * 3600.0)
    assert (found.name, found.points, found.of, found.complete) == ("Ana Lima", "3.5", "30 points", False)
    assert found.remarks == (
        "A person has yet to read “Reflection”: 4 points more wait for it.",
        "Handed in 1 day 2 h late.",
        "1 point less for being late; the sum above counts that in.",
    )
    read = marks(A6, results).read | {"a6-reflection": True}
    assert told(A6, results, read=read).complete
    assert told(A6, results).name == "s1"
    assert not [one for one in told(A6, results).remarks if "Handed in" in one], (
        "nothing is known of a due date"
    )
    shown = soup(A6, results)
    assert "0.0" not in shown.get_text()
    assert "Own view" not in shown.get_text()
    assert "A person will read this" in article(shown, "a6-reflection").get_text()


def test_a_persons_words_stand_at_the_item_and_at_the_answer() -> None:
    one = nbformat.v4.new_markdown_cell("I noticed.")  # type: ignore[no-untyped-call]
    one.metadata["nbgrader"] = {"grade": True, "solution": True, "grade_id": "a6-reflection"}
    said = marks(A6, {}, comments={"a6-reflection": "Well *seen*."}, read={"a6-reflection": True})
    both = account("s1", headings(ROOT, A6), said, {}, {"a6-reflection"})
    book = nbformat.v4.new_notebook(cells=[one])  # type: ignore[no-untyped-call]
    found = BeautifulSoup(page(book, said, both), "html.parser")
    assert article(found, "a6-reflection").select_one(".comment em").get_text() == "seen"
    assert found.select_one("#work .cell.theirs .comment em") is not None
    assert len(found.select(".comment")) == 2


def passages() -> Iterator[tuple[str, int, str]]:
    for one in misconceptions(ROOT):
        if one.again:
            yield one.id, one.again.lesson, one.again.section
    for place in sorted((ROOT / "autograde" / "keys").glob("a?_*.yaml")):
        for item in read_key(ROOT, place.stem).items:
            if item.practise:
                assert item.practise.do, item.id
                yield item.id, item.practise.lesson, item.practise.section


def test_every_place_to_look_again_is_a_heading_of_its_lesson() -> None:
    heads = {}
    for lesson in (ROOT / "course" / "lessons").glob("*.ipynb"):
        cells = json.loads(lesson.read_text(encoding="utf-8"))["cells"]
        text = "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown")
        heads[int(lesson.name[:2])] = set(re.findall(r"^#{2,3} (?:[◆■●] )?(.+)$", text, re.MULTILINE))
    known = list(passages())
    assert len(known) > 50
    assert [one for one in known if one[2] not in heads[one[1]]] == []


def test_an_assignment_without_a_key_goes_by_its_own_names(tmp_path: Path) -> None:
    found = account("s1", headings(tmp_path, "t1_tests"), Marks(2, 2, 0, {"t1-sum-check": (2.0, 2.0)}), {})
    assert (found.title, [item.title for item in found.items]) == ("t1_tests", ["T1-sum"])


@pytest.fixture
def opened(chromium: Browser, clumsy: dict[str, ItemResult], tmp_path: Path) -> Iterator[Page]:
    """A6's page with a talk, a reply and the notebook open, in the window of a telephone."""
    one = nbformat.v4.new_code_cell("x = 1  # a remark\nprint('a ' * 90)")  # type: ignore[no-untyped-call]
    text = nbformat.v4.new_markdown_cell("# A6\n\n[a link](https://example.org) and `code`")  # type: ignore[no-untyped-call]
    book = nbformat.v4.new_notebook(cells=[text, one])  # type: ignore[no-untyped-call]
    shown = clumsy | {"a6-policy": ItemResult("a6-policy", 2.0, ("Why `so`.", "And so."), ("fix-first",))}
    file = tmp_path / "page.html"
    file.write_text(
        page(book, marks(A6, shown, comments={"a6-reflection": "Yes."}), told(A6, shown)), encoding="utf-8"
    )
    context = chromium.new_context(viewport={"width": 400, "height": 800})
    opened = context.new_page()
    opened.goto(file.as_uri())
    opened.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
    yield opened
    context.close()


@pytest.mark.browser
def test_everybody_can_read_it_by_day_by_night_on_a_telephone_and_at_twice_the_size(
    opened: Page, barriers: Callable[..., list[str]]
) -> None:
    for scheme in ("light", "dark"):
        opened.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        for width in (400, 640, 1280):  # 640 is a window of 1280 at 200 %
            opened.set_viewport_size({"width": width, "height": 800})
            assert opened.evaluate("document.documentElement.scrollWidth") <= width
        assert barriers(opened) == []
    assert pictures_without_words(opened) == []
    opened.set_viewport_size({"width": 400, "height": 800})
    box = opened.locator("svg.trace").first.bounding_box()
    assert box is not None
    assert 280 < box["width"] <= 400
    opened.emulate_media(media="print", color_scheme="dark")
    assert opened.evaluate("getComputedStyle(document.body).color") == "rgb(31, 34, 37)", "paper is white"
