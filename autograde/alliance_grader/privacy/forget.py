"""Take one student's data out of gradebook/, and nothing of anybody else's."""

import os
import shutil
import sqlite3
from contextlib import ExitStack, closing
from pathlib import Path

from sqlalchemy.engine import make_url

from alliance.errors import CourseError
from alliance_grader.course import assignments
from alliance_grader.files import write_whole
from alliance_grader.gradebook import open_api, open_gradebook
from alliance_grader.lock import grading_lock
from alliance_grader.privacy.traces import Traces, lines_without
from alliance_grader.record import as_one


def forget(root: Path, traces: Traces) -> None:
    """Remove what `traces_of` found. What was removed does not come back; running it again does what is missing.

    The gradebook goes last: as long as it has the student, they can be found again by the same command.

    Raises
    ------
    CourseError
        When something is in use or cannot be removed; the sentence names it.
    """
    student = traces.who.id
    with ExitStack() as held:
        for assignment in assignments(root):
            held.enter_context(grading_lock(root, assignment))
        try:
            for place in (*traces.own, *traces.pages):
                _remove(place)
            for place in traces.lists:
                _without_lines(place, traces)
        except OSError as error:
            raise CourseError(
                f"{error.filename} could not be removed ({error.strerror}); give yourself the right to, and run this again."
            ) from None
        for copy in traces.backups:
            _out_of_copy(root, copy, student)
        _out_of_gradebook(root, f"{open_api(root).coursedir.db_url}", student)


def _remove(place: Path) -> None:
    """Remove a file or a folder; of a link, the link alone."""
    if place.is_symlink() or not place.is_dir():
        place.unlink(missing_ok=True)
        return
    for folder, _, _ in os.walk(place):
        Path(folder).chmod(0o700)  # a folder that nothing may be removed from came with a submission
    shutil.rmtree(place)


def _without_lines(place: Path, traces: Traces) -> None:
    mode = place.stat().st_mode & 0o777
    text = place.read_bytes().decode("utf-8", "surrogateescape")
    kept, _ = lines_without(text, traces.who, place.suffix)
    write_whole(place, kept.encode("utf-8", "surrogateescape"), mode)


def _out_of_gradebook(root: Path, db_url: str, student: str) -> None:
    """Remove a student through nbgrader's own API, in one transaction, and leave no trace in the file's free room."""
    from nbgrader.api import MissingEntry

    with open_gradebook(open_api(root, db_url=db_url)) as gradebook:
        try:
            with as_one(gradebook):
                gradebook.remove_student(student)
            gradebook.db.commit()
        except MissingEntry:
            pass  # an earlier run has come this far
    url = make_url(db_url)
    if url.get_backend_name() == "sqlite" and url.database:
        with closing(sqlite3.connect(url.database)) as file:
            file.execute("VACUUM")  # SQLite keeps what was deleted until it needs the room


def _out_of_copy(root: Path, copy: Path, student: str) -> None:
    """Remove a student from a copy of the gradebook: aside, so that the copy is whole at any moment."""
    aside = copy.with_suffix(".part")
    try:
        shutil.copy2(copy, aside)
        _out_of_gradebook(root, f"sqlite:///{aside}", student)
        aside.replace(copy)
    finally:
        aside.unlink(missing_ok=True)
