"""Releases that were handed out: each version of an assignment is kept, so that work is judged by the one it was done on.

`gradebook/releases/ASSIGNMENT/VERSION/` is laid out as a course is: its release, its source and its keys. So what reads
a course reads a kept version as well.
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import msgspec

from alliance_grader.course import CONFIG, release_notebook, source_notebook
from alliance_grader.files import write_whole
from alliance_grader.intake import version_in
from alliance_grader.scoring import keys_folder, read_key


def releases_folder(root: Path, assignment: str) -> Path:
    """Return where the versions of an assignment are kept."""
    return root / "gradebook" / "releases" / assignment


def kept_versions(root: Path, assignment: str) -> dict[int, Path]:
    """Return the versions that are kept whole, each laid out as a course, in their order."""
    try:
        entries = list(releases_folder(root, assignment).iterdir())
    except OSError:
        return {}
    found = {
        int(entry.name): entry for entry in entries if entry.name.isdecimal() and (entry / CONFIG).is_file()
    }
    return dict(sorted(found.items()))


def earlier_version(root: Path, assignment: str, version: int | None) -> Path | None:
    """Return the kept course by which work on an earlier version is judged; None for work that the present one judges.

    The present version judges earlier work as well as long as it asks the same: the same cells for answers and points,
    whatever they are worth and however they are scored. Work that names no version, or one that was never kept, is
    judged by the present one too.
    """
    present = _release(root, assignment)
    if version is None or present is None or version == present.version:
        return None
    place = kept_versions(root, assignment).get(version)
    kept = _release(place, assignment) if place else None
    return place if kept and kept.asks != present.asks else None


def keep(root: Path, assignment: str) -> None:
    """Keep the version that is released now, with its source and its keys as they are now.

    Where the release and the key name different versions, one of them is yet to be built, and nothing is kept.
    """
    release = _release(root, assignment)
    if release is None or release.version is None or not (keys_folder(root) / f"{assignment}.yaml").is_file():
        return
    if read_key(root, assignment).version != release.version:
        return
    place = releases_folder(root, assignment) / str(release.version)
    wanted = {one.relative_to(root): one for one in _belonging(root, assignment)}
    for old in place.rglob("*"):
        if old.is_file() and old.name != CONFIG and old.relative_to(place) not in wanted:
            old.unlink()
    for name, file in wanted.items():
        content = file.read_bytes()
        if not (place / name).is_file() or (place / name).read_bytes() != content:
            write_whole(place / name, content, mode=0o644)
    if not (place / CONFIG).is_file():
        write_whole(place / CONFIG, "", mode=0o644)  # last: a version without it was not kept whole


def _belonging(root: Path, assignment: str) -> list[Path]:
    """Return the files that make up an assignment."""
    released = release_notebook(root, assignment).parent
    short = assignment.partition("_")[0]
    keys = [
        one
        for one in keys_folder(root).rglob("*")
        if one.name in {"misconceptions.yaml", f"{assignment}.yaml", f"{short}.yaml"}
        or one.parent.name in {"transcripts", "policy_scenarios"}
    ]
    files = [*released.rglob("*"), source_notebook(root, assignment), *keys]
    return sorted(
        one for one in files if one.is_file() and not any(part.startswith(".") for part in one.parts[-3:])
    )


@dataclass(frozen=True)
class _Release:
    """What a released notebook says: which version it is, and what it asks."""

    version: int | None
    asks: frozenset[tuple[str, str, bool, bool]]


def _release(root: Path, assignment: str) -> _Release | None:
    """Return what is released in a course, or in a kept version; None when nothing is."""
    file = release_notebook(root, assignment)
    try:
        return _read(file, file.stat().st_mtime_ns)
    except (OSError, msgspec.DecodeError):
        return None


@cache
def _read(file: Path, _changed: int) -> _Release:
    """Read a release once for a whole class, and again when it has changed."""
    notebook = msgspec.json.decode(file.read_bytes())
    marked = [(cell["cell_type"], cell["metadata"].get("nbgrader", {})) for cell in notebook["cells"]]
    asks = {
        (str(mark.get("grade_id")), kind, bool(mark.get("grade")), bool(mark.get("solution")))
        for kind, mark in marked
        if mark.get("grade") or mark.get("solution")
    }
    return _Release(version_in(notebook), frozenset(asks))
