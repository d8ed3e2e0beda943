"""The trainee's folder: that it can be written, and that nothing in it or around it is in the way."""

import sys
import tempfile
from collections.abc import Iterable
from importlib.metadata import packages_distributions, requires
from pathlib import Path, PurePath
from typing import Final

from packaging.requirements import Requirement

from alliance.doctor.computer import system
from alliance.doctor.finding import Finding

_WINDOWS_LONGEST: Final = 259
"""How many characters the whole name of a file may have on Windows, unless somebody has changed that."""


def usual() -> Path:
    """Return the folder that is meant when nobody says which."""
    from alliance.folder import default_folder, folder_around

    here = Path.cwd()
    return folder_around(here) or (here if (here / "lessons").is_dir() else default_folder())


def folder(place: Path) -> list[Finding]:
    """Look at a folder."""
    return [writable(place), synced(place), names(place, system()), *shadows(place)]


def writable(place: Path) -> Finding:
    """Look whether files can be written, by writing one; in a folder that is yet to be made, beside it."""
    there = next(folder for folder in (place, *place.parents) if folder.is_dir())
    try:
        with tempfile.TemporaryFile(dir=there) as file:
            file.write(b"x")
    except OSError as error:
        found = f"{there} cannot be written ({error.strerror})"
        mend = 'alliance start "FOLDER"'
        return Finding("your folder", found, "to mend", "Choose where it is to be, and name it:", mend)
    if there == place:
        return Finding("your folder", f"{place} can be written")
    return Finding("your folder", f"not made yet; alliance start makes {place}")


def synced(place: PurePath) -> Finding:
    """Look whether a cloud service copies the folder about."""
    from alliance.folder.place import cloud_service

    if service := cloud_service(place):
        return Finding(
            "cloud",
            f"your folder is in {service}",
            "worth knowing",
            "Use the notebooks on one computer at a time, or they come twice. Safer is a folder that is not copied about:",
            f'alliance start "{Path.home() / "Alliance Workbook"}"',
        )
    return Finding("cloud", "no cloud service is known to copy your folder about")


def names(place: PurePath, on: str) -> Finding:
    """Look whether the names of files become too long for Windows."""
    longest = len(str(place)) + 1 + _longest()
    if on == "Windows" and longest > _WINDOWS_LONGEST:
        return Finding(
            "names of files",
            f"up to {longest} characters with their folders",
            "to mend",
            f"Windows opens {_WINDOWS_LONGEST}. Move your folder to a shorter place, for example C:\\Course.",
        )
    return Finding("names of files", "short enough")


def shadows(place: Path) -> list[Finding]:
    """Look for files that Python would take in place of a package, as a notebook in their folder would."""
    known = {"alliance", *sys.stdlib_module_names, *_importable()}
    own = Path(__file__).resolve().parents[1]
    found = [
        file
        for folder in (place, place / "lessons", place / "assignments")
        if folder.is_dir()
        for file in sorted(folder.iterdir())
        if file.resolve() != own and _imports_as(file) in known
    ]
    if not found:
        return [Finding("names in the way", "none")]
    return [
        Finding(
            "names in the way",
            f"{file.relative_to(place)} is called like a part of Python",
            "to mend",
            f"Rename it, for example to my_{file.name}: Python reads it in place of its own, and lessons stop.",
        )
        for file in found
    ]


def _imports_as(file: Path) -> str | None:
    """Return the name under which Python would import a file or a folder."""
    if file.suffix == ".py" and file.is_file():
        return file.stem
    return file.name if (file / "__init__.py").is_file() else None


def _importable() -> Iterable[str]:
    """Return the names under which the course's own packages are imported."""
    needed = {Requirement(line).name.casefold() for line in requires("alliance-workbook") or []}
    ours = {*needed, "alliance-workbook", "ipython", "ipykernel", "traitlets"}
    return [
        name
        for name, owners in packages_distributions().items()
        if any(owner.casefold().replace("_", "-") in ours for owner in owners)
    ]


def _longest() -> int:
    """Return the longest name that comes to be in a trainee's folder, with what JupyterLab keeps beside it."""
    from alliance.originals import originals

    kept = " (my copy of 2026-11-23 14.05, 2)"
    return max(
        len(str(one.place.parent / ".ipynb_checkpoints" / f"{one.place.stem}{kept}-checkpoint.ipynb"))
        for one in originals()
    )
