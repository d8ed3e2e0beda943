"""Collect from nbgrader's exchange without believing it: whose work it is says the file system, and no link is followed.

In a folder where everybody may put things, a student can name a submission after somebody else, or put a link to the
solutions in the place of a notebook. nbgrader remarks on the first and follows the second. What one student put there
keeps nobody else's work from being collected.
"""

import os
import pwd
import shutil
import stat
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from nbgrader.exchange import ExchangeError
from nbgrader.exchange.default import ExchangeCollect

from alliance_grader.intake import MOST_BYTES, MOST_FILES

_FOLDER: Final = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
_PLAIN: Final = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
NOT_COLLECTED: Final = "Not collected:"
"""How what a collector must tell whoever collects begins."""
_STAMPS: Final = {"timestamp.txt", "submission_secret.txt"}
_MOST_TOGETHER: Final = 3 * MOST_BYTES
"""All files of one submission may hold as much."""


class SafeCollect(ExchangeCollect):  # type: ignore[misc]
    """nbgrader's collecting, with an eye on who put what there.

    Where all students share one Unix account, as on many clusters, the file system cannot tell whose work it is:
    ``c.ExchangeCollect.check_owner = False`` then leaves the name as it stands.
    """

    src_records: list[dict[str, Any]]

    def _path_to_record(self, path: str) -> dict[str, Any]:
        """Return whose a submission is: its owner's, whatever its name says. What cannot be opened is older than all else."""
        name = Path(path).name
        try:
            folder = _opened(Path(path))
        except ExchangeError as error:
            self.log.warning("%s %s; it was passed over", NOT_COLLECTED, error)
            return {"username": name, "filename": name, "timestamp": datetime.min}
        about = os.fstat(folder)
        os.close(folder)
        try:
            record: dict[str, Any] = super()._path_to_record(path)
        except (ExchangeError, ValueError, OverflowError):  # a name that nbgrader did not make
            when = datetime.fromtimestamp(about.st_mtime, UTC).replace(tzinfo=None)
            record = {"username": name.split("+")[0], "filename": name, "timestamp": when}
        if self.check_owner:
            try:
                record["username"] = pwd.getpwuid(about.st_uid).pw_name
            except KeyError:
                record["username"] = f"account-{about.st_uid}"  # of an account that is gone
        return record

    def init_src(self) -> None:
        """Find the submissions, without those that cannot be opened: nbgrader removes what it had before it copies."""
        super().init_src()
        self.src_records = [one for one in self.src_records if one["timestamp"] > datetime.min]

    def do_copy(self, src: str, dest: str, log: Any = None) -> None:  # noqa: ARG002
        """Copy the plain files of a submission, each opened so that it cannot be a link to anything."""
        if left := copy_plain(Path(src), Path(dest)):
            self.log.warning(
                "%s of %r what is no plain file or too much: %s",
                NOT_COLLECTED,
                Path(src).name,
                ", ".join(map(repr, left[:5])),
            )


def copy_plain(source: Path, target: Path) -> list[str]:
    """Copy the files that lie in a folder, notebooks first; return what stays where it is.

    Links, folders, pipes and what is too large or too much are not copied.

    Raises
    ------
    ExchangeError
        When `source` is no folder of its own.
    """
    folder = _opened(source)
    try:
        target.mkdir(mode=0o700, parents=True)
    except OSError:
        os.close(folder)
        raise
    left, taken, room = [], 0, _MOST_TOGETHER
    try:
        # Of the folder that was opened, whatever its path means by now.
        for name in sorted(os.listdir(folder), key=_place):  # noqa: PTH208
            content = _plain(folder, name, min(MOST_BYTES, room)) if taken < MOST_FILES else None
            if content is None:
                left.append(name)
            else:
                (target / name).write_bytes(content)
                taken, room = taken + 1, room - len(content)
    except BaseException:
        shutil.rmtree(target, ignore_errors=True)  # half a submission would count as one that was collected
        raise
    finally:
        os.close(folder)
    return left


def _place(name: str) -> tuple[bool, bool, str]:
    """Return what puts first what nbgrader itself has written, and then notebooks: these a flood must not keep out."""
    return name not in _STAMPS, not name.endswith(".ipynb"), name


def _opened(folder: Path) -> int:
    try:
        return os.open(folder, _FOLDER)
    except OSError as error:
        raise ExchangeError(f"{folder.name!r} cannot be collected ({error.strerror})") from None


def _plain(folder: int, name: str, most: int) -> bytes | None:
    """Read a plain file of its own, and no more than it may hold even when it grows meanwhile; None for anything else."""
    try:
        file = os.open(name, _PLAIN, dir_fd=folder)
    except OSError:
        return None
    try:
        about = os.fstat(file)
        if not stat.S_ISREG(about.st_mode) or about.st_nlink != 1 or about.st_size > most:
            return None
        with open(file, "rb", closefd=False) as opened:
            return opened.read(most)
    finally:
        os.close(file)
