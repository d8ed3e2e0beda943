"""The lock file of the site: every package that Python in the browser may load, where it lies, and its hash."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import msgspec
from wheels import Wheel

from alliance.errors import CourseError

CDN: Final = "https://cdn.jsdelivr.net/pyodide/v{version}/full/"
"""Where Pyodide is published for everybody; the default site has its large files from there."""

CDN_HOST: Final = "cdn.jsdelivr.net"


class CoreFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A file that Pyodide itself consists of."""

    sha256: str
    size: int


class Pyodide(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is taken of Pyodide: `pyodide.json`, made by `renew.py`.

    Attributes
    ----------
    version : str
    core : dict
        Pyodide's own files, by name.
    info : dict
        What its lock file says of itself.
    packages : dict
        The packages that only Pyodide has, as they stand in its lock file.
    """

    version: str
    core: dict[str, CoreFile]
    info: dict[str, str]
    packages: dict[str, dict[str, Any]]


class Packages(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What Python in the browser is given, and when: `packages.toml`."""

    start: tuple[str, ...]
    numbers: tuple[str, ...]
    extensions: tuple[str, ...]
    leave_out: dict[str, tuple[str, ...]]


def entry(wheel: Wheel, place: str, depends: Sequence[str] = ()) -> dict[str, Any]:
    """Return the lock's entry for a wheel that lies at `place`, seen from the lock file."""
    return {
        "depends": list(depends),
        "file_name": place,
        "imports": wheel.imports,
        "install_dir": "site",
        "name": wheel.name,
        "package_type": "package",
        "sha256": wheel.sha256,
        "unvendored_tests": False,
        "version": wheel.version,
    }


def site_lock(
    pyodide: Pyodide, packages: Packages, carried: Mapping[str, dict[str, Any]], far: str
) -> dict[str, Any]:
    """Make the lock file.

    Parameters
    ----------
    pyodide : Pyodide
    packages : Packages
    carried : dict
        The entries of the wheels that the site carries, by name.
    far : str
        What comes before the file names of Pyodide's own packages: a web address, or nothing when the site carries them.
    """
    theirs = {
        name: {**one, "file_name": far + one["file_name"]}
        for name, one in pyodide.packages.items()
        if name not in carried
    }
    every = {**theirs, **carried}
    wanted = (*packages.start, *packages.numbers)
    if lacking := [name for name in wanted if name not in every]:
        raise CourseError(
            f"packages.toml names {', '.join(lacking)}, which is in none of wheels.txt, pyodide.json and the kernel."
        )
    needed = {name: every[name] for name in sorted(wanted)}
    for name, one in needed.items():
        if away := [other for other in one["depends"] if other not in needed]:
            raise CourseError(f"{name} needs {', '.join(away)}: add it to packages.toml.")
    return {"info": pyodide.info, "packages": needed}


def check_distribution(folder: Path, pyodide: Pyodide, wheels: bool) -> None:
    """Refuse a Pyodide folder whose files are not those that are pinned."""
    import hashlib

    wanted = {name: file.sha256 for name, file in pyodide.core.items()}
    if wheels:
        wanted |= {one["file_name"]: one["sha256"] for one in pyodide.packages.values()}
    for name, sha256 in wanted.items():
        path = folder / name
        if not path.is_file():
            raise CourseError(
                f"{folder} has no {name}. Give the folder of a full Pyodide {pyodide.version}, or say --core-only."
                if name not in pyodide.core
                else f"{folder} has no {name}, so it is no folder of Pyodide {pyodide.version}."
            )
        if hashlib.sha256(path.read_bytes()).hexdigest() != sha256:
            raise CourseError(
                f"{path} is not the one of Pyodide {pyodide.version} that is pinned here; fetch it again."
            )
