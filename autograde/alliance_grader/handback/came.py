"""How the learning platform called what it let us download, which is how it wants the answer to be called."""

from pathlib import Path, PurePosixPath

import msgspec

from alliance_grader.collect.platforms import Label, label


def collected(root: Path, assignment: str) -> dict[str, Label]:
    """Return what the download said of each student's work, by student; nothing of work that came on another way."""
    file = root / "gradebook" / "collected" / f"{assignment}.json"
    try:
        paths = msgspec.json.decode(file.read_bytes(), type=dict[str, str])
    except (OSError, msgspec.MsgspecError):
        return {}
    return {student: label(PurePosixPath(path)) for student, path in paths.items()}
