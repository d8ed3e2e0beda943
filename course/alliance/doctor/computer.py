"""The computer: its Python, the programs that its window finds, room, ports and clock."""

import os
import platform
import shutil
import sys
import sysconfig
import time
from datetime import UTC, datetime
from importlib.metadata import distribution
from pathlib import Path
from typing import Final

from alliance.doctor.finding import Finding
from alliance.errors import CourseError
from alliance.program import next_free_port

_OLDEST: Final = (3, 11)
_ROOM: Final = 500
"""Megabytes that should be free: a term's notebooks and what JupyterLab keeps."""
_DAY: Final = 24 * 60 * 60


def python(version: tuple[int, ...] = sys.version_info[:3], largest: int = sys.maxsize) -> Finding:
    """Look at the version of Python, and whether it is a 64-bit one."""
    found = f"{'.'.join(map(str, version))}, in {sys.prefix}"
    if version < _OLDEST:
        return Finding(
            "Python",
            found,
            "to mend",
            f"The course needs Python {'.'.join(map(str, _OLDEST))} or later. Install a newer one, and set the course up again with it.",
        )
    if largest < 2**32:
        return Finding(
            "Python",
            f"{found}, for 32 bits",
            "to mend",
            "The course needs a 64-bit Python. Install that one, and set the course up again with it.",
        )
    return Finding("Python", found)


def programs(path: str | None = None) -> Finding:
    """Look whether the words ``alliance`` and ``jupyter`` mean this installation in a window of this kind.

    Parameters
    ----------
    path : str, optional
        Where programs are looked for; this window's own when not given.
    """
    own = Path(sysconfig.get_path("scripts"))
    found = {name: shutil.which(name, path=path) for name in ("alliance", "jupyter")}
    others = [place for place in found.values() if place and not _is_in(Path(place), own)]
    if others:
        return Finding(
            "commands",
            f"there is another installation: {others[0]}",
            "worth knowing",
            f"This course is in {own}. To be sure that its commands are meant, type first:",
            switch_on(),
        )
    if missing := [name for name, place in found.items() if place is None]:
        return Finding(
            "commands",
            f"{' and '.join(missing)}: not found by this window",
            "worth knowing",
            "In a new window, type first:",
            switch_on(),
        )
    return Finding("commands", f"this window finds them in {own}")


def other_packages() -> Finding:
    """Look whether Python is told to take packages from elsewhere too."""
    if elsewhere := os.environ.get("PYTHONPATH"):
        return Finding(
            "other packages",
            f"Python looks into {elsewhere} first (PYTHONPATH)",
            "worth knowing",
            "If lessons stop with an error on “import”, remove PYTHONPATH from this computer's environment variables.",
        )
    return Finding("other packages", "none are mixed in")


def room(folder: Path, at_least: int = _ROOM) -> Finding:
    """Look how much room is on the disk of a folder."""
    there = next(place for place in (folder, *folder.parents) if place.is_dir())
    free = shutil.disk_usage(there).free // 1_000_000
    if free < at_least:
        return Finding(
            "room on the disk",
            f"{free:,} MB free",
            "to mend",
            f"Free at least {at_least} MB, then look again.",
        )
    return Finding("room on the disk", f"{free:,} MB free")


def port(first: int = 8888) -> Finding:
    """Look whether JupyterLab finds a port."""
    try:
        free = next_free_port(first)
    except CourseError as error:
        return Finding("port", "none is free", "to mend", str(error))
    if free != first:
        return Finding(
            "port",
            f"{first} is in use; {free} is free",
            "worth knowing",
            f"Perhaps JupyterLab is open already. If not, all is well: alliance start takes {free} by itself.",
        )
    return Finding("port", f"{first} is free")


def clock(now: float | None = None) -> Finding:
    """Look whether the clock says a day before that on which the course was installed."""
    now = time.time() if now is None else now
    installed = Path(str(distribution("alliance-workbook").locate_file(""))).stat().st_mtime
    today = datetime.fromtimestamp(now, tz=UTC).astimezone().strftime("%Y-%m-%d %H:%M")
    if now < installed - _DAY:
        return Finding(
            "clock",
            f"{today}, earlier than this course was installed",
            "worth knowing",
            "Set the computer's date and time: kept copies are named after it, and due dates count by it.",
        )
    return Finding("clock", today)


def switch_on(prefix: Path = Path(sys.prefix), on: str = platform.system()) -> str:
    """Return what to type in a new window so that the course's commands are found."""
    if (prefix / "conda-meta").is_dir():
        return f"conda activate {_quoted(prefix)}"
    if on == "Windows":
        return _quoted(prefix / "Scripts" / "activate")
    return f"source {_quoted(prefix / 'bin' / 'activate')}"


def this_python() -> str:
    """Return what to type for this Python: the short word where that means it."""
    found = shutil.which("python")
    same = found and Path(found).parent.absolute() == Path(sys.executable).parent.absolute()
    return "python" if same else _quoted(Path(sys.executable))


def system() -> str:
    """Return the operating system as people call it."""
    return {"Darwin": "macOS"}.get(platform.system(), platform.system())


def _quoted(place: Path) -> str:
    return f'"{place}"' if " " in str(place) else str(place)


def _is_in(program: Path, folder: Path) -> bool:
    return program.parent.absolute() == folder.absolute() or program.resolve().parent == folder.resolve()
