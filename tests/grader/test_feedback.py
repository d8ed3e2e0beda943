"""Feedback pages: all of the work, nothing secret, nothing that runs, written whole, quick for a class.

What they teach is tested in test_feedback_teaches.py.
"""

import base64
import http.server
import json
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy
from bs4 import BeautifulSoup
from playwright.sync_api import Browser

from alliance import CourseError
from alliance_grader.build import build
from alliance_grader.feedback import Feedback, feedback_file, make_feedback
from alliance_grader.gradebook import open_api, open_gradebook
from alliance_grader.results import MIME

A2 = "a2_read_a_caseload"
PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><circle r="4"/></svg>'
NOTE = "A person has yet to read “Reflection”: 4 points more wait for it."


def shown(data: dict[str, Any], kind: str = "display_data", **metadata: Any) -> dict[str, Any]:
    return {"output_type": kind, "data": data, "metadata": metadata}


OUTPUTS: list[dict[str, Any]] = [
    shown({"text/html": "<table><tr><td>4.1</td></tr></table><img src='data:,'>", "text/plain": "table"}),
    shown({"image/png": PIXEL, "text/plain": "picture"}, "execute_result", alt="Each line is one client"),
    shown({"image/svg+xml": SVG.splitlines(), "text/plain": "drawing"}),
    shown({"text/markdown": "some *weight* & $x^2$"}),
    shown({"text/latex": "$\\frac{1}{2}$"}),
    shown({"application/vnd.plotly.v1+json": {"data": []}, "text/plain": "Figure()"}),
    shown(
        {"application/vnd.jupyter.widget-view+json": {"model_id": "gone"}, "text/plain": "IntSlider(value=1)"}
    ),
    {"output_type": "stream", "name": "stdout", "text": ["one <two>\n", "\x1b[31mred\x1b[0m & three\n"]},
    {"output_type": "stream", "name": "stderr", "text": "a warning\n"},
    {
        "output_type": "error",
        "ename": "NameError",
        "evalue": "x",
        "traceback": ["\x1b[31mLine\x1b[0m", "NameError: <x>"],
    },
]


def source_of(course: Path) -> dict[str, Any]:
    text = (course / "source" / A2 / f"{A2}.ipynb").read_text(encoding="utf-8")
    notebook: dict[str, Any] = json.loads(text)
    return notebook


def graded(course: Path, student: str, outputs: list[dict[str, Any]], reflection: str = "I notice.") -> Path:
    """Put a graded notebook where grading would, hidden tests and mark scheme included."""
    notebook = source_of(course)
    for number, cell in enumerate(notebook["cells"]):
        name = cell["metadata"].get("nbgrader", {}).get("grade_id")
        if name == "a2-reflection":
            cell["source"] = reflection
        elif name == "a2-mean-goal":
            cell["source"] = f"mean_goal = 4.0  # {student}, if 1 < 2 & 3\n"
            cell["outputs"] = [
                {**output, "execution_count": number} if output["output_type"] == "execute_result" else output
                for output in outputs
            ]
        if cell["cell_type"] == "code":
            cell["execution_count"] = number
    file = course / "gradebook" / "autograded" / student / A2 / f"{A2}.ipynb"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(notebook), encoding="utf-8")
    (file.parent / "timestamp.txt").write_text("2026-03-31 17:00:00 UTC", encoding="utf-8")
    with open_gradebook(open_api(course)) as gradebook:
        gradebook.update_or_create_student(student)
        gradebook.update_or_create_submission(A2, student)
        for item, points in {
            "pillar-means": 3.456,
            "weakest-pillar": 3.456,
            "rater-gap": 3.456,
            "own-view": 0.0,
        }.items():
            found = gradebook.find_grade(f"a2-{item}-check", A2, A2, student)
            found.auto_score, found.needs_manual_grade = points, False
        gradebook.db.commit()
    return file


@pytest.fixture(scope="module")
def kept() -> dict[str, Path]:
    return {}


@pytest.fixture
def built(
    course: Path,
    kept: dict[str, Path],
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
) -> Path:
    """Give a course in which A2 was built; building takes seconds and is done once."""
    if "built" in kept:
        shutil.copytree(kept["built"], course, dirs_exist_ok=True)
    else:
        build(course, A2)
        kept["built"] = shutil.copytree(course, tmp_path_factory.mktemp("built") / "course")
    monkeypatch.chdir(course)
    return course


