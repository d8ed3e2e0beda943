"""`alliance start`: a folder of one's own, in which nothing is ever overwritten."""

import contextlib
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from typing import Any

import pytest

from alliance.errors import CourseError
from alliance.folder import default_folder, fill
from alliance.folder.cli import told
from alliance.originals import originals


def test_a_first_start_puts_everything_there_and_says_what(alliance: Any, folder: Path) -> None:
    done = alliance("start", "--no-open")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines() == [
        f"Your folder: {folder}",
        "Put there: 10 lessons, the glossary and 8 assignments.",
        "Next: alliance start opens the lessons in your browser.",
    ]
    for one in originals():
        assert one.language or (folder / one.place).read_bytes() == one.file.read_bytes()
    assert not (folder / "lessons" / "de").exists()
    assert not list(folder.rglob("*.part"))


def test_nothing_that_is_there_is_overwritten(tmp_path: Path) -> None:
    work = {"lessons/02_three_pillars.ipynb": b"my work", "assignments/a1_pillar_triage.ipynb": b""}
    for place, content in work.items():
        (tmp_path / place).parent.mkdir()
        (tmp_path / place).write_bytes(content)
    (tmp_path / "my notes.txt").write_text("mine", encoding="utf-8")
    made = fill(tmp_path)
    assert {str(one.place) for one in made.own} == work.keys()
    assert len(made.put) == 19 - 2
    assert [(tmp_path / place).read_bytes() for place in work] == list(work.values())
    assert (tmp_path / "my notes.txt").read_text(encoding="utf-8") == "mine"
    again = fill(tmp_path)
    assert again.put == ()
    assert "with what you did in 02_three_pillars.ipynb, a1_pillar_triage.ipynb." in " ".join(told(again))


def test_lessons_in_another_language_come_when_asked_for(tmp_path: Path) -> None:
    fill(tmp_path)
    german = tmp_path / "lessons" / "de" / "02_three_pillars.ipynb"
    assert [one.short for one in fill(tmp_path, language="de").put if one.short == "de/02"] == ["de/02"]
    german.unlink()
    assert "de/02" in {one.short for one in fill(tmp_path).put}, "and by themselves from then on"
    with pytest.raises(CourseError, match="No lesson is translated into 'xx' yet; choose from de"):
        fill(tmp_path, language="xx")


def test_after_an_update_new_lessons_come_and_changed_ones_are_offered(tmp_path: Path) -> None:
    fill(tmp_path)
    # What an earlier edition of the course had put there: another lesson 2, another A1, and no lesson 3.
    record = tmp_path / ".alliance-workbook.json"
    known = json.loads(record.read_text(encoding="utf-8"))
    for place in ("lessons/02_three_pillars.ipynb", "assignments/a1_pillar_triage.ipynb"):
        (tmp_path / place).write_bytes(b'{"cells": []}')
        known[place] = "0" * 64
    record.write_text(json.dumps(known), encoding="utf-8")
    (tmp_path / "lessons" / "03_reading_one_client.ipynb").unlink()
    made = fill(tmp_path)
    assert [one.short for one in made.put] == ["03"]
    assert [one.short for one in made.newer] == ["02", "a1"]
    assert told(made)[-1].endswith("Yours stays; for the new one: alliance fresh 02 a1")
    assert (tmp_path / "lessons" / "02_three_pillars.ipynb").read_bytes() == b'{"cells": []}'


def test_the_originals_are_no_folder_to_work_in(root: Path, alliance: Any) -> None:
    done = alliance("start", "--no-open", str(root / "course"))
    assert done.returncode == 2
    assert "holds the originals; name another folder" in done.stderr
    assert not (root / "course" / "assignments").exists()


def test_inside_a_folder_that_folder_is_meant(alliance: Any, home: Path, folder: Path) -> None:
    chosen = home / "kurs"
    alliance("start", "--no-open", str(chosen))
    (chosen / "lessons" / "07_ruptures.ipynb").unlink()
    assert "Put there: 1 lesson.\n" in alliance("start", "--no-open", cwd=chosen / "lessons").stdout
    assert not folder.exists()


def test_documents_that_a_cloud_service_copies_are_passed_over(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("XDG_DOCUMENTS_DIR", str(home / "Documents"))
    assert default_folder() == home / "Documents" / "Alliance Workbook"
    (home / "OneDrive - Uni" / "Documents").mkdir(parents=True)
    monkeypatch.setenv("XDG_DOCUMENTS_DIR", str(home / "OneDrive - Uni" / "Documents"))
    assert default_folder() == home / "Alliance Workbook"
    monkeypatch.setenv("XDG_DOCUMENTS_DIR", str(home / "nothing"))
    assert default_folder() == home / "Alliance Workbook"


@pytest.mark.slow
def test_it_opens_lab_at_the_first_lesson_on_the_next_free_port(
    home: Path, folder: Path, environment: dict[str, str], alliance: Any
) -> None:
    browser = home / "browser"
    shown_by = (
        f'case "$1" in file:*) cat "${{1#file://}}" > "{home}/page";; *) echo "$1" > "{home}/again";; esac'
    )
    browser.write_text(f"#!/bin/sh\n{shown_by}\n", encoding="utf-8")
    browser.chmod(0o755)
    said = home / "said"
    with socket.socket() as taken, said.open("w", encoding="utf-8") as window:
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        with contextlib.suppress(OSError):  # somebody else may have it, which is as good
            taken.bind(("127.0.0.1", 8888))
            taken.listen()
        server = subprocess.Popen(
            [str(Path(sys.executable).parent / "alliance"), "start"],
            cwd=home,
            env={**environment, "BROWSER": f"{browser} %s"},
            stdout=window,
            stderr=window,
            start_new_session=True,
        )
        try:
            page = home / "page"
            until = time.monotonic() + 150
            while not (page.is_file() and page.read_text(encoding="utf-8")):
                assert time.monotonic() < until, "the browser was not opened"
                assert server.poll() is None, said.read_text(encoding="utf-8")
                time.sleep(0.1)
            shown = re.search(r"http://[^\"' ]+", page.read_text(encoding="utf-8"))
            assert shown is not None
            assert ":8888/" not in shown[0]
            assert "/lab/tree/lessons/01_what_it_is_and_is_not.ipynb?token=" in shown[0]
            with urllib.request.urlopen(shown[0], timeout=30) as answer:  # noqa: S310  (our own server)
                assert answer.status == 200
            # Nobody is asked whether they want news of Jupyter.
            settings = "lab/api/settings/@jupyterlab/apputils-extension:notification"
            address, _, token = re.split(r"(lab/.*token=)", shown[0])
            with urllib.request.urlopen(f"{address}{settings}?token={token}", timeout=30) as answer:  # noqa: S310
                asked = json.load(answer)["schema"]["properties"]
            assert (asked["fetchNews"]["default"], asked["checkForUpdates"]["default"]) == ("false", False)
            # A second start opens the same JupyterLab, not another one on the same notebooks; and what lets one in stands
            # in no list of processes.
            page.unlink()
            done = alliance("start", BROWSER=f"{browser} %s")
            assert done.stdout.endswith("it runs in another window already; your browser opens it again.\n")
            assert shown[0] in page.read_text(encoding="utf-8")
            assert not (home / "again").exists()
        finally:
            os.killpg(server.pid, signal.SIGKILL)
            server.wait()
    assert (folder / "lessons" / "01_what_it_is_and_is_not.ipynb").is_file()
