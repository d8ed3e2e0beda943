"""Letters for students: who has which, what is kept, and what the grader makes of it."""

import json
import stat
from collections import Counter
from pathlib import Path

import pytest

from alliance import CourseError
from alliance.assignments import assignment, letters
from alliance_grader.build import build
from alliance_grader.class_results import class_results
from alliance_grader.demo import simulated_class, work_on
from alliance_grader.grade import grade
from alliance_grader.notebooks import read_notebook
from alliance_grader.scoring import read_key
from alliance_grader.variants import assigned, hand_out

A2 = "a2_read_a_caseload"
ROOT = Path(__file__).resolve().parents[2]
CLASS = [f"student{number:03d}" for number in range(200)]


def test_nobody_has_a_letter_until_they_are_handed_out(course: Path) -> None:
    assert assigned(course, A2, "ann") is None


def test_a_letter_stays_and_all_are_in_use(course: Path) -> None:
    given = hand_out(course, A2, CLASS)
    assert hand_out(course, A2, [*CLASS, "zoe"]).items() >= given.items()
    assert all(assigned(course, A2, student) == letter for student, letter in given.items())
    counted = Counter(given.values())
    assert set(counted) == set(letters("a2"))
    assert max(counted.values()) < 2 * min(counted.values()), "a class is spread over the variants"


def test_who_comes_later_has_the_letter_of_a_new_list(course: Path) -> None:
    hand_out(course, A2, CLASS)
    later = assigned(course, A2, "zoe")
    assert hand_out(course, A2, ["zoe"])["zoe"] == later


def test_another_course_has_other_letters_and_nobody_else_reads_its_secret(tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    for place in (one, other):
        place.mkdir()
    assert hand_out(one, A2, CLASS) != hand_out(other, A2, CLASS)
    secret = one / "gradebook" / "variants" / "secret"
    assert stat.S_IMODE(secret.stat().st_mode) == 0o600
    assert len(secret.read_text(encoding="utf-8")) == 64


def test_an_instructor_may_choose_and_a_slip_is_named(course: Path) -> None:
    hand_out(course, A2, ["ann", "ben"])
    file = course / "gradebook" / "variants" / f"{A2}.csv"
    file.write_text("\ufeffStudent,Variant\r\nann,b\r\n ben , C \r\n\r\n", encoding="utf-8")
    assert (assigned(course, A2, "ann"), assigned(course, A2, "ben")) == ("B", "C")
    file.write_text("student,variant\nann,Q\n", encoding="utf-8")
    with pytest.raises(CourseError, match=r"line 2: write a student's id, a comma and one of the letters A"):
        assigned(course, A2, "ann")


@pytest.mark.slow
def test_work_is_judged_on_the_letter_that_was_given(course: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ann works on her own B, Ben copies the answers of A, Cleo has an A and leaves the dots."""
    build(course, A2)
    monkeypatch.chdir(course)
    (course / "gradebook" / "variants").mkdir()
    (course / "gradebook" / "variants" / f"{A2}.csv").write_text("ann,B\nben,B\ncleo,A\n", encoding="utf-8")
    released = read_notebook(course / "release" / A2 / f"{A2}.ipynb")
    of_a = simulated_class(ROOT, A2).kinds["excellent"]
    for student, letter in (("ann", "B"), ("ben", None), ("cleo", None)):
        notebook = work_on(released, of_a)
        if letter:
            answers: dict[str, object] = {}
            for item in read_key(course, A2).items:
                answers |= item.solution(assignment("a2", letter), answers)
            for cell in notebook.cells:
                name = cell.source.partition(" = ")[0]
                if cell.id == "a2-variant":
                    cell.source = f'variant = "{letter}"'
                elif name in answers and cell.metadata.get("nbgrader", {}).get("solution"):
                    cell.source = f"{name} = {answers[name]!r}"
        folder = course / "gradebook" / "submitted" / student / A2
        folder.mkdir(parents=True)
        (folder / f"{A2}.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
    list(grade(course, A2))
    rows = {row.id: row for row in class_results(course, A2).students}
    assert rows["ann"].points == rows["cleo"].points == 14.0
    assert rows["ann"].note == rows["cleo"].note == ""
    assert (rows["ben"].points or 0.0) < 8.0
    assert "is on variant A, but this student was given B" in rows["ben"].note
    assert [one.status for one in grade(course, A2) if one.seconds] == [], "nothing has changed"
    (course / "gradebook" / "variants" / f"{A2}.csv").write_text("ann,B\nben,A\ncleo,A\n", encoding="utf-8")
    assert [one.student for one in grade(course, A2) if one.seconds] == ["ben"]
    assert {row.id: row.points for row in class_results(course, A2).students}["ben"] == 14.0
