"""Every lesson in JupyterLab: all of it runs and is there for everybody, in the light and in the dark, wide and narrow."""

import json
from pathlib import Path
from typing import Any

import pytest
from pictures import pictures_without_words
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.slow]

FOLDER = Path(__file__).parents[2] / "course" / "lessons"
LESSONS = [*sorted(FOLDER.glob("*.ipynb")), *sorted(FOLDER.glob("*/*.ipynb"))]
"""The lessons, then those in other languages."""


def called(path: Path) -> str:
    """Return how a lesson is asked for: ``02_three_pillars``, ``de/02_three_pillars``."""
    return path.relative_to(FOLDER).with_suffix("").as_posix()


_UNNAMED = """() => [...document.querySelectorAll(".js-plotly-plot")].filter((drawing) => {
  const figure = drawing.closest("[role=figure]");
  const caption = figure?.nextElementSibling.querySelector(".alliance-caption")?.textContent;
  return !caption || figure.ariaLabel !== caption || !drawing.closest("[aria-hidden=true]");
}).map((drawing) => drawing.closest(".jp-Cell").innerText.slice(0, 200))"""


def widgets_in(path: Path) -> list[str]:
    """Return the ids of the cells that make a widget: a call of a class, whose name has a capital."""
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return [
        cell["id"] for cell in cells if cell["cell_type"] == "code" and "".join(cell["source"])[0].isupper()
    ]


@pytest.mark.parametrize("path", LESSONS, ids=called)
def test_a_lesson_is_there_for_everybody(
    open_lesson: Any, barriers: Any, screenshots: Path, path: Path
) -> None:
    lesson = open_lesson(called(path))
    page = lesson.page
    lesson.wait()
    assert page.locator("[data-mime-type='application/vnd.jupyter.error']").count() == 0
    widgets = widgets_in(path)
    for cell in widgets:
        expect(lesson.widget(cell)).to_be_visible()
    ours = (".jp-RenderedMarkdown", ".jp-OutputArea-output")
    assert barriers(page, ours=ours) == []
    # Plotly's drawings have a name that says what is seen, the one below them, and their many small texts are passed by.
    assert page.evaluate(_UNNAMED) == []
    assert pictures_without_words(page, within=", ".join(ours)) == []

    # The same page in the dark, as narrow as a telephone.
    page.evaluate("jupyterapp.commands.execute('apputils:change-theme', { theme: 'JupyterLab Dark' })")
    page.set_viewport_size({"width": 420, "height": 1000})
    expect(page.locator("body")).to_have_attribute("data-jp-theme-light", "false")
    for cell in widgets:
        widget = lesson.widget(cell)
        # The theme's own ink: dark ink on a dark page would mean that the palette missed the theme.
        expect(widget).to_have_css("color", "rgb(233, 230, 225)")
        inner, outer = widget.evaluate("node => [node.scrollWidth, node.clientWidth]")
        assert inner <= outer, cell
        assert widget.evaluate("node => node.getBoundingClientRect().right") <= 420, cell
        which = called(path)[: -len(path.stem)].replace("/", "_") + path.stem[:2]
        widget.screenshot(path=screenshots / f"{which}_{cell}_dark_420.png", animations="disabled")
