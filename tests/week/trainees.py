"""A class of eight for the tests of the week: their answers are simulated, and their download is as Moodle packs it."""

import csv
import io
import shutil
import zipfile
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from alliance_grader.course import submission_folder
from alliance_grader.demo.run import copy_course
from alliance_grader.gradebook import open_api
from alliance_grader.marking.desk import Desk, Filter
from alliance_grader.scoring import read_key
from alliance_grader.simulated import hand_in_class, roster

A2: Final = "a2_read_a_caseload"


@dataclass(frozen=True)
class Trainee:
    """One of the class; `number` is what Moodle calls the participant in this assignment."""

    id: str
    first: str
    last: str
    number: int

    @property
    def folder(self) -> str:
        return f"{self.first} {self.last}_{self.number}_assignsubmission_file_"


TRAINEES: Final = (
    Trainee("ann.lee", "Ann", "Lee", 90001),
    Trainee("ann.lee2", "Ann", "Lee", 90002),
    Trainee("sean.oneil", "Seán", "O'Neil", 90003),
    Trainee("martin.jr", "Martin", "Duarte Jr", 90004),
    Trainee("li.xiaolong", "小龍", "李", 90005),
    Trainee("noor.haddad", "Noor", "Haddad", 90006),
    Trainee("zoe.meyer", "Zoë", "Meyer-Okafor", 90007),
    Trainee("kwame.mensah", "Kwame", "Mensah", 90008),
)
MISSING: Final = "kwame.mensah"
"""Who hands in nothing at first."""
LATE: Final = "zoe.meyer"
"""Who is late by 25 hours and a half, as Moodle says."""
_MODIFIED: Final = ("Last modified (submission)", "Last modified (grade)")
DUE: Final = "2026-12-06 23:59"
ON_TIME: Final = "Sunday, 6 December 2026, 9:15 PM"


def worksheet() -> str:
    """Return the grading worksheet of Moodle: who is in the class, by the numbers that its downloads have."""
    text = io.StringIO()
    writer = csv.writer(text)
    person = ("Identifier", "Full name", "ID number", "Email address", "Status")
    writer.writerow([*person, "Grade", "Maximum Grade", "Grade can be changed", *_MODIFIED])
    for one in TRAINEES:
        who = [f"Participant {one.number}", f"{one.first} {one.last}", one.id, f"{one.id}@clinic.example"]
        status = "No submission - Not graded" if one.id == MISSING else "Submitted for grading - Not graded"
        when = {MISSING: "-", LATE: "Tuesday, 8 December 2026, 1:30 AM"}.get(one.id, ON_TIME)
        writer.writerow([*who, status, "", "18.00", "Yes", when, "-"])
    return text.getvalue()


def notebooks(course: Path, place: Path, seed: int = 1) -> dict[str, bytes]:
    """Let the class fill in the released notebook in a folder of its own; return what each would hand in."""
    copy_course(course, place)
    shutil.copytree(course / "release", place / "release")
    key = read_key(place, A2)
    everybody = [
        replace(made, id=trainee.id)
        for made, trainee in zip(roster(key, len(TRAINEES), seed), TRAINEES, strict=True)
    ]
    hand_in_class(place, key, tuple(everybody), seed)
    return {one.id: (submission_folder(place, A2, one.id) / f"{A2}.ipynb").read_bytes() for one in TRAINEES}


def mark_all(course: Path, points: float) -> list[str]:
    """Mark everything that waits, as the marking page does; return whose."""
    desk = Desk(course, open_api(course), [A2])
    rows = [row for row in desk.rows(A2) if row.waits]
    for row in rows:
        answer = desk.page(A2, row.code, Filter()).digest
        desk.give(A2, row.code, points, (), "You listened before you explained.", answer, Filter())
    return sorted(row.student for row in rows)


def download(work: dict[str, bytes], names: dict[str, str] | None = None) -> bytes:
    """Return the zip that Moodle lets an instructor download.

    Parameters
    ----------
    work : dict of str to bytes
        Notebooks by student.
    names : dict of str to str, optional
        What some call their file.
    """
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as packed:
        for one in TRAINEES:
            if one.id in work:
                name = (names or {}).get(one.id, f"{A2}.ipynb")
                when = datetime(2026, 12, 7, 9, tzinfo=UTC).timetuple()[:6]
                packed.writestr(zipfile.ZipInfo(f"{one.folder}/{name}", when), work[one.id])  # type: ignore[arg-type]
    return whole.getvalue()
