"""The ways on which a page reaches its student: an exchange, a zip that a learning platform takes back, or a file to send."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final
from warnings import catch_warnings, simplefilter

from alliance_grader.collect.origin import collected
from alliance_grader.collect.platforms import Label
from alliance_grader.feedback import feedback_file
from alliance_grader.files import write_whole, zipped
from alliance_grader.gradebook import reason_in, story_of
from alliance_grader.intake import SubmissionError, take_in

if TYPE_CHECKING:
    from nbgrader.apps.api import NbGraderAPI

_SECRET: Final = "submission_secret.txt"  # noqa: S105 - the name of a file of nbgrader's


def _moodle(label: Label, page: str) -> str:
    """Moodle looks for NAME_NUMBER_assignsubmission_file in a part of the path: mod/assign/feedback/file/importziplib.php."""
    return f"{label.name}_{label.number}_assignsubmission_file_/{page}"


def _canvas(label: Label, page: str) -> str:
    """Canvas takes the first two parts that are numbers, the person's and the upload's: app/models/abstract_assignment.rb."""
    late = ("LATE",) if label.late else ()
    return "_".join((label.sorted, *late, label.number, str(label.upload), page))


_PLATFORMS: Final[dict[str, Callable[[Label, str], str]]] = {"moodle": _moodle, "canvas": _canvas}
"""How a page is called that a platform gives to the student whose file it let us download."""


def likely(api: "NbGraderAPI", assignment: str, students: Collection[str]) -> str:
    """Return the way on which the work of most came: ``exchange``, ``moodle``, ``canvas``, or else ``files``."""
    root = Path(api.coursedir.root)
    if api.exchange_is_functional and _secrets(root, assignment, students):
        return "exchange"
    came = collected(root, assignment)
    ways = Counter(way for student in students for way in _PLATFORMS if _came_by(way, came.get(student)))
    return ways.most_common(1)[0][0] if ways else "files"


def reach(api: "NbGraderAPI", assignment: str, students: Collection[str], way: str) -> dict[str, str]:
    """Return the name that each student's page has on a way; who cannot be reached on it is left out."""
    root, page = Path(api.coursedir.root), f"{assignment}.html"
    match way:
        case "exchange":
            return dict.fromkeys(_secrets(root, assignment, students), page)
        case "files":
            return {student: f"{student}.html" for student in students}
    came = collected(root, assignment)
    return {
        student: _PLATFORMS[way](came[student], page)
        for student in students
        if _came_by(way, came.get(student))
    }


def _came_by(way: str, label: Label | None) -> bool:
    return label is not None and label.form is not None and label.form.platform.casefold() == way


def _secrets(root: Path, assignment: str, students: Iterable[str]) -> dict[str, bytes]:
    """Return the secrets that came with work by the exchange, by student."""
    found = {}
    for student in students:
        with suppress(SubmissionError):
            if secret := take_in(root, assignment, student).files.get(_SECRET):
                found[student] = secret
    return found


def as_zip(root: Path, assignment: str, names: Mapping[str, str]) -> bytes:
    """Return a zip of students' pages, each under its name. Its comment says whose it is, so that it can be found again."""
    return zipped(
        (name, feedback_file(root, assignment, student).read_bytes(), student)
        for student, name in names.items()
    )


def to_exchange(api: "NbGraderAPI", assignment: str, students: Collection[str]) -> Iterator[tuple[str, str]]:
    """Put pages into nbgrader's exchange; give each student with why it could not be done, empty when it was.

    A page lies there under a name that only its student can work out, from the secret that came with the work.
    """
    root = Path(api.coursedir.root)
    for student, secret in _secrets(root, assignment, students).items():
        page = feedback_file(root, assignment, student)
        write_whole(page.with_name(_SECRET), secret)
        page.chmod(0o644)  # the exchange copies the file with its mode, and its student has to read it
        try:
            with catch_warnings():
                # nbgrader misspells an argument there, and leaves files for Python to close.
                simplefilter("ignore", DeprecationWarning)
                simplefilter("ignore", ResourceWarning)
                result = api.release_feedback(assignment, student)
        finally:
            page.chmod(0o600)
        yield student, "" if result["success"] else reason_in(story_of(result))
