"""How a learning platform called what it let us download, which is how it wants the answer to be called."""

from collections.abc import Iterable
from pathlib import Path, PurePosixPath

import msgspec

from alliance_grader.collect.platforms import Label, label
from alliance_grader.collect.shelf import held
from alliance_grader.collect.sorting import Row
from alliance_grader.files import write_whole


def collected(root: Path, assignment: str) -> dict[str, Label]:
    """Return what the download said of each student's work, by student; nothing of work that came on another way."""
    return {student: label(PurePosixPath(path)) for student, path in _paths(root, assignment).items()}


def note(root: Path, assignment: str, rows: Iterable[Row]) -> None:
    """Keep the path of each student's work in the download, where it is the work that counts now."""
    told = _paths(root, assignment)
    for row in rows:
        if row.student and row.digest == held(root, assignment, row.student).now:
            told[row.student] = row.file
    if told:
        text = msgspec.json.format(msgspec.json.encode(dict(sorted(told.items()))), indent=1)
        write_whole(_file(root, assignment), text + b"\n")


def _paths(root: Path, assignment: str) -> dict[str, str]:
    try:
        return msgspec.json.decode(_file(root, assignment).read_bytes(), type=dict[str, str])
    except (OSError, msgspec.MsgspecError):
        return {}


def _file(root: Path, assignment: str) -> Path:
    return root / "gradebook" / "collected" / f"{assignment}.json"
