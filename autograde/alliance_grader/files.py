"""Files that are written whole or not at all."""

import hashlib
import os
import tempfile
from pathlib import Path


def write_whole(path: Path, text: str, mode: int = 0o600) -> None:
    """Write a file aside, flush it to the disk and put it in place in one step.

    Whoever reads `path` sees the old content or the new, never half of it. Unless `mode` says otherwise, the
    file is for its owner alone.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, aside = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        Path(aside).chmod(mode)
        Path(aside).replace(path)
    except BaseException:
        Path(aside).unlink(missing_ok=True)
        raise


def digest(*paths: Path) -> str:
    """Return the SHA-256 of some files' contents, in the order given; a missing file counts as empty."""
    found = hashlib.sha256()
    for path in paths:
        content = path.read_bytes() if path.is_file() else b""
        found.update(len(content).to_bytes(8, "big") + content)
    return found.hexdigest()
