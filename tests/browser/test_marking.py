"""Mark a class by keyboard alone, in a real browser, against the real gradebook."""

import re
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from alliance_grader.build import build
from alliance_grader.demo.students import hand_in, simulated_class
from alliance_grader.grade import grade
from alliance_grader.gradebook import open_api, open_gradebook
from alliance_grader.marking.desk import Desk, Filter

sys.path.insert(0, str(Path(__file__).parents[1]))

pytestmark = [pytest.mark.browser, pytest.mark.slow]

A1 = "a1_pillar_triage"
HOSTILE = (
    "I would **ask**, and wait.\n\n<script>window.alive = 1</script><img src=x onerror='window.alive = 2'>"
    "<style>body{display:none}</style><form action='/undo'><button>Undo</button></form>\n\nThe second paragraph."
)
WHO = {"aino": "excellent", "babak": "excellent", "celia": "excellent", "esther": "excellent"}


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A class of four who have handed in A1, graded; one of them hands in markup that would act."""
    from tests.conftest import copy_course

    root: Path = copy_course(tmp_path_factory.mktemp("marking") / "course")
    build(root, A1)
    due = datetime.now(UTC).replace(microsecond=0)
    class_ = simulated_class(root, A1)
    with open_gradebook(open_api(root)) as gradebook:
        for first in WHO:
            gradebook.update_or_create_student(
                f"{first}.secret", first_name=first.title(), last_name="Secret"
            )
    for first, kind in WHO.items():
        own = class_.kinds[kind]
        if first == "esther":
            own = replace(own, writes=HOSTILE)
        hand_in(root, A1, replace(class_.students[0], id=f"{first}.secret"), own, due)
    assert {outcome.status for outcome in grade(root, A1)} == {"graded"}
    return root


@contextmanager
def marking(course: Path, *words: str) -> Iterator[str]:
    """Run the real command; give the address that it prints."""
    program = [str(Path(sys.executable).parent / "alliance-grader"), "mark", "a1", "--no-browser", *words]
    with subprocess.Popen(
        program, cwd=course, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        try:
            assert process.stdout is not None
            for line in process.stdout:
                if found := re.search(r"http://\S+", line):
                    yield found[0]
                    break
            else:
                pytest.fail("the command printed no address")
        finally:
            process.terminate()


def held(course: Path, item: str) -> dict[str, tuple[float | None, bool, str | None]]:
    """Return what the gradebook holds of an item: manual points, whether it waits, and the comment."""
    with open_gradebook(open_api(course)) as gradebook:
        found = {}
        for first in WHO:
            mark = gradebook.find_grade(item, A1, A1, f"{first}.secret")
            said = gradebook.find_comment(item.removesuffix("-check"), A1, A1, f"{first}.secret")
            found[first] = (mark.manual_score, mark.needs_manual_grade, said.comment)
        return found


def test_a_class_is_marked_by_keyboard_alone(  # noqa: PLR0915 - it is one sitting
    course: Path, chromium: Browser, barriers: Callable[[Page], list[str]], screenshots: Path
) -> None:
    context = chromium.new_context(viewport={"width": 1280, "height": 860})
    page = context.new_page()
    wrong: list[str] = []
    page.on("console", lambda message: wrong.append(message.text))
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on(
        "request",
        lambda asked: (
            wrong.append(asked.url)
            if "127.0.0.1" not in asked.url and not asked.url.startswith("data:")
            else None
        ),
    )
    key = page.keyboard.press
    with marking(course) as address:
        page.goto(address)
        assert "token" not in page.url
        assert barriers(page) == []
        key("1")
        page.wait_for_url("**/a/a1_pillar_triage/*")
        assert not re.search("secret", page.content(), re.IGNORECASE)
        expect(page.locator("#asked .asked")).to_contain_text("Samuel")
        expect(page.locator(".done")).to_have_text("0 of 4 marked")
        # All, a half, a comment: one and a half points.
        for each in ("1", "2", "2", "b"):
            key(each)
        expect(page.locator("#points")).to_have_value("1.5")
        expect(page.locator(".criterion").nth(1)).to_have_attribute("aria-checked", "mixed")
        assert barriers(page) == []
        page.screenshot(path=screenshots / "marking_sentence.png")
        key("Enter")
        expect(page.locator("#said")).to_contain_text("1.5 of 2.")
        expect(page.locator(".done")).to_have_text("1 of 4 marked")
        first = [one for one in held(course, "a1-sentence-samuel-check").values() if one[0] is not None]
        assert first == [(1.5, False, "The aim is theirs. What exactly would I see the two of you do?")]
        # A number typed; an empty mark is asked for; undone; skipped.
        key("Enter")
        expect(page.locator("#said")).to_contain_text("Points first")
        key("p")
        page.keyboard.type("0,5")
        key("Enter")
        expect(page.locator(".done")).to_have_text("2 of 4 marked")
        second = page.locator("h1").inner_text()
        key("u")
        expect(page.locator("#said")).to_contain_text("Undone")
        expect(page.locator(".done")).to_have_text("1 of 4 marked")
        assert page.locator("h1").inner_text() != second
        here = page.url
        key("s")
        page.wait_for_url(lambda url: url != here)
        # What is typed stays, also when one looks at another answer meanwhile.
        key("m")
        page.keyboard.type("Mine, with 1 2 3 j k.")
        key("Escape")
        here = page.url
        key("ArrowLeft")
        page.wait_for_url(lambda url: url != here)
        key("ArrowRight")
        page.wait_for_url(here)
        expect(page.locator("#comment")).to_have_value("Mine, with 1 2 3 j k.")
        key("0")
        key("Control+Enter")
        expect(page.locator(".done")).to_have_text("2 of 4 marked")
        assert (0.0, False, "Mine, with 1 2 3 j k.") in held(course, "a1-sentence-samuel-check").values()
        # The name when it is asked for, and only then.
        key("w")
        expect(page.locator("h1 .name")).to_contain_text("Secret")

        # The reflections: hostile markup does nothing, and the student's own view comes after the mark.
        page.goto(address.partition("?")[0] + f"a/{A1}?item=a1-reflection")
        seen = []
        for number in range(4):
            expect(page.locator(".done")).to_have_text(f"{number} of 4 marked")
            assert "would have given" not in page.locator("main").inner_text()
            seen.append(page.locator("#answer").inner_text())
            assert page.evaluate("window.alive") is None
            assert page.locator("#answer :is(script, style, form, button, img)").count() == 0
            key("3")
            key("Enter")
            expect(page.locator("#said")).to_contain_text("1 of 4. The student would have given it 4.")
        assert any("The second paragraph." in text and "ask, and wait" in text for text in seen)
        expect(page.locator("#said")).to_contain_text("Nothing waits here any more.")
        page.goto(address.partition("?")[0] + f"a/{A1}?item=a1-reflection")
        expect(page.locator(".own")).to_have_text("The student would have given it 4 of 4.")
        assert set(held(course, "a1-reflection").values()) == {(1.0, False, None)}

        # For everybody: in the dark, on a telephone.
        for width, scheme in ((1280, "dark"), (400, "light"), (400, "dark")):
            page.set_viewport_size({"width": width, "height": 860})
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            for path in ("", f"a/{A1}?item=a1-sentence-jun"):
                page.goto(address.partition("?")[0] + path)
                assert barriers(page) == []
                assert page.evaluate("document.documentElement.scrollWidth") == width
                page.screenshot(path=screenshots / f"marking_{bool(path)}_{width}_{scheme}.png")
        key("?")
        expect(page.locator("#keys")).to_be_visible()
        assert barriers(page) == []
    assert wrong == []
    context.close()


def test_a_locked_gradebook_is_said_and_the_mark_is_sent_again(course: Path, chromium: Browser) -> None:
    context = chromium.new_context()
    page = context.new_page()
    with marking(course) as address, closing(sqlite3.connect(course / "gradebook" / "gradebook.db")) as other:
        page.goto(address)
        page.goto(address.partition("?")[0] + f"a/{A1}?item=a1-sentence-marisol")
        other.execute("BEGIN IMMEDIATE")
        page.keyboard.press("1")
        page.keyboard.press("Enter")
        said = page.locator("#said.wrong")
        expect(said).to_contain_text("locked by another program", timeout=15_000)
        expect(said).to_contain_text("Your mark is kept; press Enter to send it again.")
        expect(page.locator("#points")).to_have_value("1")
        other.rollback()
        page.keyboard.press("Enter")
        expect(page.locator("#said")).to_contain_text("1 of 2.")
    assert [one[0] for one in held(course, "a1-sentence-marisol-check").values()].count(1.0) == 1
    context.close()


def read_all(course: Path, rater: str, points: float, item: str = "", *, second: bool = False) -> None:
    """Give all that lies on a rater's desk the same points."""
    desk = Desk(course, open_api(course), [A1], rater, second)
    for row in desk.rows(A1, Filter(item)):
        desk.give(A1, row.code, points, (), "", desk.page(A1, row.code, Filter(item)).digest)


