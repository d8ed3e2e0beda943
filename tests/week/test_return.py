"""Every student gets the own page, on the way on which the work came, and nothing of anybody else's."""

import contextlib
import json
import zipfile
from collections.abc import Callable
from pathlib import Path, PurePosixPath

import pytest
from small import S1, Small

from alliance import CourseError
from alliance_grader.course import submission_folder
from alliance_grader.feedback import feedback_file
from alliance_grader.gradebook import open_api

Give = Callable[..., str]
CLASS = {
    "ann.lee": ("Ann", "Lee", "I would ask Ann's question."),
    "li.xiaolong": ("小龍", "李", "I would wait."),
    "sean.oneil": ("Seán", "O'Neil, Jr", "I would say what I saw."),
}
CAME = {
    "moodle": {
        "ann.lee": "Ann Lee_90001_assignsubmission_file_/s1_small.ipynb",
        "li.xiaolong": "小龍 李_90002_assignsubmission_file_/s1 (1).ipynb",
        "sean.oneil": "Seán O'Neil, Jr_90003_assignsubmission_file_s1_small.ipynb",
    },
    "canvas": {
        "ann.lee": "leeann_501_7001_s1_small.ipynb",
        "li.xiaolong": "李小龍_LATE_502_7002_s1_small-1.ipynb",
        "sean.oneil": "oneiljrseán_503_7003_s1_small.ipynb",
    },
}


@pytest.fixture(scope="module")
def graded_once(built: Small, give: Give, tmp_path_factory: pytest.TempPathFactory) -> Small:
    """A class of three, graded, with names; a person has marked two of them."""
    course = built.copy(tmp_path_factory.mktemp("graded") / "course")
    for student, (_, _, thoughts) in CLASS.items():
        course.hand_in(student, {"s1-thoughts": thoughts})
    with contextlib.chdir(course.root):
        give("grade s1")
    for student, (first, last, _) in CLASS.items():
        course.tell("UPDATE student SET first_name = ?, last_name = ? WHERE id = ?", first, last, student)
    for student in ("ann.lee", "sean.oneil"):
        course.mark(student, 3)
    return course


