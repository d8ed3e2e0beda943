"""Collecting, as an instructor does it: what is shown, what is taken, what is kept, and that it can be repeated."""

import csv
import errno
import io
import json
import os
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from small import S1

from alliance.errors import CourseError
from alliance_grader.collect import Source, collecting, plan, shelf, take
from alliance_grader.roster import read_roster

from .conftest import everything, kept, words

MOODLE = "{}_{}_assignsubmission_file_/{}.ipynb"


def test_a_moodle_download_is_shown_then_asked_about_then_taken(course, say, notebook, download):
    place = download(
        {
            MOODLE.format("Seán O'Neil", 111, "final_FINAL"): notebook("seán"),
            MOODLE.format("李小龙", 112, "s1 (1)"): notebook("小龙"),
            MOODLE.format("Luther Martin Jr", 113, S1): notebook("luther"),
            MOODLE.format("Kim Lee", 114, S1): notebook("kim"),
            "Kim Lee_114_assignsubmission_onlinetext_/onlinetext.html": "hello",
        }
    )
    before = everything(course.data)
    shown = say("collect", "s1", place, "--dry-run")
    assert shown.exit_code == 0, shown.output
    assert "Would be: 2 new; 1 guessed; 1 refused." in shown.output
    assert everything(course.data) == before

    assert isinstance(say("collect", "s1", place, answers="n\n").exception, CourseError)
    assert words(course) == {}

    said = say("collect", "s1", place, answers="y\nn\n")
    assert said.exit_code == 1  # somebody's work was not taken
    assert words(course) == {"soneil": "seán", "lixl": "小龙"}
    assert "Kim Lee (klee1) and Kim Lee (klee2)" in said.output
    assert said.output.rstrip().endswith("Next: alliance-grader grade s1")

    assert say("collect", "s1", place, "--yes").exit_code == 1
    assert "mluther" not in words(course)  # a guess needs its own word
    say("collect", "s1", place, "--yes", "--accept-guesses")
    assert words(course)["mluther"] == "luther"
    assert not course.litter()


def test_of_canvas_the_last_upload_counts_and_the_others_are_kept(course, say, notebook, download):
    first = download({"oneilseán_5001_8000_s1.ipynb": notebook("one")})
    say("collect", "s1", first, "--yes")
    again = download(
        {
            "oneilseán_LATE_5001_9002_s1-2.ipynb": notebook("three"),
            "oneilseán_LATE_5001_9001_s1-1.ipynb": notebook("two"),
            "lee_5005_77_s1.ipynb": notebook("kim"),
        }
    )
    said = say("collect", "s1", again, "--yes")
    assert words(course) == {"soneil": "three", "klee1": "kim"}
    assert sorted(kept(course, "soneil")) == ["one", "two"]
    assert "late, as the platform says" in said.output

    before = everything(course.data)
    assert say("collect", "s1", again, "--yes").exit_code == 0
    assert say("collect", "s1", first, "--yes").exit_code == 0  # an old download does not bring old work back
    assert everything(course.data) == before


def test_of_blackboard_the_time_in_the_name_counts(course, say, notebook, download):
    place = download(
        {
            "S1 small_soneil_attempt_2026-03-29-01-59-00_s1.ipynb": notebook("before"),
            "S1 small_soneil_attempt_2026-03-29-03-01-00_s1.ipynb": notebook("after"),
            "S1 small_soneil_attempt_2026-03-29-03-01-00.txt": "Name: Seán",
        }
    )
    said = say("collect", "s1", place, "--yes", "--zone", "Europe/Zurich")
    assert "Blackboard's receipt" in said.output
    folder = course.data / "submitted" / "soneil" / S1
    # The clocks went forward from two to three between the two.
    assert (folder / "timestamp.txt").read_text() == "2026-03-29 01:01:00 UTC\n"
    assert words(course) == {"soneil": "after"}
    assert kept(course, "soneil") == ["before"]

    older = download({"S1 small_soneil_attempt_2026-03-01-12-00-00_s1.ipynb": notebook("first")})
    say("collect", "s1", older, "--yes")
    assert words(course) == {"soneil": "after"}  # the newest counts, whenever it was collected
    assert kept(course, "soneil") == ["before", "first"]


