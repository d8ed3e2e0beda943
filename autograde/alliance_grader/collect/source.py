"""What a download holds: a folder or a zip, with zips inside. Nothing is unpacked to a disk, no link is followed.

A path in a download is only read as a name, never written to. What tries a trick with it is refused all the same: it is
no file that a learning platform writes.
"""

import io
import os
import re
import stat
import struct
import tempfile
import unicodedata
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import IO, Final

from alliance.errors import CourseError
from alliance_grader.intake import MOST_BYTES

_DRIVE: Final = re.compile(r"[A-Za-z]:")
_LITTER: Final = {"__MACOSX", ".DS_Store", "Thumbs.db", "desktop.ini", ".ipynb_checkpoints"}
_SMALL: Final = 2_000_000
_UTF8_NAME: Final = 0x800
_ENCRYPTED: Final = 0x1
_TIMES: Final = 0x5455
"""The field of a zip's entry in which the time stands with its zone, where the program that packed it wrote one."""


@dataclass(frozen=True)
class Bounds:
    """How much a download may hold.

    Attributes
    ----------
    files : int
        Files in all, those in zips inside counted.
    notebook : int
        Bytes of a notebook.
    packed : int
        Bytes of a zip inside.
    total : int
        Bytes that are read in all.
    ratio : int
        How many times larger than packed a file may be, when it is large.
    depth : int
        How deep zips may lie in zips.
    """

    files: int = 10_000
    notebook: int = MOST_BYTES
    packed: int = 100_000_000
    total: int = 4_000_000_000
    ratio: int = 200
    depth: int = 2


class UnreadableError(Exception):
    """One file of a download that is not read; the words say why."""


@dataclass(frozen=True)
class Item:
    """One file of a download.

    Attributes
    ----------
    path : PurePosixPath
        Its path in the download; a zip inside counts as a folder.
    modified : datetime or None
        When it was changed last; without a zone it is what some clock on a wall showed.
    packed : bool
        Whether it lies in a zip.
    problem : str
        Why it is not read; empty when nothing speaks against it.
    read : callable
        Returns its content, or raises `UnreadableError`.
    """

    path: PurePosixPath
    modified: datetime | None
    packed: bool
    problem: str = ""
    read: Callable[[], bytes] = field(default=bytes, compare=False, repr=False)


