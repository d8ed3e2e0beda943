"""The class report: what it says, what it keeps to itself, and how it stands in a browser."""

import os
import re
import stat
import subprocess
import sys
import unicodedata
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from html import unescape
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from tests.browser.pictures import pictures_without_words
from tests.grader.report.conftest import listening_to

from alliance.errors import CourseError
from alliance_grader import wording
from alliance_grader.report import figures, live, pseudonyms, render, summaries, write
from alliance_grader.results import ClassResults, ItemHead, ItemResult, StudentRow
from alliance_grader.sandbox.levels import SAID, Level

HOUR = 3600
SCRIPT = "<script>alert(1)</script>"
MOUSE = "\"onmouseover='alert(1)' x=\""


def ours(html: str) -> str:
    """The page without its two scripts, which its policy allows by their digests; nothing else is one."""
    for script in live.scripts():
        html = html.replace(f"<script>{script}</script>", "")
    return html


def text_of(html: str) -> str:
    """What a reader reads: without the head, the tags and the spaces between them."""
    body = ours(html).split("<body>")[1]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", body)).split())


# Hostile text


@pytest.mark.parametrize("hostile", [SCRIPT, MOUSE, "</style><b>", "`<img src=x onerror=alert(1)>`"])
@pytest.mark.parametrize("hide_names", [False, True])
def test_hostile_text_stays_text_wherever_a_student_can_put_it(
    sunday_evening: ClassResults, made_at: datetime, hostile: str, hide_names: bool
) -> None:
    def spoil(student: StudentRow) -> StudentRow:
        items = tuple(replace(item, reasons=(hostile,), misconceptions=(hostile,)) for item in student.items)
        return replace(student, name=f"{hostile} {student.id}", note=hostile, items=items)

    spoilt = replace(sunday_evening, title=hostile, students=tuple(map(spoil, sunday_evening.students)))
    html = ours(render(spoilt, made_at=made_at, next_steps=[hostile], hide_names=hide_names))
    assert hostile not in html
    assert "<script" not in html
    assert all(image.startswith('class="still" alt="') for image in html.split("<img ")[1:])
    assert "onerror=alert(1)>" not in html
    assert '"onmouseover' not in html
    assert html.count("</style>") == 1
    assert hostile.replace("`", "") in unescape(html).replace("`", "").replace("<code>", "").replace(
        "</code>", ""
    )


def test_the_page_forbids_itself_scripts_and_every_address(
    sunday_evening: ClassResults, made_at: datetime
) -> None:
    whole = render(sunday_evening, made_at=made_at)
    html = ours(whole)
    assert "default-src 'none'; style-src 'unsafe-inline'; img-src data:" in html
    assert whole.count("<script>") == html.count("<script>") + 2
    assert "<script" not in html
    assert html.count("'sha256-") == 2
    assert not re.findall(r'(?:src|href|action)="(?!#|data:,|data:image/svg\+xml;base64,)', html)
    assert "http:" not in html
    assert "https:" not in html
    assert "@import" not in html


@pytest.mark.parametrize("name", ["O'Neil, Jr", "李小龍", "José", "Þóra & <Ægir>", "\u202eevil"])
def test_every_name_is_shown_as_it_is(roll: Callable[[], Any], made_at: datetime, name: str) -> None:
    html = render(roll().marked(name, 4, 6, 4, 4).results(), made_at=made_at)
    assert f"<bdi>{name}</bdi>" in unescape(html)


# Counts


def test_the_headline_counts_the_class(sunday_evening: ClassResults) -> None:
    found = {tally.label: tally.number for tally in summaries.tallies(sunday_evening)}
    assert found == {
        "Handed in": 21,
        "Graded": 14,
        "Waiting for a person": 5,
        "Not graded": 2,
        "Missing": 3,
        "Late": 4,
    }


