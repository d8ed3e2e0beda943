"""A lecture in a real Chromium: served by Voila, and as one file on a stick."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest
from playwright.sync_api import Browser, Page, expect

from alliance.lecture.pages import every
from alliance.pillars import Profile

pytestmark = [pytest.mark.browser, pytest.mark.slow]

Barriers = Callable[..., list[str]]
_PATIENCE = 60_000
"""Milliseconds until a busy machine has drawn everything."""
ALLIANCE = str(Path(sys.executable).parent / "alliance")


@contextmanager
def opened(chromium: Browser, address: str, *, scheme: str = "light", width: int = 1280) -> Iterator[Page]:
    """Open a page; what it asks of other computers, and its errors, fail the test."""
    context = chromium.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)  # type: ignore[arg-type]
    page = context.new_page()
    page.set_default_timeout(_PATIENCE)
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
    page.on("request", lambda asked: wrong.append(asked.url) if not local(asked.url) else None)
    page.goto(address)
    yield page
    context.close()
    assert wrong == []


def local(address: str) -> bool:
    return address.startswith(("http://127.0.0.1:", "data:", "blob:", "file:"))


@contextmanager
def served(folder: Path, *arguments: str) -> Iterator[str]:
    """Run the command as an instructor does; end it with Ctrl-C, after which nothing of it is left."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [ALLIANCE, "lecture", "--no-browser", "--port", str(port), *arguments]
    with (folder / "said.txt").open("wb") as out:
        program = subprocess.Popen(command, cwd=folder, stdout=out, stderr=out, start_new_session=True)
    family: list[psutil.Process] = []
    try:
        until = time.monotonic() + 90
        while "The lecture is at" not in (said := (folder / "said.txt").read_text()):
            assert program.poll() is None, said
            assert time.monotonic() < until, said
            time.sleep(0.1)
        yield f"http://127.0.0.1:{port}/"
        family = psutil.Process(program.pid).children(recursive=True)
        assert len(family) >= 2  # Voila, and a kernel
    finally:
        program.send_signal(signal.SIGINT)
        try:
            program.wait(40)
        except subprocess.TimeoutExpired:
            os.killpg(program.pid, signal.SIGKILL)
            raise
    assert program.returncode == 0
    assert "Stopped." in (folder / "said.txt").read_text()
    _, alive = psutil.wait_procs(family, timeout=10)
    assert alive == []


@pytest.fixture(scope="module")
def stick(tmp_path_factory: pytest.TempPathFactory) -> str:
    page = tmp_path_factory.mktemp("stick") / "lecture.html"
    done = subprocess.run(
        [ALLIANCE, "lecture", "--save", str(page)], capture_output=True, text=True, timeout=200, check=False
    )
    assert done.returncode == 0, done.stderr
    return page.as_uri()


def test_keys_and_a_clicker_turn_every_page(chromium: Browser, stick: str) -> None:
    pages = every().pages
    with opened(chromium, stick) as page:
        expect(page.locator(".lecture-page .alliance-live > .alliance-widget")).to_have_count(
            len(pages), timeout=_PATIENCE
        )
        # Each card has a small picture that nothing can be reached in, and nothing of it is told twice.
        expect(page.locator(".lecture-small > .alliance-widget")).to_have_count(len(pages), timeout=_PATIENCE)
        expect(page.get_by_role("link")).to_have_text(
            ["The Alliance Workbook", *(one.title for one in pages)]
        )
        for number, one in enumerate(pages, 1):
            page.keyboard.press("ArrowRight" if number % 2 else "PageDown")
            expect(page.get_by_role("heading", level=2, name=one.title, exact=True)).to_be_focused()
            expect(page.locator(".lecture-where")).to_have_text(every().where(one))
            expect(page.locator(".lecture-count")).to_have_text(f"{number} of {len(pages)}")
            shown = page.locator(".alliance-widget").locator("visible=true")
            expect(shown).to_have_count(1)
            assert page.evaluate("scrollY") == 0
        page.keyboard.press("ArrowRight")  # the last stays
        expect(page).to_have_title(f"{pages[-1].title} · Pictures for a lecture")
        page.keyboard.press("Escape")
        expect(page.get_by_role("heading", level=2, name="Pictures for a lecture")).to_be_focused()