def test_plain_folders_zips_inside_and_other_assignments(course, say, notebook, download):
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as packed:
        packed.writestr("work/Kopie.ipynb", notebook("zipped"))
    place = download(
        {
            f"class/soneil/{S1}/{S1}.ipynb": notebook("nested"),
            f"class/soneil/{S1}/timestamp.txt": "2026-03-01 10:00:00 UTC",
            "class/lixl.ipynb": notebook("flat"),
            "class/Luther Martin.zip": inner.getvalue(),
            "class/amuller/__MACOSX/._s1.ipynb": b"x",
            "class/readme.txt": b"x",
        }
    )
    say("collect", "s1", place, "--yes")
    assert words(course) == {"soneil": "nested", "lixl": "flat", "mluther": "zipped"}
    stamp = course.data / "submitted" / "soneil" / S1 / "timestamp.txt"
    assert stamp.read_text() == "2026-03-01 10:00:00 UTC\n"


def test_two_people_whom_only_a_name_tells_are_never_one(course, say, notebook, download):
    place = download(
        {
            MOODLE.format("Anna Müller", 111, S1): notebook("one"),
            MOODLE.format("Anna Müller", 222, S1): notebook("other"),
        }
    )
    said = say("collect", "s1", place, "--yes", "--accept-guesses")
    assert said.output.count("2 people in the download would be amuller") == 2
    assert words(course) == {}

    place = download(
        {
            MOODLE.format("Anna Müller", 111, S1): notebook("own"),
            MOODLE.format("Anna Muller", 222, S1): notebook("somebody else's"),
        }
    )
    said = say("collect", "s1", place, "--yes", "--accept-guesses")
    assert words(course) == {"amuller": "own"}
    assert "this is somebody else's" in said.output


def test_two_notebooks_of_which_neither_came_last_are_refused(course, say, notebook, download):
    name = "Seán O'Neil_111_assignsubmission_file_/{}.ipynb"
    said = say(
        "collect", "s1", download({name.format("a"): notebook("1"), name.format("b"): notebook("2")}), "--yes"
    )
    assert "nothing says which came last" in said.output
    assert words(course) == {}
    say(
        "collect",
        "s1",
        download({name.format("a"): notebook("1"), name.format("b (1)"): notebook("2")}),
        "--yes",
    )
    assert words(course) == {"soneil": "2"}


def test_a_list_says_when_moodle_does_not(course, say, notebook, download, tmp_path):
    place = download({MOODLE.format("Seán O'Neil", 111, S1): notebook("x")})
    said = say("collect", "s1", place, "--yes")
    assert "does not say when" in said.output
    stamp = course.data / "submitted" / "soneil" / S1 / "timestamp.txt"
    assert not stamp.exists()  # the time in the zip is that of the download
    sheet = tmp_path / "Grades.csv"
    sheet.write_text(
        "\ufeffIdentifier,Full name,Email address,Status,Last modified (submission)\n"
        'Participant 111,Seán O\'Neil,sean@example.org,Submitted,"Sunday, 22 November 2026, 10:11 PM"\n'
        "Participant 112,Ann,ann@example.org,No submission,-\n",
        encoding="utf-8",
    )
    say("collect", "s1", place, "--yes", "--times", sheet, "--zone", "America/New_York")
    assert stamp.read_text() == "2026-11-23 03:11:00 UTC\n"
    assert words(course) == {"soneil": "x"}
    assert kept(course, "soneil") == []


@pytest.mark.usefixtures("course")
def test_for_a_program(say, notebook, download):
    place = download({MOODLE.format("Seán O'Neil", 111, S1): notebook("x")})
    assert isinstance(say("collect", "s1", place, "--json").exception, CourseError)
    said = json.loads(say("collect", "s1", place, "--json", "--yes").output)
    (file,) = said["files"]
    assert (file["student"], file["verdict"], file["fate"], file["taken"]) == (
        "soneil",
        "certain",
        "new",
        True,
    )
    assert "lixl" in said["missing"]


