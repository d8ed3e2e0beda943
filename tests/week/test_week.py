"""A whole week with a class of eight, step by step, and after each step what an instructor would look at."""

import csv
import io
import json
import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from trainees import A2, DUE, LATE, MISSING, TRAINEES, download, mark_all, notebooks, worksheet

from alliance import CourseError
from alliance_grader.class_results import class_results
from alliance_grader.feedback import feedback_file
from alliance_grader.results import StudentRow

Give = Callable[..., str]
ALL = {one.id for one in TRAINEES}
APPEALS = "martin.jr"
LEAVES = "noor.haddad"


def rows(course: Path) -> dict[str, StudentRow]:
    return {row.id: row for row in class_results(course, A2).students}


def points(course: Path) -> dict[str, float | None]:
    return {student: row.points for student, row in rows(course).items()}


def of(course: Path, student: str) -> dict[str, bytes]:
    """Return every file that belongs to a student, beside the gradebook."""
    return {
        str(place): place.read_bytes()
        for place in (course / "gradebook").rglob("*")
        if place.is_file() and student in place.parts
    }


def wider(course: Path) -> None:
    """Mend the key as an appeal asks: a gap that is off by less than 2 points counts."""
    from alliance_grader.scoring import read_key

    key = course / "autograde" / "keys" / f"{A2}.yaml"
    text, strict = key.read_text(encoding="utf-8"), "        any_sign: true\n"
    key.write_text(text.replace(strict, f"{strict}        tolerance: 2\n", 1), encoding="utf-8")
    read_key.cache_clear()


