"""Check that a computer has what the lessons need."""

import os
import platform
import shutil
import sys
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path
from typing import Final

_ROOM: Final = 500
"""Megabytes that should be free: a term's notebooks and what JupyterLab keeps."""


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at.

    Attributes
    ----------
    what : str
        What was looked at.
    found : str
        What was found.
    fine : bool
    advice : str
        What to do when it is not fine.
    """

    what: str
    found: str
    fine: bool
    advice: str = ""


def examine(folder: Path | None = None) -> list[Finding]:
    """Look at Python, the packages, the kernel and the folder.

    Parameters
    ----------
    folder : Path, optional
        Where the student works; the working folder when not given.
    """
    folder = folder or Path.cwd()
    return [_python(), *_packages(), _kernel(), _writable(folder), _room(folder)]


def _python() -> Finding:
    return Finding(
        "Python",
        platform.python_version(),
        sys.version_info >= (3, 11),
        "The course needs Python 3.11 or later; install a newer one and set the course up again.",
    )


def _packages() -> list[Finding]:
    from packaging.requirements import Requirement

    found = []
    for line in requires("alliance-workbook") or []:
        wanted = Requirement(line)
        if wanted.marker and not wanted.marker.evaluate({"extra": ""}):
            continue
        try:
            have = version(wanted.name)
        except PackageNotFoundError:
            have = "missing"
        fine = have != "missing" and wanted.specifier.contains(have, prereleases=True)
        found.append(
            Finding(wanted.name, have, fine, f'Run: python -m pip install "{wanted.name}{wanted.specifier}"')
        )
    return found


def _kernel() -> Finding:
    from jupyter_client.kernelspec import KernelSpecManager

    known = KernelSpecManager().find_kernel_specs()
    return Finding(
        "notebook kernel",
        "python3" if "python3" in known else "none called python3",
        "python3" in known,
        "Run: python -m pip install ipykernel, then: python -m ipykernel install --sys-prefix",
    )


def _writable(folder: Path) -> Finding:
    fine = folder.is_dir() and os.access(folder, os.W_OK)
    return Finding(
        "this folder",
        f"{folder} {'can' if fine else 'cannot'} be written",
        fine,
        "Copy the course to a folder of your own, for example Documents, and open it there.",
    )


def _room(folder: Path) -> Finding:
    free = shutil.disk_usage(folder).free // 1_000_000
    return Finding(
        "room on the disk", f"{free:,} MB free", free >= _ROOM, f"Free at least {_ROOM} MB and try again."
    )
