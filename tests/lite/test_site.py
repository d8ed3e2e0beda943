"""The site in a real browser that reaches nothing but the site: the start page, a lesson, two assignments to the grade."""

import itertools
import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest
from jupyterlite_pyodide_kernel.constants import PYODIDE_VERSION
from playwright.sync_api import Browser, expect
from site_lock import CDN

from alliance.dialogue import encode, play, scenario
from alliance.dialogue.solve import Solution
from alliance_grader.demo import simulated_class

pytestmark = [pytest.mark.browser, pytest.mark.slow]

ROOT = Path(__file__).resolve().parents[2]
FAR = re.compile(
    re.escape(CDN.format(version=PYODIDE_VERSION)) + r"(numpy|pandas|scipy|statsmodels)-[\w.-]+\.whl"
)


@pytest.mark.parametrize("name", ["", "glossary.html"])
def test_everybody_can_read_the_pages_of_our_own(
    chromium: Browser, barriers: Callable[[Any], list[str]], site: Any, name: str
) -> None:
    page = chromium.new_page()
    page.goto(site.url + name)
    for width, scheme in itertools.product((1280, 400), ("light", "dark")):
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        assert barriers(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.close()


def test_the_start_page_leads_to_every_lesson_and_assignment(chromium: Browser, site: Any) -> None:
    page = chromium.new_page()
    page.goto(site.url)
    links = page.evaluate("[...document.querySelectorAll('a')].map(a => a.getAttribute('href'))")
    page.close()
    opens = {unquote(urlsplit(link).query.removeprefix("path=")) for link in links if "?" in link}
    course = ROOT / "course"
    lessons = {path.relative_to(course).as_posix() for path in (course / "lessons").rglob("*.ipynb")}
    lessons = {place for place in lessons if ".ipynb_checkpoints" not in place}
    released = {f"assignments/{path.name}" for path in (ROOT / "release").glob("*/*.ipynb")}
    assert opens == lessons | released
    assert all((site.folder / "files" / place).is_file() for place in opens)
    assert all((site.folder / urlsplit(link).path).is_file() for link in links)


def test_no_file_says_when_the_site_was_built(site: Any) -> None:
    """The same commit gives the same site: what is listed has the day of the commit."""
    listings = [path.read_text(encoding="utf-8") for path in (site.folder / "api").rglob("all.json")]
    days = set(re.findall(r'"(?:created|last_modified)": "(.*?)"', "".join(listings)))
    assert len(days) == 1


def test_a_lesson_with_its_talk_its_reply_and_without_its_caseload(lite: Any) -> None:
    """Lesson 9 in JupyterLab: only the boxes with a caseload ask for what is not in the site, and say what to do."""
    lite.notebook("lessons/09_repair.ipynb", app="lab")
    lite.page.evaluate("jupyterapp.commands.execute('application:toggle-left-area')")
    assert lite.run("open-the-lesson") == []
    lite.write("talk-with-ioan", 'talk = DialogueExplorer("not-on-the-same-page")\ntalk')
    lite.run("talk-with-ioan")
    best = Solution(scenario("not-on-the-same-page")).best_line()
    for choice in best:
        lite.widget("talk-with-ioan").locator(".aw-option").nth(choice - 1).click()
        lite.page.evaluate(
            "new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))"
        )
    lite.write("talk-with-lucho", "talk.receipt")
    (said,) = lite.run("talk-with-lucho")
    assert said["data"]["text/plain"].strip("'") == encode(play(scenario("not-on-the-same-page"), best))

    lite.run("compose-a-reply")
    reply = lite.widget("compose-a-reply")
    reply.get_by_role("button", name="Pilar").press("Enter")
    reply.get_by_role("textbox").fill(
        "You are being kind to me about that letter. I gave it to you like homework. What is it like to sit down with it?"
    )
    reply.get_by_role("textbox").press("Control+Enter")
    expect(reply.get_by_role("list", name="Five notes").get_by_role("listitem")).to_have_count(
        5, timeout=60_000
    )
    expect(reply.get_by_role("status")).to_contain_text("Seen: take it in", timeout=60_000)

    assert lite.outside == []
    (said,) = lite.run("make-the-caseload")
    assert said["traceback"] == [said["evalue"]]
    assert "comes from cdn.jsdelivr.net once" in said["evalue"]
    assert "Check that you are online" in said["evalue"]
    assert {FAR.fullmatch(url)[1] for url in lite.outside} == {"numpy", "pandas", "scipy", "statsmodels"}
    assert lite.run("open-the-lesson") == []  # the kernel goes on

    lite.online = True
    lite.write(
        "papered-over", 'caseload = __import__("numpy").__version__, __import__("plotly").__name__\ncaseload'
    )
    (said,) = lite.run("papered-over")
    assert said["data"]["text/plain"] == "('a stand-in', 'plotly')"


def _work(lite: Any, name: str, kind: Any) -> Path:
    """Work on an assignment as a kind of simulated student does, and download it by the menu."""
    lite.notebook(f"assignments/{name}.ipynb")
    for cell_id, source in lite.sources().items():
        answer = re.match(r"(\w+) = \.\.\.\n# Type your answer", source)
        if answer and answer[1] in kind.types:
            lite.write(cell_id, f"{answer[1]} = {kind.types[answer[1]]}")
    lite.page.evaluate("jupyterapp.commands.execute('notebook:run-all-cells')")
    lite.page.wait_for_function(
        """() => jupyterapp.shell.currentWidget.content.widgets
          .filter((cell) => cell.model.type === "code")
          .every((cell) => cell.model.executionCount && cell.model.executionState !== "running")"""
    )
    lite.page.get_by_role("menuitem", name="File", exact=True).click()
    with lite.page.expect_download() as coming:
        lite.page.get_by_role("menuitem", name="Download", exact=True).click()
    return Path(coming.value.path())


def _practice(notebook: dict[str, Any]) -> list[str]:
    """Return how the practice checks of a notebook begin."""
    texts = [
        "".join(output["data"]["text/plain"])
        for cell in notebook["cells"]
        for output in cell.get("outputs", ())
        if "data" in output
    ]
    return [text.splitlines()[0] for text in texts if text.startswith("Practice check")]


@pytest.mark.parametrize("name", ["a1_pillar_triage", "a6_repair_dialogue"])
def test_an_assignment_is_worked_on_downloaded_and_graded(
    lite: Any, course: Path, run: Any, name: str
) -> None:
    short, kind = name.split("_", maxsplit=1)[0], simulated_class(ROOT, name).kinds["excellent"]
    downloaded = _work(lite, name, kind)
    notebook = json.loads(downloaded.read_text(encoding="utf-8"))
    released = json.loads((ROOT / "release" / name / f"{name}.ipynb").read_text(encoding="utf-8"))
    assert [(cell["id"], cell["metadata"].get("nbgrader")) for cell in notebook["cells"]] == [
        (cell["id"], cell["metadata"].get("nbgrader")) for cell in released["cells"]
    ]
    checks = _practice(notebook)
    assert checks
    for said in checks:
        ready, of = re.search(r"(\d+) of (\d+) ready", said).groups()  # type: ignore[union-attr]
        assert ready == of
    assert lite.outside == []

    place = course / "gradebook" / "submitted" / "robin" / name / f"{name}.ipynb"
    place.parent.mkdir(parents=True)
    shutil.copy2(downloaded, place)
    assert run("alliance-grader", "build", short, cwd=course).returncode == 0
    done = run("alliance-grader", "grade", short, "--json", "--no-feedback", cwd=course)
    assert done.returncode == 0, done.stderr
    (student,) = json.loads(done.stdout)["students"]
    points = {item["item"]: item["points"] for item in student["items"]}
    assert {item: points[item] for item in kind.expects.points} == kind.expects.points
