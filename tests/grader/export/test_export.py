"""Points go out and come back: names of every kind, platforms' own files, and nothing open as a zero."""

import csv
import io
from pathlib import Path

import pandas
import pytest
from small import S1, Small

from alliance import CourseError
from alliance_grader.export import Style, course_table, fill, item_table, platform, platform_table, points_of
from alliance_grader.export.platforms import platforms
from alliance_grader.export.sheet import Sheet, harmless, read_sheet
from alliance_grader.results import ClassResults, ItemHead, ItemResult, StudentRow
from alliance_grader.roster import Person

NAMES = {
    "dafydd": ("Dafydd", "O'Neil"),
    "martin": ("Martin", "Jones, Jr"),
    "xiaolong": ("李小龍", ""),
    "equal": ("=HYPERLINK(1)", "Sum"),
    "quote": ('Ann "Nan"', "Díaz"),
    "lines": ("Two\nlines", "Ng"),
    "twin.a": ("Kim", "Lee"),
    "twin.b": ("Kim", "Lee"),
}
ROSTER = {
    one: Person(one, *name, f"{one}@example.org", str(number))
    for number, (one, name) in enumerate(NAMES.items(), 101)
}
HEADS = (ItemHead("a2-sum", "A sum", 6, "autograder"), ItemHead("a2-text", "A text", 4, "person"))


def row(student: str, text: float | None = 3.5) -> StudentRow:
    items = (ItemResult("a2-sum", 6.0), ItemResult("a2-text", text))
    status = "waiting" if text is None else "graded"
    return StudentRow(student, ROSTER[student].name, status, note='@note, "quoted"', items=items)


def results(*rows: StudentRow) -> ClassResults:
    return ClassResults("a2_read_a_caseload", "A2 Read a caseload", HEADS, rows, ())


CLASS = results(
    *(row(one) for one in NAMES if one not in {"quote", "lines"}),
    row("quote", None),
    StudentRow("lines", "Two\nlines Ng", "missing", "Nothing was handed in."),
)
GIVEN = points_of(CLASS, ROSTER)
CANVAS = '''\
Student,ID,SIS User ID,SIS Login ID,Section,A1 Pillar triage (77),A2 Read a caseload (78),Current Score
,,,,,Manual Posting,,
    Points Possible,,,,,8,10,(read only)
"O'Neil, Dafydd",101,sis-1,dafydd,S 1,7,,70
"Jones, Jr, Martin",102,sis-2,other.login,S 1,,1,
李小龍,9003,,xiaolong,S 1,N/A,N/A,
"Díaz, Ann ""Nan""",105,,quote,S 1,,2.25,
"Lee, Kim",,,,S 1,,,
"Student, Test",999,,5f3,S 1,,,
"Sum, =HYPERLINK(1)",104,,equal,S 1,,,
'''


def sheet(text: str, file: Path, encoding: str = "utf-8") -> Sheet:
    file.write_bytes(text.encode(encoding))
    return read_sheet(file)


@pytest.mark.parametrize("comma", [False, True])
def test_a_table_comes_back_as_it_went(comma: bool, tmp_path: Path) -> None:
    file = tmp_path / "points.csv"
    file.write_bytes(item_table(CLASS, Style(";" if comma else ",", comma)).as_bytes())
    sep, decimal = (";", ",") if comma else (",", ".")
    table = pandas.read_csv(file, sep=sep, decimal=decimal, index_col="student", encoding="utf-8-sig")
    again = {row[0]: row for row in read_sheet(file).rows}
    for one in NAMES:
        assert table["name"][one] == harmless(ROSTER[one].name) == again[one][1]
    assert table["name"]["equal"].startswith("'=")
    assert table["note"]["dafydd"] == '\'@note, "quoted"'
    assert table["points"]["dafydd"] == 9.5
    assert table["a2-text"]["martin"] == 3.5
    assert table[["points", "a2-text"]].loc[["quote", "lines"]].isna().all(axis=None)
    assert table["so_far"]["quote"] == 6
    assert all(field.startswith('"') for field in file.read_text("utf-8-sig").splitlines()[0].split(sep))


@pytest.mark.parametrize("text", ["=1+1", "+1+1", "-1+1", "@SUM(1)", "\t=1", "\r=1", " =1", "＝1"])
def test_no_text_is_taken_for_a_formula(text: str) -> None:
    assert harmless(text) == f"'{text}"


@pytest.mark.parametrize("text", ["-1", "+2,5", "O'Neil", "a=b", "50%", ""])
def test_what_is_no_formula_stays(text: str) -> None:
    assert harmless(text) == text


