"""Build release/, the students' versions, from source/."""

import tempfile
from pathlib import Path
from typing import Final

from alliance.errors import CourseError
from alliance_grader.course import release_notebook, source_notebook
from alliance_grader.files import write_whole
from alliance_grader.gradebook import data_folder, open_api, open_gradebook, reason_in, story_of
from alliance_grader.judge.names import tests_of
from alliance_grader.notebooks import (
    changed_cells,
    disagreements,
    leaks,
    read_notebook,
    with_version,
)
from alliance_grader.record import as_one
from alliance_grader.releases import keep, kept_versions
from alliance_grader.scoring import read_key

_ABOUT: Final = {
    "grade_cell": ("max_score", "cell_type"),
    "solution_cell": (),
    "source_cell": ("cell_type", "locked", "source", "checksum"),
}
"""What nbgrader knows of each kind of cell beside its name."""


def build(root: Path, assignment: str) -> bool:
    """Build the release of an assignment and enter its cells into the gradebook.

    The release is made aside, held against the key and searched for leaks, and only then put in place: when
    anything is wrong, what was there before stays.

    Parameters
    ----------
    root : Path
        The folder of the course.
    assignment : str
        The assignment's whole name.

    Returns
    -------
    bool
        Whether the release is another one than before.
    """
    place = release_notebook(root, assignment)
    with tempfile.TemporaryDirectory(dir=data_folder(root), prefix="building-") as aside:
        made = _rehearse(root, assignment, Path(aside))
        changed = not place.is_file() or place.read_text(encoding="utf-8") != made
        if not _enter_cells(root, assignment, f"sqlite:///{Path(aside) / 'rehearsal.db'}"):
            _generate(root, assignment, Path(aside) / "again", {})
        if changed:
            try:
                write_whole(place, made, mode=0o644)
            except OSError as error:
                raise CourseError(
                    f"{place.parent} cannot be written ({error.strerror}); make it writable and build again."
                ) from None
        keep(root, assignment)
    return changed


def _enter_cells(root: Path, assignment: str, rehearsal: str) -> bool:
    """Enter the cells of a new version beside those of earlier ones, when work on these has grades; tell whether it has.

    nbgrader would refuse: it knows of one version only. Nothing is taken out, so that earlier grades stand.
    """
    from nbgrader.api import MissingEntry

    with open_gradebook(open_api(root)) as gradebook:
        try:
            known = gradebook.find_notebook(assignment, assignment)
        except MissingEntry:
            return False
        if not known.submissions:
            return False
        with as_one(gradebook), open_gradebook(open_api(root, db_url=rehearsal)) as rehearsed:
            made = rehearsed.find_notebook(assignment, assignment)
            for kind in ("grade_cell", "solution_cell", "source_cell"):
                enter = getattr(gradebook, f"update_or_create_{kind}")
                for cell in getattr(made, f"{kind}s"):
                    about = {name: getattr(cell, name) for name in _ABOUT[kind]}
                    enter(cell.name, assignment, assignment, **about)
        gradebook.db.commit()
    return True


def drift(root: Path, assignment: str) -> bool:
    """Tell whether the committed release differs from what source/ gives now; the gradebook is not touched."""
    place = release_notebook(root, assignment)
    with tempfile.TemporaryDirectory(prefix="building-") as aside:
        made = _rehearse(root, assignment, Path(aside))
    return not place.is_file() or place.read_text(encoding="utf-8") != made


def remarks(root: Path, assignment: str) -> list[str]:
    """Say what of an assignment's tests may not be judged as it was meant."""
    return [
        remark
        for test in tests_of(read_notebook(source_notebook(root, assignment)))
        for remark in test.remarks
    ]


def _rehearse(root: Path, assignment: str, aside: Path) -> str:
    """Build into a gradebook and a folder aside; return the release when nothing is wrong with it."""
    source, key = read_notebook(source_notebook(root, assignment)), read_key(root, assignment)
    if found := disagreements(source, key):
        raise CourseError(f"{assignment}: notebook and key do not agree: {'; '.join(found)}.")
    made = _generate(root, assignment, aside, {"db_url": f"sqlite:///{aside / 'rehearsal.db'}"})
    made = with_version(made, key.version)
    before = release_notebook(root, assignment)
    if not before.is_file() and (kept := kept_versions(root, assignment).get(key.version)):
        before = release_notebook(kept, assignment)
    if before.is_file() and (changed := changed_cells(before.read_text(encoding="utf-8"), made)):
        raise CourseError(
            f"{assignment} was released as version {key.version}, and its cells are others now ({', '.join(changed)}); students "
            f"may have that version. Undo it, or say `version: {key.version + 1}` in its key."
        )
    if leaked := leaks(made, source):
        raise CourseError(f"{assignment} was not released, since students would see a secret: {leaked[0]}.")
    return made


def _generate(root: Path, assignment: str, aside: Path, settings: dict[str, str]) -> str:
    """Run nbgrader's generate_assignment into a folder aside and return the release that came out."""
    api = open_api(root, release_directory=str(aside / "release"), **settings)
    result = api.generate_assignment(assignment)
    made = aside / "release" / assignment / f"{assignment}.ipynb"
    if not result["success"] or not made.is_file():
        raise CourseError(
            f"{assignment} could not be built: {reason_in(story_of(result))}. "
            "The whole story is in gradebook/grading.log."
        )
    return made.read_text(encoding="utf-8")
