"""An assignment that changes after it was released: whose grades go stale is said, and old work keeps its own version."""

import json
import shutil
from pathlib import Path

import pytest
from small import KINDS, S1, Small, cell

from alliance_grader.build import build
from alliance_grader.class_results import class_results
from alliance_grader.engine import Engine, Job, Local
from alliance_grader.export import Style, item_table
from alliance_grader.grade import grade
from alliance_grader.intake import SubmissionError, take_in
from alliance_grader.pipeline import prepare
from alliance_grader.regrade import Change, regrade
from alliance_grader.releases import keep, kept_versions
from alliance_grader.scoring import key, read_key
from alliance_grader.stale import Staleness, sentences, staleness

pytestmark = pytest.mark.slow
A3 = "a3_evidence_check"
THOUGHTS = "s1-thoughts"
NEW = cell("s1-half", "half = ...\n### BEGIN SOLUTION\nhalf = 3\n### END SOLUTION", solution=True)
NEW_CHECK = cell("s1-half-check", "assert half == 3", grade=True, points=5)
NEW_ITEM = "  - {id: s1-half, title: A half, points: 5, marked_by: autograder}\n"


@pytest.fixture(autouse=True)
def fresh_keys() -> None:
    """The keys of a course are read once in a program; here one program plays several."""
    read_key.cache_clear()
    key.misconceptions.cache_clear()


def edit(course: Small, *pairs: tuple[str, str]) -> None:
    """Change the key and the notebook, as an instructor would."""
    for place in (course.source, course.root / "autograde" / "keys" / f"{S1}.yaml"):
        text = place.read_text(encoding="utf-8")
        for old, new in pairs:
            text = text.replace(old, new)
        place.write_text(text, encoding="utf-8")
    fresh()


def fresh() -> None:
    read_key.cache_clear()
    key.misconceptions.cache_clear()


def put_in(course: Small) -> None:
    """Put an item into the assignment, as its second version."""
    notebook = json.loads(course.source.read_text(encoding="utf-8"))
    notebook["cells"][3:3] = [NEW, NEW_CHECK]
    course.source.write_text(json.dumps(notebook), encoding="utf-8")
    edit(course, ("version: 1", "version: 2"), ("  - {id: s1-double,", NEW_ITEM + "  - {id: s1-double,"))
    assert build(course.root, S1)


def take_out(course: Small) -> None:
    """Take the item that people mark out, as its second version."""
    notebook = json.loads(course.source.read_text(encoding="utf-8"))
    notebook["cells"] = [one for one in notebook["cells"] if one["id"] != THOUGHTS]
    course.source.write_text(json.dumps(notebook), encoding="utf-8")
    edit(
        course,
        ("version: 1", "version: 2"),
        ("  - {id: s1-thoughts, title: Thoughts, points: 4, marked_by: person}\n", ""),
    )
    assert build(course.root, S1)


def worked(course: Small, engine: Engine) -> set[str]:
    fresh()
    return {outcome.student for outcome in grade(course.root, S1, engine=engine) if outcome.seconds}


def rows(course: Small) -> dict[str, tuple[float | None, float | None]]:
    """Return the points of everybody and what they are of."""
    table = item_table(class_results(course.root, S1), Style()).rows
    points, so_far, out_of = (table[0].index(head) for head in ("points", "so_far", "out_of"))
    return {row[0]: (float(row[points] or row[so_far]), float(row[out_of])) for row in table[1:]}


def told(course: Small) -> tuple[Staleness, str]:
    fresh()
    found = staleness(course.root, S1)
    return found, "\n".join(sentences(found))


def test_nothing_is_stale_after_grading_and_nothing_is_run_to_say_so(graded: Small) -> None:
    before = graded.grades(), graded.files(), graded.outcomes()
    found, words = told(graded)
    assert found.stale == ()
    assert len(found.current) == len(KINDS)
    assert words.startswith("Not concerned: 8 students (s000, s001")
    done = graded.run("stale")
    assert done.code == 0, done.complained
    assert "nothing is to be done" in done.said
    assert (graded.grades(), graded.files(), graded.outcomes()) == before


