"""A mended key: first the differences, then, if wanted, the grades; and the story of one submission."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from alliance import CourseError
from alliance_grader.class_results import class_results
from alliance_grader.regrade import Change, regrade

A2 = "a2_read_a_caseload"
pytestmark = pytest.mark.slow
Demo = tuple[Path, dict[str, Any]]


@pytest.fixture
def graded(demo: Demo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the demonstration with five of its students, so that it is quick and may be changed."""
    place = tmp_path / "course"
    shutil.copytree(demo[0], place)
    keep = {"amara.okafor", "priya.raman", "elif.yilmaz", "hana.suzuki", "yusuf.ali"}
    for folder in (place / "gradebook" / "submitted").iterdir():
        if folder.name not in keep:
            shutil.rmtree(folder)
    monkeypatch.chdir(place)
    return place


def mend(course: Path, old: str, new: str) -> None:
    key = course / "autograde" / "keys" / f"{A2}.yaml"
    text = key.read_text(encoding="utf-8")
    assert old in text
    key.write_text(text.replace(old, new, 1), encoding="utf-8")


def grades(course: Path) -> dict[str, float | None]:
    return {student.id: student.points for student in class_results(course, A2).students if student.items}


def test_nothing_changes_when_nothing_was_mended(graded: Path) -> None:
    def never(_changes: list[Change]) -> bool:
        raise AssertionError("there is nothing to decide")

    assert regrade(graded, A2, never) == []


def test_the_differences_are_shown_before_anything_is_written(graded: Path) -> None:
    before = grades(graded)
    mend(graded, "truth: {statistic: mean}\n", "truth: {statistic: mean}\n        tolerance: 2\n")
    seen: list[Change] = []

    def look(changes: list[Change]) -> bool:
        seen.extend(changes)
        assert grades(graded) == before
        return False

    assert regrade(graded, A2, look, item="a2-pillar-means") == []
    assert grades(graded) == before
    assert {(change.student, change.item) for change in seen} == {
        ("elif.yilmaz", "a2-pillar-means"),
        ("priya.raman", "a2-pillar-means"),
    }
    assert all(change.before == 1.6 and change.after == 4.0 for change in seen)
    assert regrade(graded, A2, lambda _: True, item="a2-pillar-means") == seen
    assert grades(graded)["priya.raman"] == pytest.approx((before["priya.raman"] or 0) + 2.4)
    assert grades(graded)["amara.okafor"] == before["amara.okafor"]


def test_another_item_than_the_one_that_was_meant_is_not_changed(graded: Path) -> None:
    before = grades(graded)
    mend(graded, "truth: {statistic: mean}\n", "truth: {statistic: mean}\n        tolerance: 2\n")
    with pytest.raises(CourseError, match="a2-pillar-means as well"):
        regrade(graded, A2, lambda _: True, item="a2-rater-gap")
    assert grades(graded) == before


def test_the_command_asks_and_takes_no_for_an_answer(graded: Path, run: Any) -> None:
    before = grades(graded)
    mend(graded, "truth: {statistic: mean}\n", "truth: {statistic: mean}\n        tolerance: 2\n")
    done = run("alliance-grader", "regrade", "a2", cwd=graded)
    assert done.returncode != 0, "there was nobody to answer"
    assert "Traceback" not in done.stderr
    assert grades(graded) == before
    done = run("alliance-grader", "regrade", "a2", "--yes", cwd=graded)
    assert done.returncode == 0, done.stderr
    assert "priya.raman" in done.stdout
    assert grades(graded) != before


def test_the_story_of_one_submission(demo: Demo, run: Any) -> None:
    place = demo[0]
    done = run("alliance-grader", "grade", "a2", "--explain", "noor.haddad", cwd=place)
    assert done.returncode == 0, done.stderr
    for words in (
        "Noor Haddad",
        "sealed off",
        "a2-weakest-c03",
        "quotation mark",
        "Weakest pillar  5 of 6",
        "waits for a person",
    ):
        assert words in done.stdout
    told = json.loads(
        run("alliance-grader", "grade", "a2", "--explain", "tala.nasser", "--json", cwd=place).stdout
    )
    assert any("put back" in line for line in told["lines"])
    damaged = run("alliance-grader", "grade", "a2", "--explain", "yusuf.ali", cwd=place)
    assert "damaged" in damaged.stdout
    near = run("alliance-grader", "grade", "a2", "--explain", "Noor.Hadad", cwd=place)
    assert "did you mean noor.haddad?" in near.stderr
    nobody = run("alliance-grader", "grade", "a2", "--explain", "nobody", cwd=place)
    assert nobody.returncode == 2
    assert "no student" in nobody.stderr


def test_the_doctor_says_what_this_machine_gives(demo: Demo, run: Any) -> None:
    done = run("alliance-grader", "doctor", "--json", cwd=demo[0])
    told = json.loads(done.stdout)
    assert told["level"] in {"namespaces", "landlock"}
    assert bool(told["missing"]) == (told["level"] != "namespaces")
    assert "Level:" in run("alliance-grader", "doctor", cwd=demo[0]).stdout