def test_the_median_is_of_complete_totals_and_the_rest_is_said_apart(
    roll: Callable[[], Any], made_at: datetime
) -> None:
    results = (
        roll()
        .marked("A", 4, 6, 4, 4)
        .marked("B", 4, 6, 2.5, 4)
        .marked("C", 1, 0, 0, 0)
        .marked("D", 4, 6, 4, None)
    ).results()
    text = text_of(render(results, made_at=made_at))
    assert "3 totals are complete: lowest 1, median 16.5, highest 18 of 18 points." in text
    assert "1 total waits for a person; so far: 14 of 18 points." in text
    assert "median 16.5" in text
    drawn = figures.strip(results)
    assert [dot.complete for dot in drawn.dots].count(True) == 3
    assert len(drawn.dots) == 4


def test_while_most_totals_wait_the_picture_says_the_median_so_far(roll: Callable[[], Any]) -> None:
    results = roll().marked("A", 0, 0, 0, -1).marked("B", 4, 6, 2, None).marked("C", 4, 6, 4, None).results()
    (tick,) = figures.strip(results).medians
    assert tick.label == "median so far 13"


def test_a_large_class_overlaps_instead_of_growing(roll: Callable[[], Any]) -> None:
    many = roll()
    for number in range(400):
        many.marked(f"Somebody {number}", 4, 6, 4, 4)
    drawn = figures.strip(many.results())
    assert drawn.height < 250
    assert all(0 < dot.down < drawn.line for dot in drawn.dots)


def test_misconceptions_are_counted_by_student_and_sorted(sunday_evening: ClassResults) -> None:
    held = summaries.misunderstood(sunday_evening)
    assert [(one.misconception.id, len(one.names)) for one in held] == [
        ("mean-tells-all", 8),
        ("therapist-knows-best", 5),
        ("ceiling-is-perfect", 3),
    ]
    assert held[0].students == "8 of 19 students"
    assert "Ana Lima" in held[0].names
    assert summaries.not_seen(sunday_evening) == ("the last session is all",)


def test_a_misconception_in_two_items_is_held_once(roll: Callable[[], Any]) -> None:
    one = roll().marked("A", 1, 1, 1, 1).results()
    twice = tuple(replace(item, misconceptions=("mean-tells-all",) * 2) for item in one.students[0].items)
    (held,) = summaries.misunderstood(replace(one, students=(replace(one.students[0], items=twice),)))
    assert held.names == ("A",)


def test_a_misconception_that_the_table_does_not_explain_is_still_shown(
    roll: Callable[[], Any], made_at: datetime
) -> None:
    unexplained = replace(roll().marked("A", 4, 1, 4, 4).results(), misconceptions=())
    assert "Mean-tells-all 1 of 1 student" in text_of(render(unexplained, made_at=made_at))


def test_an_item_counts_full_some_none_unanswered_and_waiting(roll: Callable[[], Any]) -> None:
    results = (
        roll()
        .marked("A", 4, 6, 4, 4)
        .marked("B", 2, 5.9999999999, 4, 0)
        .marked("C", 0, 6, 4, -1)
        .marked("D", 0, 6, 4, None)
        .missing("E")
        .results()
    )
    means, weakest, _, reflection = summaries.items(results)
    assert [(part.outcome, part.number) for part in means.parts] == [("full", 1), ("partly", 1), ("none", 2)]
    assert means.mean == "38 % of the points on average"
    assert [(part.outcome, part.number) for part in weakest.parts] == [("full", 4)]
    assert reflection.mean == "50 % of the points on average (2 marked so far)"
    assert [(part.outcome, part.number) for part in reflection.parts] == [
        ("full", 1),
        ("none", 1),
        ("unanswered", 1),
        ("waiting", 1),
    ]