@dataclass
class Week:
    """A course, what its class hands in, and the steps of its week in their order."""

    course: Path
    downloads: Path
    give: Give
    work: dict[str, bytes] = field(default_factory=dict)

    @property
    def gradebook(self) -> Path:
        return self.course / "gradebook"

    @property
    def sheet(self) -> Path:
        return self.downloads / "worksheet.csv"

    @property
    def handed(self) -> dict[str, bytes]:
        return {student: content for student, content in self.work.items() if student != MISSING}

    def hands_out(self) -> None:
        """The list, the students' version, the date, the zip."""
        self.sheet.write_text(worksheet(), encoding="utf-8")
        assert "Two of one name" in self.give("roster", str(self.sheet))
        self.give("build a2")
        self.give("due a2", DUE, "--zone", "UTC")
        assert "Now: upload it" in self.give("release a2")
        with zipfile.ZipFile(self.gradebook / "release" / f"{A2}.zip") as handout:
            assert sorted(handout.namelist()) == [f"{A2}/READ ME.txt", f"{A2}/{A2}.ipynb"]
            assert "It is due on Sunday 6 December 2026" in handout.read(f"{A2}/READ ME.txt").decode()

    def collects(self) -> None:
        """One is missing, one is late, one called the file as one does; the same download again changes nothing."""
        self.work = notebooks(self.course, self.downloads / "scratch")
        file = self.downloads / "first.zip"
        file.write_bytes(download(self.handed, {"li.xiaolong": "final_FINAL (1).ipynb"}))
        words = ("collect a2", str(file), "--times", str(self.sheet), "--zone", "UTC")
        assert f"Nothing yet from 1: {MISSING}" in self.give(*words, answer="y\n")
        for student, content in self.handed.items():
            assert (self.gradebook / "submitted" / student / A2 / f"{A2}.ipynb").read_bytes() == content
        assert "7 there already" in self.give(*words, "--yes")

    def grades(self) -> None:
        """Everybody has points, the late one is late, and what a person must read waits; it is not given back."""
        assert "not graded yet: ann.lee" in self.give("grade a2 --dry-run")
        assert "Next: alliance-grader mark a2" in self.give("grade a2")
        table = rows(self.course)
        status = {student: row.status for student, row in table.items()}
        assert status == {**dict.fromkeys(ALL, "waiting"), MISSING: "missing"}
        late = {student: round(row.seconds_late) for student, row in table.items() if row.seconds_late}
        assert late == {LATE: 91_860}
        assert len({total for total in points(self.course).values() if total is not None}) > 3
        assert "Nothing to grade" in self.give("grade a2 --dry-run")
        assert "No page was given back" in self.give("return a2")
        with pytest.raises(CourseError, match="7 students have handed in a2_read_a_caseload already"):
            self.give("variants a2")

    def marks(self) -> None:
        """The totals are complete, and the pages say what the person said, and nothing of anybody else."""
        machine = points(self.course)
        assert mark_all(self.course, 3) == sorted(self.handed)
        for student, total in points(self.course).items():
            assert total == (None if student == MISSING else pytest.approx((machine[student] or 0) + 3))
        self.give("feedback a2")
        for student in self.handed:
            page = feedback_file(self.course, A2, student).read_text(encoding="utf-8")
            assert "You listened before you explained." in page
            assert not [other for other in ALL - {student} if re.search(rf"\b{re.escape(other)}\b", page)]

    def gives_back(self) -> None:
        """The pages are in a zip as Moodle takes them, each for its student."""
        assert "7 pages went to" in self.give("return a2")
        with zipfile.ZipFile(self.gradebook / "returned" / f"{A2}_moodle.zip") as pages:
            found = {name: pages.read(name) for name in pages.namelist()}
        assert found == {
            f"{one.folder}/{A2}.html": feedback_file(self.course, A2, one.id).read_bytes()
            for one in TRAINEES
            if one.id in self.handed
        }

    def sees_the_class(self) -> None:
        """The page of the assignment has names; the one to be shown around has none."""
        self.give("report a2")
        self.give("report --hide-names")
        folder = self.gradebook / "report"
        assert "Meyer-Okafor" in (folder / f"{A2}.html").read_text(encoding="utf-8")
        (without,) = (page.read_text(encoding="utf-8") for page in folder.glob("*without_names*.html"))
        assert not [
            name for name in ("Meyer-Okafor", "小龍", "O'Neil", "ann.lee", "Haddad") if name in without
        ]

    def takes_points_out(self) -> None:
        """The points are those of the gradebook; the file of Moodle is filled."""
        self.give("export a2")
        text = (self.gradebook / "export" / f"{A2}.csv").read_text(encoding="utf-8-sig")
        written = {row["student"]: row["points"] for row in csv.DictReader(io.StringIO(text))}
        assert {student: float(total) for student, total in written.items() if total} == {
            student: pytest.approx(total)
            for student, total in points(self.course).items()
            if total is not None
        }
        assert "7" in self.give("export a2 --format moodle --into", str(self.sheet))

    def hears_an_appeal(self) -> set[str]:
        """Why; then the key is mended: only whom it concerns gets more, marks of people stand. Return who got more."""
        before = points(self.course)
        assert "Two raters" in self.give(f"grade a2 --explain {APPEALS}")
        wider(self.course)
        assert "“Two raters”: its key was changed" in self.give("stale a2")
        assert "was written" in self.give("regrade a2 --item a2-rater-gap", answer="n\n")
        assert points(self.course) == before
        self.give("regrade a2 --item a2-rater-gap --yes")
        after = points(self.course)
        changed = {student for student in after if after[student] != before[student]}
        assert changed
        assert all((after[student] or 0) > (before[student] or 0) for student in changed)
        given = [item for row in rows(self.course).values() for item in row.items]
        assert {item.points for item in given if item.item == "a2-reflection"} == {3}
        return changed

    def takes_late_work(self, changed: set[str]) -> None:
        """What was there before is kept; only what is new is graded, waits, and is given back with what had changed."""
        again = json.loads(self.work["ann.lee"])
        reflection = next(cell for cell in again["cells"] if cell["id"] == "a2-reflection")
        reflection["source"] = "I looked again, and I would ask what I did not ask."
        file = self.downloads / "later.zip"
        file.write_bytes(download({**self.work, "ann.lee": json.dumps(again).encode()}))
        self.give("due a2", "2027-01-31 23:59", "--student", MISSING)
        assert "1 in place of earlier work, which is kept" in self.give("collect a2", str(file), "--yes")
        (kept,) = (self.gradebook / "earlier" / "ann.lee" / A2).iterdir()
        assert (kept / f"{A2}.ipynb").read_bytes() == self.work["ann.lee"]
        assert "2 submissions would be graded" in self.give("grade a2 --dry-run")
        self.give("grade a2")
        waiting = {student for student, row in rows(self.course).items() if row.status == "waiting"}
        assert waiting == {"ann.lee", MISSING}
        assert mark_all(self.course, 4) == sorted(waiting)
        assert f"{len(changed | waiting)} pages went to" in self.give("return a2")

    def forgets(self) -> None:
        """Nothing of who leaves is there, and everything of the others is as it was."""
        others = {student: of(self.course, student) for student in ALL - {LEAVES}}
        kept = points(self.course)
        assert "Nothing was changed" in self.give(f"forget {LEAVES} --dry-run")
        assert of(self.course, LEAVES)
        self.give(f"forget {LEAVES}", answer="y\n")
        files = [place for place in self.gradebook.rglob("*") if place.is_file()]
        assert not [place for place in files if LEAVES in str(place) or LEAVES.encode() in place.read_bytes()]
        assert {student: of(self.course, student) for student in others} == others
        assert points(self.course) == {student: total for student, total in kept.items() if student != LEAVES}


@pytest.mark.slow
def test_a_week(course: Path, tmp_path: Path, give: Give, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(course)
    week = Week(course, tmp_path, give)
    week.hands_out()
    week.collects()
    week.grades()
    week.marks()
    week.gives_back()
    week.sees_the_class()
    week.takes_points_out()
    changed = week.hears_an_appeal()
    week.takes_late_work(changed)
    week.forgets()