def test_the_course_has_no_zero_for_what_is_open() -> None:
    other = results(row("dafydd"), row("quote", 2.0))
    rows = {one[0]: one for one in course_table([CLASS, other], ROSTER, Style()).rows}
    assert rows["dafydd"][3:] == ["9.5", "9.5", "19", "20", ""]
    assert rows["quote"][3:] == ["", "8", "8", "10", "A2 Read a caseload waits for a person to mark"]
    assert rows["martin"][3:7] == ["9.5", "", "9.5", "10"]


def test_canvas_gets_its_own_file_back_with_one_column_filled(tmp_path: Path) -> None:
    canvas = sheet(CANVAS, tmp_path / "canvas.csv")
    filled = fill(canvas, platform("canvas"), CLASS, GIVEN)
    assert filled.column == "A2 Read a caseload (78)"
    assert filled.filled == ("dafydd", "equal", "martin")
    before, after = canvas.rows, filled.sheet.rows
    assert [row[:6] + row[7:] for row in before] == [row[:6] + row[7:] for row in after]
    assert [row[6] for row in after[3:]] == ["9.5", "9.5", "N/A", "2.25", "", "", "9.5"]
    assert [one.person.id for one in filled.unsettled] == ["quote"], "and what Canvas had is not wiped out"
    assert {one.person.id for one in filled.only_here} == set()
    assert filled.only_there == ("Lee, Kim", "Student, Test")
    assert any("“kim lee” is the name of several people" in sentence for sentence in filled.refused)
    assert any("李小龍 is not given this assignment there" in sentence for sentence in filled.refused)
    text = filled.sheet.as_bytes().decode()
    assert list(csv.reader(io.StringIO(text, newline=""))) == after
    assert text.splitlines()[:3] == CANVAS.splitlines()[:3]


def test_another_number_of_points_is_refused_or_converted(tmp_path: Path) -> None:
    canvas = sheet(CANVAS.replace(",8,10,", ",8,100,"), tmp_path / "canvas.csv")
    with pytest.raises(CourseError, match=r"worth 100 points in Canvas and 10 here.*--scale"):
        fill(canvas, platform("canvas"), CLASS, GIVEN)
    scaled = fill(canvas, platform("canvas"), CLASS, GIVEN, scale=True, decimal_comma=True)
    assert scaled.sheet.rows[3][6] == "95"


def test_a_column_must_be_the_right_one(tmp_path: Path) -> None:
    renamed = sheet(CANVAS.replace("A2 Read a caseload", "Week 3"), tmp_path / "canvas.csv")
    with pytest.raises(CourseError, match=r"no column for 'A2 Read a caseload'.*--column.*Week 3"):
        fill(renamed, platform("canvas"), CLASS, GIVEN)
    assert fill(renamed, platform("canvas"), CLASS, GIVEN, column="week 3 (78)").filled
    with pytest.raises(CourseError, match="read-only"):
        fill(renamed, platform("canvas"), CLASS, GIVEN, column="Current Score")


def test_moodles_worksheet_and_gradebook(tmp_path: Path) -> None:
    work = '''\
Identifier,Full name,Email address,Status,Grade,Maximum Grade,Grade can be changed,Last modified (grade),Feedback comments
Participant 102,"Dafydd O'Neil",DAFYDD@example.org,Submitted,,"10,00",Yes,-,"- well ""done"""
Participant 7,Ann "Nan" Díaz,quote@example.org,Submitted,,"10,00",Yes,-,
Participant 8,Martin Jones Jr,,Submitted,,"10,00",Yes,-,
'''
    moodle = sheet(work, tmp_path / "work.csv")
    filled = fill(moodle, platform("moodle"), CLASS, GIVEN, decimal_comma=True)
    assert [row[4] for row in filled.sheet.rows[1:]] == ["9,5", "", "9,5"]
    assert filled.by_name == ("martin",), "Participant 102 is not the student whose number elsewhere is 102"
    assert filled.sheet.rows[1][8] == '- well "done"'
    assert {one.person.id for one in filled.only_here} == {"xiaolong", "equal", "twin.a", "twin.b"}
    book = sheet(
        "First name,Last name,ID number,Email address,Assignment: A2 Read a caseload (Real)\n"
        "Kim,Lee,107,,-\nKim,Lee,,twin.b@example.org,-\n",
        tmp_path / "book.csv",
    )
    assert [row[4] for row in fill(book, platform("moodle"), CLASS, GIVEN).sheet.rows[1:]] == ["9.5", "9.5"]


