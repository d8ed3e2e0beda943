"""Where students' data lies, how much it is, and whether others may read it."""

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from alliance.tables import packaged


@dataclass(frozen=True)
class Known:
    """What is known of a file or folder under gradebook/; see `places.yaml`."""

    name: str
    holds: str
    per_student: bool = False
    simulated: bool = False
    whole: bool = False
    derived: bool = False
    keyed: bool = False


@dataclass(frozen=True)
class Place:
    """A file or folder under gradebook/.

    Attributes
    ----------
    name : str
    holds : str
        What it is for, in a few words.
    files, bytes : int
    """

    name: str
    holds: str
    files: int
    bytes: int


@dataclass(frozen=True)
class Places:
    """Where students' data lies.

    Attributes
    ----------
    folder : Path
    open_to : str
        Who else on this machine may look into it; empty when nobody.
    places : tuple of Place
        The largest first.
    database : str
        The server that holds the gradebook, without its password; empty when it is a file in the folder.
    """

    folder: Path
    open_to: str
    places: tuple[Place, ...]
    database: str = ""


def known_places() -> dict[str, Known]:
    """Return what may lie under gradebook/, by its name."""
    return {one.name: one for one in packaged(__package__, "places.yaml", tuple[Known, ...])}


def places_of(root: Path) -> Places:
    """Look where students' data lies.

    Parameters
    ----------
    root : Path
        The folder of the course.
    """
    from sqlalchemy.engine import make_url

    from alliance_grader.gradebook import course_config, shown

    folder = root / "gradebook"
    known = known_places()
    found = []
    for entry in sorted(folder.iterdir()) if folder.is_dir() else []:
        sizes = list(_sizes(entry))
        holds = known[entry.name].holds if entry.name in known else "not known to this program; look at it"
        found.append(Place(entry.name, holds, len(sizes), sum(sizes)))
    url = str(course_config(root).CourseDirectory.get("db_url", ""))
    server = shown(url) if url and make_url(url).get_backend_name() != "sqlite" else ""
    places = tuple(sorted(found, key=lambda place: -place.bytes))
    return Places(folder, _others(folder), places, server)


def _others(folder: Path) -> str:
    """Say who besides its owner may look into a folder."""
    if not folder.is_dir():
        return ""
    mode = folder.stat().st_mode
    who = {"its group": stat.S_IRWXG, "everybody": stat.S_IRWXO}
    return " and ".join(name for name, bits in who.items() if mode & bits)


def _sizes(place: Path) -> Iterator[int]:
    """Give the size of every file, links not followed."""
    if place.is_symlink() or not place.is_dir():
        yield place.lstat().st_size
        return
    for folder, _, names in os.walk(place):
        for name in names:
            yield (Path(folder) / name).lstat().st_size