def pages(course: Path, *students: str) -> list[str]:
    made = list(make_feedback(course, A2, list(students)))
    assert made == [feedback_file(course, A2, student) for student in students]
    return [file.read_text(encoding="utf-8") for file in made]


def words(html: str, part: str = "html", without: str = "style, script, title") -> list[str]:
    found = BeautifulSoup(html, "html.parser").select_one(part)
    assert found is not None
    for silent in found.select(without):
        silent.decompose()
    return str(found.get_text(" ")).split()


@pytest.mark.filterwarnings("ignore:Your element with mimetype:UserWarning")
def test_the_page_has_all_of_the_work_that_nbgraders_own_has(built: Path) -> None:
    from nbgrader.converters.generate_feedback import GenerateFeedback

    graded(
        built, "ann", OUTPUTS, "## Look\n\n*I* notice `a < b`:\n\n```python\nx = 1\n```\n<b>bold</b> & $y$"
    )
    with open_gradebook(open_api(built)) as gradebook:
        gradebook.find_comment("a2-reflection", A2, A2, "ann").manual_comment = "Well *seen*."
        gradebook.find_comment("a2-mean-goal", A2, A2, "ann").auto_comment = "No response."
        gradebook.find_submission_notebook(A2, A2, "ann").late_submission_penalty = 1.5
        found = gradebook.find_grade("a2-reflection", A2, A2, "ann")
        found.manual_score, found.extra_credit, found.needs_manual_grade = 2.0, 0.5, False
        gradebook.update_or_create_student("ann", first_name="Ann", last_name="O'Neil <b>")
        gradebook.assignments[0].duedate = datetime(2026, 3, 31, 15)
        gradebook.find_submission(A2, "ann").timestamp = datetime(2026, 3, 31, 17)
        gradebook.db.commit()
    (ours,) = pages(built, "ann")
    api = open_api(built, feedback_directory="theirs")
    stock = GenerateFeedback(coursedir=api.coursedir, parent=api)
    stock.coursedir.assignment_id, stock.coursedir.student_id = A2, "ann"
    stock.start()
    theirs = (built / "theirs" / "ann" / A2 / f"{A2}.html").read_text(encoding="utf-8")
    work = words(ours, "#work", "h2, summary, .label, .comment")
    assert work == words(theirs, "#notebook", ".prompt, .panel-heading, .panel-footer")
    plain = BeautifulSoup(ours, "html.parser")
    assert plain.select_one(".sum").get_text() == "11.37 of 18 points"  # type: ignore[union-attr]
    told = plain.select_one("header").get_text()  # type: ignore[union-attr]
    for said in (
        "Ann O'Neil <b>",
        "A2 Read a caseload",
        "Handed in 2 h late.",
        "1.5 points less for being late",
    ):
        assert said in told, said
    assert [one.get_text(" ", strip=True) for one in plain.select("article h3")] == [
        "Pillar means 3.46 of 4 points",
        "Weakest pillar 3.46 of 6 points",
        "Two raters 3.46 of 4 points",
        "Reflection 2.5 of 4 points",
    ]
    assert len(plain.select(".comment")) == 2, "at the item and at the answer; nbgrader's own remark is none"
    assert 'alt="Each line is one client"' in ours
    assert ours.count("No description has been provided for this image") == 2
    assert '<html lang="en">' in ours


def test_nothing_secret_is_shown_and_what_waits_is_said(built: Path) -> None:
    graded(built, "ann", [])
    (html,) = pages(built, "ann")
    plain = " ".join(words(html))
    for secret in ("BEGIN HIDDEN", "from alliance_grader", "Mark scheme, one point each"):
        assert secret not in plain
    assert NOTE in html
    with open_gradebook(open_api(built)) as gradebook:
        found = gradebook.find_grade("a2-reflection", A2, A2, "ann")
        found.manual_score, found.needs_manual_grade = 3.0, False
        gradebook.db.commit()
    assert NOTE not in pages(built, "ann")[0]