class Source:
    """A download that is open. Use it in a ``with`` statement.

    Parameters
    ----------
    place : Path
        A folder or a zip.
    bounds : Bounds, optional
        How much it may hold.

    Raises
    ------
    CourseError
        When it cannot be read as a whole, or holds too much.
    """

    def __init__(self, place: Path, bounds: Bounds | None = None) -> None:
        self._place = place
        self._bounds = bounds or Bounds()
        self._files = 0
        self._bytes = 0
        self._open = ExitStack()

    def __enter__(self) -> "Source":
        return self

    def __exit__(self, *_: object) -> None:
        self._open.close()

    def items(self) -> Iterator[Item]:
        """Give every file, those in zips inside as well; hidden ones and what systems leave behind are passed over."""
        try:
            if self._place.is_dir():
                yield from self._folder(self._place)
            elif not self._place.is_file():
                raise CourseError(f"There is nothing at {self._place}; check the name of the download.")
            else:
                file = self._open.enter_context(self._place.open("rb"))
                yield from self._zip(file, PurePosixPath(), 0)
        except UnreadableError as error:
            raise CourseError(f"{self._place.name} {error}; nothing was collected.") from None
        except OSError as error:
            raise self._lost(error) from None

    def _lost(self, error: OSError) -> CourseError:
        return CourseError(
            f"{error.filename or self._place} could not be read ({error.strerror}); nothing was collected. "
            "Look whether the disk or the network folder is there, and run the same command again."
        )

    def _folder(self, root: Path) -> Iterator[Item]:
        def stop(error: OSError) -> None:
            raise error

        for folder, folders, files in os.walk(root, onerror=stop):
            folders[:] = sorted(name for name in folders if not _passed_over(name))
            here = Path(folder)
            for name in [*folders, *sorted(files)]:
                file = here / name
                about = file.lstat()
                if _passed_over(name) or stat.S_ISDIR(about.st_mode):
                    continue
                self._count()
                path = PurePosixPath(file.relative_to(root).as_posix())
                if stat.S_ISLNK(about.st_mode):
                    yield Item(path, None, False, "is a link, and links are not followed")
                elif not stat.S_ISREG(about.st_mode):
                    yield Item(path, None, False, "is no ordinary file")
                elif _is_zip(name):
                    yield from self._inside(self._keep(_opened(file), about.st_size), path, 1)
                else:
                    when = datetime.fromtimestamp(about.st_mtime, UTC).replace(microsecond=0)
                    yield Item(path, when, False, read=lambda file=file: self._read_file(file))  # type: ignore[misc]

    def _read_file(self, file: Path) -> bytes:
        try:
            with _opened(file) as opened:
                return self._read(opened)
        except OSError as error:
            raise self._lost(error) from None

    def _inside(self, file: IO[bytes], path: PurePosixPath, depth: int) -> Iterator[Item]:
        """Give what a zip inside holds, or say why it is not opened."""
        try:
            if depth > self._bounds.depth:
                raise UnreadableError("is a zip in a zip in a zip")
            yield from self._zip(file, path, depth)
        except UnreadableError as error:
            yield Item(path, None, True, str(error))

    def _zip(self, file: IO[bytes], path: PurePosixPath, depth: int) -> Iterator[Item]:
        try:
            archive = self._open.enter_context(zipfile.ZipFile(file))
        except (zipfile.BadZipFile, ValueError, NotImplementedError, struct.error):
            raise UnreadableError(
                "is not a zip that can be opened: damaged, cut off or another format"
            ) from None
        entries = [entry for entry in archive.infolist() if not entry.is_dir()]
        called = [_called(entry) for entry in entries]
        alike = _alike(called)
        for entry, name in zip(entries, called, strict=True):
            if any(_passed_over(part) for part in name.replace("\\", "/").split("/")):
                continue
            self._count()
            problem = _trick(entry, name) or (
                "is called as another file is, but for capitals or the way to write a letter"
                if name in alike
                else ""
            )
            problem = problem or self._too_much(entry)
            inside = path / (name if not problem else _harmless(name))
            if not problem and _is_zip(name):
                yield from self._unpacked(archive, entry, inside, depth)
            else:
                yield Item(
                    inside,
                    _modified(entry),
                    True,
                    problem,
                    lambda archive=archive, entry=entry: self._read_entry(archive, entry),  # type: ignore[misc]
                )

    def _unpacked(
        self, archive: zipfile.ZipFile, entry: zipfile.ZipInfo, path: PurePosixPath, depth: int
    ) -> Iterator[Item]:
        try:
            content = self._read_entry(archive, entry, self._bounds.packed)
        except UnreadableError as error:
            yield Item(path, None, True, str(error))
            return
        yield from self._inside(self._keep(io.BytesIO(content), len(content)), path, depth + 1)

    def _keep(self, file: IO[bytes], size: int) -> IO[bytes]:
        """Keep a zip open for as long as the source is; of small ones only the content, since a class may send 500."""
        if size <= _SMALL and not isinstance(file, io.BytesIO):
            with file:
                return io.BytesIO(file.read(_SMALL + 1))
        if size > _SMALL and isinstance(file, io.BytesIO):
            spooled = self._open.enter_context(tempfile.TemporaryFile())  # noqa: SIM115 - the stack closes it
            spooled.write(file.getvalue())
            return spooled
        return self._open.enter_context(file)

    def _read_entry(self, archive: zipfile.ZipFile, entry: zipfile.ZipInfo, most: int | None = None) -> bytes:
        try:
            with archive.open(entry) as opened:
                return self._read(opened, most)
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError):
            raise UnreadableError("cannot be unpacked: damaged, cut off or of an unusual kind") from None
        except OSError as error:
            raise self._lost(error) from None

    def _read(self, file: IO[bytes], most: int | None = None) -> bytes:
        """Read a file, whatever it says of its size."""
        most = most or self._bounds.notebook
        content = file.read(most + 1)
        if len(content) > most:
            raise UnreadableError(f"is larger than {most // 1_000_000} MB")
        self._bytes += len(content)
        if self._bytes > self._bounds.total:
            raise CourseError(
                f"{self._place.name} holds more than {self._bounds.total // 1_000_000_000} GB once it is unpacked; "
                "nothing was collected. Unpack it yourself, look what is in it, and name the folder of the class."
            )
        return content

    def _count(self) -> None:
        self._files += 1
        if self._files > self._bounds.files:
            raise CourseError(
                f"{self._place.name} holds more than {self._bounds.files} files, which is no download of one "
                "assignment; nothing was collected. Name the folder with the class's files alone."
            )

    def _too_much(self, entry: zipfile.ZipInfo) -> str:
        most = self._bounds.packed if _is_zip(entry.filename) else self._bounds.notebook
        if entry.flag_bits & _ENCRYPTED:
            return "is locked with a password; unpack it and collect the folder"
        if entry.file_size > most:
            return f"is larger than {most // 1_000_000} MB"
        if entry.file_size > 1_000_000 and entry.file_size > self._bounds.ratio * entry.compress_size:
            return "unpacks to far more than it is, as a zip bomb does"
        return ""