@pytest.fixture
def graded(graded_once: Small, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Small:
    """The same, to be changed."""
    course = graded_once.copy(tmp_path / "course")
    monkeypatch.chdir(course.root)
    return course


def came_by(small: Small, way: str) -> None:
    file = small.data / "collected" / f"{S1}.json"
    file.parent.mkdir(exist_ok=True)
    file.write_text(json.dumps(CAME[way]), encoding="utf-8")


def by_moodle(name: str) -> str | None:
    """Read a path as Moodle does (mod/assign/feedback/file/importziplib.php): the number of whom it gives the file to."""
    parts = name.split("/")
    while parts:
        said = parts.pop(0).split("_", 4)
        if len(said) >= 4 and said[1].isdecimal() and said[2:4] == ["assignsubmission", "file"]:
            return said[1]
    return None


def by_canvas(name: str) -> str | None:
    """Read a name as Canvas does (app/models/abstract_assignment.rb): the person and the upload it belongs to."""
    numbers = [part for part in PurePosixPath(name).name.split("_") if part.isdecimal()][:2]
    return "/".join(numbers) if len(numbers) == 2 else None


def alone(page: str, student: str) -> bool:
    """Tell whether a page says nothing of anybody else."""
    return not [
        word
        for other, words in CLASS.items()
        if other != student
        for word in (other, f"{words[0]} {words[1]}", words[2])
        if word in page
    ]


def test_files_go_to_those_who_are_ready_and_again_only_when_they_changed(graded: Small, give: Give) -> None:
    said = give("return s1 --dry-run")
    assert "2 pages would go to" in said
    assert not (graded.data / "returned").exists()
    said = give("return s1")
    assert "Held back: li.xiaolong: a person has yet to mark a part. First: alliance-grader mark s1" in said
    folder = graded.data / "returned" / S1
    pages = {page.stem: page.read_text(encoding="utf-8") for page in folder.iterdir()}
    assert pages.keys() == {"ann.lee", "sean.oneil"}
    assert all(alone(page, student) for student, page in pages.items())
    assert "I would ask Ann&#39;s question." in pages["ann.lee"] or "I would ask Ann's" in pages["ann.lee"]
    assert "No page was given back" in give("return s1")
    graded.mark("ann.lee", 4)
    assert "1 page went to" in give("return s1")
    assert (folder / "ann.lee.html").read_text(encoding="utf-8") != pages["ann.lee"]
    graded.hand_in("sean.oneil", {"s1-thoughts": "Something new."})
    said = give("return s1 --again --waiting")
    assert "sean.oneil: handed in again" in said
    assert (folder / "li.xiaolong.html").is_file()


@pytest.mark.parametrize(("way", "reads"), [("moodle", by_moodle), ("canvas", by_canvas)])
def test_a_platform_takes_the_zip_back(
    way: str, reads: Callable[[str], str | None], graded: Small, give: Give
) -> None:
    came_by(graded, way)
    said = give("return s1 --waiting")
    file = graded.data / "returned" / f"{S1}_{way}.zip"
    assert f"3 pages went to {file}" in said
    with zipfile.ZipFile(file) as packed:
        got = {reads(name): packed.read(name).decode() for name in packed.namelist()}
        assert len(packed.namelist()) == 3
    for student, path in CAME[way].items():
        page = got[reads(path)]
        assert page == feedback_file(graded.root, S1, student).read_text(encoding="utf-8")
        assert alone(page, student)
    assert str(file.relative_to(graded.root)) in give("forget ann.lee --dry-run")


def test_who_did_not_come_by_the_platform_is_named(graded: Small, give: Give) -> None:
    came_by(graded, "moodle")
    file = graded.data / "collected" / f"{S1}.json"
    file.write_text(json.dumps({"ann.lee": CAME["moodle"]["ann.lee"]}), encoding="utf-8")
    said = give("return s1 --waiting")
    assert "1 page went to" in said
    assert "li.xiaolong, sean.oneil: the work did not come by moodle" in said


def submit(student: str, folder: Path) -> None:
    """Hand in as a student on a hub does: through nbgrader's own exchange."""
    from nbgrader.utils import temp_attrs

    api = open_api()
    with contextlib.chdir(folder), temp_attrs(api.coursedir, assignment_id=S1, student_id=student):
        api.exchange.Submit(coursedir=api.coursedir, authenticator=api.authenticator, parent=api).start()


def fetch(student: str, folder: Path) -> list[Path]:
    """Fetch feedback as a student on a hub does; return the pages that came."""
    from nbgrader.utils import temp_attrs

    api = open_api()
    with contextlib.chdir(folder), temp_attrs(api.coursedir, assignment_id=S1, student_id=student):
        api.exchange.FetchFeedback(
            coursedir=api.coursedir, authenticator=api.authenticator, parent=api
        ).start()
    return sorted(folder.rglob("*.html"))


def test_the_exchange_gives_each_student_the_own_page(
    small: Small, exchange: Path, tmp_path: Path, give: Give
) -> None:
    give("release s1")
    small.hand_in("ann.lee", {"s1-thoughts": CLASS["ann.lee"][2]})
    work = tmp_path / "ann"
    work.mkdir()
    submission_folder(small.root, S1, "ann.lee").rename(work / S1)
    submit("ann.lee", work)
    give("collect s1 --yes")
    small.hand_in("sean.oneil", {"s1-thoughts": CLASS["sean.oneil"][2]})
    give("grade s1")
    said = give("return s1 --waiting")
    assert f"1 page went to {exchange}" in said
    assert "sean.oneil: the work did not come by exchange" in said
    (page,) = (exchange / "alliance" / "feedback").iterdir()
    assert page.stat().st_mode & 0o777 == 0o644
    assert feedback_file(small.root, S1, "ann.lee").stat().st_mode & 0o777 == 0o600
    (mine,) = fetch("ann.lee", work)
    assert mine.read_text(encoding="utf-8") == page.read_text(encoding="utf-8")
    assert alone(mine.read_text(encoding="utf-8"), "ann.lee")


def test_nobody_is_graded(small: Small, give: Give) -> None:
    with pytest.raises(CourseError, match="nothing to return"):
        give("return s1")
    small.hand_in("ann.lee")
    assert "ann.lee: not graded. See why: alliance-grader report s1" in give("return s1")
    with pytest.raises(CourseError, match=r"ben has not handed in s1_small; handed in: ann.lee"):
        give("return s1 --student ben")
