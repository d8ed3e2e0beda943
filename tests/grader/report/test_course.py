"""The report of the whole course: what it counts, what it hides, and how it stands in a browser."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import nbformat
import numpy as np
import pytest
from sqlalchemy import event
from tests.browser.pictures import pictures_without_words
from tests.grader.report.conftest import listening_to
from typer.testing import CliRunner

from alliance.assignments import assignment
from alliance.caseload.alerts import Rule, Standing
from alliance_grader.class_results import class_results
from alliance_grader.cli import app
from alliance_grader.gradebook import open_api, open_gradebook
from alliance_grader.items.classical import numbers
from alliance_grader.report import (
    Course,
    as_notebook,
    attention,
    audit,
    difficulty,
    live,
    mastery,
    pseudonyms,
    render_course,
    summaries,
    write,
)
from alliance_grader.results import Agreement, ClassResults, ItemHead, ItemResult, StudentRow
from alliance_grader.scoring import read_key, score_item

HOSTILE = '<a href="javascript:alert(1)">Mallory</a>'


@pytest.fixture
def course(sunday_evening: ClassResults) -> Course:
    """Three assignments of one class: confidence, codings, rules, pillars, and answers that were left to a person."""
    rules = [{"pillar": 2.5}, {"drop": 1.5}, {"distress": 8, "sessions": 2}]

    def told(student: StudentRow, number: int, moved: int) -> StudentRow:
        items = tuple(
            replace(
                item,
                sure=0.3 + 0.1 * ((number + place) % 7),
                rule=rules[number % 3] if place == 1 else {},
                codings=tuple(
                    Agreement(text, 10, 6 + (number + at) % 4, 0.2 + 0.1 * ((number + at) % 5))
                    for at, text in enumerate(("one", "two"))
                )
                if place == 2
                else (),
                by_pillar={"goal": (number % 3, 2.0), "bond": (1.0, 2.0)} if place == 0 else {},
                routed=place == 2 and number % 4 == 0,
                points=None if place == 2 and number % 8 == 0 else item.points,
                reasons=(
                    f"`reply`: a person reads this one. The checker is not sure of its reading. It says “{student.name}”.",
                )
                if place == 2 and number % 4 == 0
                else item.reasons,
            )
            for place, item in enumerate(student.items)
        )
        rows = replace(student, items=items)
        return rows if (number + moved) % 9 or not items else replace(rows, seconds_late=7200)

    results = tuple(
        replace(
            sunday_evening,
            assignment=f"a{which}_x",
            title=f"A{which} Something",
            students=tuple(told(row, number, which) for number, row in enumerate(sunday_evening.students)),
        )
        for which in (1, 2, 3)
    )
    return Course(results, {"a2_x": board()})


def board() -> tuple[Standing, ...]:
    """Forty clients, of whom ten do badly: they rate lower, and have fallen further."""

    def standing(place: int) -> Standing:
        bad = place % 4 == 0
        low = (150 if bad else 300) + 5 * place
        return Standing(
            f"C{place}", "", 5, (), (), (low, 400, 400), (low + 100, 400, 400), (low, low + 100, low), (6, 5, 6),
            "left" if bad else "well",
        )  # fmt: skip

    return tuple(map(standing, range(40)))


# What is counted


def test_difficulty_and_discrimination_are_the_item_reports_own() -> None:
    draw = np.random.default_rng(3)
    points = np.round(draw.uniform(0, 4, (12, 3)), 1)
    points[2, 2] = np.nan
    one, _, waits = numbers(points, np.array([4.0, 4.0, 4.0]), np.array([True, True, False]))
    assert one.difficulty == pytest.approx(points[:, 0].mean() / 4)
    assert one.discrimination == pytest.approx(np.corrcoef(points[:, 0], points[:, 1])[0, 1])
    known = np.delete(np.arange(12), 2)
    assert waits.answers == 11
    assert waits.discrimination == pytest.approx(
        np.corrcoef(points[known, 2], points[known, :2].sum(1))[0, 1]
    )


def test_below_ten_answers_an_item_is_not_judged(roll: Callable[[], Any]) -> None:
    def figures(size: int) -> difficulty.Measured:
        many = roll()
        for number in range(size):
            many.marked(f"S{number}", number % 5, number % 7, number % 4, 4)
        return difficulty.measured(many.results())[0]

    few, enough = figures(9), figures(10)
    assert (few.difficulty, few.discrimination, few.remark) == (None, None, "too few to say")
    assert enough.difficulty == pytest.approx(0.5)
    assert enough.discrimination is not None


def test_who_answered_nothing_says_nothing_of_an_item(roll: Callable[[], Any]) -> None:
    many = roll().marked("Blank", -1, -1, -1, -1)
    for number in range(12):
        many.marked(f"S{number}", 2, 3, 2, 4)
    assert difficulty.measured(many.results())[0].difficulty == pytest.approx(0.5)


def test_a_rule_is_told_by_whom_it_points_to_and_whom_it_catches(course: Course) -> None:
    found = {one.name: one for one in audit.audited(course.results[1], board())}
    first = found["Amara Okafor"]  # a pillar at 2.5 or below
    caught = [one for one in board() if Rule(pillar=2.5).urgency(one) >= 0]
    assert (first.burden, first.caught) == (len(caught) / 40, sum(one.bad for one in caught) / 10)
    assert 0 < first.burden < first.caught
    assert audit.frontier([(0.2, 0.5), (0.1, 0.4), (0.3, 0.5), (0.1, 0.3), (0, 0)]) == [
        (0.1, 0.4),
        (0.2, 0.5),
    ]


def test_the_hidden_caseload_is_in_the_key_alone(root: Path) -> None:
    hidden = read_key(root, "a4_dropout_and_alerts").audit
    assert hidden is not None
    assert len(audit.hidden_board(hidden)) > 300
    shipped = [
        *(root / "course").rglob("*.py"),
        *(root / "course").rglob("*.yaml"),
        *(root / "release").rglob("*.ipynb"),
    ]
    assert len(shipped) > 100
    assert [str(file) for file in shipped if str(hidden.seed) in file.read_text(encoding="utf-8")] == []


def test_scoring_notes_each_pillar_and_each_coding(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALLIANCE_COURSE", str(root))
    key, work = read_key(root, "a1_pillar_triage"), assignment("a1")
    right = key.item("a1-pillars").solution(work)
    noted = score_item("a1-pillars", right).by_pillar
    assert noted.keys() == {"goal", "task", "bond"}
    assert all(earned == worth > 0 for earned, worth in noted.values())
    wrong = {name: "task" if value == "goal" else value for name, value in right.items()}
    earned, worth = score_item("a1-pillars", wrong).by_pillar["goal"]
    assert earned < worth == noted["goal"][1]

    key, work = read_key(root, "a5_rupture_detective"), assignment("a5")
    codes = key.item("a5-coding").solution(work)
    coded = score_item("a5-coding", codes)
    assert [one.kappa for one in coded.codings] == [pytest.approx(1), pytest.approx(1)]
    assert sum(earned for earned, _ in coded.by_pillar.values()) > 0
    assert len(score_item("a5-coding", {**codes, "codes_second": ...}).codings) == 1


def test_mastery_counts_what_hangs_on_a_pillar(roll: Callable[[], Any]) -> None:
    head = ItemHead("x", "X", 4, "autograder", "task")
    assert list(mastery.evidence(ItemResult("x", 3.0), head)) == [("task", 3.0, 4)]
    assert list(mastery.evidence(ItemResult("x", None), head)) == []
    noted = ItemResult("x", 3.0, by_pillar={"goal": (1.0, 2.0)})
    assert list(mastery.evidence(noted, head)) == [("goal", 1.0, 2.0)]
    assert mastery.picture([roll().marked("A", 1, 1, 1, 1).results()]) is None  # nothing tells pillars apart


@pytest.mark.parametrize(
    ("points", "failed", "said"),
    [
        ((4, 6, 4, 4), 2, ""),
        ((-1, -1, -1, 4), 0, "3 of 4 questions left open"),
        ((4, 6, -1, 4), 0, ""),
        ((4, 6, -1, 4), 1, "1 cell ended in an error, 1 question left open"),
    ],
)
def test_stuck_is_much_left_open_or_an_error_before_an_open_question(
    roll: Callable[[], Any], points: tuple[float, ...], failed: int, said: str
) -> None:
    results = roll().marked("A", *points).results()
    assert attention.stuck(replace(results.students[0], failed=failed), results) == said


def test_why_a_person_was_asked_is_told_without_the_students_words() -> None:
    reply = (
        "`reply`: a person reads this one. The checker is not sure of its reading. It may hurt: “go away”."
    )
    assert attention.why((reply, "Recognised: …")) == ("The checker is not sure of its reading.",)
    sentence = "`s`: complete in its form, and a person reads it. What is done: “x”. What it serves: “y”."
    assert attention.why((sentence,)) == ("Complete in its form, and a person reads it.",)


def test_two_hints_in_two_assignments_count_as_one_misconception(roll: Callable[[], Any]) -> None:
    def hinting(title: str) -> ClassResults:
        one = roll().marked("A", 1, 6, 4, 4).results()
        items = tuple(replace(item, hinted=item.misconceptions) for item in one.students[0].items)
        return replace(one, assignment=title, title=title, students=(replace(one.students[0], items=items),))

    (single,) = summaries.misunderstood(summaries.together([hinting("A1")])) or (None,)
    assert single is None
    (held,) = summaries.misunderstood(summaries.together([hinting("A1"), hinting("A2")]))
    assert held.names == ("A",)


def test_items_without_points_are_no_columns(roll: Callable[[], Any]) -> None:
    results = roll().marked("A", 4, 6, 4, 4).results()
    own = ItemHead("a2-own-view", "Own view", 0, "autograder")
    more = replace(results, items=(*results.items, own))
    assert [head.id for head in summaries.with_points(more).items] == [head.id for head in results.items]


# Names


def test_a_pseudonym_holds_over_all_assignments(course: Course, made_at: datetime) -> None:
    one, two, _ = pseudonyms.hide_all(course.results)
    before = {row.points: row.name for row in course.results[0].students if row.points is not None}
    assert len(before) > 10
    assert [row.name for row in one.students] == [row.name for row in two.students]
    for hidden, other in zip(one.students, two.students, strict=True):
        assert hidden.points == other.points
    html = render_course(course, made_at=made_at, hide_names=True)
    notebook = as_notebook(course, made_at=made_at, whole=True, hide_names=True)
    for script in live.scripts():
        html = html.replace(script, "")
    for student in course.results[0].students:
        assert student.name not in html + notebook
        assert student.id not in html + notebook


# From the gradebook


def test_a_class_is_read_in_as_many_questions_whatever_its_size(graded: Any) -> None:
    def asked() -> int:
        told: list[str] = []
        with open_gradebook(open_api(graded.root)) as gradebook:
            engine = gradebook.db.get_bind()
        event.listen(type(engine), "before_cursor_execute", lambda *given: told.append(given[2]))
        results = class_results(graded.root, "s1_small")
        assert all(row.items for row in results.students)
        return sum(statement.lstrip().upper().startswith("SELECT") for statement in told)

    eight = asked()
    graded.tell("DELETE FROM grade WHERE id IN (SELECT id FROM grade LIMIT 1)")
    for student in ("s004", "s005", "s006", "s007"):
        for folder in ("submitted", "autograded"):
            (graded.data / folder / student).rename(graded.root / f"{folder}-{student}")
    graded.tell("DELETE FROM student WHERE id IN ('s004', 's005', 's006', 's007')")
    assert asked() == eight


def test_the_course_is_written_as_a_page_and_as_a_notebook_that_runs(graded: Any) -> None:
    results = class_results(graded.root, "s1_small")
    broken = next(row for row in results.students if row.id == "s003")  # total = (
    assert broken.failed == 1
    done = graded.run("report")
    assert (done.code, done.complained) == (0, "")
    page = (graded.data / "report" / "course.html").read_text(encoding="utf-8")
    assert "The whole course" in page
    assert "S1 Small" in page
    told = CliRunner().invoke(app, ["report", "--json"])
    assert json.loads(told.stdout)[0]["assignment"] == "s1_small"

    assert CliRunner().invoke(app, ["report", "--notebook", "--hide-names"]).exit_code == 0
    file = graded.data / "report" / "course_without_names.ipynb"
    notebook = nbformat.read(file, as_version=4)
    nbformat.validate(notebook)
    assert "s003" not in file.read_text(encoding="utf-8")
    made = [cell for cell in notebook.cells if cell.cell_type == "code"]
    program = "\n".join(cell.source for cell in made)
    ran = graded.run("-c", f"import os; os.chdir('gradebook/report')\n{program}", program="python")
    assert ran.code == 0, ran.complained
    assert "1 answer waits" in ran.said or "answers wait" in ran.said


# In a real browser


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_course_page_is_for_everybody(
    chromium: Any, barriers: Any, course: Course, made_at: datetime, tmp_path: Path, scheme: str
) -> None:
    spoilt = replace(
        course,
        results=tuple(
            replace(
                results,
                students=tuple(
                    replace(row, name=HOSTILE) if row.name == "Amara Okafor" else row
                    for row in results.students
                ),
            )
            for results in course.results
        ),
    )
    file = tmp_path / "course.html"
    write(file, render_course(spoilt, made_at=made_at))
    page = chromium.new_page(viewport={"width": 400, "height": 900}, color_scheme=scheme)
    heard = listening_to(page)
    page.goto(file.as_uri())
    pictures = page.locator("[data-figure] .main-svg").first
    pictures.wait_for()
    assert page.locator("[data-figure]").count() == page.locator("[data-figure].js-plotly-plot").count() > 4
    assert page.evaluate("document.documentElement.scrollWidth") <= 400
    assert page.locator(".modebar-btn").count() == 0  # nothing that offers to send data away

    # Whose rule it is stands at its dot, and plotly would make a link of a name that holds one.
    page.evaluate(
        "Plotly.Fx.hover(document.querySelector('#audit .live'), [{curveNumber: 1, pointNumber: 0}])"
    )
    assert HOSTILE in (page.locator("#audit .hovertext").text_content() or "")
    assert page.locator("#audit .hoverlayer a").count() == 0

    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")
    assert barriers(page) == []
    assert pictures_without_words(page) == []
    assert [url for url in heard.asked if url != file.as_uri() and not url.startswith("data:")] == []
    assert heard.said == []

    page.emulate_media(media="print")
    assert not page.locator("#audit .live").is_visible()
    assert page.locator("#audit .still").is_visible()
    page.close()
