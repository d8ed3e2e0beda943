"""Build release/, the students' versions, from source/."""

import shutil
import tempfile
from pathlib import Path

from alliance.errors import CourseError

from alliance_grader.gradebook import data_folder, open_api, reason_in, story_of
from alliance_grader.notebooks import disagreements, leaks, read_notebook
from alliance_grader.scoring import read_key


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
    with tempfile.TemporaryDirectory(dir=data_folder(root), prefix="building-") as aside:
        made = _generate(root, assignment, Path(aside), {})
        place = root / "release" / assignment / made.name
        changed = not place.is_file() or place.read_bytes() != made.read_bytes()
        if changed:
            try:
                place.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(made, place.with_suffix(".new"))
                place.with_suffix(".new").replace(place)
            except OSError as error:
                raise CourseError(
                    f"{place.parent} cannot be written ({error.strerror}); make it writable and build again."
                ) from None
    return changed


def drift(root: Path, assignment: str) -> bool:
    """Tell whether the committed release differs from what source/ gives now; the gradebook is not touched."""
    with tempfile.TemporaryDirectory(dir=data_folder(root), prefix="building-") as aside:
        url = f"sqlite:///{Path(aside) / 'drift.db'}"
        made = _generate(root, assignment, Path(aside), {"db_url": url})
        place = root / "release" / assignment / made.name
        return not place.is_file() or place.read_bytes() != made.read_bytes()


def _generate(root: Path, assignment: str, aside: Path, settings: dict[str, str]) -> Path:
    """Run nbgrader's generate_assignment into a folder aside, and check what came out."""
    name = f"{assignment}.ipynb"
    source = read_notebook(root / "source" / assignment / name)
    if found := disagreements(source, read_key(root, assignment)):
        raise CourseError(f"{assignment}: notebook and key do not agree: {'; '.join(found)}.")
    release = aside / "release"
    api = open_api(root, release_directory=str(release), **settings)
    result = api.generate_assignment(assignment)
    made = release / assignment / name
    if not result["success"] or not made.is_file():
        raise CourseError(
            f"{assignment} could not be built: {reason_in(story_of(result))}. "
            "The whole story is in gradebook/grading.log."
        )
    if leaked := leaks(made.read_text(encoding="utf-8"), source):
        raise CourseError(f"{assignment} was not released, since students would see a secret: {leaked[0]}.")
    return made