def test_what_changed_is_said_item_by_item_and_whose_mark_stands(graded: Small, quick: Engine) -> None:
    graded.mark("s000", 3.0)
    graded.mark("s002", 1.0, "s1-sum-check")
    graded.hand_in("s003", {"s1-sum": "total = 5"})
    edit(graded, ("assert total == 6", "assert total in (5, 6)"), ("title: A function", "title: Functions"))
    found, words = told(graded)
    by_item = {one.change.item: one for one in found.concerned}
    assert by_item["s1-sum"].students == ("s000", "s001", "s002", "s004", "s005", "s006", "s007")
    assert by_item["s1-sum"].marked == ("s002",)
    assert not by_item["s1-double"].change.points
    assert found.again == ("s003",)
    assert "“A sum”: the cell that scores it was changed. It concerns 7 students" in words
    assert "A person's mark stands there for s002" in words
    assert "Handed in again or on another variant since they were graded: s003." in words
    assert build(graded.root, S1) is not None
    seen: list[Change] = []

    def look(changes: list[Change]) -> bool:
        seen.extend(changes)
        return True

    regrade(graded.root, S1, look, engine=quick)
    assert {(one.student, one.before, one.after) for one in seen} == {
        ("s001", 0, 2),
        ("s003", 0, 2),
        ("s003", 0, 3),
    }
    assert told(graded)[0].stale == ()
    assert graded.grades()["s000", THOUGHTS] == (None, 3.0, False)
    assert graded.grades()["s002", "s1-sum-check"][1] == 1.0
    edit(graded, ("assert total in (5, 6)", "assert total in {5, 6}"))
    build(graded.root, S1)
    assert len(told(graded)[0].stale) == len(KINDS)
    assert regrade(graded.root, S1, look, engine=quick) == [], "no points change"
    assert told(graded)[0].stale == (), "and the grades rest on the present test now"


def test_an_item_put_in_when_half_the_class_is_graded(graded: Small, quick: Engine) -> None:
    graded.mark("s000", 3.0)
    before = graded.grades()
    put_in(graded)
    found, words = told(graded)
    assert found.stale == ()
    assert found.earlier == {1: tuple(f"s{number:03d}" for number in range(8))}
    assert "Worked on version 1, which asks other things, and stay judged by it: 8 students" in words
    graded.hand_in("late", {"s1-half": "half = 3"})
    graded.hand_in("later", {"s1-half": "half = 2"})
    assert worked(graded, quick) == {"late", "later"}
    assert {cell: one for cell, one in graded.grades().items() if cell in before} == before
    assert graded.grades()["late", "s1-half-check"] == (5.0, None, False)
    graded.mark("late", 4.0)
    assert rows(graded)["s000"] == (8, 9)
    assert rows(graded)["late"] == (14, 14)
    assert rows(graded)["later"] == (5, 14)
    results = class_results(graded.root, S1)
    statuses = {row.id: row.status for row in results.students}
    assert statuses["s000"] == "graded", "nobody waits for what they were not asked"
    assert "version 1" in results.students[2].note
    assert next(iter(grade(graded.root, S1, ["s001"], engine=quick, again=True))).version == 1
    assert graded.grades()["s001", "s1-double-check"] == before["s001", "s1-double-check"]
    assert worked(graded, quick) == set()
    # Who hands in the new version after a mark on the old one keeps the mark, and is asked the new item.
    graded.hand_in("s000", {"s1-half": "half = 3"})
    assert worked(graded, quick) == {"s000"}
    assert graded.grades()["s000", "s1-half-check"] == (5.0, None, False)
    assert graded.grades()["s000", THOUGHTS] == (None, 3.0, False)
    assert rows(graded)["s000"] == (13, 14)


