import copy
import json
import os
from pathlib import Path

import nbformat
import pytest

from alliance import CourseError
from alliance_grader.build import build, drift
from alliance_grader.course import assignments, course_root, find_assignment
from alliance_grader.notebooks import disagreements, leaks, read_notebook, secrets
from alliance_grader.scoring import read_key

A2 = "a2_read_a_caseload"
ROOT = Path(__file__).resolve().parents[2]
SOURCE = read_notebook(ROOT / "source" / A2 / f"{A2}.ipynb")
RELEASE = ROOT / "release" / A2 / f"{A2}.ipynb"


def edit(course: Path, change: dict[str, str]) -> Path:
    file = course / "source" / A2 / f"{A2}.ipynb"
    text = file.read_text(encoding="utf-8")
    for before, after in change.items():
        assert before in text
        text = text.replace(before, after, 1)
    file.write_text(text, encoding="utf-8")
    return file


@pytest.mark.parametrize("assignment", assignments(ROOT))
def test_the_committed_release_is_what_source_gives(assignment: str, root: Path) -> None:
    assert not drift(root, assignment), "run: alliance-grader build"


def test_building_twice_changes_nothing(course: Path) -> None:
    assert not build(course, A2)
    before = RELEASE.read_bytes()
    assert (course / "release" / A2 / RELEASE.name).read_bytes() == before


def test_a_change_in_source_shows_as_drift_until_it_is_built(course: Path) -> None:
    edit(course, {"Twenty-four clients": "Two dozen clients"})
    assert drift(course, A2)
    assert build(course, A2)
    assert not drift(course, A2)
    assert "Two dozen" in (course / "release" / A2 / RELEASE.name).read_text(encoding="utf-8")


@pytest.mark.parametrize("assignment", assignments(ROOT))
def test_nothing_secret_is_released(assignment: str) -> None:
    source = read_notebook(ROOT / "source" / assignment / f"{assignment}.ipynb")
    release = (ROOT / "release" / assignment / f"{assignment}.ipynb").read_text(encoding="utf-8")
    assert len(list(secrets(source))) > 10
    assert leaks(release, source) == []
    assert {path.suffix for path in (ROOT / "release" / assignment).iterdir()} == {".ipynb"}


def test_the_leak_scan_finds_secrets_wherever_they_hide() -> None:
    clean = json.loads(RELEASE.read_text(encoding="utf-8"))
    hidden = 'means_say = "c"'
    places = {
        "source": lambda nb: nb["cells"][4].update(source=[hidden]),
        "metadata": lambda nb: nb["cells"][4]["metadata"].update(note=hidden),
        "attachment": lambda nb: nb["cells"][0].update(attachments={"x": {"text/plain": hidden}}),
        "notebook": lambda nb: nb["metadata"].update(old=[hidden]),
        "output": lambda nb: nb["cells"][1].update(
            outputs=[{"output_type": "stream", "name": "stdout", "text": ["x\n", hidden]}]
        ),
    }
    for place, hide in places.items():
        dirty = copy.deepcopy(clean)
        hide(dirty)
        assert any(hidden in found for found in leaks(json.dumps(dirty), SOURCE)), place
    assert leaks("import alliance_grader", SOURCE)


def test_notebook_and_key_agree(root: Path) -> None:
    assert disagreements(SOURCE, read_key(root, A2)) == []


def test_a_disagreement_stops_the_build_and_leaves_the_release(course: Path) -> None:
    before = (course / "release" / A2 / RELEASE.name).read_bytes()
    edit(course, {'"points": 6': '"points": 7'})
    with pytest.raises(CourseError, match="worth 7 points in the notebook and 6 in the key"):
        build(course, A2)
    assert (course / "release" / A2 / RELEASE.name).read_bytes() == before


def test_a_solution_outside_its_region_stops_the_build(course: Path) -> None:
    before = (course / "release" / A2 / RELEASE.name).read_bytes()
    edit(course, {"## Before you hand in": 'means_say = \\"c\\"\\n",\n    "## Before you hand in'})
    with pytest.raises(CourseError, match="students would see a secret"):
        build(course, A2)
    assert (course / "release" / A2 / RELEASE.name).read_bytes() == before
    assert not list((course / "gradebook").glob("building-*"))


def test_a_broken_region_stops_the_build_with_nbgraders_reason(course: Path) -> None:
    edit(course, {"### END SOLUTION": "### END"})
    with pytest.raises(CourseError, match=r"could not be built: RuntimeError: .*solution"):
        build(course, A2)


@pytest.mark.parametrize("content", ["", "{", "[]", '{"nbformat": 3}', '{"nbformat": 4, "cells": 3}', "\xff"])
def test_a_damaged_source_is_named(course: Path, content: str) -> None:
    (course / "source" / A2 / f"{A2}.ipynb").write_text(content, encoding="latin-1")
    with pytest.raises(CourseError, match=f"{A2}.ipynb"):
        build(course, A2)


def test_assignments_are_found_by_their_start(root: Path) -> None:
    assert find_assignment(root, "a2") == find_assignment(root, "A2") == A2
    assert find_assignment(root, A2) == A2
    with pytest.raises(CourseError, match="this course has: a1_pillar_triage, a2_read_a_caseload"):
        find_assignment(root, "a99")


def test_the_course_is_found_from_inside_and_named_when_it_is_not(
    course: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert course_root(course / "source" / A2) == course
    with pytest.raises(CourseError, match="not inside a course"):
        course_root(tmp_path)
    monkeypatch.setenv("ALLIANCE_COURSE", str(tmp_path))
    with pytest.raises(CourseError, match="ALLIANCE_COURSE"):
        course_root(course)


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may write everywhere")
def test_a_read_only_folder_is_named(course: Path) -> None:
    course.chmod(0o500)
    with pytest.raises(CourseError, match="cannot be written"):
        build(course, A2)


def test_the_gradebook_folder_is_closed_to_others(course: Path) -> None:
    (course / "gradebook").mkdir(mode=0o755)
    build(course, A2)
    assert (course / "gradebook").stat().st_mode & 0o777 == 0o700


def test_release_ids_are_stable_and_readable() -> None:
    released = nbformat.read(RELEASE, as_version=4)
    assert [cell.id for cell in released.cells] == [cell.id for cell in SOURCE.cells]


def test_cells_stay_as_they_were_released_unless_the_version_says_otherwise(course: Path) -> None:
    """Students may hold a copy of what was released."""
    before = (course / "release" / A2 / RELEASE.name).read_bytes()
    key = course / "autograde" / "keys" / f"{A2}.yaml"
    edit(course, {'"points": 6': '"points": 5'})
    text = (
        key.read_text(encoding="utf-8")
        .replace("    points: 6\n", "    points: 5\n")
        .replace(
            "        points: 1\n        truth: {statistic: weakest}",
            "        points: 0.8333333333\n        truth: {statistic: weakest}",
        )
    )
    key.write_text(text, encoding="utf-8")
    with pytest.raises(CourseError, match=r"its cells are others now .a2-weakest-pillar-check.;.*version: 3"):
        build(course, A2)
    assert (course / "release" / A2 / RELEASE.name).read_bytes() == before
    key.write_text(text.replace("version: 2\n", "version: 3\n"), encoding="utf-8")
    read_key.cache_clear()
    assert build(course, A2)
    released = json.loads((course / "release" / A2 / RELEASE.name).read_text(encoding="utf-8"))
    assert released["metadata"]["alliance"] == {"version": 3}
