"""Measure how quickly the lessons answer, in a real JupyterLab and a headless Chromium, beside a bare FigureWidget.

``python benchmarks/lessons.py --save docs/lesson_speed.md``. A move is one press of an arrow key on a slider; the clock
runs in the page, from the key to the first change of the picture, so that both kinds are measured alike.
"""

import argparse
import json
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import nbformat
from playwright.sync_api import Browser, Locator, sync_playwright

ROOT: Final = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests" / "browser"))

from own_lab import LESSONS, Lab, OpenLesson, opened, running  # noqa: E402 - the tests' own JupyterLab

MOVES: Final = 30
BARE: Final = [
    "import ipywidgets\nimport plotly.graph_objects as go\nfrom plotly.subplots import make_subplots",
    """figure = go.FigureWidget(make_subplots(1, 2, specs=[[{"type": "polar"}, {"type": "xy"}]]))
figure.add_scatterpolar(r=[3, 3, 3, 3], theta=["goal", "task", "bond", "goal"], fill="toself", row=1, col=1)
for pillar in ("goal", "task", "bond"):
    figure.add_scatter(x=list(range(1, 13)), y=[3.0] * 12, name=pillar, row=1, col=2)
figure.update_yaxes(range=[1, 5])""",
    """slider = ipywidgets.FloatSlider(value=3, min=1, max=5, step=0.1)
def move(change):
    with figure.batch_update():
        figure.data[0].r = [change.new, 3, 3, change.new]
        figure.data[1].y = [3.0] * 11 + [change.new]
        figure.layout.title.text = f"The weakest pillar: {'goal' if change.new < 3 else 'task'}"
slider.observe(move, "value")""",
    "ipywidgets.VBox([slider, figure])",
]
"""The triangle, the client's course and a sentence as one would draw them with what ipywidgets and plotly bring along."""

_WATCH: Final = """(picture) => {
  window.moves = [];
  let began = 0;
  window.addEventListener("keydown", () => { began = performance.now(); }, true);
  new MutationObserver(() => {
    if (began) { window.moves.push(performance.now() - began); began = 0; }
  }).observe(picture, { subtree: true, childList: true, attributes: true, characterData: true });
}"""


@dataclass(frozen=True)
class Moves:
    """What the moves of one slider took, in milliseconds."""

    lesson: str
    cell: str
    taken: list[float]

    @property
    def median(self) -> float:
        """The middle one."""
        return statistics.median(self.taken)

    @property
    def p95(self) -> float:
        """What 95 of 100 moves do not exceed."""
        return sorted(self.taken)[int(0.95 * (len(self.taken) - 1) + 0.5)]


@dataclass(frozen=True)
class Ran:
    """What it took to run a whole lesson."""

    seconds: float
    received: int


@contextmanager
def chromium() -> Iterator[Browser]:
    """Give the machine's own Chromium."""
    program = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))))
    with sync_playwright() as playwright:
        yield playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])


def moved(lesson: OpenLesson, slider: Locator, picture: Locator) -> list[float]:
    """Move a slider to and fro by keyboard; return what each move took."""
    page = lesson.page
    slider.scroll_into_view_if_needed()
    picture.evaluate(_WATCH)
    slider.focus()
    for key in ("Home", "ArrowRight", "ArrowRight"):  # away from both ends, where a key moves nothing
        page.keyboard.press(key)
        page.wait_for_timeout(500)
    page.evaluate("window.moves.length = 0")
    for number in range(MOVES):
        page.keyboard.press("ArrowLeft" if number % 2 else "ArrowRight")
        page.wait_for_function("count => window.moves.length > count", arg=number, timeout=10_000)
        page.wait_for_timeout(300)  # all that the move sets off is over
    taken: list[float] = page.evaluate("window.moves")
    return taken[:MOVES]


def sliders_of(browser: Browser, lab: Lab, name: str) -> Iterator[Moves]:
    """Measure the first slider of every widget of a lesson that has one."""
    cells = [
        cell
        for cell in nbformat.read(LESSONS / f"{name}.ipynb", as_version=4).cells
        if cell.cell_type == "code"
    ]
    for cell in cells:
        if not cell.source[0].isupper():
            continue
        with opened(browser, lab, name, width=1280, height=1000, theme="Light") as lesson:
            lesson.run()
            lesson.wait()
            widget = lesson.widget(cell.id)
            slider = widget.locator("input[type=range]:visible").first
            if slider.count():
                yield Moves(name, cell.id, moved(lesson, slider, widget))


