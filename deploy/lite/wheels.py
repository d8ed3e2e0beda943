"""The Python packages of the site: fetched wheels, each against its hash, and wheels that are packed here."""

import hashlib
import io
import subprocess
import sys
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib.metadata import distribution
from pathlib import Path
from typing import Final

from packaging.utils import canonicalize_name, parse_wheel_filename

from alliance.errors import CourseError

PYTHON: Final = "3.14"
PLATFORM: Final = "pyemscripten_2026_0_wasm32"
"""The Python and the machine that the supported Pyodide is."""

_LONG_AGO: Final = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True)
class Wheel:
    """A wheel, whole.

    Attributes
    ----------
    file : str
        Its file name.
    content : bytes
    """

    file: str
    content: bytes

    @property
    def name(self) -> str:
        """The package's name, in its one normal spelling."""
        return str(parse_wheel_filename(self.file)[0])

    @property
    def version(self) -> str:
        """The package's version."""
        return str(parse_wheel_filename(self.file)[1])

    @property
    def sha256(self) -> str:
        """The hash that the lock file pins."""
        return hashlib.sha256(self.content).hexdigest()

    @property
    def files(self) -> dict[str, bytes]:
        """What is in it."""
        with zipfile.ZipFile(io.BytesIO(self.content)) as archive:
            return {name: archive.read(name) for name in archive.namelist() if not name.endswith("/")}

    @property
    def imports(self) -> list[str]:
        """What it lets one import: the names at its top."""
        tops = {name.split("/")[0] for name in self.files}
        return sorted(
            top.split(".")[0]
            for top in tops
            if not top.endswith((".dist-info", ".data", ".libs")) and top != "tests"
        )


def pack(name: str, version: str, files: Mapping[str, bytes], tag: str = "py3-none-any") -> Wheel:
    """Pack files into a wheel, the same bytes whenever the files are the same."""
    stem = f"{name.replace('-', '_')}-{version}"
    about = {
        f"{stem}.dist-info/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n",
        f"{stem}.dist-info/WHEEL": f"Wheel-Version: 1.0\nGenerator: alliance\nRoot-Is-Purelib: true\nTag: {tag}\n",
        f"{stem}.dist-info/RECORD": "",
    }
    return Wheel(
        f"{stem}-{tag}.whl", _zipped({**files, **{place: text.encode() for place, text in about.items()}})
    )


def without(wheel: Wheel, leave_out: Iterable[str]) -> Wheel:
    """Return a wheel without what no browser needs: folders of data for an installation, and those named."""
    away = tuple(leave_out)
    kept = {
        name: content
        for name, content in wheel.files.items()
        if not name.startswith(away) and not name.split("/")[0].endswith(".data")
    }
    return Wheel(wheel.file, _zipped(kept)) if len(kept) < len(wheel.files) else wheel


def _zipped(files: Mapping[str, bytes]) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, _LONG_AGO)
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            archive.writestr(entry, files[name])
    return held.getvalue()


def course_wheel(package: Path, kernel_part: Path, version: str) -> Wheel:
    """Pack the students' package for the browser. It is told no dependencies: the lock file has them."""
    files = {**_under(package), **_under(kernel_part)}
    return pack("alliance-workbook", version, files)


def _under(folder: Path) -> dict[str, bytes]:
    unwanted = {"__pycache__", ".ipynb_checkpoints", "shipped"}
    return {
        path.relative_to(folder.parent).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and not unwanted & set(path.parts) and path.suffix not in {".po", ".pot"}
    }


def yaml_wheel() -> Wheel:
    """Pack the installed PyYAML without its C part: there is no wheel of it for the browser, and it works without."""
    installed = distribution("pyyaml")
    files = {
        str(file): Path(str(file.locate())).read_bytes()
        for file in installed.files or ()
        if file.parts[0] == "yaml" and file.suffix == ".py"
    }
    return pack("pyyaml", installed.version, files)


def kernel_wheels(extension: Path) -> list[Wheel]:
    """Return the wheels that the kernel's extension carries, the newest of each name."""
    found: dict[str, Wheel] = {}
    for path in sorted((extension / "static" / "pypi").glob("*.whl")):
        wheel = Wheel(path.name, path.read_bytes())
        found[wheel.name] = wheel
    return list(found.values())


def fetch(pinned: Path, cache: Path) -> list[Wheel]:
    """Return the pinned wheels; what the cache does not have is fetched with pip, each against its hash."""
    wanted = pins(pinned.read_text())
    cache.mkdir(parents=True, exist_ok=True)
    have = _in(cache, wanted)
    if len(have) < len(wanted):
        _pip(["--require-hashes", "-r", str(pinned)], cache)
        have = _in(cache, wanted)
    if lacking := sorted(set(wanted) - set(have)):
        raise CourseError(
            f"These wheels of {pinned.name} could not be had: {', '.join(lacking)}.", exit_code=1
        )
    return [have[name] for name in sorted(have)]


def _in(cache: Path, wanted: Mapping[str, str]) -> dict[str, Wheel]:
    wheels = (Wheel(path.name, path.read_bytes()) for path in sorted(cache.glob("*.whl")))
    return {wheel.name: wheel for wheel in wheels if wanted.get(wheel.name) == wheel.sha256}


def pins(text: str) -> dict[str, str]:
    """Read which wheels are pinned: the hash of each, by name."""
    lines = (line.split("#")[0].split() for line in text.splitlines())
    return {
        str(canonicalize_name(line[0].split("==")[0])): line[1].removeprefix("--hash=sha256:")
        for line in lines
        if line
    }


def download(requirements: Iterable[str], cache: Path) -> None:
    """Fetch the wheels of these versions, whatever their hashes; for `renew.py`."""
    _pip(list(requirements), cache)


def _pip(what: list[str], cache: Path) -> None:
    done = subprocess.run(
        [
            *(sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps"),
            *("--only-binary=:all:", "--python-version", PYTHON, "--implementation", "cp"),
            *(
                "--abi",
                f"cp{PYTHON.replace('.', '')}",
                "--abi",
                "none",
                "--platform",
                PLATFORM,
                "--platform",
                "any",
            ),
            *("--dest", str(cache), *what),
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        said = (done.stderr.strip().splitlines() or ["it did not say why"])[-1]
        raise CourseError(
            f"pip could not fetch the site's wheels ({said}). Check the connection and try again.", 1
        )
