"""Hostile submissions in a real browser: formgrader's page, the feedback and an export stay what they are.

MathJax comes from a network that tests do not have. That it finds nothing rests on the classes of the boxes: version
2 passes by `tex2jax_ignore`, versions 3 and 4 and JupyterLab pass by `mathjax_ignore`, all of them by `pre` and `code`.
"""

import base64
import copy
import http.server
import io
import re
import threading
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any, Protocol

import nbformat
import nbgrader
import pandas as pd
import pytest
import yaml
from nbconvert.exporters import HTMLExporter
from nbconvert.filters.markdown_mistune import markdown2html_mistune
from PIL import Image
from playwright.sync_api import Browser, Error, Page, Route, expect
from traitlets.config import Config

from alliance_grader import sanitise as stage

pytestmark = pytest.mark.browser

HOSTILE = Path(__file__).parents[1] / "grader/hostile"
MARKUP: dict[str, str] = yaml.safe_load((HOSTILE / "markup.yaml").read_text("utf-8"))
PLAIN: dict[str, str] = yaml.safe_load((HOSTILE / "plain.yaml").read_text("utf-8"))
NAMES = [*MARKUP, *PLAIN]
FORMGRADER = Path(nbgrader.__file__).parent / "server_extensions/formgrader"
PAGES = ("formgrade", "feedback", "classic", "lab")
BOXES = ".student-answer, .student-output"
from_dict: Any = nbformat.from_dict


def sanitise(notebook: Any, **how: Any) -> Any:
    """Sanitise, and give what comes out as nbformat has it when it is read from a file."""
    return from_dict(stage.sanitise(notebook, **how))


HONEST = """I chose **C03**, and *not* C04: the sums are $5 and $10, `x < y`, 100 % — “quoted”, it’s 5 * 3 * 2.
A second line.

Zweiter Absatz: Grüße, café, 中文, עִבְרִית, 😀👩‍👩‍👧 & 1 < 2 > 0, a_b_c, [not a link], \\alpha.

1. first
2. second
   - inner

> What would you have wished for?

| rater | bond |
|-------|-----:|
| client | 3.5 |

```python
if x < y:

    print("$x$")
```

See [the article](https://example.org/a?b=1&c=2)."""
SAID = [
    "I chose C03, and not C04: the sums are $5 and $10, x < y, 100 % — “quoted”, it’s 5 * 3 * 2.",
    "A second line.",
    "Zweiter Absatz: Grüße, café, 中文, עִבְרִית, 😀👩‍👩‍👧 & 1 < 2 > 0, a_b_c, [not a link], \\alpha.",
    "What would you have wished for?",
    'if x < y:\n\n    print("$x$")',
]


def code(name: str, outputs: list[dict[str, Any]], source: str = "x") -> dict[str, Any]:
    known = {"cell_type": "code", "id": name, "metadata": {}, "execution_count": 1}
    return {**known, "source": source, "outputs": outputs}


def shown(data: dict[str, Any]) -> dict[str, Any]:
    return {"output_type": "display_data", "metadata": {}, "data": data}


def marked(name: str, source: str) -> dict[str, Any]:
    marks = {
        "grade": True,
        "solution": True,
        "locked": False,
        "task": False,
        "schema_version": 3,
        "points": 2.0,
    }
    metadata = {"nbgrader": {**marks, "grade_id": name, "cell_type": "markdown"}}
    return {"cell_type": "markdown", "id": name, "metadata": metadata, "source": source}


def armed(text: str, number: int, canary: str) -> str:
    return text.replace("RUN", f"window.__alive.push({number})").replace("CANARY", f"{canary}/{number}")


def hostile(canary: str) -> tuple[Any, set[str]]:
    """Return a notebook of every vector, as an answer and as outputs, and the ids of the student's cells."""
    cells = []
    for number, name in enumerate(NAMES):
        text = armed(MARKUP.get(name, PLAIN.get(name, "")), number, canary)
        cells.append(marked(f"vector-{number}", text))
        outputs = [
            shown({"text/html": text, "text/plain": text}),
            shown({"text/plain": text}),
            shown(
                {"image/svg+xml": f"<svg>{text}</svg>", "text/latex": text, "application/javascript": "RUN"}
            ),
            {"output_type": "stream", "name": "stdout", "text": text},
            {"output_type": "error", "ename": text, "evalue": text, "traceback": [text]},
        ]
        cells.append(code(f"output-{number}", outputs, source=text))
    return from_dict({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells}), {
        cell["id"] for cell in cells
    }