def test_a_traceback_does_not_quote_a_hidden_test(built: Path) -> None:
    file = graded(built, "ann", [])
    notebook = json.loads(file.read_text(encoding="utf-8"))
    (cell,) = [
        cell
        for cell in notebook["cells"]
        if cell["metadata"].get("nbgrader", {}).get("grade_id") == "a2-pillar-means-check"
    ]
    quoted = ["---> 3 assert secret_value == 4.07", "NameError: no such name"]
    cell["outputs"] = [{"output_type": "error", "ename": "NameError", "evalue": "no", "traceback": quoted}]
    file.write_text(json.dumps(notebook), encoding="utf-8")
    (html,) = pages(built, "ann")
    assert "secret_value" not in html
    assert "NameError: no" in html


HOSTILE = """
<script>window.alive = 1; fetch('CANARY/script')</script>
<img src="CANARY/img" onerror="window.alive = 2; fetch('CANARY/onerror')">
<svg onload="window.alive = 3"><script>window.alive = 4</script></svg>
<iframe src="CANARY/frame" srcdoc="<script>parent.alive = 5</script>"></iframe>
<meta http-equiv="refresh" content="0; url=CANARY/refresh"><META/http-equiv=refresh content="0;url=CANARY/slash">
<base href="CANARY/base/"><link rel="stylesheet" href="CANARY/link"><object data="CANARY/object"></object>
<style>body { background: url(CANARY/css) } @import 'CANARY/import';</style>
<form action="CANARY/form" id="f"><input name="a"><button autofocus onfocus="window.alive = 6">go</button></form>
<a href="javascript:window.alive = 7" id="click">click</a><video src="CANARY/video" autoplay></video>
<template><meta http-equiv="refresh" content="0; url=CANARY/template"></template>
<noscript><meta http-equiv="refresh" content="0; url=CANARY/noscript"></noscript>
<p title="<meta http-equiv=refresh content='0; url=CANARY/title'>">x</p><math><mtext><meta http-equiv="refresh"
 content="0; url=CANARY/math"></mtext></math>
"""


@pytest.fixture
def canary() -> Iterator[tuple[str, list[str]]]:
    """Give the address of a server of ours, and the list of what it is asked for."""
    asked: list[str] = []

    class Canary(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(200)
            self.send_header("Access-Control-Allow-Origin", "*")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Canary) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}", asked
        server.shutdown()
        thread.join()


@pytest.mark.browser
def test_nothing_in_a_page_runs_and_nothing_is_fetched(
    built: Path, chromium: Browser, canary: tuple[str, list[str]]
) -> None:
    address, asked = canary
    hostile = HOSTILE.replace("CANARY", address)
    picture = (
        f'<svg xmlns="http://www.w3.org/2000/svg" onload="parent.alive=8"><image href="{address}/svg"/></svg>'
    )
    outputs = [
        shown({"text/html": hostile}),
        shown({"text/markdown": hostile}),
        {**shown({"text/html": hostile}), "metadata": {"text/html": {"isolated": True}}},
        shown({"image/svg+xml": picture}),
        shown({"image/png": f'x" onerror="window.alive=9" src="{address}/png'}),
        shown({"application/javascript": "window.alive = 10", "text/plain": "js"}),
        shown({"text/latex": hostile}),
        {"output_type": "stream", "name": "stdout", "text": hostile},
        {"output_type": "error", "ename": "E", "evalue": "", "traceback": [hostile]},
    ]
    graded(built, "eve", outputs, hostile)
    pages(built, "eve")
    context = chromium.new_context()
    page = context.new_page()
    page.goto(feedback_file(built, A2, "eve").as_uri(), wait_until="load")
    page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
    for link in page.locator("#click").all():
        link.click(force=True)
    page.wait_for_timeout(700)
    assert page.url.startswith("file://"), "the page stays where it is"
    assert page.evaluate("window.alive") is None
    assert asked == []
    assert len(page.frames) == 1
    assert page.locator("form, input, meta[http-equiv=refresh], base, link, object, script").count() == 0
    assert "Read a caseload" in page.inner_text("body")
    # The same bytes without the page's own protections do reach the server: the attack is a real one.
    page.set_content(hostile)
    page.wait_for_timeout(300)
    assert asked
    context.close()