def test_what_needs_the_instructor_names_who_why_and_how_many(
    sunday_evening: ClassResults, made_at: datetime
) -> None:
    needs = summaries.needs(sunday_evening)
    assert [one.name for one in needs.not_graded] == ["Caoimhe Ní Bhriain", "Liam O'Neil, Jr"]
    assert [(item.title, item.answers) for item in needs.to_mark] == [("Reflection", "5 answers")]
    assert [group.names for group in needs.missing] == [("Gunnar Þórsson", "Zeynep Demir"), ("Pavel Dvořák",)]
    assert [one.name for one in needs.noted] == ["Sanne de Vries"]
    text = text_of(render(sunday_evening, made_at=made_at, next_steps=["Run `alliance-grader feedback`."]))
    assert "it ends in .ipynb but holds a PDF." in text
    assert "Next steps Run alliance-grader feedback ." in text


def test_a_student_row_gives_the_reasons_item_by_item(sunday_evening: ClassResults) -> None:
    row = next(row for row in summaries.table(sunday_evening) if row.name == "Niamh Byrne")
    assert [(cell.text, cell.outcome) for cell in row.cells] == [
        ("2", "partly"),
        ("6", "full"),
        ("0", "unanswered"),
        ("0", "unanswered"),
    ]
    assert row.total == "8"
    assert [reason.points for reason in row.reasons] == ["2 of 4", "6 of 6", "0 of 4", "0 of 4"]
    assert row.reasons[0].misconceptions == ("a ceiling score is perfect",)
    assert row.reasons[1].sentences == ("All points.",)
    assert row.reasons[2].sentences == ("Left as it was released.",)


# Wording


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0, "on time"),
        (-5, "on time"),
        (0.4, "less than a minute late"),
        (59.9, "less than a minute late"),
        (60, "1 min late"),
        (HOUR, "1 h late"),
        (HOUR + 20 * 60 + 59, "1 h 20 min late"),
        (24 * HOUR, "1 day late"),
        (24 * HOUR + 90, "1 day late"),
        (50 * HOUR + 60, "2 days 2 h late"),
    ],
)
def test_lateness_is_said_as_people_say_it(seconds: float, said: str) -> None:
    assert wording.lateness(seconds) == said


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (4.0, "4"),
        (2.5, "2.5"),
        (2.5000001, "2.5"),
        (0.1 + 0.2, "0.3"),
        (7 / 3, "2.33"),
        (-0.001, "0"),
        (100.0, "100"),
    ],
)
def test_points_are_said_as_people_write_them(value: float, said: str) -> None:
    assert wording.points(value) == said


def test_a_moment_says_its_zone_when_it_has_one(made_at: datetime) -> None:
    assert wording.moment(made_at) == "Sunday 14 June 2026, 21:05"
    assert wording.moment(made_at.replace(tzinfo=UTC)) == "Sunday 14 June 2026, 21:05 UTC"


# Hidden names


def gossip(results: ClassResults) -> ClassResults:
    """The same class, with every name and id also where the grader or a student quoted it."""

    def told(student: StudentRow) -> StudentRow:
        first = student.name.split()[0]
        note = f"submitted_{student.id}/a2.ipynb is {student.name.upper()}'s; {first}’s kernel stopped."
        items = tuple(replace(item, reasons=(f"“I, {student.name}, think so.”",)) for item in student.items)
        return replace(student, note=note, items=items)

    return replace(results, students=tuple(map(told, results.students)))


def test_hidden_names_leave_no_name_and_no_id_anywhere(
    sunday_evening: ClassResults, made_at: datetime
) -> None:
    steps = [f"Write to {student.name} ({student.id})." for student in sunday_evening.students]
    html = render(gossip(sunday_evening), made_at=made_at, next_steps=steps, hide_names=True)
    everything = unicodedata.normalize("NFC", unescape(ours(html))).casefold()
    for student in sunday_evening.students:
        assert student.id not in everything
        assert student.name.casefold() not in everything
        for word in student.name.split():
            if len(word) > 3:
                assert not re.search(rf"\b{re.escape(word.casefold())}\b", everything), word
    assert "<bdi>Student 1</bdi>" in html
    assert "<bdi>Student 24</bdi>" in html