def honest() -> Any:
    frame: Any = pd.DataFrame({"client": ["C01", "C02 < $5"], "bond": [3.5, -1.25]})
    picture = io.BytesIO()
    Image.linear_gradient("L").save(picture, "PNG")
    figure = {
        "data": [
            {"x": [1, 2, 3], "y": [3.0, 4.5, 2.0], "mode": "lines+markers", "name": "goal"},
            {"type": "bar", "x": [1, 2, 3], "y": [1, 2, 1], "name": "task"},
        ],
        "layout": {"title": {"text": "Ratings of C03, $5"}, "xaxis": {"title": {"text": "session"}}},
    }
    error = {
        "output_type": "error",
        "ename": "NameError",
        "evalue": "name 'y' is not defined",
        "traceback": ["\x1b[31mNameError\x1b[39m: name 'y' is not defined"],
    }
    cells = [
        marked("reflection", HONEST),
        code("table", [shown({"text/html": frame._repr_html_(), "text/plain": repr(frame)})], "table.head()"),
        code("error", [error], "y"),
        code("print", [{"output_type": "stream", "name": "stdout", "text": "mean: $4.20 < 5\n"}], "print(m)"),
        code("figure", [shown({"application/vnd.plotly.v1+json": figure, "text/plain": "Two ratings."})]),
        code("picture", [shown({"image/png": base64.b64encode(picture.getvalue()).decode()})]),
    ]
    notebook = from_dict({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells})
    return sanitise(notebook, student_cells={cell["id"] for cell in cells})


@cache
def exporter(page: str) -> HTMLExporter:
    settings = Config()
    settings.HTMLExporter.template_name = page
    settings.HTMLExporter.extra_template_basedirs = [str(FORMGRADER / "templates")]
    settings.HTMLExporter.extra_template_paths = [str(FORMGRADER / "static/node_modules/bootstrap/dist/css")]
    if page == "feedback":
        settings.HTMLExporter.preprocessors = ["nbconvert.preprocessors.CSSHTMLHeaderPreprocessor"]
    return HTMLExporter(config=settings)  # type: ignore[no-untyped-call]


def page_of(page: str, notebook: Any) -> str:
    """Return the page that nbgrader or nbconvert makes of a notebook."""
    notebook = copy.deepcopy(notebook)
    for cell in notebook.cells:
        if cell.metadata.get("nbgrader"):
            cell.metadata.nbgrader.update(score=1.0, comment="Thank you.")
    formgrader = {
        "assignment_id": "a2",
        "notebook_id": "a2",
        "submission_id": "s",
        "base_url": "",
        "index": 0,
    }
    formgrader |= {"total": 2, "student": "ada", "last_name": None, "first_name": None, "notebook_path": "/x"}
    feedback = {"notebook": "a2", "score": 1.0, "max_score": 2.0, "late_penalty": 0.0}
    html, _ = exporter(page).from_notebook_node(notebook, resources=formgrader | {"nbgrader": feedback})
    return str(html)


@pytest.fixture(scope="module")
def canary() -> Iterator[tuple[str, list[str]]]:
    """Listen on this machine for what a page might ask."""
    asked: list[str] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(204)
            self.end_headers()

        do_POST = do_GET  # noqa: N815

        def log_message(self, *_: Any) -> None: ...

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}", asked
    server.shutdown()
    server.server_close()


class Lab(Protocol):
    """What these tests ask of the running JupyterLab, see conftest.py."""

    url: str
    token: str
    root: Path

    def theme(self, name: str) -> None: ...


OpenPage = Callable[[str], tuple[Page, list[str]]]


@pytest.fixture
def open_page(chromium: Browser, canary: tuple[str, list[str]]) -> Iterator[OpenPage]:
    """Open a page as formgrader serves it; give it with a list of what it asks beyond what its template asks."""
    contexts = []

    def open_(html: str) -> tuple[Page, list[str]]:
        asked: list[str] = []
        context = chromium.new_context(viewport={"width": 1100, "height": 900})
        contexts.append(context)
        context.add_init_script(
            "window.__alive = window.__alive || [];"
            "window.MathJax = window.MathJax || {Hub: {Config() {}, Queue() {}, Startup: {signal: {Interest() {}}}}};"
        )

        def serve(route: Route) -> None:
            address = route.request.url
            path = address.removeprefix("http://grader.test")
            file = FORMGRADER / path.removeprefix("/formgrader/").partition("?")[0]
            if path == "/":
                route.fulfill(body=html, content_type="text/html; charset=utf-8")
            elif path.startswith("/formgrader/static/") and file.is_file():
                route.fulfill(path=file)
            elif path.startswith("/formgrader/api/"):
                route.fulfill(body="[]", content_type="application/json")
            elif address.startswith(canary[0]):
                asked.append(address)
                route.continue_()
            else:
                if not re.match(r"https://(cdnjs\.cloudflare\.com/ajax/libs|unpkg\.com)/|data:", address):
                    asked.append(address)
                route.abort()

        context.route("**/*", serve)
        page = context.new_page()
        page.on("dialog", lambda dialog: dialog.dismiss())
        page.goto("http://grader.test/", wait_until="load")
        return page, asked

    yield open_
    for context in contexts:
        context.close()


