"""Simulated students, who work by really editing the notebook that was released."""

import copy
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from alliance.errors import CourseError
from alliance.tables import read
from alliance_grader.course import release_notebook, submission_folder
from alliance_grader.files import write_whole
from alliance_grader.notebooks import read_notebook

if TYPE_CHECKING:
    from nbformat import NotebookNode


@dataclass(frozen=True)
class Expected:
    """What the scores of a kind of student must be.

    Attributes
    ----------
    points : dict of str to float
        By item.
    misconceptions : dict of str to list of str
        By item; an item that is not named must name none.
    not_graded : str, optional
        Words of the reason why the submission cannot be graded.
    """

    points: dict[str, float] = field(default_factory=dict)
    misconceptions: dict[str, tuple[str, ...]] = field(default_factory=dict)
    not_graded: str | None = None


@dataclass(frozen=True)
class Kind:
    """A kind of student.

    Attributes
    ----------
    says : str
        Who this is, in a few words.
    types : dict of str to str
        What is typed over the three dots of each answer.
    writes : str
        The reflection.
    deletes, duplicates : tuple of str
        Cells that the student removes or copies, by their ids.
    renames : str, optional
        Under which file name the notebook is handed in.
    half : bool
        Whether only the first half of the file arrives.
    hours_late : float
        How long after the deadline.
    expects : Expected
    """

    says: str
    expects: Expected
    types: dict[str, str] = field(default_factory=dict)
    writes: str | None = None
    deletes: tuple[str, ...] = ()
    duplicates: tuple[str, ...] = ()
    renames: str | None = None
    half: bool = False
    hours_late: float = -30.0


@dataclass(frozen=True)
class Student:
    """A simulated student."""

    id: str
    name: str
    kind: str


@dataclass(frozen=True)
class SimulatedClass:
    """Kinds of students and who is one of which."""

    kinds: dict[str, Kind]
    students: tuple[Student, ...]


def simulated_class(root: Path, assignment: str) -> SimulatedClass:
    """Return the class that works on an assignment: ``autograde/simulated_classes/<assignment>.yaml``.

    It holds right answers, so it lies beside the keys and not in the package.
    """
    return read(root / "autograde" / "simulated_classes" / f"{assignment}.yaml", SimulatedClass)


def work_on(released: "NotebookNode", kind: Kind) -> "NotebookNode":
    """Return the notebook as a student of this kind leaves it."""
    notebook = copy.deepcopy(released)
    cells = {cell.id: cell for cell in notebook.cells}
    for name, typed in kind.types.items():
        cell = _answer_cell(notebook, name)
        cell.source = cell.source.replace(f"{name} = ...\n", f"{name} = {typed}\n", 1)
    if kind.writes is not None:
        reflection = next(cell for cell in notebook.cells if cell.id.endswith("-reflection"))
        reflection.source = kind.writes
    for cell_id in kind.duplicates:
        twin = copy.deepcopy(cells[cell_id])
        twin.id = f"{cell_id}-copy"
        notebook.cells.insert(notebook.cells.index(cells[cell_id]) + 1, twin)
    notebook.cells = [cell for cell in notebook.cells if cell.id not in kind.deletes]
    return notebook


def _answer_cell(notebook: "NotebookNode", name: str) -> "NotebookNode":
    cell: NotebookNode
    for cell in notebook.cells:
        if cell.source.startswith(f"{name} = ...\n") and cell.metadata.get("nbgrader", {}).get("solution"):
            return cell
    raise CourseError(f"The released notebook has no blank called {name}; mend the simulated class.")


def hand_in(root: Path, assignment: str, student: Student, kind: Kind, due: datetime) -> None:
    """Put a student's work into the folder of submissions, as collecting would."""
    import nbformat

    released = read_notebook(release_notebook(root, assignment))
    folder = submission_folder(root, assignment, student.id)
    for old in folder.glob("*.ipynb"):
        old.unlink()
    name = kind.renames or f"{assignment}.ipynb"
    text = nbformat.writes(work_on(released, kind)) + "\n"  # type: ignore[no-untyped-call]
    write_whole(folder / name, text[: len(text) // 2] if kind.half else text)
    when = (due + timedelta(hours=kind.hours_late)).astimezone(UTC)
    write_whole(folder / "timestamp.txt", when.strftime("%Y-%m-%d %H:%M:%S UTC"))