def test_the_exchange_goes_the_same_way_and_nothing_earlier_is_lost(course, say, notebook):
    exchange = course.root / "exchange"
    config = course.root / "nbgrader_config.py"
    config.write_text(
        config.read_text() + f"\nc.Exchange.root = {str(exchange)!r}\nc.ExchangeCollect.check_owner = False\n"
    )
    refused = say("collect", "s1", "--yes")
    assert isinstance(refused.exception, CourseError)
    assert "exchange" in str(refused.exception)
    for when, word in (("2026-03-01 10:00:00 UTC", "one"), ("2026-03-02 10:00:00 UTC", "two")):
        inbox = exchange / "alliance" / "inbound" / f"newcomer+{S1}+{when}+abc"
        inbox.mkdir(parents=True)
        (inbox / f"{S1}.ipynb").write_bytes(notebook(word))
        (inbox / "timestamp.txt").write_text(when)
        said = say("collect", "s1", "--yes")
        assert said.exit_code == 0, (said.output, said.exception)
        assert "Not collected" not in said.output
    (inbox.parent / f"newcomer+{S1}+2026-03-03 10:00:00 UTC+abc").symlink_to(course.root)
    said = say("collect", "s1", "--yes")
    assert "Not collected: 'newcomer+" in said.output, "what is passed over is said"
    assert words(course) == {"newcomer": "two"}
    assert kept(course, "newcomer") == ["one"]


# What may go wrong on the way.


def test_a_full_disk_changes_nothing_and_the_run_can_be_repeated(
    course, say, notebook, download, monkeypatch
):
    say("collect", "s1", download({"soneil.ipynb": notebook("old")}), "--yes")
    before = everything(course.data)
    place = download({"soneil.ipynb": notebook("new"), "lixl.ipynb": notebook("l")})
    real, written = os.fsync, []

    def full(handle: int) -> None:
        written.append(handle)
        if len(written) == 3:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        real(handle)

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", full)
        said = say("collect", "s1", place, "--yes")
    assert "No space left" in str(said.exception)
    assert "nothing was changed" in str(said.exception)
    assert everything(course.data) == before
    say("collect", "s1", place, "--yes")
    assert words(course) == {"soneil": "new", "lixl": "l"}


def test_a_network_folder_that_goes_away_changes_nothing(course, notebook, tmp_path):
    folder = tmp_path / "share"
    folder.mkdir()
    for student in ("soneil", "lixl"):
        (folder / f"{student}.ipynb").write_bytes(notebook(student))
    with collecting(course.root, S1), Source(folder) as source:
        rows = plan(course.root, S1, source, zone=None).to_take(guesses=False)
        assert len(rows) == 2
        (folder / "soneil.ipynb").unlink()
        with pytest.raises(CourseError, match="could not be read"):
            take(course.root, S1, rows)
    assert words(course) == {}
    assert not (course.data / "collecting" / S1).exists()


@pytest.mark.parametrize("stopped_after", [0, 1, 2, 3])
def test_a_run_that_was_killed_while_moving_is_finished_by_the_next(
    course, say, notebook, download, monkeypatch, stopped_after
):
    say("collect", "s1", download({"soneil.ipynb": notebook("old"), "lixl.ipynb": notebook("old")}), "--yes")
    place = download({"soneil.ipynb": notebook("new"), "lixl.ipynb": notebook("new")})
    moves = []

    def killed(what: Path, to: Path) -> None:
        if len(moves) == stopped_after:
            raise KeyboardInterrupt
        moves.append(to)
        to.parent.mkdir(parents=True, exist_ok=True)
        what.rename(to)

    with monkeypatch.context() as patched:
        patched.setattr(shelf, "_move", killed)
        say("collect", "s1", place, "--yes")
    with collecting(course.root, S1):
        pass
    assert words(course) == {"soneil": "new", "lixl": "new"}
    assert kept(course, "soneil") == kept(course, "lixl") == ["old"]
    assert not (course.data / "collecting" / S1).exists()


def test_two_at_once_do_not_meet(course, say, notebook, download):
    place = download({"soneil.ipynb": notebook("x")})
    with collecting(course.root, S1):
        assert "Another run" in str(say("collect", "s1", place, "--yes").exception)
        assert say("collect", "s1", place, "--dry-run").exit_code == 0


def test_what_a_student_left_in_place_is_not_followed(course, say, notebook, download, tmp_path):
    """A submission folder that is a link is moved aside as it is; what it leads to stays."""
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "precious.ipynb").write_text("{}")
    (course.data / "submitted" / "soneil").mkdir(parents=True)
    (course.data / "submitted" / "soneil" / S1).symlink_to(outside)
    say("collect", "s1", download({"soneil.ipynb": notebook("x")}), "--yes")
    assert words(course) == {"soneil": "x"}
    assert (outside / "precious.ipynb").read_text() == "{}"
    assert [place.name for place in outside.iterdir()] == ["precious.ipynb"]


