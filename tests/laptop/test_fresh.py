"""`alliance fresh`: the original comes back, and no work is ever lost."""

import errno
import json
import os
import stat
import subprocess
import sys
import time
from datetime import datetime
from pathlib import Path
from typing import Any

import nbformat
import pytest

import alliance as course
from alliance.errors import CourseError
from alliance.folder import fill, put_back, take_back
from alliance.originals import original

LESSON = "02_three_pillars.ipynb"
SHEET = "a2_read_a_caseload.ipynb"


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A trainee's folder, with nobody's notebook asking."""
    monkeypatch.delenv("JPY_SESSION_NAME", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    return fill(tmp_path / "own").folder


def given(word: str) -> bytes:
    return original(word).file.read_bytes()


def copies(place: Path) -> dict[str, bytes]:
    return {one.name: one.read_bytes() for one in place.glob("*(my copy of*")}


def type_in(file: Path, cell_id: str, text: str) -> bytes:
    """Type into a cell and save, as a trainee would; return what the file holds then."""
    notebook = nbformat.read(file, as_version=4)
    next(cell for cell in notebook.cells if cell.id == cell_id).source = text
    nbformat.write(notebook, file)
    return file.read_bytes()


def test_the_work_is_beside_it_under_todays_date(own: Path, alliance: Any) -> None:
    work = type_in(own / "lessons" / LESSON, "title", "# mine")
    done = alliance("fresh", "02", cwd=own)
    assert (done.returncode, done.stderr) == (0, "")
    ((name, kept),) = copies(own / "lessons").items()
    assert kept == work
    moment = datetime.strptime(name, "02_three_pillars (my copy of %Y-%m-%d %H.%M).ipynb")
    assert 0 <= (datetime.now() - moment).total_seconds() < 180
    assert (own / "lessons" / LESSON).read_bytes() == given("02")
    assert done.stdout.splitlines() == [
        f"{LESSON} is as it was given out. Your work is beside it: {name}",
        "Next: if it is open in JupyterLab, choose File, then Reload Notebook from Disk. "
        "To take it back: alliance fresh --undo 02",
    ]


@pytest.mark.parametrize(
    ("word", "here"),
    [
        ("02", "."),
        ("2", "lessons"),
        ("02", "assignments"),
        (LESSON, "lessons"),
        (f"lessons/{LESSON}", "."),
        (f"../lessons/{LESSON}", "assignments"),
    ],
)
def test_it_is_found_from_anywhere_in_the_folder(own: Path, word: str, here: str) -> None:
    (own / "lessons" / LESSON).write_text("broken {", encoding="utf-8")
    put_back([word], here=own / here)
    assert (own / "lessons" / LESSON).read_bytes() == given("02")
    assert list(copies(own / "lessons").values()) == [b"broken {"]


@pytest.mark.parametrize(
    ("word", "here"), [("de/02", "."), ("02", "lessons/de"), ("lessons/de/02_three_pillars.ipynb", ".")]
)
def test_a_translated_lesson_comes_back_in_its_language(own: Path, word: str, here: str) -> None:
    fill(own, language="de")
    file = own / "lessons" / "de" / LESSON
    file.write_bytes(b"work")
    (one,) = put_back([word], here=own / here)
    assert (one.file, one.short) == (file, "de/02")
    assert file.read_bytes() == given("de/02") != given("02")
    assert (own / "lessons" / LESSON).read_bytes() == given("02")


def test_from_outside_the_usual_folder_is_meant(alliance: Any, home: Path, folder: Path) -> None:
    alliance("start", "--no-open")
    (folder / "assignments" / SHEET).unlink()
    done = alliance("fresh", "a2", cwd=home)
    assert f"was not there. It is now, as it was given out: {folder / 'assignments' / SHEET}" in done.stdout
    assert (folder / "assignments" / SHEET).read_bytes() == given("a2")
    assert "--undo" not in done.stdout


def test_without_any_folder_it_says_how_to_make_one(alliance: Any, home: Path) -> None:
    done = alliance("fresh", "02", cwd=home)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.endswith("make one with: alliance start\n")
    assert "Traceback" not in done.stderr


def test_what_was_only_opened_and_saved_is_left_alone(own: Path) -> None:
    file = own / "lessons" / LESSON
    notebook = json.loads(file.read_bytes())
    notebook["metadata"]["language_info"] |= {"version": "3.13.0", "pygments_lexer": "ipython3"}
    saved = json.dumps(notebook).encode()
    file.write_bytes(saved)
    (one,) = put_back(["02"], here=own)
    assert not one.changed
    assert "nothing to do" in str(one)
    assert file.read_bytes() == saved
    assert copies(own / "lessons") == {}


def test_what_was_run_is_work(own: Path) -> None:
    file = own / "lessons" / LESSON
    notebook = nbformat.read(file, as_version=4)
    cell = next(cell for cell in notebook.cells if cell.cell_type == "code")
    cell.outputs = [nbformat.v4.new_output("stream", text="3.0")]
    nbformat.write(notebook, file)
    (one,) = put_back(["02"], here=own)
    assert one.kept is not None


def test_an_assignment_comes_back_byte_for_byte_and_the_letter_is_told(own: Path) -> None:
    file = own / "assignments" / SHEET
    type_in(file, "a2-variant", 'variant = "C"')
    (one,) = put_back(["a2"], here=own)
    assert file.read_bytes() == given("a2")
    assert "You had typed the letter C; type it again." in str(one)


def test_a_letter_is_found_in_a_damaged_assignment(own: Path) -> None:
    file = own / "assignments" / SHEET
    work = type_in(file, "a2-variant", 'variant = "C"')[:6000]
    file.write_bytes(work)
    (one,) = put_back(["a2"], here=own)
    assert one.letter == "C"


@pytest.mark.parametrize("changed", ["version", "cell"])
def test_another_edition_of_an_assignment_is_not_replaced_unasked(
    own: Path, alliance: Any, changed: str
) -> None:
    file = own / "assignments" / SHEET
    notebook = json.loads(file.read_bytes())
    if changed == "version":
        notebook["metadata"]["alliance"]["version"] += 1
    else:
        locked = next(
            cell for cell in notebook["cells"] if cell["metadata"].get("nbgrader", {}).get("locked")
        )
        locked["metadata"]["nbgrader"]["checksum"] = "0" * 32
    theirs = json.dumps(notebook).encode()
    file.write_bytes(theirs)
    (own / "lessons" / LESSON).write_bytes(b"work")
    done = alliance("fresh", "02", "a2", cwd=own)
    assert done.returncode == 2
    assert "another edition" in done.stderr
    assert file.read_bytes() == theirs
    assert (own / "lessons" / LESSON).read_bytes() == b"work", "all of it or nothing"
    assert alliance("fresh", "a2", "--other-edition", cwd=own).returncode == 0
    assert file.read_bytes() == given("a2")
    assert list(copies(file.parent).values()) == [theirs]


@pytest.mark.usefixtures("own")
def test_what_was_handed_out_as_a_zip_is_found_where_it_was_unpacked(tmp_path: Path) -> None:
    unpacked = tmp_path / "Downloads" / "a2_read_a_caseload"
    unpacked.mkdir(parents=True)
    (unpacked / SHEET).write_bytes(b"work")
    (one,) = put_back(["a2"], here=tmp_path / "Downloads")
    assert one.file == unpacked / SHEET
    assert list(copies(unpacked).values()) == [b"work"]


def test_as_often_as_one_likes_within_a_minute(own: Path) -> None:
    file = own / "lessons" / LESSON
    works = [f"try {number}".encode() for number in range(5)]
    for work in works:
        file.write_bytes(work)
        put_back(["02"], here=own)
    assert sorted(copies(own / "lessons").values()) == works


def test_undo_gives_the_work_its_name_again_and_keeps_what_was_done_since(own: Path) -> None:
    file = own / "lessons" / LESSON
    file.write_bytes(b"first")
    put_back(["02"], here=own)
    take_back(["02"], here=own)
    assert file.read_bytes() == b"first"
    assert copies(own / "lessons") == {}
    put_back(["02"], here=own)
    file.write_bytes(b"second")
    (one,) = take_back([], here=own)
    assert file.read_bytes() == b"first"
    assert list(copies(own / "lessons").values()) == [b"second"]
    assert one.kept is not None
    take_back(["02"], here=own)
    assert file.read_bytes() == b"second"
    assert list(copies(own / "lessons").values()) == [b"first"]


def test_undo_takes_the_latest_copy(own: Path) -> None:
    for name, text in {
        "2026-11-23 14.05": "b",
        "2026-11-23 14.05, 2": "d",
        "2026-11-23 09.59": "a",
        "2026-11-23 14.05, 10": "e",
    }.items():
        (own / "lessons" / f"02_three_pillars (my copy of {name}).ipynb").write_text(text, encoding="utf-8")
    for text in "ed":
        (own / "lessons" / LESSON).write_bytes(given("02"))
        take_back(["02"], here=own)
        assert (own / "lessons" / LESSON).read_text(encoding="utf-8") == text


@pytest.mark.skipif(os.name == "nt", reason="Windows does not note when a file got a name")
def test_undo_takes_the_last_of_several_notebooks_of_one_minute(own: Path) -> None:
    for short in ("05", "02", "03", "01"):
        next(own.glob(f"lessons/{short}_*.ipynb")).write_bytes(short.encode())
        put_back([short], here=own)
    (back,) = take_back([], here=own)
    assert back.short == "01"
    assert back.file.read_bytes() == b"01"


def test_undo_without_a_copy_says_so(own: Path) -> None:
    for words in ([], ["02"]):
        with pytest.raises(CourseError, match="nothing to take back"):
            take_back(words, here=own)


def test_the_original_itself_and_a_kept_copy_are_left_alone(root: Path, own: Path) -> None:
    with pytest.raises(CourseError, match="the original itself"):
        put_back(["02"], here=root / "course" / "lessons")
    with pytest.raises(CourseError, match="your own copy"):
        put_back(["02_three_pillars (my copy of 2026-11-23 14.05).ipynb"], here=own)


def test_from_the_notebook_itself_it_has_to_be_saved_first(
    own: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = own / "lessons" / LESSON
    monkeypatch.chdir(file.parent)
    monkeypatch.setenv("JPY_SESSION_NAME", str(file))
    file.write_bytes(b"work")
    os.utime(file, (time.time() - 60,) * 2)
    for ask in (course.fresh, lambda: course.fresh("02"), lambda: course.fresh("02", undo=True)):
        (file.parent / "02_three_pillars (my copy of 2026-11-23 14.05).ipynb").write_bytes(b"before")
        with pytest.raises(CourseError, match="Save this notebook first"):
            ask()
        assert file.read_bytes() == b"work"
    file.write_bytes(b"work")
    course.fresh()
    assert file.read_bytes() == given("02")
    said = capsys.readouterr().out
    assert "Your work is beside it" in said
    assert "Reload Notebook from Disk" in said


KILLED_AT_EVERY_LINE = """
import os, shutil, sys
from pathlib import Path
from alliance import files
from alliance.folder import put_back, take_back
from alliance.originals import original

