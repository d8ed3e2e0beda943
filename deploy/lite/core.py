"""Fetch what the tests of the site need, each file against its pinned hash: `make pyodide`.

These are the site's wheels, with pip, and the core of Pyodide, with npm.
"""

import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path
from typing import Final

import msgspec
from site_lock import Pyodide, check_distribution
from wheels import fetch as fetch_wheels

from alliance.errors import CourseError

HERE: Final = Path(__file__).resolve().parent
TO: Final = Path(sys.prefix) / "cache" / "lite" / "pyodide"


def main() -> int:
    """Fetch what is not there."""
    fetch_wheels(HERE / "wheels.txt", TO.parent / "wheels")
    pyodide = msgspec.json.decode((HERE / "pyodide.json").read_bytes(), type=Pyodide)
    try:
        check_distribution(TO, pyodide, wheels=False)
    except CourseError:
        print(f"Fetching the core of Pyodide {pyodide.version} for the browser tests...", flush=True)
        fetch(shutil.which("npm") or "npm", pyodide.version)
        check_distribution(TO, pyodide, wheels=False)
    return 0


def fetch(npm: str, version: str) -> None:
    """Fetch and unpack the package."""
    with tempfile.TemporaryDirectory() as held:
        subprocess.run(
            [npm, "pack", "--silent", f"pyodide@{version}"], cwd=held, check=True, stdout=subprocess.DEVNULL
        )
        (packed,) = Path(held).glob("*.tgz")
        with tarfile.open(packed) as archive:
            archive.extractall(held, filter="data")
        shutil.rmtree(TO, ignore_errors=True)
        TO.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(Path(held) / "package", TO)


if __name__ == "__main__":
    sys.exit(main())