def bare(browser: Browser, lab: Lab) -> Moves:
    """Measure a FigureWidget that a slider moves through the kernel."""
    notebook = nbformat.v4.new_notebook(  # type: ignore[no-untyped-call]
        cells=[nbformat.v4.new_code_cell(source) for source in BARE],  # type: ignore[no-untyped-call]
        metadata={"kernelspec": {"name": "python3", "display_name": "Python 3"}},
    )
    nbformat.write(notebook, lab.root / "lessons" / "bare.ipynb")  # type: ignore[no-untyped-call]
    with opened(browser, lab, "bare", width=1280, height=1000, theme="Light") as lesson:
        lesson.run()
        lesson.wait()
        picture = lesson.page.locator(".js-plotly-plot").first
        picture.wait_for()
        lesson.page.wait_for_timeout(2000)  # plotly goes on drawing after its first picture is there
        return Moves("bare", "FigureWidget", moved(lesson, lesson.page.get_by_role("slider").first, picture))


def ran(browser: Browser, lab: Lab, name: str) -> Ran:
    """Run a lesson; return how long it took until all was there, and how much came over the wire."""
    with opened(browser, lab, name, width=1280, height=1000, theme="Light") as lesson:
        wire = lesson.page.context.new_cdp_session(lesson.page)
        received = 0

        def count(event: dict[str, Any]) -> None:
            nonlocal received
            response = event.get("response", {})
            received += int(event.get("encodedDataLength", 0)) or len(response.get("payloadData", ""))

        wire.on("Network.dataReceived", count)
        wire.on("Network.webSocketFrameReceived", count)
        wire.send("Network.enable")
        began = time.perf_counter()
        lesson.run()
        lesson.wait()
        cells = nbformat.read(LESSONS / f"{name}.ipynb", as_version=4).cells
        for cell in cells:
            if cell.cell_type == "code" and cell.source[0].isupper():
                lesson.widget(cell.id).wait_for()
            elif cell.cell_type == "code" and cell.source.endswith(".show()"):
                lesson.cell(cell.id).locator(".js-plotly-plot .main-svg").first.wait_for()
        return Ran(time.perf_counter() - began, received)


def importing() -> float:
    """Return the milliseconds that ``import alliance`` takes beyond starting Python."""
    taken: dict[str, list[float]] = {"pass": [], "import alliance": []}
    for _ in range(7):
        for code, times in taken.items():
            began = time.perf_counter()
            subprocess.run([sys.executable, "-c", code], check=True)
            times.append(time.perf_counter() - began)
    return 1000 * (statistics.median(taken["import alliance"]) - statistics.median(taken["pass"]))


def page(moves: list[Moves], beside: Moves, lessons: dict[str, Ran], imported: float) -> str:
    """Return what was measured, in Markdown."""
    lines = [
        "# How quickly the lessons answer",
        "",
        "<!-- made by: python benchmarks/lessons.py --save docs/lesson_speed.md -->",
        f"JupyterLab and a headless Chromium on a shared machine: the ratios count. {MOVES} moves each, from the key to the "
        "first change of the picture, in one run.",
        "",
        "| lesson | widget | median ms | p95 ms | faster than the FigureWidget |",
        "| --- | --- | ---: | ---: | ---: |",
    ]
    for one in [*moves, beside]:
        ratio = f"{beside.median / one.median:.0f}x" if one is not beside else ""
        lines.append(f"| {one.lesson} | {one.cell} | {one.median:.1f} | {one.p95:.1f} | {ratio} |")
    lines += ["", "| lesson | Run All until all is there, s | received, MB |", "| --- | ---: | ---: |"]
    lines += [f"| {name} | {run.seconds:.1f} | {run.received / 1e6:.2f} |" for name, run in lessons.items()]
    return "\n".join([*lines, "", f"`import alliance` takes {imported:.0f} ms beyond starting Python.", ""])


def main() -> None:
    """Measure, print, save."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--save", type=Path, help="write the page to this file as well")
    parser.add_argument("--json", type=Path, help="write the moves to this file")
    asked = parser.parse_args()
    names = sorted(path.stem for path in LESSONS.glob("*.ipynb"))
    with tempfile.TemporaryDirectory() as home, running(Path(home)) as lab, chromium() as browser:
        beside = bare(browser, lab)
        moves = [one for name in names for one in sliders_of(browser, lab, name)]
        lessons = {name: ran(browser, lab, name) for name in names}
    told = page(moves, beside, lessons, importing())
    print(told)
    if asked.save:
        asked.save.write_text(told, encoding="utf-8")
    if asked.json:
        asked.json.write_text(json.dumps([vars(one) for one in [*moves, beside]]), encoding="utf-8")


if __name__ == "__main__":
    main()