def _opened(file: Path) -> IO[bytes]:
    """Open an ordinary file and nothing that was put in its place meanwhile."""
    handle = os.open(file, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise UnreadableError("is no ordinary file")
    return os.fdopen(handle, "rb")


def _is_zip(name: str) -> bool:
    return name.casefold().endswith(".zip")


def _passed_over(name: str) -> bool:
    return name in _LITTER or name.startswith("._")


def _called(entry: zipfile.ZipInfo) -> str:
    """Return an entry's name: some programs write UTF-8 without saying so."""
    name = entry.orig_filename
    if not entry.flag_bits & _UTF8_NAME:
        with suppress(UnicodeError):
            name = name.encode("cp437").decode("utf-8")
    return name


def _trick(entry: zipfile.ZipInfo, name: str) -> str:
    """Say what is wrong with an entry's name or kind; nothing when it is an ordinary file with a plain path."""
    parts = name.split("/")
    kind = stat.S_IFMT(entry.external_attr >> 16)
    if kind and kind != stat.S_IFREG:
        return "is a link or no ordinary file"
    if "\\" in name or not all(each.isprintable() or unicodedata.category(each) == "Zs" for each in name):
        return "has a name with signs that no file's name has"
    if name.startswith("/") or _DRIVE.match(name) or ".." in parts:
        return "has a path that leads out of the download"
    return ""


def _harmless(name: str) -> str:
    """Return a name as it may be shown and taken for a path of its own."""
    return re.sub(r"^/+|[^\w .()@+,'/-]", "_", name)


def _alike(names: list[str]) -> set[str]:
    """Return the names that differ from another one in capitals or the way to write a letter alone."""
    seen: dict[str, list[str]] = {}
    for name in names:
        seen.setdefault(unicodedata.normalize("NFC", name).casefold(), []).append(name)
    return {name for same in seen.values() if len(same) > 1 for name in same}


def _modified(entry: zipfile.ZipInfo) -> datetime | None:
    """Return when an entry was changed: with a zone where the zip says it, else as a clock showed it."""
    extra = entry.extra
    while len(extra) >= 4:
        kind, size = struct.unpack("<HH", extra[:4])
        if kind == _TIMES and size >= 5 and len(extra) >= 9 and extra[4] & 1:
            return datetime.fromtimestamp(struct.unpack("<I", extra[5:9])[0], UTC)
        extra = extra[4 + size :]
    if entry.date_time[0] <= 1980:
        return None  # nothing was written there
    try:
        return datetime(*entry.date_time)
    except ValueError:
        return None