def test_an_id_in_the_roster_that_is_a_path_gets_no_work(course, say, notebook, download):
    with (course.data / "roster.csv").open("a", encoding="utf-8") as file:
        file.write("../../outside,Eve,Evans,,\n")
    said = say("collect", "s1", download({MOODLE.format("Eve Evans", 111, S1): notebook("x")}), "--yes")
    assert "nobody in the class is called so" in said.output
    assert not list(course.root.rglob("outside"))


# The class list.

LISTS = {
    "canvas": "Student,ID,SIS User ID,SIS Login ID,Section,S1 (1)\n    Points Possible,,,,,10\n"
    '"O\'Neil, Seán",501,u1,soneil,A,\n"Martin, Luther Jr",502,u2,lmartin,A,\n"李, 小龙",503,u3,lixl,A,\n'
    '"Student, Test",9,,t,A,\n',
    "moodle": "\ufeffFirst name;Surname;ID number;Email address\nSeán;O'Neil;soneil;s@e.org\n"
    "Luther;Martin Jr;lmartin;l@e.org\n小龙;李;lixl;x@e.org\n",
    "blackboard": '"Last Name"\t"First Name"\t"Username"\t"Student ID"\n'
    '"O\'Neil"\t"Seán"\t"soneil"\t"501"\n"Martin"\t"Luther Jr"\t"lmartin"\t"502"\n"李"\t"小龙"\t"lixl"\t"503"\n',
}


@pytest.mark.parametrize("platform", LISTS)
def test_a_class_list_goes_into_the_roster_and_the_gradebook(small, say, tmp_path, platform):
    file = tmp_path / "class.csv"
    file.write_text(LISTS[platform], encoding="utf-16" if platform == "blackboard" else "utf-8")
    assert say("roster", file, "--dry-run").exit_code == 0
    assert not (small.data / "roster.csv").exists()
    said = say("roster", file)
    assert said.exit_code == 0, (said.output, said.exception)
    people = read_roster(small.root)
    assert {person.name for person in people.values()} == {
        "Seán O'Neil",
        *("Luther Jr Martin" if platform != "moodle" else "Luther Martin Jr",),
        "小龙 李",
    }
    assert dict(small.ask("SELECT id, last_name FROM student"))["lixl"] == "李"
    before = everything(small.data).get("roster.csv")
    assert "0 new, 0 filled in" in say("roster", file).output
    assert everything(small.data)["roster.csv"] == before


def test_a_list_that_cannot_be_right_changes_nothing(small, say, tmp_path):
    bad = {
        "twice": "id,first_name\nann,Ann\nANN,Anna\n",
        "no id": "Identifier,Full name\nParticipant 5,Ann Lee\n",
        "strange id": "id,first_name\n../ann,Ann\n",
        "no list": "a,b\n1,2\n",
        "nobody": "id,first_name\n",
        "empty": "",
    }
    for name, text in bad.items():
        file = tmp_path / "class.csv"
        file.write_text(text, encoding="utf-8")
        assert isinstance(say("roster", file).exception, CourseError), name
    file.write_bytes("id,first_name\nann,Zoë\n".encode("latin-1"))
    assert "UTF-8" in str(say("roster", file).exception)
    assert not (small.data / "roster.csv").exists()


def test_names_survive_the_roster(course):
    text = (course.data / "roster.csv").read_text(encoding="utf-8")
    assert [row["first_name"] for row in csv.DictReader(io.StringIO(text))][:3] == ["Seán", "Luther", "小龙"]
    assert read_roster(course.root)["soneil"].last_name == "O'Neil"


def test_utc_is_what_nbgrader_reads_back():
    from nbgrader.utils import parse_utc

    when = datetime(2026, 7, 1, 12, 30, tzinfo=UTC)
    assert parse_utc(shelf.timestamp_text(when)) == when.replace(tzinfo=None)


def test_a_second_list_keeps_ids_and_fills_in(small, say, tmp_path):
    one, two = tmp_path / "one.csv", tmp_path / "two.csv"
    one.write_text("id,first_name,last_name,email,lms_id\nann,Ann,Lee,ann@e.org,\nbo,,,,\n", encoding="utf-8")
    two.write_text(
        "First name,Surname,Username,Email address\nAnn,Lee,4711,ANN@e.org\nBo,Ek,BO,bo@e.org\nCy,Fu,cy,c@e.org\n",
        encoding="utf-8",
    )
    say("roster", one)
    assert "1 new, 2 filled in" in say("roster", two).output
    people = read_roster(small.root)
    assert list(people) == ["ann", "bo", "cy"]
    assert people["bo"].name == "Bo Ek"
