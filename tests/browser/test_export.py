"""A lesson as one page: opened from the disk, without a network and without Python."""

import re
from pathlib import Path

import nbformat
import pytest
from playwright.sync_api import Browser, expect
from typer.testing import CliRunner

from alliance.cli import app
from alliance.errors import CourseError
from alliance.export import export_lesson
from alliance.pillars import Profile

pytestmark = [pytest.mark.browser, pytest.mark.slow]

LESSON = Path(__file__).parents[2] / "course" / "lessons" / "02_three_pillars.ipynb"


def test_the_page_opens_offline_and_its_widgets_work(chromium: Browser, tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["export-lesson", str(LESSON), "--out", str(tmp_path / "lesson.html")])
    assert done.exit_code == 0, done.output
    assert [path.name for path in tmp_path.iterdir()] == ["lesson.html"]
    context = chromium.new_context(offline=True, viewport={"width": 700, "height": 900})
    page = context.new_page()
    asked: list[str] = []
    errors: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda said: errors.append(said.text) if said.type == "error" else None)
    page.goto((tmp_path / "lesson.html").as_uri())
    assert page.title() == "Lesson 2 · Three pillars"
    widgets = page.locator(".alliance-live > .alliance-widget")
    expect(widgets).to_have_count(5)
    triangle = widgets.nth(1)
    expect(triangle.get_by_role("status")).to_have_text(Profile(2, 4, 5).summary)
    triangle.get_by_role("slider", name="Agreement on goals").press("End")
    expect(triangle.get_by_role("status")).to_have_text(Profile(5, 4, 5).summary)
    expect(widgets.nth(2).get_by_role("status")).to_have_text(Profile(4, 4, 4).summary)
    # The caseload stands there as a picture, with the same words for those who do not see it.
    still = page.locator("img.alliance-still")
    expect(still).to_have_count(1)
    assert "one client, 12 in all" in (still.get_attribute("alt") or "")
    # A word of the glossary is explained on the page itself.
    link = page.get_by_role("link", name="correlations", exact=True)
    anchor = (link.get_attribute("href") or "").removeprefix("#")
    assert page.locator(f"dt#{anchor} + dd").inner_text() == link.get_attribute("title")
    assert page.locator("a[href^='glossary.md']").count() == 0
    assert all(re.match(r"file:|data:|blob:", url) for url in asked), asked
    assert errors == []
    context.close()


def test_what_cannot_be_exported_is_said_in_a_sentence_and_nothing_is_left(tmp_path: Path) -> None:
    with pytest.raises(CourseError, match="There is no file"):
        export_lesson(tmp_path / "none.ipynb")
    (tmp_path / "text.ipynb").write_text("no notebook")
    with pytest.raises(CourseError, match="is not a notebook"):
        export_lesson(tmp_path / "text.ipynb")
    broken = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("1 / 0")])
    nbformat.write(broken, tmp_path / "broken.ipynb")
    with pytest.raises(CourseError, match=r"does not run to its end \(ZeroDivisionError"):
        export_lesson(tmp_path / "broken.ipynb")
    with pytest.raises(
        CourseError, match=r"broken\.ipynb is not written over; name a file that ends in \.html"
    ):
        export_lesson(tmp_path / "text.ipynb", tmp_path / "broken.ipynb")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["broken.ipynb", "text.ipynb"]
