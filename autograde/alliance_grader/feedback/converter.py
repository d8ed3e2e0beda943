"""nbgrader's `GenerateFeedback` with the same settings and the same messages, and pages made our way."""

import json
import re
from collections.abc import Mapping
from glob import escape
from pathlib import Path
from typing import Any

from nbconvert.preprocessors import CSSHTMLHeaderPreprocessor
from nbgrader.api import Gradebook
from nbgrader.converters import GenerateFeedback, NbGraderException
from nbgrader.preprocessors import GetGrades
from sqlalchemy.exc import OperationalError
from traitlets import default
from traitlets.utils.importstring import import_item

from alliance.errors import CourseError
from alliance_grader.feedback.headings import headings
from alliance_grader.feedback.knowing import Knowing, Statement
from alliance_grader.feedback.marks import Marks, earned, read_marks
from alliance_grader.feedback.page import SHOWN, page
from alliance_grader.feedback.told import Course, account
from alliance_grader.files import write_whole
from alliance_grader.notebooks import item_of
from alliance_grader.results import MIME, ItemResult
from alliance_grader.said import said_in

_DAMAGED = "the graded notebook is damaged; grade the work again"


class Feedback(GenerateFeedback):  # type: ignore[misc]
    """Make feedback for a class with one look into the gradebook and one template.

    A page is written whole or not at all, and the page that was there before stays when a new one fails.
    """

    def __init__(self, coursedir: Any = None, **settings: Any) -> None:
        super().__init__(coursedir=coursedir, **settings)
        self._marks: dict[tuple[str, str], Marks] = {}
        self._knowing: dict[str, Knowing] = {}
        self._said: dict[Path, dict[str, ItemResult]] = {}
        self._courses: dict[str, Course] = {}
        self._steps: list[Any] | None = None

    @default("permissions")
    def _permissions_default(self) -> int:
        """Let only the owner read a page until it is handed out, unless the course is shared."""
        return 664 if self.coursedir.groupshared else 600

    def start(self) -> None:
        """Make the pages of the students whom nbgrader was asked for."""
        self.init_notebooks()
        self.convert_notebooks()

    def convert_notebooks(self) -> None:
        """Make a page of every notebook; one that fails stops nobody else, and is named at the end."""
        wanted = {self._ids(folder): notebooks for folder, notebooks in sorted(self.assignments.items())}
        failed = []
        try:
            for assignment in sorted({assignment for assignment, _ in wanted}):
                self.read_marks(assignment, [student for found, student in wanted if found == assignment])
        except OperationalError as error:
            message = (
                "There was an error accessing the nbgrader database. This may occur if you recently upgraded "
                "nbgrader. To resolve the issue, first BACK UP your database and then run the command "
                "`nbgrader db upgrade`."
            )
            self.log.error("%s %s", message, error.orig)
            raise NbGraderException(message) from None
        except CourseError as error:
            self.log.error("%s", error)
            raise NbGraderException(str(error)) from None
        for (assignment, student), notebooks in wanted.items():
            self.notebooks = sorted(notebooks)
            if not self._is_due(assignment, student):
                continue
            try:
                self.run_pre_convert_hook()
                self.write_pages(
                    assignment, student, [Path(self.coursedir.root, path) for path in self.notebooks]
                )
                self.run_post_convert_hook()
            except Exception as error:
                self.log.error(
                    "There was an error processing assignment '%s' for student '%s': %s",
                    *(assignment, student, error),
                    exc_info=None if isinstance(error, CourseError) else error,
                )
                failed.append(student)
        if failed:
            raise NbGraderException(
                f"No feedback could be made for {', '.join(failed)}; the reasons stand above."
            )

    def read_marks(self, assignment: str, students: list[str]) -> None:
        """Read what the gradebook says of these students, and what the key calls the items, for `write_pages`.

        Raises
        ------
        CourseError
            When the key cannot be read.
        """
        self._courses[assignment] = headings(Path(self.coursedir.root), assignment)
        stated = {student: self._stated(student) for student in students}
        told = [student for student, said in stated.items() if said]
        with Gradebook(self.coursedir.db_url, self.coursedir.course_id) as gradebook:
            self._marks |= read_marks(gradebook, assignment, students)
            shares = earned(gradebook, told) if told else {}
        for student in told:
            found = [
                Statement(sure, share)
                for name, item, sure in stated[student]
                for cell, share in shares.get((student, name), {}).items()
                if item_of(cell) == item
            ]
            if found:
                self._knowing[student] = Knowing(tuple(found))

    def _stated(self, student: str) -> list[tuple[str, str, float]]:
        """Return how sure a student was in all graded work so far: assignment, item, and from 0 to 1."""
        root = Path(self.coursedir.root)
        pattern = Path(root, self._format_source("*", escape(student)), "*.ipynb").relative_to(root)
        return [
            (path.parent.name, item, result.sure)
            for path in sorted(root.glob(str(pattern)))
            for item, result in self._results(path).items()
            if result.sure is not None
        ]

    def write_pages(self, assignment: str, student: str, notebooks: list[Path] | None = None) -> None:
        """Write the pages of a student's graded notebooks, all of them when none are named.

        Raises
        ------
        CourseError
            When there is nothing graded, or it cannot be read.
        """
        graded = Path(self.coursedir.root, self._format_source(assignment, student))
        place = Path(self.coursedir.root, self._format_dest(assignment, student))
        found = sorted(graded.glob("*.ipynb")) if notebooks is None else notebooks
        if not found:
            raise CourseError("nothing of it was graded")
        made = {place / f"{path.stem}.html": self._page(path, assignment, student) for path in found}
        mode = int(str(self.permissions), 8)
        for file, html in made.items():
            write_whole(file, html, mode=mode)
        # nbgrader tells by this file whether work is newer than its feedback.
        stamp = graded / "timestamp.txt"
        if stamp.is_file() and not stamp.is_symlink():
            write_whole(place / stamp.name, stamp.read_text(encoding="utf-8"), mode=mode)
        if self.coursedir.groupshared:
            self.set_permissions(assignment, student)

    def _page(self, path: Path, assignment: str, student: str) -> str:
        marks = self._marks.get((student, path.stem))
        if marks is None:
            raise CourseError("the gradebook knows nothing of it; grade it first")
        results = self._results(path)
        try:
            notebook = _read(path, results)
            resources = {
                "nbgrader": {
                    "student": student,
                    "assignment": assignment,
                    "notebook": path.stem,
                    "db_url": self.coursedir.db_url,
                }
            }
            for step in self._preprocessors():
                notebook, resources = step(notebook, resources)
        except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
            raise CourseError(_DAMAGED) from None
        except RuntimeError as error:
            # What nbgrader says of hidden tests whose end is missing: nothing is shown then.
            raise CourseError(str(error)) from None
        graded = _graded(notebook)
        unknown = [name for name in graded if name not in marks.scores]
        if unknown:
            raise CourseError(f"the gradebook has no score for the cell {unknown[0]!r}; grade the work again")
        written = {name for name, is_text in graded.items() if is_text}
        told = account(student, self._courses[assignment], marks, results, written)
        return page(notebook, marks, told, self._knowing.get(student))

    def _results(self, path: Path) -> dict[str, ItemResult]:
        """Return the results in a graded notebook, which is looked at for the course and again for its page."""
        if path not in self._said:
            self._said[path] = said_in(path)
        return self._said[path]

    def _preprocessors(self) -> list[Any]:
        """Return the course's preprocessors, each made once; grades and style come in another way here."""
        if self._steps is None:
            kinds = [import_item(kind) if isinstance(kind, str) else kind for kind in self.preprocessors]
            left_out = (GetGrades, CSSHTMLHeaderPreprocessor)
            self._steps = [kind(parent=self) for kind in kinds if not issubclass(kind, left_out)]
        return self._steps

    def _ids(self, folder: str) -> tuple[str, str]:
        """Return whose folder this is: the assignment and the student."""
        pattern = self._format_source("(?P<assignment_id>.*)", "(?P<student_id>.*)", escape=True)
        match = re.match(pattern, folder)
        if match is None:
            raise NbGraderException(f"Could not match '{folder}' with regexp '{pattern}'")
        return match["assignment_id"], match["student_id"]

    def _is_due(self, assignment: str, student: str) -> bool:
        """Tell whether a page is to be made, by nbgrader's own rules; nothing is removed for it."""
        if student in self.coursedir.student_id_exclude.split(","):
            return False
        place = Path(self.coursedir.root, self._format_dest(assignment, student))
        pages = [place / f"{Path(notebook).stem}.html" for notebook in self.notebooks]
        if self.force or not all(file.is_file() for file in pages):
            return True
        new = self.coursedir.get_existing_timestamp(
            str(Path(self.coursedir.root, self._format_source(assignment, student)))
        )
        old = self.coursedir.get_existing_timestamp(str(place))
        if new is not None and old is not None and new > old:
            return True
        self.log.info("Skipping existing assignment: %s", place)
        return False