def test_a_key_in_a_widget_is_the_widget_s_and_the_clicker_s_goes_on(chromium: Browser, stick: str) -> None:
    with opened(chromium, f"{stick}#triangle") as page:
        slider = page.get_by_role("slider", name="Agreement on goals")
        slider.focus()
        page.keyboard.press("ArrowLeft")
        expect(page.get_by_role("status")).to_contain_text(Profile(3.5, 4, 4).summary)
        expect(page.locator(".lecture-count")).to_contain_text("4 of")
        page.keyboard.press("PageDown")
        expect(page.locator(".lecture-count")).to_contain_text("5 of")
        # Who comes back finds it as it was left.
        page.keyboard.press("PageUp")
        expect(slider).to_have_value("3.5")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_is_there_for_everybody(
    chromium: Browser, stick: str, barriers: Barriers, screenshots: Path, scheme: str
) -> None:
    with opened(chromium, stick, scheme=scheme) as page:
        expect(page.locator(".lecture-small > .alliance-widget")).to_have_count(
            len(every().pages), timeout=_PATIENCE
        )
        paper = "rgb(27, 29, 32)" if scheme == "dark" else "rgb(255, 255, 255)"
        expect(page.locator("body")).to_have_css("background-color", paper)
        page.screenshot(path=screenshots / f"lecture_contents_{scheme}.png")
        assert barriers(page) == []
        # What the widgets are like in themselves is looked at in the lessons; here, what the frame makes of some of them.
        for one in every().pages[:: 5 if scheme == "light" else 12]:
            page.evaluate("name => { location.hash = name; }", one.name)
            expect(page.locator(f"#page-{one.name}")).to_be_visible()
            assert barriers(page, ours=(".lecture-bar", f"#page-{one.name}")) == [], one.name
            page.screenshot(path=screenshots / f"lecture_{one.name}_{scheme}.png")
        page.set_viewport_size({"width": 400, "height": 800})
        for one in every().pages:
            page.evaluate("name => { location.hash = name; }", one.name)
            expect(page.locator(f"#page-{one.name}")).to_be_visible()
            assert page.evaluate("document.documentElement.scrollWidth") <= 400, one.name
        page.get_by_role("button", name="Dark").press("Enter")
        expect(page.locator("body")).not_to_have_css("background-color", paper)


def test_voila_shows_widgets_that_python_answers_and_ends_with_ctrl_c(
    chromium: Browser, barriers: Barriers, tmp_path: Path
) -> None:
    # Where somebody's own file has Voila's name, it is not run.
    (tmp_path / "voila.py").write_text("open('run', 'w')")
    with (
        served(tmp_path, "triangle", "a-reply", "shared-variance") as address,
        opened(chromium, address) as page,
    ):
        expect(page.locator(".lecture-small > .alliance-widget")).to_have_count(3, timeout=_PATIENCE)
        assert barriers(page) == []
        page.get_by_role("link", name="Three sliders, one triangle").click()
        drawn = page.locator("#page-triangle .aw-shape > .aw-profile")
        before = drawn.get_attribute("d")
        page.get_by_role("slider", name="Agreement on tasks").press("Home")
        expect(page.get_by_role("status")).to_contain_text(Profile(4, 1, 4).summary)
        assert drawn.get_attribute("d") != before
        assert barriers(page) == []
        page.keyboard.press("PageDown")
        page.get_by_role("textbox").fill("It sounds as if I went past you there. What did I miss?")
        page.get_by_role("button", name="Check").click()
        expect(page.get_by_role("list", name="Five notes").get_by_role("listitem")).to_have_count(5)
        assert page.locator(".jp-InputArea, .jp-InputPrompt, .jp-OutputPrompt").count() == 0
    assert not (tmp_path / "run").exists()


def test_a_whole_lesson_has_its_words_and_pictures_and_no_code(
    chromium: Browser, barriers: Barriers, screenshots: Path, tmp_path: Path, root: Path
) -> None:
    (tmp_path / "lessons").symlink_to(root / "course" / "lessons")
    with (
        served(tmp_path, "--lesson", "02") as address,
        opened(chromium, address, scheme="dark") as page,
    ):
        expect(page).to_have_title("Lesson 2 · Three pillars")
        expect(page.get_by_role("heading", level=1, name="Lesson 2 · Three pillars")).to_be_visible(
            timeout=_PATIENCE
        )
        expect(page.locator(".alliance-widget")).to_have_count(5, timeout=_PATIENCE)
        expect(page.locator(".js-plotly-plot")).to_have_count(1, timeout=_PATIENCE)
        assert page.get_by_text("PillarTriangle(").count() == 0
        page.screenshot(path=screenshots / "lecture_lesson_02_dark.png")
        assert barriers(page) == []
