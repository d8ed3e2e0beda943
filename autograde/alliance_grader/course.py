"""Where things lie in a course: the folders of the house, found from anywhere inside it."""

import os
from pathlib import Path

from alliance.errors import CourseError

CONFIG = "nbgrader_config.py"


def course_root(start: Path | None = None) -> Path:
    """Return the folder of the course.

    ``ALLIANCE_COURSE`` names it; otherwise it is the nearest folder, from `start` or the working folder
    upwards, that holds ``nbgrader_config.py`` and ``source``.

    Raises
    ------
    CourseError
        When there is none.
    """
    named = os.environ.get("ALLIANCE_COURSE")
    if named:
        root = Path(named).expanduser().resolve()
        if not (root / CONFIG).is_file():
            raise CourseError(
                f"ALLIANCE_COURSE names {root}, but there is no {CONFIG} in it; mend or unset it."
            )
        return root
    here = (start or Path.cwd()).resolve()
    for folder in (here, *here.parents):
        if (folder / CONFIG).is_file() and (folder / "source").is_dir():
            return folder
    raise CourseError(
        f"This is not inside a course: no folder from {here} upwards holds {CONFIG}. "
        "Go to the folder of the course and try again."
    )


def source_notebook(root: Path, assignment: str) -> Path:
    """Return where an assignment lies with its solutions."""
    return root / "source" / assignment / f"{assignment}.ipynb"


def release_notebook(root: Path, assignment: str) -> Path:
    """Return where the students' version of an assignment lies."""
    return root / "release" / assignment / f"{assignment}.ipynb"


def submission_folder(root: Path, assignment: str, student: str) -> Path:
    """Return where a student's submission lies."""
    return root / "gradebook" / "submitted" / student / assignment


def graded_notebook(root: Path, assignment: str, student: str) -> Path:
    """Return where nbgrader leaves a student's graded notebook."""
    return root / "gradebook" / "autograded" / student / assignment / f"{assignment}.ipynb"


def assignments(root: Path) -> list[str]:
    """Return the names of the course's assignments, in order."""
    return sorted(
        path.parent.name for path in (root / "source").glob("*/*.ipynb") if path.stem == path.parent.name
    )


def find_assignment(root: Path, name: str) -> str:
    """Return the whole name of an assignment that is named in full or by its start, like ``a2``.

    Raises
    ------
    CourseError
        When there is none or more than one.
    """
    known = assignments(root)
    wanted = name.casefold().replace("-", "_")
    found = [given for given in known if given == wanted] or [
        given for given in known if given.startswith(wanted)
    ]
    if wanted and len(found) == 1:
        return found[0]
    raise CourseError(
        f"There is no assignment called {name!r}; this course has: {', '.join(known) or 'none yet'}."
    )
