"""The command lines as people meet them: help, exit codes, and bad input in one sentence."""

import errno
import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

A2 = "a2_read_a_caseload"


def one_sentence(done: subprocess.CompletedProcess[str]) -> str:
    """Assert that a program stopped with one plain sentence, and return it."""
    said = done.stderr.strip()
    assert done.returncode != 0
    assert "Traceback" not in done.stderr + done.stdout
    assert len(said.splitlines()) == 1, said
    assert said.endswith((".", "build", "demo", a2_hint)), said
    return said


a2_hint = f"alliance-grader build {A2}"


@pytest.mark.parametrize("program", ["alliance", "alliance-grader"])
def test_help_is_plain(program: str, root: Path, run: Any) -> None:
    done = run(program, "--help", cwd=root)
    assert done.returncode == 0
    for word in ("Traceback", "kwargs", "callback", "TEXT"):
        assert word not in done.stdout


def test_build_check_tells_drift_by_its_exit_code(course: Path, run: Any) -> None:
    assert run("alliance-grader", "build", "--check", cwd=course).returncode == 0
    release = course / "release" / A2 / f"{A2}.ipynb"
    release.write_text(release.read_text(encoding="utf-8").replace("Twenty-four", "Many"), encoding="utf-8")
    done = run("alliance-grader", "build", "--check", "--json", cwd=course)
    assert done.returncode == 1
    assert [name for name, drifted in json.loads(done.stdout).items() if drifted] == [A2]


@pytest.mark.parametrize("command", ["grade", "report", "export", "build"])
def test_an_unknown_assignment_is_named(command: str, course: Path, run: Any) -> None:
    assert "no assignment called 'a9'" in one_sentence(run("alliance-grader", command, "a9", cwd=course))


def test_outside_a_course(tmp_path: Path, run: Any) -> None:
    assert "not inside a course" in one_sentence(run("alliance-grader", "grade", "a2", cwd=tmp_path))


def test_nobody_handed_in(course: Path, run: Any) -> None:
    assert "Nobody has handed in" in one_sentence(run("alliance-grader", "grade", "a2", cwd=course))


def hand_in(course: Path, student: str, content: str, name: str = f"{A2}.ipynb") -> None:
    folder = course / "gradebook" / "submitted" / student / A2
    folder.mkdir(parents=True)
    (folder / name).write_text(content, encoding="utf-8")


def test_a_folder_of_another_name_is_named(course: Path, run: Any) -> None:
    (course / "gradebook" / "submitted" / "jo" / "a2").mkdir(parents=True)
    said = one_sentence(run("alliance-grader", "grade", "a2", cwd=course))
    assert f"not called {A2}: gradebook/submitted/jo/a2" in said


@pytest.mark.parametrize("command", ["grade", "regrade"])
def test_a_key_that_cannot_be_read_stops_before_anybody_is_graded(
    command: str, course: Path, run: Any
) -> None:
    hand_in(course, "ada", "{}")
    key = course / "autograde" / "keys" / f"{A2}.yaml"
    key.write_text(key.read_text(encoding="utf-8").replace("any_sign:", "anysign:", 1), encoding="utf-8")
    assert "unknown field `anysign`" in one_sentence(run("alliance-grader", command, "a2", cwd=course))
    assert not (course / "gradebook" / "outcomes").exists()


def test_an_unknown_item_is_named_before_anybody_is_graded(course: Path, run: Any) -> None:
    hand_in(course, "ada", "{}")
    done = run("alliance-grader", "regrade", "a2", "--item", "rater-gap", cwd=course)
    assert "no item called 'rater-gap'" in one_sentence(done)


def test_nothing_to_export(course: Path, run: Any) -> None:
    assert "nothing to export" in one_sentence(run("alliance-grader", "export", "a2", cwd=course))


def test_grading_before_building(course: Path, run: Any) -> None:
    hand_in(course, "ada", "{}")
    assert "has not been built yet" in one_sentence(run("alliance-grader", "grade", "a2", cwd=course))


def test_damaged_gradebook_is_left_alone(course: Path, run: Any) -> None:
    hand_in(course, "ada", "{}")
    database = course / "gradebook" / "gradebook.db"
    database.write_bytes(b"this is no database, and must stay as it is" * 50)
    before = database.read_bytes()
    assert "is damaged" in one_sentence(run("alliance-grader", "grade", "a2", cwd=course))
    assert database.read_bytes() == before