def test_a_page_that_fails_leaves_the_old_one_and_names_the_student(built: Path) -> None:
    graded(built, "ann", [])
    ben = graded(built, "ben", [])
    graded(built, "cem", [])
    before = pages(built, "ann", "ben", "cem")
    ben.write_text("{", encoding="utf-8")
    feedback_file(built, A2, "cem").unlink()
    with pytest.raises(CourseError, match=r"could be made for ben \(.*damaged"):
        pages(built, "ann", "ben", "cem")
    assert feedback_file(built, A2, "cem").is_file(), "nobody else waits for it"
    assert feedback_file(built, A2, "ben").read_text(encoding="utf-8") == before[1]
    assert {path.name for path in feedback_file(built, A2, "ben").parent.iterdir()} == {
        f"{A2}.html",
        "timestamp.txt",
    }
    assert feedback_file(built, A2, "ben").stat().st_mode & 0o777 == 0o600


def test_what_the_gradebook_does_not_know_gets_no_page(built: Path) -> None:
    graded(built, "ann", [])
    file = graded(built, "ben", [])
    file.write_text(
        file.read_text(encoding="utf-8").replace("a2-rater-gap-check", "a2-other-check"), encoding="utf-8"
    )
    with pytest.raises(CourseError, match=r"no score for the cell 'a2-other-check'"):
        pages(built, "ann", "ben")
    shutil.copytree(file.parent, file.parents[2] / "stray" / A2)
    with pytest.raises(CourseError, match="knows nothing of it"):
        pages(built, "stray")
    file.unlink()
    with pytest.raises(CourseError, match="nothing of it was graded"):
        pages(built, "ben")