def stir(page: Page, wait: int = 700) -> None:
    """Do what a person does: scroll, move over everything, follow what can be pressed without leaving."""
    page.evaluate(
        """async () => {
          for (let y = 0; y < Math.min(document.documentElement.scrollHeight, 60000); y += 3000) scrollTo(0, y);
          const quiet = (event) => event.preventDefault();
          for (const node of [...document.querySelectorAll("body *")].slice(0, 20000)) {
            for (const kind of ["mouseover", "mouseenter", "pointerover", "focus", "focusin"])
              node.dispatchEvent(new Event(kind, { bubbles: true }));
            const href = node.getAttribute("href") ?? node.getAttribute("xlink:href") ?? "";
            if (/^\\s*javascript:/i.test(href)) { try { eval(href.replace(/^\\s*javascript:/i, "")); } catch {} }
          }
        }"""
    )
    page.wait_for_timeout(wait)


ALIVE = "() => [...new Set(window.__alive ?? [])]"


def alive(page: Page) -> set[str]:
    found: list[Any] = []
    for frame in page.frames:
        found += frame.evaluate(ALIVE)
    return {NAMES[number] if isinstance(number, int) else str(number) for number in found}


@pytest.mark.slow
def test_the_vectors_work_where_nothing_is_made_safe(
    open_page: OpenPage, canary: tuple[str, list[str]]
) -> None:
    """Guard the guards: a vector that never acted proves nothing when it does not act."""
    ran, called = set(), set()
    for number, name in enumerate(MARKUP):
        if "attachment:" in MARKUP[name]:
            continue  # nbconvert makes no page of it at all
        html = markdown2html_mistune(armed(MARKUP[name], number, canary[0]))
        page, asked = open_page(f"<body>{html}</body>")
        try:
            stir(page, 60)
            ran |= alive(page)
        except Error:  # the page was led away
            called.add(name)
        if asked:
            called.add(name)
        page.context.close()
    assert len(ran) >= 40, sorted(ran)
    assert len(called) >= 20, sorted(called)


@pytest.mark.parametrize("kind", PAGES)
def test_no_vector_acts_on_any_page(kind: str, open_page: OpenPage, canary: tuple[str, list[str]]) -> None:
    notebook, theirs = hostile(canary[0])
    before = len(canary[1])
    safe = sanitise(notebook, student_cells=theirs)
    html = page_of(kind, safe)
    page, asked = open_page(html)
    stir(page)
    assert page.url.startswith("http://grader.test/")  # formgrader itself notes where one stands
    assert alive(page) == set()
    assert asked == []
    assert canary[1][before:] == []
    boxes = page.locator(BOXES)
    assert boxes.count() >= 2 * len(MARKUP) - 40
    # What the boxes hold is of the short list, with nothing on it that a script, a style or a name could take hold of.
    strange = page.evaluate(
        """() => {
          const tags = new Set("P BR HR DIV PRE UL OL LI BLOCKQUOTE H1 H2 H3 H4 H5 H6 EM STRONG CODE DEL SUB SUP A "
            .concat("TABLE THEAD TBODY TFOOT TR TD TH").split(" "));
          const known = new Set("href rel target border colspan rowspan start".split(" "));
          const found = [];
          for (const node of document.querySelectorAll(".student-answer *, .student-output *")) {
            const odd = [...node.attributes].filter(({ name, value }) =>
              !known.has(name) && `${name}=${value}` !== "class=dataframe"
                && `${name}=${value}` !== "tabindex=-1");  // formgrader's own, on every link
            if (!tags.has(node.tagName) || odd.length) found.push(node.outerHTML.slice(0, 200));
            if (node.tagName === "A" && node.href && !/^(https?|mailto):/.test(node.href)) found.push(node.href);
          }
          return found;
        }"""
    )
    assert strange == []
    # The markdown pass in between changed no word of an answer.
    texts = page.locator(".student-answer").evaluate_all("all => all.map((box) => box.textContent)")
    direct = page.context.new_page()
    direct.set_content("".join(cell.source for cell in safe.cells if cell.cell_type == "markdown"))
    assert texts == direct.locator(".student-answer").evaluate_all("all => all.map((box) => box.textContent)")
    assert len(texts) == len(NAMES)


