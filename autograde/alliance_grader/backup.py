"""Before a run: check that the gradebook is whole, and keep a copy of it."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from alliance.errors import CourseError
from alliance_grader.outcomes import outcome_file

KEPT: Final = 10
"""How many copies of the gradebook are kept; the oldest goes first."""

_SQLITE: Final = "sqlite:///"


def secure_gradebook(root: Path, db_url: str, assignment: str) -> Path | None:
    """Check that the gradebook is whole, and copy it.

    Only a gradebook that is one file (SQLite) is looked at: a database server keeps its own copies.

    Returns
    -------
    Path or None
        The copy; None when there is nothing to copy yet or the gradebook is on a server.

    Raises
    ------
    CourseError
        When the gradebook is damaged, locked, or empty although people were graded. Nothing was changed then.
    """
    if not db_url.startswith(_SQLITE):
        return None
    file = Path(db_url.removeprefix(_SQLITE))
    backups = root / "gradebook" / "backups"
    if not file.exists() or file.stat().st_size == 0:
        if any(outcome_file(root, assignment, "x").parent.glob("*.json")):
            raise CourseError(
                f"The gradebook {file} is missing or empty, although work was graded; {_put_back(backups)}"
            )
        return None
    try:
        with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True, timeout=10)) as gradebook:
            verdict = gradebook.execute("PRAGMA quick_check(1)").fetchone()[0]
            if verdict != "ok":
                raise sqlite3.DatabaseError(verdict)
            graded = _count(gradebook)
            if graded == 0 and any(outcome_file(root, assignment, "x").parent.glob("*.json")):
                raise CourseError(
                    f"The gradebook {file} holds no grades, although work was graded; {_put_back(backups)}"
                )
            return _copy(gradebook, backups) if graded else None
    except sqlite3.OperationalError as error:
        if "locked" not in str(error):
            raise _damaged(file, error, backups) from None
        raise CourseError(
            f"The gradebook {file} is locked by another program; close it (a database viewer?) and try again."
        ) from None
    except sqlite3.DatabaseError as error:
        raise _damaged(file, error, backups) from None


def _damaged(file: Path, error: Exception, backups: Path) -> CourseError:
    return CourseError(
        f"The gradebook {file} is damaged ({error}); nothing was graded. {_put_back(backups).capitalize()}"
    )


def _put_back(backups: Path) -> str:
    copies = sorted(backups.glob("gradebook-*.db"))
    if not copies:
        return "put a copy of it back, or remove gradebook/outcomes to grade everything anew."
    return f"put the last copy back: {copies[-1]}"


def _count(gradebook: sqlite3.Connection) -> int:
    known = {name for (name,) in gradebook.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    if "submitted_assignment" not in known:
        return 0
    return int(gradebook.execute("SELECT count(*) FROM submitted_assignment").fetchone()[0])


def _copy(gradebook: sqlite3.Connection, backups: Path) -> Path:
    """Copy through SQLite itself, so that a copy is never half of a transaction."""
    backups.mkdir(parents=True, exist_ok=True, mode=0o700)
    place = backups / f"gradebook-{datetime.now(UTC):%Y%m%d-%H%M%S-%f}.db"
    aside = place.with_suffix(".part")
    with closing(sqlite3.connect(aside)) as copy:
        gradebook.backup(copy)
    aside.chmod(0o600)
    aside.replace(place)
    for old in sorted(backups.glob("gradebook-*.db"))[:-KEPT]:
        old.unlink()
    return place
