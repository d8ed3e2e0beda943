"""Hand an assignment out: the built version, searched once more, by nbgrader's exchange or as a zip for a learning platform."""

import shutil
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path
from string import Template
from typing import TYPE_CHECKING, Final

from alliance.errors import CourseError
from alliance_grader.build import drift
from alliance_grader.course import release_notebook, source_notebook
from alliance_grader.gradebook import open_gradebook, reason_in, story_of
from alliance_grader.notebooks import leaks, read_notebook
from alliance_grader.wording import moment

if TYPE_CHECKING:
    from nbgrader.apps.api import NbGraderAPI

__all__ = ["Handout", "handout", "in_exchange", "to_exchange", "with_read_me"]

_READ_ME: Final = "READ ME.txt"


@dataclass(frozen=True)
class Handout:
    """What students get of an assignment.

    Attributes
    ----------
    assignment : str
        The assignment's whole name.
    files : dict of str to bytes
        The notebook and the data beside it, by their names.
    due : datetime or None
        Until when it is to be handed in, if the gradebook knows.
    """

    assignment: str
    files: dict[str, bytes]
    due: datetime | None = None


def handout(api: "NbGraderAPI", assignment: str) -> Handout:
    """Read what students get of an assignment, and search it once more for what they must not see.

    Raises
    ------
    CourseError
        When it is not built, differs from what source/ gives, or holds what is not for students.
    """
    from nbgrader.api import MissingEntry

    root = Path(api.coursedir.root)
    build = f"run: alliance-grader build {assignment}"
    try:
        with open_gradebook(api) as gradebook:
            gradebook.find_notebook(assignment, assignment)
            due = gradebook.find_assignment(assignment).duedate
    except MissingEntry:
        raise CourseError(f"{assignment} has not been built yet; {build}") from None
    if drift(root, assignment):
        raise CourseError(f"release/{assignment} is not what source/ gives now; {build}")
    found = _released(api, assignment)
    source = read_notebook(source_notebook(root, assignment))
    for name, content in found.items():
        text = content.decode("utf-8", "replace")
        # What begins with a brace would be searched as a notebook.
        if leaked := leaks(text if name.endswith(".ipynb") else f"{name}\n{text}", source):
            raise CourseError(
                f"{assignment} was not released, since students would see a secret in {name}: {leaked[0]}."
            )
    return Handout(assignment, found, due.replace(tzinfo=UTC) if due else None)


def _released(api: "NbGraderAPI", assignment: str) -> dict[str, bytes]:
    """Return the files that nbgrader would hand out: what the course's settings ignore is left out."""
    from nbgrader.utils import ignore_patterns

    settings, notebook = api.coursedir, release_notebook(Path(api.coursedir.root), assignment)
    ignored = ignore_patterns(settings.ignore, settings.include, settings.max_file_size, api.log)
    found = {}
    with tempfile.TemporaryDirectory(prefix="releasing-") as aside:
        copy = Path(aside) / assignment
        shutil.copytree(notebook.parent, copy, symlinks=True, ignore=ignored)
        for place in sorted(copy.rglob("*")):
            name = place.relative_to(copy).as_posix()
            if place.is_symlink() or (place.suffix == ".ipynb" and name != notebook.name):
                raise CourseError(
                    f"release/{assignment}/{name} does not belong there; move it away and release again."
                )
            if place.is_file():
                found[name] = place.read_bytes()
    return found


def with_read_me(given: Handout, title: str) -> dict[str, bytes]:
    """Return the files, and beside the notebook a note for trainees, under the names that they have in a zip."""
    due = f" It is due on {moment(given.due.astimezone())}." if given.due else ""
    text = files("alliance_grader.handout").joinpath("read_me.txt").read_text(encoding="utf-8")
    note = Template(text).substitute(
        title=title, line="=" * len(title), notebook=f"{given.assignment}.ipynb", due=due
    )
    return {
        f"{given.assignment}/{name}": content
        for name, content in {**given.files, _READ_ME: note.encode()}.items()
    }


def in_exchange(api: "NbGraderAPI", given: Handout) -> bool | None:
    """Tell whether the exchange holds just these files; None when it has nothing under this assignment's name."""
    place = Path(api.exchange_root, api.course_id, "outbound", given.assignment)
    if not place.is_dir():
        return None
    there = {file.relative_to(place).as_posix(): file for file in place.rglob("*") if file.is_file()}
    return there.keys() == given.files.keys() and all(
        file.read_bytes() == given.files[name] for name, file in there.items()
    )


def to_exchange(api: "NbGraderAPI", given: Handout) -> None:
    """Put an assignment into nbgrader's exchange, in place of what is there.

    Raises
    ------
    CourseError
        When the exchange does not take it.
    """
    from traitlets.config import Config

    api.update_config(Config({"ExchangeReleaseAssignment": {"force": True}}))
    result = api.release_assignment(given.assignment)
    if not result["success"]:
        raise CourseError(
            f"nbgrader's exchange in {api.exchange_root} did not take {given.assignment} ({reason_in(story_of(result))}); "
            "ask whoever runs the hub, or name a file instead: --to a2.zip"
        )