def test_two_raters_settle_what_they_differ_on(
    course: Path, chromium: Browser, barriers: Callable[[Page], list[str]], screenshots: Path
) -> None:
    item = "a1-sentence-jun"
    read_all(course, "ada", 1, item)
    context = chromium.new_context(viewport={"width": 1280, "height": 860})
    page = context.new_page()
    key = page.keyboard.press
    with marking(course, "--second", "--rater", "Ben") as address:
        page.goto(address)
        there = address.partition("?")[0] + f"a/{A1}"
        page.goto(f"{there}/two-raters")
        expect(page.locator("main")).to_contain_text("not shown before you have read all of the sample")
        page.goto(f"{there}?item={item}")
        for number in range(4):
            expect(page.locator(".done")).to_have_text(f"{number} of 4 marked")
            expect(page.locator("#points")).to_have_value("")
            for each in ("1", "2", "Enter"):
                key(each)
            expect(page.locator("#said")).to_contain_text("2 of 2.")
        for other in ("a1-sentence-samuel", "a1-sentence-marisol", "a1-reflection"):
            read_all(course, "ben", 0, other, second=True)
        page.goto(f"{there}/two-raters")
        section = page.locator("section", has_text="ada and ben")
        expect(section).to_contain_text("too few to say")
        assert barriers(page) == []
        page.screenshot(path=screenshots / "marking_two_raters.png", full_page=True)
        section.get_by_role("link", name="Student").first.click()
        expect(page.locator(".take").nth(1)).to_contain_text("ben")
        assert barriers(page) == []
        page.screenshot(path=screenshots / "marking_settle.png")
        key("2")
        key("Enter")
        expect(page.locator("#said")).to_contain_text("Settled")
    assert sorted(one[0] or 0 for one in held(course, f"{item}-check").values()) == [1, 1, 1, 2]
    context.close()
