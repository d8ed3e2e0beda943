"""One student's data goes, from the gradebook to its copies, and nobody else's changes."""

import json
import re
import shutil
import zipfile
from pathlib import Path

import pytest
from small import S1, Small

from alliance import CourseError
from alliance_grader.class_results import class_results
from alliance_grader.cli.report import write_report
from alliance_grader.engine import Engine
from alliance_grader.export import Style, item_table
from alliance_grader.files import write_whole
from alliance_grader.grade import grade
from alliance_grader.privacy import forget, places_of, traces_of
from alliance_grader.privacy.traces import Who, lines_without
from alliance_grader.roster import Person, write_roster

pytestmark = pytest.mark.slow
GONE, NEAR = "s001", "s0010"
"""The second one's id begins with the first one's."""


def everything(course: Small, engine: Engine) -> None:
    """Lay everything about a student where it may lie."""
    course.hand_in(NEAR)
    list(grade(course.root, S1, engine=engine))
    course.mark(GONE, 3.0)
    list(grade(course.root, S1, ["s002"], engine=engine, again=True))  # a copy of the gradebook has the mark
    data = course.data
    people = (
        Person(one, "Kim", "Lee", f"{one}@example.org", number) for one, number in ((GONE, "2"), (NEAR, "77"))
    )
    write_roster(course.root, [*people, Person("s003", "Ann", "2")])
    (data / "variants").mkdir()
    (data / "variants" / "a2_read_a_caseload.csv").write_text(
        f"student,variant\n{GONE},A\n{NEAR},B\ns002,A\n"
    )
    results = class_results(course.root, S1)
    write_report(course.root, results, [])
    write_report(course.root, results, [], hide_names=True)
    write_whole(data / "export" / f"{S1}.csv", item_table(results, Style()).as_bytes())
    for place in (
        f"marking/{S1}/ada/{GONE}.json",
        f"marking/{S1}/{GONE}/s002.json",
        f"marking/{S1}/ada/{NEAR}.json",
    ):
        (data / place).parent.mkdir(parents=True, exist_ok=True)
        (data / place).write_text("{}")
    (data / "due").mkdir()
    (data / "due" / f"{S1}.json").write_text(
        json.dumps({"extensions": {GONE: "2026-01-01", NEAR: "2026-01-02"}})
    )
    (data / "returned").mkdir()
    (data / "returned" / f"{S1}.json").write_text(json.dumps({GONE: 1, NEAR: 2}))
    for one in (GONE, NEAR):
        with zipfile.ZipFile(data / "returned" / f"{S1}_{one}.zip", "w") as packed:
            packed.writestr(f"{one}.html", "x\n" * 9)
    (data / "downloaded").mkdir()
    with zipfile.ZipFile(data / "downloaded" / "all.zip", "w") as packed:
        packed.writestr(f"{GONE}_{S1}.ipynb", "x")
    secret = course.root / "elsewhere"
    secret.mkdir()
    (secret / "kept").write_text("not to be followed")
    (data / "submitted" / GONE / "link").symlink_to(secret)
    shutil.rmtree(data / "feedback" / GONE)
    (data / "feedback" / GONE).symlink_to(secret)
    locked = data / "submitted" / GONE / "locked"
    locked.mkdir()
    (locked / "file").write_text("x")
    locked.chmod(0o500)


def others(course: Small) -> dict[str, bytes]:
    """Return every file that is another student's alone."""
    return {
        str(place.relative_to(course.data)): place.read_bytes()
        for place in sorted(course.data.rglob("*"))
        if place.is_file()
        and any(part.partition(".")[0] in {NEAR, "s000", "s002", "s003"} for part in place.parts)
    }


def rows(course: Small) -> list[tuple[object, ...]]:
    """Return everything that the gradebook has of the others."""
    return course.ask(
        "SELECT s.*, n.*, g.* FROM submitted_assignment s JOIN submitted_notebook n ON n.assignment_id = s.id "
        "JOIN grade g ON g.notebook_id = n.id WHERE s.student_id != ? ORDER BY g.id",
        GONE,
    )


def raw(course: Small) -> list[Path]:
    """Return the files in which the student's id stands, as a word or, in a database, anywhere, free room included."""
    word = rb"(?<![\w.])%b(?![\w.@])" % GONE.encode()
    anywhere = rb"%b(?!0)" % GONE.encode()
    return [
        place.relative_to(course.data)
        for place in course.data.rglob("*")
        if place.is_file()
        and place.suffix != ".zip"
        and (place.stem == GONE or re.search(anywhere if place.suffix == ".db" else word, place.read_bytes()))
    ]


