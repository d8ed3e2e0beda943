"""The whole way round, with the real nbgrader: build, hand in, grade, feedback, table, formgrader."""

import csv
import io
import json
import os
import re
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from typing import Any

import pytest

from alliance_grader.demo import simulated_class

A2 = "a2_read_a_caseload"
ROOT = Path(__file__).resolve().parents[2]
CLASS = simulated_class(ROOT, A2)
Demo = tuple[Path, dict[str, Any]]
pytestmark = pytest.mark.slow


def rows(demo: Demo) -> dict[str, dict[str, Any]]:
    return {row["id"]: row for row in demo[1]["students"]}


def test_there_are_24_students_of_every_kind() -> None:
    assert len(CLASS.students) == 24
    assert {student.kind for student in CLASS.students} == set(CLASS.kinds)


@pytest.mark.parametrize("student", CLASS.students, ids=lambda student: f"{student.id}-{student.kind}")
def test_each_student_gets_the_expected_scores(demo: Demo, student: Any) -> None:
    row, expects = rows(demo)[student.id], CLASS.kinds[student.kind].expects
    assert row["name"] == student.name
    if expects.not_graded:
        assert row["status"] == "not graded"
        assert expects.not_graded in row["note"]
        assert row["items"] == []
        return
    assert row["status"] == ("graded" if student.kind == "blank" else "waiting")
    for item in row["items"]:
        if item["item"] == "a2-reflection" and student.kind != "blank":
            assert item["points"] is None
            continue
        assert item["points"] == pytest.approx(expects.points.get(item["item"], 0.0)), item["reasons"]
        assert set(item["misconceptions"]) == set(expects.misconceptions.get(item["item"], ()))
        assert item["reasons"]


def test_lateness_is_told(demo: Demo) -> None:
    late = {name: row["seconds_late"] for name, row in rows(demo).items() if row["seconds_late"]}
    assert late == {"ines.carvalho": 26 * 3600}


def test_nothing_secret_reaches_the_feedback(demo: Demo) -> None:
    place, _ = demo
    files = list((place / "gradebook" / "feedback").glob(f"*/{A2}/{A2}.html"))
    assert len(files) == 23
    for file in files:
        text = file.read_text(encoding="utf-8")
        plain = re.sub(r"<[^>]+>", "", text)
        assert "BEGIN HIDDEN TESTS" not in plain
        assert "from alliance_grader" not in plain
        assert "Mark scheme, one point each" not in plain
        assert '<html lang="en">' in text
        assert plain.count("of 4 points") >= 2
        assert 'alt="Each line is one client' in text
        assert len(text) < 1_000_000


def test_feedback_says_what_waits_and_explains_a_misconception(demo: Demo) -> None:
    folder = demo[0] / "gradebook" / "feedback"
    elif_ = (folder / "elif.yilmaz" / A2 / f"{A2}.html").read_text(encoding="utf-8")
    blank = (folder / "oskar.nowak" / A2 / f"{A2}.html").read_text(encoding="utf-8")
    assert "A person has yet to read “Reflection”" in elif_
    assert elif_.count("two experiences of the same hour") == 1
    assert "A person has yet to read" not in blank


def test_the_mark_scheme_is_there_for_the_person_who_marks(demo: Demo) -> None:
    graded = demo[0] / "gradebook" / "autograded" / "amara.okafor" / A2 / f"{A2}.ipynb"
    assert "Mark scheme, one point each" in graded.read_text(encoding="utf-8")


def test_a_second_run_does_nothing_and_a_mended_submission_alone_is_graded(demo: Demo, run: Any) -> None:
    place, _ = demo
    outcomes = place / "gradebook" / "outcomes" / A2
    before = {path.name: path.stat().st_mtime_ns for path in outcomes.iterdir()}
    submitted = place / "gradebook" / "submitted"
    damaged = submitted / "yusuf.ali" / A2 / f"{A2}.ipynb"
    half = damaged.read_bytes()
    damaged.write_bytes((submitted / "viktor.sokolov" / A2 / f"{A2}.ipynb").read_bytes())
    try:
        done = run("alliance-grader", "grade", "a2", "--json", cwd=place)
        assert done.returncode == 0, done.stderr
        again = {row["id"]: row for row in json.loads(done.stdout)["students"]}
        assert again["yusuf.ali"]["status"] == "waiting"
        assert sum(item["points"] or 0 for item in again["yusuf.ali"]["items"]) == 14
        changed = {path.name for path in outcomes.iterdir() if before[path.name] != path.stat().st_mtime_ns}
        assert changed == {"yusuf.ali.json"}
    finally:
        damaged.write_bytes(half)
        run("alliance-grader", "grade", "a2", "--json", cwd=place)


def test_what_was_put_right_is_told(demo: Demo) -> None:
    table = rows(demo)
    assert "(1).ipynb" in table["quinn.taylor"]["note"]
    assert "2 times" in table["viktor.sokolov"]["note"]
    assert "put back" in table["tala.nasser"]["note"]
    assert table["hana.suzuki"]["note"] == ""
    assert {row["level"] for row in table.values() if row["items"]} <= {"namespaces", "landlock"}


