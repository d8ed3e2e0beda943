"""A trainee who never opens a terminal: a clean copy of the notebook on the screen, from one of its own boxes."""

import sys
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

sys.path.insert(0, str(Path(__file__).parents[1] / "browser"))

from own_lab import opened, running

LESSON = "02_three_pillars"

pytestmark = [pytest.mark.slow, pytest.mark.browser]


def add_box(page: Page) -> None:
    page.evaluate(
        """async () => {
          const { content } = jupyterapp.shell.currentWidget;
          content.activeCellIndex = content.widgets.length - 1;
          await jupyterapp.commands.execute("notebook:insert-cell-below");
        }"""
    )


def run_in_last_box(page: Page, text: str, answer: str) -> None:
    page.evaluate(
        """async (text) => {
          const { content } = jupyterapp.shell.currentWidget;
          content.activeCellIndex = content.widgets.length - 1;
          content.activeCell.model.sharedModel.setSource(text);
          await jupyterapp.commands.execute("notebook:run-cell");
        }""",
        text,
    )
    expect(page.locator(".jp-Notebook .jp-Cell").last).to_contain_text(answer, timeout=30_000)


def save(page: Page) -> None:
    page.keyboard.press("Control+s")
    page.wait_for_function("() => !jupyterapp.shell.currentWidget.context.model.dirty")


def boxes(page: Page) -> int:
    return int(page.evaluate("jupyterapp.shell.currentWidget.content.widgets.length"))


def test_a_clean_copy_from_a_box_and_back(chromium: Browser, tmp_path: Path) -> None:
    with (
        running(tmp_path) as lab,
        opened(chromium, lab, LESSON, width=1280, height=900, theme="Light") as lesson,
    ):
        page, file = lesson.page, lab.root / "lessons" / f"{LESSON}.ipynb"
        given, as_given = file.read_bytes(), boxes(page)
        add_box(page)
        # What is on the page is not in the file yet, so nothing is done.
        run_in_last_box(page, "import alliance; alliance.fresh()", "Save this notebook first")
        assert file.read_bytes() == given
        save(page)
        work = file.read_bytes()
        assert b"alliance.fresh()" in work
        answer = "Your work is beside it: 02_three_pillars (my copy of"
        run_in_last_box(page, "import alliance; alliance.fresh()", answer)
        assert file.read_bytes() == given
        (kept,) = file.parent.glob("*(my copy of*")
        assert kept.read_bytes() == work
        # The words that it says to look for are those of the menu.
        page.get_by_role("menuitem", name="File", exact=True).click()
        page.get_by_text("Reload Notebook from Disk", exact=True).click()
        page.get_by_role("dialog").get_by_role("button", name="Reload").click()
        page.wait_for_function(f"() => jupyterapp.shell.currentWidget.content.widgets.length === {as_given}")
        # And back, as one would type it in a terminal.
        add_box(page)
        save(page)
        run_in_last_box(page, "!alliance fresh --undo 02", "02_three_pillars.ipynb is your work again.")
        assert file.read_bytes() == work