def test_a_pseudonym_holds_throughout_the_page(sunday_evening: ClassResults) -> None:
    hidden = pseudonyms.hide(gossip(sunday_evening))
    for student in hidden.students:
        assert student.id == student.name.lower().replace(" ", "-")
        assert f"submitted_{student.name}/a2.ipynb is {student.name}'s" in student.note
        assert all(item.reasons == (f"“I, {student.name}, think so.”",) for item in student.items)
    assert sorted(student.points or 0 for student in hidden.students) == sorted(
        student.points or 0 for student in sunday_evening.students
    )


def test_the_order_of_pseudonyms_is_not_the_order_of_the_class(sunday_evening: ClassResults) -> None:
    def lateness(results: ClassResults) -> list[tuple[float | None, float]]:
        return [(student.points, student.seconds_late) for student in results.students]

    hidden = pseudonyms.hide(sunday_evening)
    assert [student.name for student in hidden.students] == [f"Student {number}" for number in range(1, 25)]
    assert lateness(hidden) != lateness(sunday_evening)
    # It hangs on the results too, so a list of the class is not enough to work it out.
    other = replace(sunday_evening, title="A3")
    assert lateness(pseudonyms.hide(other)) != lateness(hidden)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Ana Lima", "The analysis for climate."),
        ("Ana", "Guyana, Montana."),
        ("May Goodall", "You may look again."),
        ("Li", "The list of 4 clients."),
    ],
)
def test_a_name_inside_another_word_is_left_alone(roll: Callable[[], Any], name: str, said: str) -> None:
    assert pseudonyms.veil_of(roll().missing(name).results())(said) == said


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Jose\u0301 Pérez", "Jos\u00e9 stopped."),
        ("Siobhán O'Neil", "O’Neil stopped."),
        ("İrem", "irem stopped."),
        ("李小龍", "李小龍的筆記本 stopped."),
    ],
)
def test_a_name_in_another_spelling_is_hidden_too(roll: Callable[[], Any], name: str, said: str) -> None:
    assert pseudonyms.veil_of(roll().missing(name).results())(said).startswith("Student 1")


def test_a_first_name_of_two_students_stands_for_neither(roll: Callable[[], Any]) -> None:
    veil = pseudonyms.veil_of(roll().missing("Ana Lima").missing("Ana Souza").results())
    assert veil("Ana stopped.") == "a student stopped."


# Small and odd classes


@pytest.mark.parametrize("hide_names", [False, True])
def test_an_empty_class_is_said_in_a_sentence(
    roll: Callable[[], Any], made_at: datetime, hide_names: bool
) -> None:
    text = text_of(render(roll().results(), made_at=made_at, hide_names=hide_names))
    assert "There is nobody in this class yet." in text
    assert "There are no totals yet." in text


def test_a_class_of_missing_students_is_no_accident(roll: Callable[[], Any], made_at: datetime) -> None:
    html = render(roll().missing("Ana Lima").missing("Chidi Eze").results(), made_at=made_at)
    assert "There are no totals yet." in text_of(html)
    assert "Nothing was handed in. Ana Lima Chidi Eze" in text_of(html)
    assert "<svg" not in html


def test_an_assignment_without_points_or_without_items_is_no_accident(made_at: datetime) -> None:
    head = ItemHead("a0-hello", "Hello", 0, "autograder")
    student = StudentRow("s1", "Ana", "graded", items=(ItemResult("a0-hello", 0.0),))
    bonus = replace(student, id="s2", items=(ItemResult("a0-hello", 1.0),))
    html = render(ClassResults("a0", "A0", (head,), (student, bonus), ()), made_at=made_at)
    assert "<svg" not in html
    assert "This assignment carries no points" in text_of(html)
    assert "carries no points; 2 answers" in text_of(html)
    bare = StudentRow("s1", "Ana", "not graded", "It stopped.")
    text = text_of(render(ClassResults("a0", "A0", (), (bare,), ()), made_at=made_at))
    assert "This assignment has no items." in text
    assert "It stopped." in text