def test_no_box_covers_what_a_person_presses(open_page: OpenPage, canary: tuple[str, list[str]]) -> None:
    notebook, theirs = hostile(canary[0])
    page, _ = open_page(page_of("formgrade", sanitise(notebook, student_cells=theirs)))
    covered = page.evaluate(
        """() => {
          const found = [];
          const press = ".score, .full-credit, .no-credit, .extra-credit, .comment, .help, nav a";
          for (const node of document.querySelectorAll(press)) {
            if (!node.offsetParent && getComputedStyle(node).position !== "fixed") continue;
            node.scrollIntoView({ block: "center" });
            const { left, top, width, height } = node.getBoundingClientRect();
            const hit = document.elementFromPoint(left + width / 2, top + height / 2);
            if (hit?.closest(".student-answer, .student-output")) found.push(node.outerHTML.slice(0, 150));
          }
          return found;
        }"""
    )
    assert covered == []
    inputs = page.locator("input.score")
    assert inputs.count() == len(NAMES)
    assert page.evaluate("() => document.getElementById('vector-0').className") == "score tabbable"
    assert page.evaluate("() => [submission_id, base_url, typeof formgrader.init]") == [
        "s",
        "/formgrader",
        "function",
    ]
    # Each box lies inside its cell.
    out = page.evaluate(
        """(boxes) => [...document.querySelectorAll(boxes)].filter((box) => {
          const cell = box.closest(".cell").getBoundingClientRect(), own = box.getBoundingClientRect();
          return own.left < cell.left - 1 || own.right > cell.right + 1 || own.top < cell.top - 1
            || own.bottom > cell.bottom + 1;
        }).map((box) => box.outerHTML.slice(0, 200))""",
        BOXES,
    )
    assert out == []


@pytest.mark.parametrize("kind", PAGES)
def test_honest_work_shows_as_it_should(kind: str, open_page: OpenPage, screenshots: Path) -> None:
    page, asked = open_page(page_of(kind, honest()))
    assert asked == []
    answer = page.locator(".student-answer")
    text = answer.inner_text()
    for words in SAID:
        assert words in text
    assert answer.locator("strong").inner_text() == "C03"
    assert answer.locator("ol > li").all_inner_texts()[0] == "first"
    assert answer.locator("ol ul li").inner_text() == "inner"
    assert answer.locator("td").all_inner_texts() == ["client", "3.5"]
    assert answer.locator("a").get_attribute("href") == "https://example.org/a?b=1&c=2"
    table = page.locator(".student-output table.dataframe")
    assert table.locator("td").all_inner_texts() == ["C01", "3.50", "C02 < $5", "-1.25"]
    assert page.get_by_text("name 'y' is not defined").count() == 1
    assert page.get_by_text("mean: $4.20 < 5").count() == 1
    sizes = page.locator("img").evaluate_all("all => all.map((image) => [image.naturalWidth, image.alt])")
    assert sizes == [[988, "Two ratings."], [256, "A picture that the code drew"]]
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
    page.screenshot(path=screenshots / f"graded_{kind}.png", full_page=True)


@pytest.mark.slow
@pytest.mark.parametrize("theme", ["JupyterLab Light", "JupyterLab Dark"])
def test_jupyterlab_shows_honest_work_and_runs_nothing(
    lab: Lab, theme: str, chromium: Browser, canary: tuple[str, list[str]], screenshots: Path
) -> None:
    notebook, theirs = hostile(canary[0])
    safe = honest()
    safe.cells += sanitise(notebook, student_cells=theirs).cells
    nbformat.write(safe, lab.root / "graded.ipynb")  # type: ignore[no-untyped-call]
    lab.theme(theme)
    before = len(canary[1])
    context = chromium.new_context(viewport={"width": 1200, "height": 1600})
    context.add_init_script("window.__alive = window.__alive || [];")
    page = context.new_page()
    page.goto(f"{lab.url}/doc/tree/graded.ipynb?token={lab.token}")
    answer = page.locator(".student-answer").first
    expect(answer).to_be_visible(timeout=60_000)
    for words in SAID:
        assert words in answer.inner_text()
    picture = page.locator("img.alliance-still").first
    expect(picture).to_be_visible()
    page.locator(".jp-Dialog").get_by_role("button", name="No Kernel").click()
    page.screenshot(path=screenshots / f"graded_{theme.replace(' ', '_').lower()}.png")
    # JupyterLab draws only the cells in sight, and scrolling brings some of them there: this is a sample, about 57
    # of the answers when it was written. All of them are tried on the pages above.
    seen = page.evaluate(
        """async () => {
          const panel = document.querySelector(".jp-WindowedPanel-outer"), seen = new Set();
          for (let step = 0; step < 250; step++) {  // it learns how long it is as it goes
            panel.scrollTop += 900;
            await new Promise((done) => setTimeout(done, 60));
            for (const box of document.querySelectorAll(".student-answer")) seen.add(box.textContent);
          }
          return seen.size;
        }"""
    )
    assert seen > 30
    assert page.locator(".student-answer mjx-container, .student-output mjx-container").count() == 0
    assert page.evaluate(ALIVE) == []
    assert canary[1][before:] == []
    context.close()
