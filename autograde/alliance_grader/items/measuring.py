"""Measure assignments, and keep what was found until something changes that decides about it."""

from pathlib import Path
from typing import Final

import msgspec

import alliance
import alliance_grader
from alliance.errors import CourseError
from alliance_grader.course import assignments, release_notebook, source_notebook
from alliance_grader.files import digest, temporary_folder, write_whole
from alliance_grader.gradebook import data_folder
from alliance_grader.items.figures import AssignmentFigures, figures
from alliance_grader.scoring import keys_folder, read_key
from alliance_grader.simulated import graded_class

_PREFIX: Final = "alliance-items-"


def measure(
    root: Path, assignment: str, students: int = 120, seed: int = 1, *, again: bool = False
) -> AssignmentFigures:
    """Let a simulated class work on an assignment, grade it, and return the figures of its items.

    Parameters
    ----------
    root : Path
        The folder of the course.
    assignment : str
        The assignment's whole name.
    students, seed : int
        The class: the same give the same figures.
    again : bool
        Measure even when nothing has changed since the last time.
    """
    key = read_key(root, assignment)
    basis = _basis(root, assignment)
    kept = data_folder(root) / "items" / f"{assignment}-{students}-{seed}.json"
    if not again and (known := _read(kept)) and known.basis == basis:
        return known.figures
    with temporary_folder(_PREFIX) as place:
        found = figures(graded_class(root, place / "course", assignment, students, seed, key.title), seed)
    if not found.working:
        raise CourseError(
            f"No notebook of the simulated class could be graded; try one: alliance-grader demo {key.short}"
        )
    write_whole(kept, msgspec.json.encode(_Kept(basis, found)).decode())
    return found


class _Kept(msgspec.Struct):
    """Figures, and a digest of what they were measured on."""

    basis: str
    figures: AssignmentFigures


def _read(file: Path) -> _Kept | None:
    try:
        return msgspec.json.decode(file.read_bytes(), type=_Kept)
    except (OSError, msgspec.MsgspecError):
        return None


def _basis(root: Path, assignment: str) -> str:
    """Return a digest of what decides about the figures: the assignment's own files, and the code that scores them."""
    package, grader = Path(alliance.__file__).parent, Path(alliance_grader.__file__).parent
    folders = (package, keys_folder(root), *(grader / name for name in ("items", "scoring", "simulated")))
    others = {name.partition("_")[0] for name in assignments(root)} - {assignment.partition("_")[0]}
    deciding = [
        file
        for folder in folders
        for file in folder.rglob("*")
        if file.suffix in {".json", ".py", ".toml", ".yaml"}
        and "widgets" not in file.parts
        and file.stem.partition("_")[0] not in others
    ]
    return digest(source_notebook(root, assignment), release_notebook(root, assignment), *sorted(deciding))
