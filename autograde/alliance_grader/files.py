"""Files that are written whole or not at all."""

import contextlib
import fcntl
import hashlib
import io
import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

ASIDE: Final = ".part"
"""How the name of a file ends that is being written; it begins with a dot."""

_NO_TIME: Final = (1980, 1, 1, 0, 0, 0)
"""The earliest time that an entry of a zip can have."""


def write_whole(path: Path, content: str | bytes, mode: int = 0o600) -> None:
    """Write a file aside, flush it to the disk and put it in place in one step.

    A text is written in UTF-8. Whoever reads `path` sees the old content or the new, never half of it. Unless
    `mode` says otherwise, the file is for its owner alone. Two writers of one file take turns.

    Raises
    ------
    OSError
        With the name of the file that could not be written; what it held before stays.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        aside = path.with_name(f".{path.name}{ASIDE}")
        with os.fdopen(_own(aside), "wb") as file:
            try:
                os.fchmod(file.fileno(), 0o600)
                file.truncate()
                file.write(content.encode() if isinstance(content, str) else content)
                file.flush()
                os.fsync(file.fileno())
                os.fchmod(file.fileno(), mode)
                aside.replace(path)
            except BaseException:
                aside.unlink(missing_ok=True)
                raise
        _keep_names(path.parent)
    except OSError as error:
        # Of a full disk the system does not say for which file it had no room.
        raise OSError(error.errno, error.strerror, str(path)) from None


def zipped(entries: Iterable[tuple[str, bytes, str]]) -> bytes:
    """Return a zip of some files: the name of each, what it holds, and what the zip says beside it.

    The same files give the same zip, to the byte.
    """
    whole = io.BytesIO()
    with ZipFile(whole, "w") as archive:
        for name, content, comment in entries:
            entry = ZipInfo(name, _NO_TIME)
            entry.compress_type, entry.external_attr = ZIP_DEFLATED, 0o644 << 16
            entry.comment = comment.encode()
            archive.writestr(entry, content)
    return whole.getvalue()


def decoded(content: bytes) -> str:
    """Return the text of a file; some editors and Excel write a byte-order mark or UTF-16.

    Raises
    ------
    UnicodeDecodeError
        When it is neither UTF-8 nor UTF-16.
    """
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16")
    return content.decode("utf-8-sig")


@contextmanager
def temporary_folder(prefix: str) -> Iterator[Path]:
    """Make a folder that goes at the end, and remove those of programs that were killed before they could.

    `prefix` is how its name begins; no other program may use it.
    """
    from alliance_grader.warm.watch import remove

    for place in Path(tempfile.gettempdir()).glob(f"{prefix}*-*"):
        maker = place.name.removeprefix(prefix).split("-")[0]
        if maker.isdecimal() and not _runs(int(maker)) and _is_free(place):
            remove(str(place))
    place = Path(tempfile.mkdtemp(prefix=f"{prefix}{os.getpid()}-"))
    handle = os.open(place, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield place
    finally:
        remove(str(place))
        os.close(handle)


def _runs(pid: int) -> bool:
    """Tell whether there is a process of this number: only its maker knows a folder that is not held yet."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass  # somebody else's
    return True


def _is_free(place: Path) -> bool:
    """Tell whether nobody holds a folder: the system lets go of the locks of the dead."""
    with contextlib.suppress(OSError):
        handle = os.open(place, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
        finally:
            os.close(handle)
    return False


def _own(aside: Path) -> int:
    """Open a file that nobody else writes; what a killed writer left in it will be written over."""
    while True:
        try:
            handle = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
        except PermissionError:
            # Left behind by a writer that was killed when it had already made it unwritable.
            aside.unlink()
            continue
        fcntl.flock(handle, fcntl.LOCK_EX)
        with contextlib.suppress(FileNotFoundError):
            if os.path.samestat(os.fstat(handle), aside.lstat()):
                return handle
        os.close(handle)  # the writer before us has put it in place meanwhile


def _keep_names(folder: Path) -> None:
    """Flush a folder, so that a file's new name is on the disk as its content is."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def digest(*paths: Path) -> str:
    """Return the SHA-256 of some files' contents, in the order given; a missing file counts as empty."""
    found = hashlib.sha256()
    for path in paths:
        content = path.read_bytes() if path.is_file() else b""
        found.update(len(content).to_bytes(8, "big") + content)
    return found.hexdigest()
