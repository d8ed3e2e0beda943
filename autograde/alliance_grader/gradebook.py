"""nbgrader, opened for this course: its API, its gradebook, and a folder that only we may read."""

import logging
import os
import re
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from alliance.errors import CourseError
from alliance_grader.course import CONFIG, course_root

if TYPE_CHECKING:
    from nbgrader.api import Gradebook
    from nbgrader.apps.api import NbGraderAPI
    from sqlalchemy.exc import DatabaseError
    from traitlets.config import Config


def prepare_environment() -> None:
    """Put this Python's own programs first on the path, and keep nbgrader's known warnings off the screen.

    nbgrader starts ``alembic`` by its name; without the path it leaves a half-made gradebook behind. It adds
    objects to the gradebook in an order that SQLAlchemy remarks on, and gives cells back without an id.
    """
    from nbformat.warnings import DuplicateCellId, MissingIDFieldWarning
    from sqlalchemy.exc import SAWarning

    warnings.filterwarnings("ignore", category=SAWarning)
    warnings.filterwarnings("ignore", category=MissingIDFieldWarning)
    warnings.filterwarnings("ignore", category=DuplicateCellId)
    own = str(Path(sys.executable).parent)
    if own not in os.environ.get("PATH", "").split(os.pathsep):
        os.environ["PATH"] = own + os.pathsep + os.environ.get("PATH", "")


def data_folder(root: Path) -> Path:
    """Return ``gradebook/``, made when it is missing and closed to other users of the machine."""
    folder = root / "gradebook"
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        folder.chmod(0o700)
    except OSError as error:
        raise CourseError(
            f"{folder} cannot be written ({error.strerror}); give yourself the right to write there, "
            "or copy the course to a folder of yours."
        ) from None
    if not os.access(folder, os.W_OK):
        raise CourseError(f"{folder} is read-only; copy the course to a folder where you may write.")
    return folder


def course_config(root: Path) -> "Config":
    """Read the course's ``nbgrader_config.py``."""
    from traitlets.config.loader import PyFileConfigLoader

    try:
        config: Config = PyFileConfigLoader(CONFIG, path=str(root)).load_config()
    except Exception as error:
        raise CourseError(f"{CONFIG} could not be read: {error}. Undo the last change in it.") from None
    return config


def _log(root: Path) -> logging.Logger:
    """Return a logger that writes what nbgrader says to a file, not over the progress bar."""
    log = logging.getLogger("alliance_grader.nbgrader")
    log.setLevel(logging.INFO)
    log.propagate = False
    target = str(data_folder(root) / "grading.log")
    if not any(isinstance(old, logging.FileHandler) and old.baseFilename == target for old in log.handlers):
        for old in list(log.handlers):
            log.removeHandler(old)
            old.close()
        handler = logging.FileHandler(target, encoding="utf-8")
        handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
        log.addHandler(handler)
    return log


def open_api(root: Path | None = None, **folders: str) -> "NbGraderAPI":
    """Open nbgrader's API for the course.

    Parameters
    ----------
    root : Path, optional
        The folder of the course; found when not given.
    **folders : str
        Settings of nbgrader's ``CourseDirectory`` to use in place of the course's own.
    """
    prepare_environment()
    root = root or course_root()
    data_folder(root)
    config = course_config(root)
    for name, value in folders.items():
        config.CourseDirectory[name] = value
    from nbgrader.apps.api import NbGraderAPI
    from nbgrader.coursedir import CourseDirectory

    log = _log(root)
    return NbGraderAPI(CourseDirectory(config=config, log=log), config=config, log=log)


@contextmanager
def open_gradebook(api: "NbGraderAPI") -> Iterator["Gradebook"]:
    """Open the gradebook, and close it again whatever happens."""
    from sqlalchemy.exc import DatabaseError

    try:
        with api.gradebook as gradebook:
            yield gradebook
    except DatabaseError as error:
        raise trouble_with(api.coursedir.db_url, error) from None
    except ModuleNotFoundError as error:
        if not str(error.name).startswith("psycopg"):
            raise
        raise CourseError(
            f"A gradebook on PostgreSQL needs the package {error.name}: pip install 'alliance-workbook[postgres]'."
        ) from None


_TROUBLES: Final = {
    "locked": "is locked by another program; close that (a database viewer?) and run the same command again",
    "full": "could not be written, since the disk is full; make room and run the same command again",
    "disk i/o": "could not be written (disk I/O error); look for room on the disk and run the same command again",
    "readonly": "is read-only; give yourself the right to write it and run the same command again",
    "unable to open": "could not be opened; give yourself the right to write in its folder",
    "malformed": "is damaged; put the last copy from gradebook/backups back and run the same command again",
    "not a database": "is damaged; put the last copy from gradebook/backups back and run the same command again",
    "connection": "does not answer; start its server, or mend `db_url` in nbgrader_config.py",
}


def trouble_with(db_url: str, error: "DatabaseError") -> CourseError:
    """Return the sentence for what a database could not do; whatever was complete before stays as it was."""
    return trouble(shown(db_url), str(error.orig))


def trouble(gradebook: str, said: str) -> CourseError:
    """Return the sentence for what a database said."""
    for sign, sentence in _TROUBLES.items():
        if sign in said.lower():
            return CourseError(f"The gradebook {gradebook} {sentence}.")
    reason = " ".join(said.split())[:120]
    return CourseError(f"The gradebook {gradebook} could not be used ({reason}); put back a copy of it.")


def shown(db_url: str) -> str:
    """Return a gradebook's address as it may be seen: its file, or a server without the password."""
    from sqlalchemy.engine import make_url

    url = make_url(db_url)
    return (
        str(url.database) if url.get_backend_name() == "sqlite" else url.render_as_string(hide_password=True)
    )


def story_of(result: dict[str, Any]) -> str:
    """Return what nbgrader logged in a run of its API; a Ctrl-C that it swallowed is raised again."""
    story = "\n".join(str(result.get(part, "")) for part in ("log", "error"))
    if "KeyboardInterrupt" in story:
        raise KeyboardInterrupt
    return story


def reason_in(story: str) -> str:
    """Return the error at the root of what nbgrader logged, for a sentence."""
    errors = re.findall(r"^\s*(\w*(?:Error|Exception): .+)$", story, re.MULTILINE)
    return errors[0].strip()[:200] if errors else "nbgrader gave no reason"