place, second_names, undo = Path(sys.argv[1]), sys.argv[2] == "True", sys.argv[3] == "True"
file = place / "lessons" / "02_three_pillars.ipynb"
original("02")
if not second_names:
    def refuse(self, target):
        raise OSError(1, "Operation not permitted")
    Path.hardlink_to = refuse

def works():
    return sorted(one.read_bytes() for one in file.parent.glob("02_three_pillars*.ipynb"))

def die_at(line):
    seen = 0
    def trace(frame, event, _):
        nonlocal seen
        if frame.f_code.co_filename != files.__file__:
            return trace if "alliance" in frame.f_code.co_filename else None
        if event == "line":
            seen += 1
            if seen == line:
                os._exit(9)
        return trace
    sys.settrace(trace)

kills = 0
while True:
    shutil.rmtree(place, ignore_errors=True)
    file.parent.mkdir(parents=True)
    file.write_bytes(b"my work")
    (place / ".alliance-workbook.json").write_text("{}")
    if undo:
        put_back(["02"], here=place)
        file.write_bytes(b"since")
    child = os.fork()
    if child == 0:
        die_at(kills + 1)
        (take_back if undo else put_back)(["02"], here=place)
        os._exit(0)
    ended = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    assert ended in (0, 9), ended
    left = works()
    assert b"my work" in left, (kills, left)
    assert not undo or b"since" in left, (kills, left)
    if ended == 0:
        break
    kills += 1
    if not undo:  # and asking again brings what was asked for
        put_back(["02"], here=place)
        assert file.read_bytes() == original("02").file.read_bytes(), kills
        assert b"my work" in works(), kills