def _read(path: Path, told: Mapping[str, ItemResult]) -> Any:
    """Read a graded notebook, without the forms of its outputs that no page shows, and the results that it tells better.

    It was written by the grader, so it is not validated once more; and making the tree of every figure into
    nodes would take longer than all the rest.
    """
    import nbformat

    raw = json.loads(path.read_text(encoding="utf-8-sig"))
    raw["metadata"].pop("widgets", None)
    for cell in raw["cells"]:
        cell["source"] = _joined(cell["source"])
        if item_of(cell["metadata"].get("nbgrader", {}).get("grade_id", "")) in told:
            cell["outputs"] = [
                output for output in cell.get("outputs", ()) if MIME not in output.get("data", ())
            ]
        for output in cell.get("outputs", ()):
            if "data" in output:
                shown = {kind: value for kind, value in output["data"].items() if kind in SHOWN}
                output["data"] = {kind: _joined(value) for kind, value in shown.items()}
            if "text" in output:
                output["text"] = _joined(output["text"])
    return nbformat.from_dict(raw)  # type: ignore[no-untyped-call]


def _joined(text: str | list[str]) -> str:
    return text if isinstance(text, str) else "".join(text)


def _graded(notebook: Any) -> dict[str, bool]:
    """Return the cells with points, and whether each is a text for a person."""
    marked = [cell.metadata.get("nbgrader", {}) for cell in notebook.cells]
    return {
        meta["grade_id"]: bool(meta.get("solution") or meta.get("task"))
        for meta in marked
        if meta.get("grade") or meta.get("task")
    }