def test_extra_points_stay_within_the_picture(roll: Callable[[], Any]) -> None:
    drawn = figures.strip(roll().marked("A", 6, 8, 4, 4).results())
    assert [dot.across for dot in drawn.dots] == [100]


TWICE = """
from datetime import datetime
from alliance_grader.report import render
from alliance_grader.results import ClassResults, ItemHead, ItemResult, StudentRow
from alliance_grader.sandbox.levels import SAID, Level
heads = (ItemHead("a", "A", 4, "autograder"), ItemHead("b", "B", 4, "person"))
students = tuple(
    StudentRow(f"s{n}", f"Ana Lima {n}", "graded", f"s{n} is Ana", 0, (ItemResult("a", n % 5, (), ("x", "y")),))
    for n in range(9)
)
results = ClassResults("a", "A", heads, students, ())
print(render(results, made_at=datetime(2026, 6, 14), hide_names=True))
print(render(results, made_at=datetime(2026, 6, 14)))
"""


def test_the_same_results_give_the_same_page_in_another_process() -> None:
    pages = {
        subprocess.run(
            [sys.executable, "-c", TWICE],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONIOENCODING": "utf-8"},
            check=True,
            capture_output=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(pages) == 1


def test_the_page_is_built_for_a_screen_reader(sunday_evening: ClassResults, made_at: datetime) -> None:
    html = render(sunday_evening, made_at=made_at)
    assert '<html lang="en">' in html
    assert html.count("<h1") == 1
    levels = [int(level) for level in re.findall(r"<h(\d)", html)]
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert 'role="region" aria-labelledby="class-caption" tabindex="0"' in html
    assert html.count("<caption") == html.count("<table")
    assert all("scope=" in head for head in re.findall(r"<th\b[^>]*>", html))
    assert len(re.findall(r'\bid="([^"]+)"', html)) == len(set(re.findall(r'\bid="([^"]+)"', html)))


# Writing


def test_a_page_is_written_whole_and_for_its_owner_only(tmp_path: Path) -> None:
    page = tmp_path / "report.html"
    page.write_text("before")
    write(page, "José \udce9 李")  # a lone surrogate, as a stray byte in a folder's name gives
    assert page.read_bytes().decode() == "José &#56553; 李"
    assert stat.S_IMODE(page.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [page]


def test_a_page_that_cannot_be_written_says_so_and_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(CourseError, match="could not be written"):
        write(Path(__file__) / "report.html", "x")
    folder = tmp_path / "report.html"
    folder.mkdir()
    with pytest.raises(CourseError, match="could not be written"):
        write(folder, "x")
    assert list(tmp_path.iterdir()) == [folder]


# In a real browser


CONTRASTS = """() => {
  const canvas = new OffscreenCanvas(1, 1).getContext("2d", {willReadFrequently: true});
  const over = (colours) => {
    canvas.clearRect(0, 0, 1, 1);
    for (const colour of colours) { canvas.fillStyle = colour; canvas.fillRect(0, 0, 1, 1); }
    return [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3);
  };
  const light = (rgb) => rgb.map((v) => v / 255)
    .map((v) => v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const low = [];
  let seen = 0;
  document.querySelectorAll("details").forEach((one) => { one.open = true; });
  for (const element of document.querySelectorAll("body, body *")) {
    const own = [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
    if (!own || !element.checkVisibility()) continue;
    const grounds = [];
    for (let at = element; at; at = at.parentElement) grounds.unshift(getComputedStyle(at).backgroundColor);
    const style = getComputedStyle(element);
    const ground = over(["white", ...grounds]);
    const ink = over(["white", ...grounds, element.namespaceURI.endsWith("svg") ? style.fill : style.color]);
    const [a, b] = [light(ink), light(ground)].sort((x, y) => y - x);
    seen += 1;
    if ((a + 0.05) / (b + 0.05) < 4.5) low.push([element.tagName, element.textContent.trim().slice(0, 40)]);
  }
  return {low, seen};
}"""


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_is_quiet_fits_a_phone_and_can_be_read(
    chromium: Any, barriers: Any, sunday_evening: ClassResults, made_at: datetime, tmp_path: Path, scheme: str
) -> None:
    file = tmp_path / "report.html"
    write(file, render(sunday_evening, made_at=made_at))
    page = chromium.new_page(viewport={"width": 400, "height": 800}, color_scheme=scheme)
    heard = listening_to(page)
    page.goto(file.as_uri())

    assert page.evaluate("document.documentElement.scrollWidth") <= 400
    region = page.get_by_role("region", name="Points of every student")
    region.focus()
    page.keyboard.press("ArrowRight")
    # Not wait_for_function: it evaluates a string in the page, which the page forbids.
    region.evaluate(
        "it => it.scrollLeft || new Promise(done => it.addEventListener('scroll', done, {once: true}))"
    )
    assert region.evaluate("it => it.scrollLeft") > 0
    assert region.evaluate("it => it.scrollWidth > it.clientWidth")
    name = region.get_by_role("rowheader", name="Ana Lima")
    assert name.bounding_box()["x"] >= region.bounding_box()["x"] - 1

    reason = page.get_by_text("You named the client with the lowest overall mean.").first
    assert not reason.is_visible()
    page.get_by_text("Reasons for Ana Lima").press("Enter")
    assert reason.is_visible()

    contrasts = page.evaluate(CONTRASTS)
    assert contrasts["seen"] > 200
    assert contrasts["low"] == []
    assert barriers(page) == []
    assert pictures_without_words(page) == []
    assert [url for url in heard.asked if url != file.as_uri() and not url.startswith("data:")] == []
    assert heard.said == []


def test_a_total_of_another_version_says_what_that_one_is_worth(
    sunday_evening: ClassResults, made_at: datetime
) -> None:
    first, *others = sunday_evening.students
    earlier = replace(first, version=1, worth=20.0)
    html = render(replace(sunday_evening, students=(earlier, *others)), made_at=made_at)
    totals = re.findall(r'<td class="number total">([^<]+)</td>', html)
    assert totals[0] == "18 of 20"
    assert not any(" of " in total for total in totals[1:])


@pytest.mark.browser
def test_on_paper_everything_lies_open_on_white_but_a_page_of_reasons_for_every_student(
    chromium: Any, sunday_evening: ClassResults, made_at: datetime, tmp_path: Path
) -> None:
    file = tmp_path / "report.html"
    write(file, render(sunday_evening, made_at=made_at))
    page = chromium.new_page(viewport={"width": 1000, "height": 800}, color_scheme="dark")
    page.goto(file.as_uri())
    page.emulate_media(media="print")
    assert page.evaluate(
        "getComputedStyle(document.querySelector('section:last-of-type')).backgroundColor"
    ) == ("rgb(255, 255, 255)")
    folded = page.locator("details:not([open]) > :not(summary)")
    seen = folded.evaluate_all(
        """all => all.map(one => [!!one.closest(".why"), one.checkVisibility({contentVisibilityAuto: true})])"""
    )
    assert [visible for reasons, visible in seen if not reasons]
    assert all(visible is not reasons for reasons, visible in seen)
    assert sum(reasons for reasons, _ in seen) > 10


@pytest.mark.parametrize("level", ["namespaces", "landlock", "none"])
def test_how_submissions_were_kept_apart_is_told(
    sunday_evening: ClassResults, made_at: datetime, level: Level
) -> None:
    students = tuple(replace(row, level=level if row.items else None) for row in sunday_evening.students)
    html = render(replace(sunday_evening, students=students), made_at=made_at)
    told = text_of(html)
    assert ("ran without a sandbox" in told) == (level == "none")
    assert f"{sum(bool(row.items) for row in students)} submissions ran" in told
    assert SAID[level] in told