print(kills)
"""


@pytest.mark.parametrize("undo", [False, True])
@pytest.mark.parametrize("second_names", [True, False])
def test_killed_at_any_line_the_work_is_there(tmp_path: Path, second_names: bool, undo: bool) -> None:
    """A program is killed at each line that handles files, on a disk with and without second names for a file."""
    done = subprocess.run(
        [sys.executable, "-c", KILLED_AT_EVERY_LINE, str(tmp_path / "own"), str(second_names), str(undo)],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) > 20


def test_what_a_power_cut_left_of_the_start_is_not_written_through(own: Path) -> None:
    """Killed at its worst moment, `start` leaves a lesson with two names; JupyterLab then writes into the same file."""
    file = own / "lessons" / LESSON
    program = (
        "import os, sys\n"
        "from pathlib import Path\n"
        "from alliance import files\n"
        "files._flush_names = Path.unlink = lambda *_, **__: os._exit(9)\n"
        "files.write_new(Path(sys.argv[1]), b'as it was given out')\n"
    )
    file.unlink()
    subprocess.run([sys.executable, "-c", program, str(file)], timeout=60, check=False)
    assert file.stat().st_nlink == 2
    with file.open("r+b") as opened:
        opened.write(b"my work")
    work = file.read_bytes()
    (copy,) = put_back(["02"], here=own)
    assert copy.kept is not None
    assert copy.kept.read_bytes() == work
    assert file.read_bytes() == given("02")


def test_a_network_drive_that_flushes_no_folder_is_a_disk_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    flush = os.fsync

    def refuse_folders(handle: int) -> None:
        if stat.S_ISDIR(os.fstat(handle).st_mode):
            raise OSError(errno.EINVAL, os.strerror(errno.EINVAL))
        flush(handle)

    monkeypatch.setattr(os, "fsync", refuse_folders)
    fill(tmp_path)
    (tmp_path / "lessons" / LESSON).write_bytes(b"work")
    (copy,) = put_back(["02"], here=tmp_path)
    assert copy.kept is not None
    assert copy.kept.read_bytes() == b"work"


def test_a_full_disk_changes_nothing(own: Path) -> None:
    file = own / "lessons" / LESSON
    file.write_bytes(b"work")
    before = {one.name: one.read_bytes() for one in file.parent.iterdir()}
    program = (
        "import resource, signal, sys\n"
        "from pathlib import Path\n"
        "from alliance.folder import put_back\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))\n"
        "try:\n"
        "    put_back(['02'], here=Path(sys.argv[1]))\n"
        "except OSError as error:\n"
        "    print(error.errno)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(own)], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.stdout == f"{errno.EFBIG}\n", done.stderr
    assert {one.name: one.read_bytes() for one in file.parent.iterdir()} == before