@pytest.mark.slow
def test_bad_submissions_are_named_and_stop_nobody(course: Path, run: Any) -> None:
    assert run("alliance-grader", "build", cwd=course).returncode == 0
    released = (course / "release" / A2 / f"{A2}.ipynb").read_text(encoding="utf-8")
    hand_in(course, "ann", "")
    hand_in(course, "ben", "{ this is not json")
    hand_in(course, "cleo", '{"nbformat": 3, "worksheets": []}')
    hand_in(course, "dan", released, name="my work.ipynb")
    hand_in(course, "eve", "no notebook at all", name="essay.txt")
    hand_in(course, "zoe", released)
    hand_in(course, "not an id!", released)
    done = run("alliance-grader", "grade", "a2", "--json", cwd=course)
    assert done.returncode == 1
    notes = {row["id"]: (row["status"], row["note"]) for row in json.loads(done.stdout)["students"]}
    assert notes["zoe"] == ("graded", "")
    assert notes["dan"][0] == "graded"
    assert "was called `my work.ipynb`" in notes["dan"][1]
    for student, words in {
        "ann": "damaged, empty or of another format",
        "ben": "damaged, empty or of another format",
        "cleo": "damaged, empty or of another format",
        "eve": "no notebook in the submission",
        "not an id!": "no student id",
    }.items():
        status, note = notes[student]
        assert status == "not graded"
        assert words in note
    done = run("alliance-grader", "grade", "a2", "--student", "nobody", cwd=course)
    assert "nobody has not handed in" in one_sentence(done)


@pytest.mark.slow
def test_ctrl_c_leaves_a_state_from_which_one_goes_on(course: Path, run: Any) -> None:
    assert run("alliance-grader", "build", cwd=course).returncode == 0
    released = (course / "release" / A2 / f"{A2}.ipynb").read_text(encoding="utf-8")
    students = [f"ada{number:02d}" for number in range(24)]
    for student in students:
        hand_in(course, student, released)
    outcomes = course / "gradebook" / "outcomes" / A2
    own = Path(sys.executable).parent
    work = subprocess.Popen(
        [str(own / "alliance-grader"), "grade", "a2"],
        cwd=course,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        until = time.monotonic() + 120
        while not list(outcomes.glob("*.json")) and work.poll() is None and time.monotonic() < until:
            time.sleep(0.02)
        os.kill(work.pid, signal.SIGINT)
        _, said = work.communicate(timeout=60)
    finally:
        work.kill()
    assert work.returncode == 130, said
    assert "Stopped" in said
    assert "Traceback" not in said
    assert len(list(outcomes.glob("*.json"))) < len(students)
    done = run("alliance-grader", "grade", "a2", "--json", cwd=course)
    assert done.returncode == 0, done.stderr
    assert {row["id"]: row["status"] for row in json.loads(done.stdout)["students"]} == dict.fromkeys(
        students, "graded"
    )


def test_a_busy_port_is_named(course: Path, run: Any) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        for program, *words in (("alliance", "lab"), ("alliance-grader", "formgrader")):
            said = one_sentence(run(program, *words, "--port", str(port), cwd=course))
            assert f"Port {port} is in use" in said
    assert "no port" in one_sentence(run("alliance", "lab", "--port", "99999", cwd=course))


def test_a_full_or_read_only_disk_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    import typer

    from alliance.program import guarded

    app = typer.Typer()

    @app.command()
    def work() -> None:
        raise OSError(errno.EROFS, "Read-only file system", "/somewhere/gradebook.db")

    with pytest.raises(SystemExit) as stopped:
        guarded(app, [])
    assert stopped.value.code == 2
    said = capsys.readouterr().err
    assert (
        said
        == "/somewhere/gradebook.db cannot be used (Read-only file system); mend that, or use another folder.\n"
    )


def test_lab_names_a_folder_that_is_not_there(course: Path, run: Any) -> None:
    assert "no folder" in one_sentence(run("alliance", "lab", "elsewhere", cwd=course))


def test_export_names_a_file_that_cannot_be_written(course: Path, run: Any) -> None:
    run("alliance-grader", "build", cwd=course)
    hand_in(course, "ada", "{}")
    (course / "file").write_text("", encoding="utf-8")
    said = one_sentence(run("alliance-grader", "export", "a2", "--to", "file/points.csv", cwd=course))
    assert "cannot be written" in said


def test_a_gradebook_folder_that_cannot_be_made_is_named(course: Path, run: Any) -> None:
    (course / "gradebook").write_text("a file in its place", encoding="utf-8")
    assert "cannot be written" in one_sentence(run("alliance-grader", "build", cwd=course))


def test_an_old_python_is_refused_by_make(root: Path, tmp_path: Path) -> None:
    old = tmp_path / "python-old"
    old.write_text('#!/bin/sh\n[ "$1" = -V ] && echo "Python 3.8.1" && exit 0\nexit 1\n', encoding="utf-8")
    old.chmod(0o755)
    for needed in ("requirements.lock", "pyproject.toml"):
        (tmp_path / needed).write_text("", encoding="utf-8")
    done = subprocess.run(
        ["make", "-f", str(root / "Makefile"), "-C", str(tmp_path), "demo", f"PYTHON={old}"],
        capture_output=True, text=True, check=False,
        env={**os.environ, "MAKEFLAGS": ""},
    )  # fmt: skip
    said = done.stdout + done.stderr
    assert done.returncode != 0
    assert "This course needs Python 3.11 or later" in said
    assert not (tmp_path / ".venv").exists()
