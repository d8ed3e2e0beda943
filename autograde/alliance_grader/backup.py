"""Before a run: check that the gradebook is whole, and keep a copy of it."""

import fcntl
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from alliance.errors import CourseError
from alliance_grader.gradebook import shown, trouble, trouble_with
from alliance_grader.outcomes import outcome_file

KEPT: Final = 10
"""How many copies of the gradebook are kept; the oldest goes first."""

_PATIENCE: Final = 10.0
_TABLE: Final = "submitted_assignment"


def secure_gradebook(root: Path, db_url: str, assignment: str) -> Path | None:
    """Check that the gradebook is whole, and copy it.

    Only a gradebook that is one file (SQLite) is checked and copied: a database server keeps its own copies.

    Returns
    -------
    Path or None
        The copy; None when there is nothing to copy yet or the gradebook is on a server.

    Raises
    ------
    CourseError
        When the gradebook is damaged, locked, or empty although people were graded. Nothing was changed then.
    """
    from sqlalchemy.engine import make_url

    url = make_url(db_url)
    worked = any(outcome_file(root, assignment, "x").parent.glob("*.json"))
    if url.get_backend_name() != "sqlite" or not url.database:
        if worked and _held_by_server(db_url) == 0:
            raise CourseError(
                f"The gradebook {shown(db_url)} holds no grades, although work was graded; restore it, "
                "or remove gradebook/outcomes to grade everything anew."
            )
        return None
    file = Path(url.database)
    backups = root / "gradebook" / "backups"
    if not file.exists() or file.stat().st_size == 0:
        if worked:
            raise CourseError(
                f"The gradebook {file} is missing or empty, although work was graded; {_put_back(backups)}."
            )
        return None
    if not os.access(file, os.W_OK):
        raise trouble(str(file), "readonly")
    # To be written, though nothing is: only so a transaction is undone in the middle of which somebody was killed.
    address = f"{file.absolute().as_uri()}?mode=rw"
    try:
        with closing(sqlite3.connect(address, uri=True, timeout=_PATIENCE)) as gradebook:
            verdict = gradebook.execute("PRAGMA integrity_check(1)").fetchone()[0]
            if verdict != "ok":
                raise sqlite3.DatabaseError(verdict)
            graded = _count(gradebook)
            if graded == 0 and worked:
                raise CourseError(
                    f"The gradebook {file} holds no grades, although work was graded; {_put_back(backups)}."
                )
            return _copy(gradebook, backups) if graded else None
    except sqlite3.OperationalError as error:
        raise trouble(str(file), str(error)) from None
    except sqlite3.DatabaseError as error:
        raise _damaged(file, error, backups) from None


def _damaged(file: Path, error: Exception, backups: Path) -> CourseError:
    return CourseError(
        f"The gradebook {file} is damaged ({' '.join(str(error).split())[:120]}); nothing was graded: "
        f"{_put_back(backups)}."
    )


def _put_back(backups: Path) -> str:
    copies = sorted(backups.glob("gradebook-*.db"))
    if not copies:
        return "put a copy of it back, or remove gradebook/outcomes to grade everything anew"
    return f"put the last copy back and grade again, it does what is missing in it: {copies[-1]}"


def _held_by_server(db_url: str) -> int:
    """Return how many submissions a gradebook on a server holds."""
    from sqlalchemy import create_engine, inspect, text
    from sqlalchemy.exc import DatabaseError

    engine = create_engine(db_url)
    try:
        with engine.connect() as server:
            if not inspect(server).has_table(_TABLE):
                return 0
            return int(server.execute(text(f"SELECT count(*) FROM {_TABLE}")).scalar_one())  # noqa: S608
    except DatabaseError as error:
        raise trouble_with(db_url, error) from None
    finally:
        engine.dispose()


def _count(gradebook: sqlite3.Connection) -> int:
    known = {name for (name,) in gradebook.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    if _TABLE not in known:
        return 0
    return int(gradebook.execute(f"SELECT count(*) FROM {_TABLE}").fetchone()[0])  # noqa: S608


def _copy(gradebook: sqlite3.Connection, backups: Path) -> Path:
    """Copy through SQLite itself, so that a copy is never half of a transaction."""
    backups.mkdir(parents=True, exist_ok=True, mode=0o700)
    with _alone(backups):
        for left in backups.glob("*.part*"):
            left.unlink()
        place = _next_name(backups)
        aside = place.with_suffix(".part")
        try:
            with closing(sqlite3.connect(aside)) as copy:
                gradebook.backup(copy)
            aside.chmod(0o600)
            aside.replace(place)
        finally:
            aside.unlink(missing_ok=True)
        for old in sorted(backups.glob("gradebook-*.db"))[:-KEPT]:
            old.unlink()
    return place


def _next_name(backups: Path) -> Path:
    """Return a name that comes after all others, also when the clock was set back."""
    numbers = [int(copy.name.split("-")[1]) for copy in backups.glob("gradebook-??????-*.db")]
    return backups / f"gradebook-{max(numbers, default=0) + 1:06d}-{datetime.now(UTC):%Y%m%d-%H%M%S}.db"


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Wait until no other run, of another assignment, copies the gradebook."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