def test_blackboards_file_keeps_its_letters_and_tabs(tmp_path: Path) -> None:
    text = (
        '\ufeff"Last Name"\t"First Name"\t"Username"\t"A2 Read a caseload [Total Pts: 10 Score] |1234"\r\n'
        '"李小龍"\t""\t"xiaolong"\t""\r\n'
    )
    blackboard = sheet(text, tmp_path / "gc.xls", "utf-16-le")
    filled = fill(blackboard, platform("blackboard"), CLASS, GIVEN).sheet.as_bytes()
    assert filled.decode("utf-16-le") == text.replace('"xiaolong"\t""', '"xiaolong"\t"9.5"')
    with pytest.raises(CourseError, match="--into"):
        platform_table([CLASS], ROSTER, platform("blackboard"), Style())


def test_a_row_that_fits_two_students_is_nobodys(tmp_path: Path) -> None:
    canvas = sheet(CANVAS.replace("sis-1,dafydd", "sis-1,martin"), tmp_path / "canvas.csv")
    filled = fill(canvas, platform("canvas"), CLASS, GIVEN)
    assert any("Line 4 may be dafydd or martin" in sentence for sentence in filled.refused)
    assert "dafydd" not in filled.filled
    doubled = CANVAS + CANVAS.splitlines()[3] + "\n"
    filled = fill(sheet(doubled, tmp_path / "canvas.csv"), platform("canvas"), CLASS, GIVEN)
    assert any("Several lines are about dafydd" in sentence for sentence in filled.refused)
    assert "dafydd" not in filled.filled


def test_without_the_platforms_file_its_columns_are_ours() -> None:
    rows = platform_table([CLASS], ROSTER, platform("canvas"), Style()).rows
    assert rows[0] == ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", "A2 Read a caseload"]
    assert rows[1] == ["    Points Possible", "", "", "", "", "10"]
    assert rows[2] == ["O'Neil, Dafydd", "101", "", "dafydd", "", "9.5"]
    assert next(row for row in rows if row[3] == "quote")[5] == ""
    assert platform_table([CLASS], ROSTER, platform("moodle"), Style()).rows[1][:2] == [
        "dafydd",
        "dafydd@example.org",
    ]


@pytest.mark.parametrize(
    ("content", "match"),
    [
        (b"PK\x03\x04", "Excel workbook"),
        (b"Student,ID\n\xe9,1\n", "not UTF-8"),
        (b"one column\n", "no list of grades"),
        (b"", "no list of grades"),
    ],
)
def test_what_is_no_list_of_grades_is_one_sentence(content: bytes, match: str, tmp_path: Path) -> None:
    file = tmp_path / "file.csv"
    file.write_bytes(content)
    with pytest.raises(CourseError, match=match):
        read_sheet(file)


def test_every_platform_says_where_its_columns_are_known_from() -> None:
    assert set(platforms()) == {"canvas", "moodle", "blackboard"}
    assert all(one.source.startswith("https://") and one.download for one in platforms().values())


@pytest.mark.slow
def test_the_command_fills_a_copy_and_says_who_is_missing(graded: Small) -> None:
    graded.mark("s000", 4.0)
    theirs = graded.root / "canvas.csv"
    theirs.write_text(
        "Student,ID,SIS Login ID,Section,S1 Small (5)\n    Points Possible,,,,9\nA,1,s000,x,\nB,2,s001,x,\nC,3,zoe,x,\n"
    )
    before = theirs.read_bytes()
    words = ("export", "s1", "--format", "canvas", "--into", "canvas.csv")
    dry = graded.run(*words, "--dry-run")
    assert dry.code == 0, dry.complained
    assert not (graded.data / "export").exists()
    done = graded.run(*words)
    assert done.code == 0, done.complained
    assert "filled for 1 student" in done.said
    assert "In the file, but not here: C." in done.said
    assert "s001 (waits for a person to mark)" in done.said
    assert "Handed in here, but not in the file: s002" in done.said
    made = (graded.data / "export" / f"{S1}_canvas.csv").read_text()
    assert made.splitlines()[2:] == ["A,1,s000,x,9", "B,2,s001,x,", "C,3,zoe,x,"]
    assert theirs.read_bytes() == before
    refused = graded.run(*words, "--to", "canvas.csv")
    assert "the platform's own file" in refused.complained
    assert graded.run("export", "--all").code == 0
    assert (graded.data / "export" / "course.csv").is_file()
