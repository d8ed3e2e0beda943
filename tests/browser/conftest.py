"""A real JupyterLab, and a page that shows one widget without any kernel."""

import base64
import json
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from alliance.widgets._assets import script
from alliance.widgets._widget import BrowserWidget

sys.path.insert(0, str(Path(__file__).parent))

from own_lab import Lab, OpenLesson, opened, running

# A page that stands in for JupyterLab: it holds the state, tells of changes, and listens for stray keys.
_PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>One widget</title><style>{css}</style>
<body data-jp-theme-light="{light}" style="margin:8px;background:var(--alliance-paper)"><div id="here"></div>
<script type="module">
  {host}
  window.strayKeys = [];
  document.addEventListener("keydown", ({{ key }}) => window.strayKeys.push(key));
  Object.assign(window, await bringToLife("{esm}", {state}, document.getElementById("here")));
</script>"""

ShowWidget = Callable[..., Page]


@pytest.fixture
def show_widget(chromium: Browser) -> Iterator[ShowWidget]:
    """Show one widget alone: `show_widget(widget, width=320, light=False)`; script errors fail the test."""
    errors: list[str] = []
    contexts = []

    def show(widget: BrowserWidget, *, width: int = 1000, light: bool = True, **context: Any) -> Page:
        contexts.append(chromium.new_context(viewport={"width": width, "height": 800}, **context))
        page = contexts[-1].new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.set_default_timeout(5_000)
        page.set_content(
            _PAGE.format(
                css=widget._css,
                light=str(light).lower(),
                state=json.dumps(widget.state),
                host=script("host.js"),
                esm=base64.b64encode(widget._esm.encode()).decode(),
            )
        )
        page.wait_for_selector(".alliance-widget")
        return page

    yield show
    for context in contexts:
        context.close()
    assert errors == []


@pytest.fixture(scope="session")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    with running(tmp_path_factory.mktemp("lab")) as started:
        yield started


OpenALesson = Callable[..., OpenLesson]


@pytest.fixture
def open_lesson(chromium: Browser, lab: Lab) -> Iterator[OpenALesson]:
    """Open a lesson and run all of it: `open_lesson("02_three_pillars", width=420, theme="Dark")`."""
    with ExitStack() as stack:

        def open_one(name: str, *, width: int = 1280, height: int = 1000, theme: str = "Light") -> OpenLesson:
            lesson = stack.enter_context(opened(chromium, lab, name, width=width, height=height, theme=theme))
            lesson.run()
            return lesson

        yield open_one