def run_app(course: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run nbgrader's program with its converter rebound, as the course's configuration does."""
    code = (
        "import nbgrader.apps.generatefeedbackapp as app; from alliance_grader.feedback import Feedback;"
        "app.GenerateFeedback = Feedback; app.GenerateFeedbackApp.launch_instance()"
    )
    return subprocess.run(
        [sys.executable, "-c", code, A2, *words],
        cwd=course,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@pytest.mark.slow
def test_nbgraders_command_and_the_formgraders_button_make_the_same_page(
    built: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import nbgrader.apps.api

    for student in ("ann", "ben"):
        graded(built, student, OUTPUTS)
    wanted = pages(built, "ann", "ben")

    def now() -> list[str]:
        files = [feedback_file(built, A2, student) for student in ("ann", "ben")]
        texts = [file.read_text(encoding="utf-8") for file in files]
        for file in files:
            file.write_text("old", encoding="utf-8")
        return texts

    assert now() == wanted
    done = run_app(built)
    assert done.returncode == 0, done.stderr
    assert "Skipping" in done.stderr
    assert "Warning" not in done.stderr, done.stderr
    assert now() == ["old", "old"]
    assert run_app(built, "--force").returncode == 0
    assert now() == wanted
    stamp = built / "gradebook" / "autograded" / "ben" / A2 / "timestamp.txt"
    stamp.write_text("2026-04-01 17:00:00 UTC", encoding="utf-8")
    assert run_app(built).returncode == 0
    assert now() == ["old", wanted[1]]
    assert run_app(built, "--force", "--CourseDirectory.student_id_exclude=ann").returncode == 0
    assert now() == ["old", wanted[1]]

    monkeypatch.setattr(nbgrader.apps.api, "GenerateFeedback", Feedback)
    assert open_api(built).generate_feedback(A2, "ann")["success"]
    assert now() == [wanted[0], "old"]
    assert open_api(built).generate_feedback(A2)["success"]
    assert now() == wanted

    (built / "gradebook" / "autograded" / "ann" / A2 / f"{A2}.ipynb").write_text("{", encoding="utf-8")
    result = open_api(built).generate_feedback(A2)
    assert not result["success"]
    assert "'ann': the graded notebook is damaged" in result["log"]
    assert now() == ["old", wanted[1]], "the other student's page is made all the same"


def test_the_gradebook_is_asked_as_often_for_a_class_as_for_one(built: Path) -> None:
    students = [f"s{number}" for number in range(6)]
    for student in students:
        graded(built, student, [])

    def questions(*who: str) -> int:
        asked = []
        listen = lambda *args: asked.append(args[2])  # noqa: E731
        sqlalchemy.event.listen(sqlalchemy.Engine, "before_cursor_execute", listen)
        try:
            pages(built, *who)
        finally:
            sqlalchemy.event.remove(sqlalchemy.Engine, "before_cursor_execute", listen)
        return len(asked)

    assert questions(*students) == questions("s0")


def test_what_all_pages_share_is_made_once(built: Path) -> None:
    from alliance_grader.feedback import page

    for student in ("ann", "ben", "cem"):
        graded(built, student, OUTPUTS)
    page._code.cache_clear()
    pages(built, "ann")
    before = page._code.cache_info().misses
    pages(built, "ben", "cem")
    assert page._code.cache_info().misses == before + 2, "only each student's own answer is new"


def test_attachments_stay_with_their_cell(built: Path) -> None:
    file = graded(built, "ann", [], "![mine](attachment:a.png)")
    notebook = json.loads(file.read_text(encoding="utf-8"))
    for cell in notebook["cells"]:
        if cell["metadata"].get("nbgrader", {}).get("grade_id") == "a2-reflection":
            cell["attachments"] = {"a.png": {"image/png": PIXEL}}
    file.write_text(json.dumps(notebook), encoding="utf-8")
    graded(built, "ben", [], "![mine](attachment:a.png)")
    ann, ben = pages(built, "ann", "ben")
    assert base64.b64decode(re.findall(r"base64,([\w+/=]+)", ann)[0]).startswith(b"\x89PNG")
    assert PIXEL not in ben
    assert "[mine: this picture is not part of the work]" in ben


def says(
    course: Path, student: str, sure: dict[str, float], own: float | None = None, assignment: str = A2
) -> None:
    """Let the score cells of a graded notebook tell what the student said: how sure, and the view of the own text."""
    file = course / "gradebook" / "autograded" / student / assignment / f"{assignment}.ipynb"
    notebook = json.loads(file.read_text(encoding="utf-8"))
    for cell in notebook["cells"]:
        item = cell["metadata"].get("nbgrader", {}).get("grade_id", "").removesuffix("-check")
        told: dict[str, Any] = {"item": item, "points": 1.0}
        if item in sure:
            cell["outputs"] = [shown({MIME: {**told, "sure": sure[item]}, "text/plain": "1 of 4"})]
        elif item == "a2-own-view" and own is not None and cell["cell_type"] == "code":
            view = {"own_view": {"a2-reflection": own}}
            cell["outputs"] = [shown({MIME: {**told, **view}, "text/plain": "no points"})]
    file.write_text(json.dumps(notebook), encoding="utf-8")


def other_work(course: Path, student: str, assignment: str, sure: float, share: float) -> None:
    """Put another graded assignment of the same form into the course, with the same share of points everywhere."""
    place = course / "gradebook" / "autograded" / student / assignment / f"{assignment}.ipynb"
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(json.dumps(source_of(course)), encoding="utf-8")
    items = ("a2-weakest-pillar", "a2-rater-gap")
    with open_gradebook(open_api(course)) as gradebook:
        gradebook.update_or_create_assignment(assignment)
        gradebook.update_or_create_notebook(assignment, assignment)
        for item in items:
            name = f"{item}-check"
            gradebook.update_or_create_grade_cell(name, assignment, assignment, max_score=4, cell_type="code")
        gradebook.update_or_create_submission(assignment, student)
        for item in items:
            found = gradebook.find_grade(f"{item}-check", assignment, assignment, student)
            found.auto_score, found.needs_manual_grade = 4 * share, False
        gradebook.db.commit()
    says(course, student, dict.fromkeys(items, sure), assignment=assignment)


def read(course: Path, student: str, points: float | None) -> None:
    """Let a person give points to the reflection."""
    with open_gradebook(open_api(course)) as gradebook:
        found = gradebook.find_grade("a2-reflection", A2, A2, student)
        found.manual_score, found.needs_manual_grade = points, points is None
        gradebook.db.commit()


def test_the_students_own_view_stands_beside_the_readers_points(built: Path) -> None:
    for student in ("ann", "ben", "cem", "dan", "eva"):
        graded(built, student, [])
    for student, own in {"ann": 3.0, "ben": 2.5, "cem": 3.0, "eva": 1.0}.items():
        says(built, student, {}, own)
    for student, points in {"ann": 2.0, "ben": 2.5, "dan": 4.0}.items():
        read(built, student, points)
    with open_gradebook(open_api(built)) as gradebook:  # an untouched text, which nobody reads
        found = gradebook.find_grade("a2-reflection", A2, A2, "eva")
        found.auto_score, found.needs_manual_grade = 0.0, False
        gradebook.db.commit()
    told = [BeautifulSoup(html, "html.parser") for html in pages(built, "ann", "ben", "cem", "dan", "eva")]
    beside = [[one.get_text() for one in page.select(".own-view")] for page in told]
    assert beside == [
        ["You would have given it 3 of 4; your reader gave 2."],
        ["You would have given it 2.5 of 4, and so did your reader."],
        ["You would have given it 3 of 4; your reader's points will stand here."],
        [],
        [],
    ]
    panel = told[0].select_one("article:has(> .own-view)")
    assert panel is not None
    assert panel.find(id="item-a2-reflection"), "beside the text's points, and nowhere else"


def test_how_well_one_knows_is_told_over_the_whole_course_and_changes_no_points(built: Path) -> None:
    for student in ("ann", "ben", "cem"):
        graded(built, student, [])
    before = pages(built, "ann", "ben", "cem")
    says(built, "ann", {"a2-pillar-means": 0.9, "a2-rater-gap": 0.7})
    says(built, "ben", {"a2-pillar-means": 0.9})
    for number, (sure, share) in enumerate([(1.0, 0.5), (0.2, 0.0)]):
        other_work(built, "ann", f"b{number}_other", sure, share)
    ann, ben, cem = pages(built, "ann", "ben", "cem")
    assert "How well you know" not in cem
    assert "You have said" not in ben
    assert "So far you have said 1 time how sure you were." in ben
    assert "<polyline" not in ben
    # Sure: .9, .7, 1, 1, .2, .2; earned: 3.456 of 4 twice, half of it twice, nothing twice.
    assert "You have said 6 times how sure you were: 67 % on average." in ann
    assert f"Those answers earned {100 * (2 * 3.456 / 4 + 1) / 6:.0f} % of their points." in ann
    assert "surer than your answers bear out" in ann
    table = BeautifulSoup(ann, "html.parser").select("section.knowing tbody tr")
    rows = [[cell.get_text() for cell in row.find_all(["th", "td"])] for row in table]
    assert rows == [
        ["0 to 39 %", "2", "20 %", "0 %"],
        ["70 to 89 %", "1", "70 %", "86 %"],
        ["90 to 100 %", "3", "97 %", "62 %"],
    ]
    for old, new in zip(before, (ann, ben, cem), strict=True):
        assert re.findall(r"[\d.]+ of \d+ points", old) == re.findall(r"[\d.]+ of \d+ points", new)


def test_work_that_waits_for_a_person_or_was_damaged_is_no_statement(built: Path) -> None:
    graded(built, "ann", [])
    says(built, "ann", {"a2-pillar-means": 0.9, "a2-rater-gap": 0.7})
    other_work(built, "ann", "b0_other", 1.0, 0.5)
    (built / "gradebook" / "autograded" / "ann" / "b0_other" / "b0_other.ipynb").write_text(
        "{", encoding="utf-8"
    )
    with open_gradebook(open_api(built)) as gradebook:
        gradebook.find_grade("a2-rater-gap-check", A2, A2, "ann").needs_manual_grade = True
        gradebook.db.commit()
    assert "So far you have said 1 time how sure you were." in pages(built, "ann")[0]


@pytest.mark.browser
def test_the_picture_is_seen_on_a_phone_and_on_paper(built: Path, chromium: Browser) -> None:
    graded(built, "ann", [])
    says(built, "ann", {"a2-pillar-means": 0.9, "a2-rater-gap": 0.7})
    for number in range(2):
        other_work(built, "ann", f"b{number}_other", 0.5, 0.5)
    pages(built, "ann")
    page = chromium.new_page(viewport={"width": 380, "height": 700})
    page.goto(feedback_file(built, A2, "ann").as_uri())
    for medium in ("screen", "print"):
        page.emulate_media(media=medium)
        box = page.locator("section.knowing svg").bounding_box()
        assert box is not None
        assert box["width"] > 250
        assert box["x"] + box["width"] <= 380
    assert page.get_by_role("img", name=re.compile("How sure you were against")).count() == 1
    page.close()
