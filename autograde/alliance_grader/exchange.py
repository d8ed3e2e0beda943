"""Collect from nbgrader's exchange without believing it: whose work it is says the file system, and no link is followed.

In a folder where everybody may put things, a student can name a submission after somebody else, or put a link to the
solutions in the place of a notebook. nbgrader remarks on the first and follows the second.
"""

import os
import pwd
import stat
from pathlib import Path
from typing import Any, Final

from nbgrader.exchange import ExchangeError
from nbgrader.exchange.default import ExchangeCollect

from alliance_grader.intake import MOST_BYTES

_PLAIN: Final = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC


class SafeCollect(ExchangeCollect):  # type: ignore[misc]
    """nbgrader's collecting, with an eye on who put what there.

    Where all students share one Unix account, as on many clusters, the file system cannot tell whose work it is:
    ``c.ExchangeCollect.check_owner = False`` then leaves the name as it stands.
    """

    def _path_to_record(self, path: str) -> dict[str, Any]:
        """Return whose a submission is: its owner's, whatever its name says."""
        record: dict[str, Any] = super()._path_to_record(path)
        if self.check_owner:
            owner = os.lstat(path).st_uid
            try:
                record["username"] = pwd.getpwuid(owner).pw_name
            except KeyError:
                record["username"] = f"account-{owner}"  # of an account that is gone
        return record

    def do_copy(self, src: str, dest: str, log: Any = None) -> None:  # noqa: ARG002
        """Copy the plain files of a submission, each opened so that it cannot be a link to anything."""
        copy_plain(Path(src), Path(dest))


def copy_plain(source: Path, target: Path) -> None:
    """Copy the files that lie in a folder; links, folders, pipes and what is too large stay where they are.

    Raises
    ------
    ExchangeError
        When `source` is no folder of its own.
    """
    try:
        folder = os.open(source, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
    except OSError as error:
        raise ExchangeError(f"{source.name} cannot be collected ({error.strerror})") from None
    try:
        target.mkdir(mode=0o700, parents=True)
        for name in os.listdir(folder):  # noqa: PTH208 - of the folder that was opened, whatever its path means by now
            try:
                file = os.open(name, _PLAIN, dir_fd=folder)
            except OSError:
                continue
            try:
                about = os.fstat(file)
                if stat.S_ISREG(about.st_mode) and about.st_nlink == 1 and about.st_size <= MOST_BYTES:
                    (target / name).write_bytes(_all_of(file))
            finally:
                os.close(file)
    finally:
        os.close(folder)


def _all_of(file: int) -> bytes:
    """Read an open file, and no more than it may hold even when it grows meanwhile."""
    with open(file, "rb", closefd=False) as opened:
        return opened.read(MOST_BYTES)
