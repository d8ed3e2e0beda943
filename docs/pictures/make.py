"""Make the pictures of the student's guide anew, in a real JupyterLab and a real Chromium: `make pictures`.

A number in a picture stands where its list in docs/student_guide.md says what there is to see.
"""

import argparse
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "tests" / "browser")]

from conftest import copy_course, run_program  # noqa: E402
from own_lab import opened, running  # noqa: E402
from playwright.sync_api import Browser, Locator, Page, sync_playwright  # noqa: E402

A2 = "a2_read_a_caseload"
NUMBER = """(node, [number, dx, dy]) => {
  const place = node.getBoundingClientRect(), badge = document.createElement("div");
  badge.textContent = number;
  Object.assign(badge.style, {position: "fixed", left: `${place.left + dx}px`, top: `${place.top + dy}px`, width: "26px",
    height: "26px", borderRadius: "50%", background: "#8a3b12", color: "white", font: "700 15px/26px sans-serif",
    textAlign: "center", zIndex: 99999, boxShadow: "0 0 0 3px white"});
  document.body.append(badge);
}"""


def number(place: Locator, what: int, dx: int = -13, dy: int = -13) -> None:
    """Put a number at a corner of what there is to see."""
    place.evaluate(NUMBER, [what, dx, dy])


def picture(page: Page, to: Path, height: int) -> None:
    """Take a picture of the upper part of the window, with few colours, so that the file is small."""
    page.screenshot(path=to, clip={"x": 0, "y": 0, "width": 1000, "height": height}, animations="disabled")
    from PIL import Image

    with Image.open(to) as drawn:
        drawn.convert("RGB").quantize(96, dither=Image.Dither.NONE).save(to, optimize=True)


def top(page: Page, cell: Locator, down: int) -> None:
    """Bring a box to so many pixels below the top of the window."""
    cell.evaluate(
        "(node, down) => { const outer = node.closest('.jp-WindowedPanel-outer');"
        " outer.scrollTop += node.getBoundingClientRect().top - down; }",
        down,
    )
    page.wait_for_timeout(400)


def lesson(browser: Browser, lab: Any, to: Path) -> None:
    """Show a lesson: a box, the button that runs it, what appears below."""
    with opened(browser, lab, "02_three_pillars", width=1000, height=760, theme="Light") as shown:
        shown.run()
        shown.wait()
        page, cell = shown.page, shown.cell("a-goal-gone-missing")
        cell.click()
        top(page, cell, 150)
        number(cell.locator(".jp-InputArea-editor"), 1)
        number(page.locator("[data-command='notebook:run-cell-and-select-next']").first, 2, -24, 0)
        number(cell.locator(".alliance-widget").first, 3, -13, 2)
        picture(page, to / "student_lesson.png", 700)


def practice(browser: Browser, lab: Any, to: Path) -> None:
    """Show an assignment: three dots typed over, three that wait, and what the practice check says of them."""
    with opened(browser, lab, A2, width=1000, height=900, theme="Light") as shown:
        page = shown.page
        for answer in ("a2-mean-goal",):
            shown.cell(answer).locator(".cm-content").click()
            page.keyboard.press("ControlOrMeta+a")
            page.keyboard.type('mean_goal = mean_of(sessions, "goal")')
        shown.run()
        shown.wait()
        top(page, shown.cell("a2-mean-goal"), 60)
        number(shown.cell("a2-mean-goal").locator(".jp-InputArea-editor"), 1)
        number(shown.cell("a2-mean-task").locator(".jp-InputArea-editor"), 2)
        check = shown.cell("a2-pillar-means-check").locator(".jp-OutputArea-output").first
        number(check, 3, -4, -10)
        picture(page, to / "student_practice_check.png", 860)


def feedback(browser: Browser, course: Path, to: Path) -> None:
    """Show the upper part of a student's own page."""
    done = run_program("alliance-grader", "demo", "--json", cwd=course)
    if done.returncode:
        raise SystemExit(done.stderr)
    pages = course / "gradebook" / "demo" / "gradebook" / "feedback"
    own = sorted(pages.glob(f"*/{A2}/{A2}.html"), key=lambda page: page.stat().st_size)[
        len(list(pages.iterdir())) // 2
    ]
    page = browser.new_page(viewport={"width": 1000, "height": 760})
    page.goto(own.as_uri())
    picture(page, to / "student_feedback.png", 700)


def main() -> None:
    """Make all of them."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--to", type=Path, default=Path(__file__).parent)
    options.add_argument("--only", choices=("lesson", "practice", "feedback"), action="append")
    chosen = options.parse_args()
    wanted = chosen.only or ["lesson", "practice", "feedback"]
    program = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if program is None:
        raise SystemExit("These pictures need Chromium or Google Chrome; make browser says how to get it.")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        if {"lesson", "practice"} & set(wanted):
            with running(Path(folder) / "home") as lab:
                shutil.copy(ROOT / "release" / A2 / f"{A2}.ipynb", lab.root / "lessons")
                if "lesson" in wanted:
                    lesson(browser, lab, chosen.to)
                if "practice" in wanted:
                    practice(browser, lab, chosen.to)
        if "feedback" in wanted:
            feedback(browser, copy_course(Path(folder) / "course"), chosen.to)
        browser.close()


if __name__ == "__main__":
    main()
