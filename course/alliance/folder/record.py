"""What was put into a trainee's folder: by this one knows whether the course has something newer since."""

import hashlib
from pathlib import Path, PurePosixPath

import msgspec

from alliance.files import replace
from alliance.folder.place import RECORD


def recorded(folder: Path) -> dict[PurePosixPath, str]:
    """Return the digest of each original as it was put there; nothing for a folder without a record."""
    try:
        found = msgspec.json.decode((folder / RECORD).read_bytes(), type=dict[str, str])
    except (OSError, msgspec.MsgspecError):
        return {}  # a lost or damaged record costs a hint, not the work
    return {PurePosixPath(place): digest for place, digest in found.items()}


def record(folder: Path, put: dict[PurePosixPath, str]) -> None:
    """Write down what was put into a folder, beside what was put there before."""
    known = {str(place): digest for place, digest in (recorded(folder) | put).items()}
    content = msgspec.json.format(msgspec.json.encode(dict(sorted(known.items()))), indent=1)
    replace(folder / RECORD, content + b"\n")


def digest_of(content: bytes) -> str:
    """Return the SHA-256 of a file's content."""
    return hashlib.sha256(content).hexdigest()
