"""Files that appear whole or not at all, and in whose way nothing is lost.

A trainee's computer may lose its power at any moment. So everything is written aside and flushed to the disk first,
and then given its name in one step; what has that name already is given another one before.
"""

import contextlib
import os
import secrets
from collections.abc import Callable
from pathlib import Path


def write_new(path: Path, content: bytes) -> bool:
    """Write a file unless there is something of its name; tell whether it was written."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if os.path.lexists(path):
        return False
    aside = _written_aside(path, content)
    try:
        return _also_called(aside, path)
    finally:
        aside.unlink(missing_ok=True)
        _flush_names(path.parent)


def replace(path: Path, content: bytes) -> None:
    """Write a file in place of what is there."""
    aside = _written_aside(path, content)
    try:
        aside.replace(path)
    finally:
        aside.unlink(missing_ok=True)
    _flush_names(path.parent)


def put_in_place(path: Path, content: bytes, keep_as: Callable[[int], Path]) -> Path | None:
    """Write a file, and keep what has its name already under another name.

    Parameters
    ----------
    path : Path
        The file to write.
    content : bytes
    keep_as : callable
        The name for what is there now, given how many such names are taken: 0, then 1, and so on.

    Returns
    -------
    Path or None
        Where that is now; None when nothing was there.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = _written_aside(path, content)  # first: a full disk changes nothing
    try:
        kept = set_aside(path, keep_as)
        aside.replace(path)
    finally:
        aside.unlink(missing_ok=True)
    _flush_names(path.parent)
    return kept


def move(file: Path, name: Path) -> None:
    """Give a file another name, in place of what has that name."""
    file.replace(name)
    _flush_names(name.parent)


def set_aside(path: Path, keep_as: Callable[[int], Path]) -> Path | None:
    """Give a file a further name that nothing has yet, and flush both to the disk; None when there is no file.

    Where a file can have two names at once, it keeps the old one as well: it is never without any.
    """
    if not os.path.lexists(path):
        return None
    _flush(path)
    taken = 0
    while not _also_called(path, keep_as(taken)):
        taken += 1
    _flush_names(path.parent)
    return keep_as(taken)


def _written_aside(path: Path, content: bytes) -> Path:
    # A name that nothing has: what a power cut left of an earlier time may be a second name of the trainee's own file.
    aside = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    try:
        with aside.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        aside.unlink(missing_ok=True)
        raise
    return aside


def _also_called(file: Path, name: Path) -> bool:
    """Give a file a second name, or move it where the disk knows no second names; tell whether the name was free."""
    if not file.is_symlink():
        try:
            name.hardlink_to(file)
        except FileExistsError:
            return False
        except OSError:  # a memory stick, a network drive: no second names
            pass
        else:
            return True
    if os.path.lexists(name):
        return False
    file.rename(name)
    return True


def _flush(file: Path) -> None:
    """Flush what another program has written."""
    with contextlib.suppress(OSError), file.open("r+b") as opened:
        os.fsync(opened.fileno())


def _flush_names(folder: Path) -> None:
    """Flush a folder, so that the new names are on the disk; Windows does this by itself, some network drives refuse."""
    if os.name == "posix":
        with contextlib.suppress(OSError):
            handle = os.open(folder, os.O_RDONLY)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)