def test_nbgraders_own_command_gives_the_same_score(demo: Demo, run: Any) -> None:
    place, _ = demo
    done = run("nbgrader", "autograde", A2, "--student", "kwame.mensah", "--force", cwd=place)
    assert done.returncode == 0, done.stderr
    table = run("alliance-grader", "report", "a2", "--json", cwd=place)
    row = next(row for row in json.loads(table.stdout)["students"] if row["id"] == "kwame.mensah")
    assert [item["points"] for item in row["items"]] == [4.0, 6.0, 3.2, None, 0.0]


def test_nbgraders_validate_is_honest_about_blanks(demo: Demo, run: Any) -> None:
    place, _ = demo
    blank = run("nbgrader", "validate", f"release/{A2}/{A2}.ipynb", cwd=place)
    said = blank.stdout + blank.stderr
    assert "VALIDATION FAILED ON 5 CELL(S)" in said
    assert "mean_goal: not answered yet" in said
    full = run("nbgrader", "validate", f"source/{A2}/{A2}.ipynb", cwd=place)
    assert "Success!" in full.stdout + full.stderr


def test_the_export_is_quoted_and_complete(demo: Demo, run: Any, tmp_path: Path) -> None:
    file = tmp_path / "out" / "points.csv"
    done = run("alliance-grader", "export", "a2", "--to", str(file), cwd=demo[0])
    assert done.returncode == 0, done.stderr
    text = file.read_text(encoding="utf-8-sig")
    table = {row["student"]: row for row in csv.DictReader(io.StringIO(text))}
    assert len(table) == 24
    assert table["dafydd.oneil"]["name"] == "Dafydd O'Neil, Jr"
    assert table["li.xiaolong"]["name"] == "李小龍"
    assert table["ines.carvalho"]["hours_late"] == "26"
    assert table["amara.okafor"]["a2-reflection"] == ""
    assert table["yusuf.ali"]["points"] == ""
    assert all(field.startswith('"') and field.endswith('"') for field in text.splitlines()[0].split(","))


def test_the_report_is_written_with_and_without_names(demo: Demo, run: Any) -> None:
    place, _ = demo
    for flags in ([], ["--hide-names"]):
        done = run("alliance-grader", "report", "a2", *flags, cwd=place)
        assert done.returncode == 0, done.stderr
    with_names, without = (
        (place / "gradebook" / "report" / f"{A2}{ending}.html").read_text(encoding="utf-8")
        for ending in ("", "_without_names")
    )
    assert "Wren Whitehorse" in with_names
    assert not [student.id for student in CLASS.students if student.id in without or student.name in without]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_a_person_marks_in_the_real_formgrader(demo: Demo, run: Any) -> None:
    """The formgrader of nbgrader shows the class, and what is marked there reaches the class table."""
    place, _ = demo
    port, token = free_port(), "demo-token"
    own = str(Path(sys.executable).parent)
    server = subprocess.Popen(
        [f"{own}/alliance-grader", "formgrader", "--port", str(port)],
        cwd=place,
        env={**os.environ, "JUPYTER_TOKEN": token, "BROWSER": "true", "PATH": f"{own}:{os.environ['PATH']}"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )

    def ask(path: str, body: dict[str, Any] | None = None) -> Any:
        request = urllib.request.Request(
            f"http://127.0.0.1:{port}{path}",
            data=json.dumps(body).encode() if body else None,
            method="PUT" if body else "GET",
            headers={"Authorization": f"token {token}", "Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=20) as answer:  # noqa: S310
            text = answer.read().decode()
            return json.loads(text) if "/api/" in path else text

    try:
        for _ in range(120):
            try:
                ask("/api/status")
                break
            except OSError:
                time.sleep(0.5)
        page = ask("/formgrader/manage_assignments")
        assert "formgrader" in page
        known = ask("/formgrader/api/assignments")
        assert {one["name"]: one["num_submissions"] for one in known if one["num_submissions"]} == {A2: 24}
        submissions = ask(f"/formgrader/api/submitted_notebooks/{A2}/{A2}")
        mine = next(one for one in submissions if one["student"] == "hana.suzuki")
        assert mine["needs_manual_grade"]
        page = ask(f"/formgrader/submissions/{mine['id']}/")
        assert "Mark scheme, one point each" in page
        grades = ask(f"/formgrader/api/grades?submission_id={mine['id']}")
        reflection = next(one for one in grades if one["name"] == "a2-reflection")
        ask(f"/formgrader/api/grade/{reflection['id']}", {"manual_score": 3.5})
    finally:
        server.terminate()
        server.wait(20)
    done = run("alliance-grader", "report", "a2", "--json", cwd=place)
    row = next(row for row in json.loads(done.stdout)["students"] if row["id"] == "hana.suzuki")
    assert row["status"] == "graded"
    assert [item["points"] for item in row["items"]] == [4.0, 6.0, 4.0, 3.5, 0.0]