@pytest.fixture
def full(graded: Small, quick: Engine) -> Small:
    everything(graded, quick)
    return graded


def test_everything_of_one_goes_and_nothing_of_another(full: Small) -> None:
    files, grades = others(full), rows(full)
    dry = full.run("forget", GONE, "--dry-run")
    assert dry.code == 0, dry.complained
    assert (others(full), rows(full)) == (files, grades)
    for words in (
        f"gradebook/submitted/{GONE}",
        f"with points for {S1}",
        "1 line of gradebook/roster.csv",
        f"1 line of gradebook/export/{S1}.csv",
        f"gradebook/report/{S1}.html (names them",
        "copies of the gradebook",
        "gradebook/downloaded/all.zip: as it came",
        "The learning platform",
    ):
        assert words in dry.said
    asked = full.run("forget", GONE)
    assert (asked.code, "Nothing was removed." in asked.complained) == (1, True)
    assert (others(full), rows(full)) == (files, grades)
    done = full.run("forget", GONE, "--yes")
    assert done.code == 0, done.complained
    assert "alliance-grader report" in done.said
    assert raw(full) == []
    assert rows(full) == grades
    assert others(full) == files
    assert (full.root / "elsewhere" / "kept").read_text() == "not to be followed"
    assert (full.data / "report" / f"{S1}_without_names.html").is_file()
    assert full.data.joinpath("marking", S1, GONE, "s002.json").is_file(), (
        "a rater may be called as a student is"
    )
    roster = (full.data / "roster.csv").read_text()
    assert f"{NEAR},Kim,Lee" in roster
    assert "s003,Ann,2" in roster, "a number in another column is nobody's"
    assert json.loads((full.data / "due" / f"{S1}.json").read_text()) == {"extensions": {NEAR: "2026-01-02"}}
    assert json.loads((full.data / "returned" / f"{S1}.json").read_text()) == {NEAR: 2}
    assert [place.name for place in (full.data / "returned").glob("*.zip")] == [f"{S1}_{NEAR}.zip"]
    assert full.litter() == []
    with pytest.raises(CourseError, match="nothing of a student 's001'"):
        traces_of(full.root, GONE)
    assert all(not outcome.seconds for outcome in grade(full.root, S1)), "nobody else is to be graded anew"


def test_what_was_begun_is_finished_by_the_same_command(graded: Small) -> None:
    shutil.rmtree(graded.data / "submitted" / GONE)
    (graded.data / "outcomes" / S1 / f"{GONE}.json").unlink()
    forget(graded.root, traces_of(graded.root, GONE))
    assert (GONE, "s1-sum-check") not in graded.grades()


@pytest.mark.parametrize("student", ["..", "a/b", "nobody", ""])
def test_nobody_is_named(student: str, graded: Small) -> None:
    before = rows(graded)
    with pytest.raises(CourseError, match=r"no student id|nothing of a student"):
        traces_of(graded.root, student)
    assert rows(graded) == before


def test_other_lines_stay_as_they_are() -> None:
    text = '\ufeffid;note\r\n"s001";"two\r\nlines"\r\nS0;"s001 in a note"\r\n'
    kept, gone = lines_without(text, Who("s001"), ".csv")
    assert (kept, gone) == ('\ufeffid;note\r\nS0;"s001 in a note"\r\n', 1)
    log = "s001 graded\ns0010 graded\nx/s001/y\n"
    assert lines_without(log, Who("s001"), ".log") == ("s0010 graded\n", 2)


def test_it_says_where_the_data_lies_and_who_could_read_it(graded: Small) -> None:
    done = graded.run("where")
    assert done.code == 0, done.complained
    assert "Only you can open this folder." in done.said
    found = {place.name: place for place in places_of(graded.root).places}
    assert found["submitted"].files == sum(path.is_file() for path in (graded.data / "submitted").rglob("*"))
    assert not [name for name, place in found.items() if place.holds.startswith("not known")]
    graded.data.chmod(0o755)
    open_to_all = graded.run("where")
    assert open_to_all.code == 1
    assert "its group and everybody" in open_to_all.complained
    assert "chmod 700" in open_to_all.complained