def test_an_item_taken_out_keeps_its_marks(graded: Small, quick: Engine) -> None:
    graded.mark("s000", 3.0)
    graded.mark("s001", 2.0)
    first = (graded.data / "submitted" / "s001" / S1 / f"{S1}.ipynb").read_bytes()
    take_out(graded)
    assert worked(graded, quick) == set()
    assert rows(graded)["s000"] == (8, 9)
    graded.hand_in("s001")
    assert worked(graded, quick) == {"s001"}
    assert rows(graded)["s001"] == (5, 5)
    assert graded.outcomes()["s001"]["marks"] == {
        THOUGHTS: {"points": 2.0, "answer": graded.outcomes()["s000"]["answers"][THOUGHTS]}
    }
    (graded.data / "submitted" / "s001" / S1 / f"{S1}.ipynb").write_bytes(first)
    assert worked(graded, quick) == {"s001"}
    assert graded.grades()["s001", THOUGHTS] == (None, 2.0, False), (
        "the mark of an answer comes back with the answer"
    )
    assert rows(graded)["s001"] == (5, 9)


def test_a_renamed_item_keeps_old_work_on_its_old_name(graded: Small, quick: Engine) -> None:
    graded.mark("s000", 3.0)
    before = graded.grades()
    edit(graded, ("s1-thoughts", "s1-reflection"), ("version: 1", "version: 2"))
    assert build(graded.root, S1)
    assert worked(graded, quick) == set()
    assert graded.grades() == before
    assert rows(graded)["s000"] == (8, 9)
    graded.hand_in("late", {"s1-reflection": "I would wait."})
    assert worked(graded, quick) == {"late"}
    assert graded.grades()["late", "s1-reflection"] == (None, None, True)
    assert graded.grades()["late", THOUGHTS] == (0.0, None, False), "not asked, and nobody is to mark it"


def test_other_points_concern_everybody_and_a_version_that_nobody_has_is_the_present_one(
    graded: Small, quick: Engine
) -> None:
    edit(graded, ('"points": 2', '"points": 6'), ("points: 2", "points: 6"), ("version: 1", "version: 2"))
    assert build(graded.root, S1)
    found, words = told(graded)
    assert len(found.stale) == len(KINDS)
    assert "“A sum”: it is worth 6 points now, and was worth 2. It concerns 8 students" in words
    folder: Path = graded.hand_in("odd")
    text = (folder / f"{S1}.ipynb").read_text(encoding="utf-8")
    for version in ("999", '"../1"', "true", "-1"):
        (folder / f"{S1}.ipynb").write_text(
            text.replace('"version": 2', f'"version": {version}'), encoding="utf-8"
        )
        list(grade(graded.root, S1, ["odd"], engine=quick))
        assert graded.grades()["odd", "s1-sum-check"][0] == 6.0


def test_grading_says_at_its_end_whose_grades_changed(graded: Small) -> None:
    edit(graded, ("assert total == 6", "assert total in (5, 6)"))
    assert build(graded.root, S1) is not None
    done = graded.run("grade", S1, "--no-feedback")
    assert done.code == 0, done.complained
    assert "changed since" in done.said
    assert "s001" in done.said.partition("changed since")[2]
    assert "s000" not in done.said.partition("changed since")[2]
    assert "alliance-grader regrade" in done.said


def test_a_kept_version_of_a_real_assignment_judges_as_the_course_does(
    course: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # At this level nothing is bound into a world of its own: the judge must be able to reach what is kept.
    monkeypatch.setattr("alliance_grader.pipeline.probe", lambda *_: ("landlock", {}))
    keep(course, A3)
    place = kept_versions(course, A3)[read_key(course, A3).version]
    folder = course / "gradebook" / "submitted" / "ada" / A3
    shutil.copytree(course / "release" / A3, folder)
    job = Job("ada", take_in(course, A3, "ada"))
    both = []
    for prepared in (prepare(course, A3), prepare(place, A3, hidden=course)):
        ((_, worked),) = Local(1)(prepared, iter([job]))
        assert not isinstance(worked, SubmissionError)
        assert "could not be graded yet" not in worked.grades.notebook
        both.append(worked.grades.scores)
    assert both[0] == both[1]
    assert 0.0 in both[0].values()
