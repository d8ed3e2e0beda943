"""What grading does with work that is damaged, changed or marked, through the real nbgrader."""

import json
import re
import resource
from pathlib import Path
from typing import Any

import nbformat
import pytest

from alliance import CourseError
from alliance_grader.build import build
from alliance_grader.class_results import class_results
from alliance_grader.demo import simulated_class, work_on
from alliance_grader.feedback import feedback_file, make_feedback
from alliance_grader.grade import grade
from alliance_grader.gradebook import open_api, open_gradebook
from alliance_grader.notebooks import grade_id_of, read_notebook
from alliance_grader.outcomes import Outcome
from alliance_grader.results import StudentRow

A2 = "a2_read_a_caseload"
ROOT = Path(__file__).resolve().parents[2]
RELEASED = read_notebook(ROOT / "release" / A2 / f"{A2}.ipynb")
EXCELLENT = simulated_class(ROOT, A2).kinds["excellent"]
FULL = {
    "a2-pillar-means": 4.0,
    "a2-weakest-pillar": 6.0,
    "a2-rater-gap": 4.0,
    "a2-reflection": None,
    "a2-own-view": 0.0,
}
pytestmark = pytest.mark.slow


@pytest.fixture
def built(course: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    build(course, A2)
    monkeypatch.chdir(course)
    return course


def hand_in(course: Path, student: str, notebook: Any) -> Path:
    folder = course / "gradebook" / "submitted" / student / A2
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{A2}.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
    return folder


def excellent() -> Any:
    return work_on(RELEASED, EXCELLENT)


def outcomes(course: Path, **options: Any) -> dict[str, Outcome]:
    return {outcome.student: outcome for outcome in grade(course, A2, **options)}


def row(course: Path, student: str) -> StudentRow:
    return next(found for found in class_results(course, A2).students if found.id == student)


def points(course: Path, student: str) -> dict[str, float | None]:
    return {item.item: item.points for item in row(course, student).items}


def test_any_cell_that_was_deleted_comes_back_and_costs_only_what_it_held(built: Path) -> None:
    graded = [name for name in map(grade_id_of, RELEASED.cells) if name]
    lost = {
        "setup": ["a2-setup"],
        "sheet": ["a2-gap-sheet"],
        "reflection": ["a2-reflection"],
        "scheme": ["a2-mark-scheme"],
        "neighbours": ["a2-bond-gap", "a2-gap-says", "a2-rater-gap-check"],
        "everything": graded,
    }
    for student, names in lost.items():
        notebook = excellent()
        notebook.cells = [cell for cell in notebook.cells if grade_id_of(cell) not in names]
        hand_in(built, student, notebook)
    assert {outcome.reason for outcome in outcomes(built).values()} == {""}
    assert points(built, "setup") == points(built, "sheet") == points(built, "scheme") == FULL
    assert points(built, "reflection") == FULL | {"a2-reflection": 0.0}
    assert points(built, "neighbours") == FULL | {"a2-rater-gap": 0.0}
    assert points(built, "everything") == dict.fromkeys(FULL, 0.0)


@pytest.mark.parametrize("meta", [None, [], "x", {"grade_id": ["x"]}, {"grade_id": "zzz"}, 3])
def test_damaged_metadata_costs_nothing_and_stops_nobody_else(built: Path, meta: object) -> None:
    damaged = json.loads(json.dumps(excellent()))
    for cell in damaged["cells"]:
        cell["metadata"]["nbgrader"] = meta
    hand_in(built, "ann", damaged)
    (built / "gradebook" / "submitted" / "ben" / A2).mkdir(parents=True)
    found = outcomes(built)
    assert found["ann"].status == "graded"
    assert points(built, "ann") == FULL
    assert "no notebook" in found["ben"].reason


def test_what_cannot_be_graded_is_recorded_with_its_reason_and_no_points(built: Path) -> None:
    hand_in(built, "ann", excellent())
    outcomes(built)
    mark(built, "ann", 3.5)
    (built / "gradebook" / "submitted" / "ann" / A2 / f"{A2}.ipynb").write_text("{", encoding="utf-8")
    assert outcomes(built)["ann"].status == "not graded"
    assert row(built, "ann").status == "not graded"
    assert "fresh copy" in row(built, "ann").note
    with open_gradebook(open_api(built)) as gradebook:
        notebook = gradebook.find_submission_notebook(A2, A2, "ann")
        assert {grade.auto_score for grade in notebook.grades} == {0.0}
        assert gradebook.find_grade("a2-reflection", A2, A2, "ann").needs_manual_grade, (
            "the mark was for other work"
        )
    page = (built / "gradebook" / "autograded" / "ann" / A2 / f"{A2}.ipynb").read_text(encoding="utf-8")
    assert "could not be graded" in page


def mark(course: Path, student: str, given: float) -> None:
    with open_gradebook(open_api(course)) as gradebook:
        grade_ = gradebook.find_grade("a2-reflection", A2, A2, student)
        grade_.manual_score, grade_.needs_manual_grade = given, False
        gradebook.db.commit()


def test_a_persons_mark_stands_until_the_answer_changes(built: Path) -> None:
    hand_in(built, "ann", excellent())
    outcomes(built)
    mark(built, "ann", 3.5)
    assert points(built, "ann")["a2-reflection"] == 3.5
    key = built / "autograde" / "keys" / f"{A2}.yaml"
    key.write_text(
        key.read_text(encoding="utf-8").replace("yes, that is how far", "yes, this is how far"),
        encoding="utf-8",
    )
    assert outcomes(built)["ann"].seconds > 0, "another key is another score"
    assert points(built, "ann")["a2-reflection"] == 3.5
    assert row(built, "ann").status == "graded"
    assert outcomes(built)["ann"].seconds == 0, "nothing has changed"

    other = excellent()
    next(cell for cell in other.cells if cell.id == "a2-reflection").source = "I have thought again."
    hand_in(built, "ann", other)
    outcomes(built)
    assert row(built, "ann").status == "waiting"


def test_what_was_changed_after_it_was_built_must_be_built_first(built: Path) -> None:
    hand_in(built, "ann", excellent())
    source = built / "source" / A2 / f"{A2}.ipynb"
    text = source.read_text(encoding="utf-8")
    source.write_text(text.replace("sessions = work.caseload", "sessions =  work.caseload"), encoding="utf-8")
    with pytest.raises(CourseError, match="was changed after it was built"):
        outcomes(built)
    build(built, A2)
    assert outcomes(built)["ann"].status == "graded"


def test_a_refused_build_leaves_the_gradebook_as_it_was(built: Path) -> None:
    def kept() -> list[str]:
        with open_gradebook(open_api(built)) as gradebook:
            return [cell.source for cell in gradebook.find_notebook(A2, A2).source_cells]

    before = kept()
    source = built / "source" / A2 / f"{A2}.ipynb"
    text = source.read_text(encoding="utf-8").replace("sessions = work.caseload", "sessions =  work.caseload")
    source.write_text(
        text.replace("## Before you hand in", 'means_say = \\"c\\"\\n",\n    "## Before you hand in', 1),
        encoding="utf-8",
    )
    with pytest.raises(CourseError, match="a secret"):
        build(built, A2)
    assert kept() == before


def test_replacing_the_check_changes_nothing_and_shows_no_hidden_test(built: Path) -> None:
    notebook = excellent()
    next(cell for cell in notebook.cells if cell.id == "a2-gap-says").source += "\ncheck = 5"
    hand_in(built, "ann", notebook)
    outcomes(built)
    assert points(built, "ann") == FULL
    list(make_feedback(built, A2, ["ann"]))
    plain = re.sub(r"<[^>]+>", "", feedback_file(built, A2, "ann").read_text(encoding="utf-8"))
    assert "HIDDEN TESTS" not in plain
    assert "alliance_grader" not in plain


def test_feedback_that_cannot_be_written_leaves_the_old_page(built: Path) -> None:
    hand_in(built, "ann", excellent())
    outcomes(built)
    (page,) = make_feedback(built, A2, ["ann"])
    before = page.read_bytes()
    allowed = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (len(before) // 2, allowed[1]))
    try:
        with pytest.raises((OSError, CourseError), match="File too large"):
            list(make_feedback(built, A2, ["ann"]))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, allowed)
    assert page.read_bytes() == before
    assert [place.name for place in page.parent.iterdir() if place.name.startswith(".")] == []


def test_a_report_before_anything_was_built(course: Path, run: Any) -> None:
    hand_in(course, "ann", excellent())
    done = run("alliance-grader", "report", "a2", "--json", cwd=course)
    assert done.returncode == 0, done.stderr
    (ann,) = json.loads(done.stdout)["students"]
    assert ann["status"] == "not graded"


def test_the_restored_notebook_is_valid(built: Path) -> None:
    notebook = excellent()
    notebook.cells = [cell for cell in notebook.cells if cell.id != "a2-setup"]
    hand_in(built, "ann", notebook)
    outcomes(built)
    graded = nbformat.read(built / "gradebook" / "autograded" / "ann" / A2 / f"{A2}.ipynb", as_version=4)
    nbformat.validate(graded)
    order = [name for name in map(grade_id_of, graded.cells) if name]
    assert order == [name for name in map(grade_id_of, RELEASED.cells) if name]


def test_downloads_of_a_learning_platform_are_collected_under_gradebook(built: Path, run: Any) -> None:
    archive = built / "gradebook" / "downloaded" / A2 / "archive"
    archive.mkdir(parents=True)
    work = json.dumps(RELEASED)
    for name in (f"amara.okafor_{A2}.ipynb", f"s-101_{A2}.ipynb", f"..-x_{A2}.ipynb", "notes.txt"):
        (archive / name).write_text(work, encoding="utf-8")
    done = run("nbgrader", "zip_collect", A2, "--force", cwd=built)
    assert done.returncode == 0, done.stderr
    submitted = built / "gradebook" / "submitted"
    assert sorted(path.name for path in submitted.iterdir()) == ["amara.okafor", "s-101"]
    assert (submitted / "amara.okafor" / A2 / f"{A2}.ipynb").is_file()
    assert not (built / "downloaded").exists()


def test_a_warning_costs_no_points(built: Path) -> None:
    notebook = excellent()
    cell = next(cell for cell in notebook.cells if cell.id == "a2-gap-says")
    cell.source += (
        "\ncheck = lambda *a, _check=check, **k: (__import__('warnings').warn('x'), _check(*a, **k))[1]"
    )
    hand_in(built, "ann", notebook)
    outcomes(built)
    assert points(built, "ann")["a2-rater-gap"] == 4.0
