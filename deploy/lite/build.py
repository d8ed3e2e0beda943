"""Build the site that runs without a server: `make lite`, or `python deploy/lite/build.py --help`."""

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import jupyter_server
import msgspec
from site_lock import CDN, CDN_HOST, Packages, Pyodide, check_distribution, entry, site_lock
from start_page import glossary_page, start_page
from wheels import Wheel, course_wheel, fetch, kernel_wheels, without, yaml_wheel

from alliance.errors import CourseError

HERE: Final = Path(__file__).resolve().parent
ROOT: Final = HERE.parents[1]
CACHE: Final = Path(sys.prefix) / "cache" / "lite"
KERNEL: Final = "@jupyterlite/pyodide-kernel-extension"
TITLE: Final = "The Alliance Workbook"
STEPS: Final = 5
# A lesson links to the glossary, and the notebook page asks the list of files to show it, which cannot.
TO_GLOSSARY: Final = """<script>
if (new URLSearchParams(location.search).get("path")?.endsWith("glossary.md")) location.replace("../glossary.html");
</script>"""


@dataclass(frozen=True)
class Wish:
    """What site somebody wants.

    Attributes
    ----------
    into : Path
        Where it goes; what is there is replaced.
    pyodide : Path or None
        The folder of a Pyodide distribution to carry; None to load it from its public address.
    core_only : bool
        Carry of that folder only Pyodide itself; numpy, pandas and what goes with them come from the public address.
    """

    into: Path
    pyodide: Path | None = None
    core_only: bool = False

    @property
    def whole(self) -> bool:
        """Whether nothing comes from elsewhere."""
        return self.pyodide is not None and not self.core_only


def build(wish: Wish) -> None:
    """Build the site, saying what is being done."""
    pyodide = msgspec.json.decode((HERE / "pyodide.json").read_bytes(), type=Pyodide)
    packages = msgspec.convert(tomllib.loads((HERE / "packages.toml").read_text()), Packages)
    check_version(pyodide)
    if wish.pyodide:
        check_distribution(wish.pyodide, pyodide, wheels=wish.whole)
    if wish.into.exists() and any(wish.into.iterdir()) and not (wish.into / "jupyter-lite.json").exists():
        raise CourseError(f"{wish.into} is not empty and not such a site; name a new folder with --into.")

    say(1, "collecting the Python packages")
    extensions = Path(sys.prefix) / "share" / "jupyter" / "labextensions"
    fetched = [
        without(wheel, packages.leave_out.get(wheel.name, ()))
        for wheel in fetch(HERE / "wheels.txt", CACHE / "wheels")
    ]
    version = str(tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"])
    own = [course_wheel(ROOT / "course" / "alliance", HERE / "alliance_lite", version), yaml_wheel()]
    lying = {wheel.file: wheel for wheel in [*fetched, *own]}
    kernel = kernel_wheels(extensions / KERNEL)
    carried = {
        wheel.name: entry(wheel, f"../../extensions/{KERNEL}/static/pypi/{wheel.file}") for wheel in kernel
    }
    carried |= {wheel.name: entry(wheel, wheel.file) for wheel in lying.values()}
    far = "" if wish.whole else CDN.format(version=pyodide.version)
    lock = site_lock(pyodide, packages, carried, far)

    with tempfile.TemporaryDirectory() as held:
        work = Path(held)
        say(2, "collecting lessons and assignments")
        contents = lay_contents(work / "contents")
        say(3, "building JupyterLite")
        (work / "jupyter-lite.json").write_text(json.dumps(settings(wish, pyodide, packages), indent=1))
        (work / "overrides.json").write_text((HERE / "overrides.json").read_text())
        (work / "jupyter_lite_config.json").write_text(
            json.dumps(recipe([extensions / name for name in packages.extensions], contents))
        )
        jupyterlite(work)
        say(4, "adding Python for the browser, and the start page")
        add_packages(work / "out" / "static" / "packages", lock, lying)
        if wish.pyodide:
            add_pyodide(work / "out" / "static", wish, pyodide)
        (work / "out" / "index.html").write_text(start_page(contents), encoding="utf-8")
        glossary = (contents / "lessons" / "glossary.md").read_text(encoding="utf-8")
        (work / "out" / "glossary.html").write_text(glossary_page(glossary), encoding="utf-8")
        brand(work / "out")
        date(work / "out")
        say(5, f"putting it into {wish.into}")
        put(work / "out", wish.into)


def say(step: int, what: str) -> None:
    """Say which step begins."""
    print(f"[{step}/{STEPS}] {what} ...", flush=True)


def check_version(pyodide: Pyodide) -> None:
    """Refuse a kernel that was made for another Pyodide."""
    try:
        from jupyterlite_pyodide_kernel.constants import PYODIDE_VERSION
    except ImportError:
        raise CourseError("JupyterLite is not installed here. Build with: make lite") from None
    if pyodide.version != PYODIDE_VERSION:
        raise CourseError(
            f"The installed kernel is for Pyodide {PYODIDE_VERSION}, and pyodide.json is of {pyodide.version}. "
            "Pin anew: python deploy/lite/renew.py FOLDER."
        )


def put(site: Path, into: Path) -> None:
    """Put the site in place of an earlier one, unless somebody's own files lie there as well: a clone, say, to publish it."""
    if into.exists():
        if foreign := sorted({one.name for one in into.iterdir()} - {one.name for one in site.iterdir()}):
            raise CourseError(
                f"{into} also holds {foreign[0]}, which is not of the site and would be lost; take it away, or name "
                "a new folder with --into and copy the site from there."
            )
        shutil.rmtree(into)
    shutil.copytree(site, into)


def lay_contents(to: Path) -> Path:
    """Copy what trainees open: lessons with their glossary, and the released assignments, each a single file."""
    no_copies = shutil.ignore_patterns(".ipynb_checkpoints", "__pycache__", ".*")
    shutil.copytree(ROOT / "course" / "lessons", to / "lessons", ignore=no_copies)
    (to / "assignments").mkdir()
    for folder in sorted((ROOT / "release").iterdir()):
        # Nothing else that somebody left there, such as a copy with answers.
        if (notebook := folder / f"{folder.name}.ipynb").is_file():
            shutil.copy2(notebook, to / "assignments")
    return to


def recipe(extensions: list[Path], contents: Path) -> dict[str, Any]:
    """Return JupyterLite's own settings for the build."""
    return {
        "LiteBuildConfig": {
            "apps": ["lab", "notebooks", "tree", "edit"],
            "contents": [str(contents)],
            "federated_extensions": [str(path) for path in extensions],
            "ignore_sys_prefix": True,
            "no_sourcemaps": True,
            "output_dir": "out",
        },
    }


def settings(wish: Wish, pyodide: Pyodide, packages: Packages) -> dict[str, Any]:
    """Return the site's jupyter-lite.json: its name, and where Python comes from."""
    python = ".".join(pyodide.info["python"].split(".")[:2])
    kernel = {
        "disablePyPIFallback": True,
        "loadPyodideOptions": {
            "env": {
                "ALLIANCE_NUMBERS": " ".join(packages.numbers),
                "ALLIANCE_NUMBERS_FROM": "this site" if wish.whole else CDN_HOST,
                "PYTHONSTARTUP": f"/lib/python{python}/site-packages/alliance_lite/startup.py",
            },
            "lockFileURL": "./static/packages/pyodide-lock.json",
            "packages": list(packages.start),
        },
        "pyodideUrl": "./static/pyodide/pyodide.mjs"
        if wish.pyodide
        else CDN.format(version=pyodide.version) + "pyodide.mjs",
    }
    return {
        "jupyter-lite-schema-version": 0,
        "jupyter-config-data": {
            "appName": TITLE,
            "exposeAppInBrowser": True,
            "faviconUrl": "./favicon.svg",
            "litePluginSettings": {f"{KERNEL}:kernel": kernel},
        },
    }


def jupyterlite(work: Path) -> None:
    """Run JupyterLite's own builder."""
    env = {
        name: value for name, value in os.environ.items() if not name.startswith(("JUPYTER", "JUPYTERLITE"))
    }
    done = subprocess.run(
        [sys.executable, "-m", "jupyterlite_core", "build", "--lite-dir", str(work)],
        cwd=work,
        env={**env, "SOURCE_DATE_EPOCH": day_of_the_course(), "JUPYTER_PLATFORM_DIRS": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise CourseError(
            f"JupyterLite could not be built. It said:\n{(done.stdout + done.stderr)[-3000:]}", 1
        )


def day_of_the_course() -> str:
    """Return when what the site shows was last changed, in seconds: the same commit gives the same site."""
    shown = ["course", "release", str(HERE)]
    done = subprocess.run(
        ["git", "log", "-1", "--format=%ct", "--", *shown],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout.strip() or "1767225600"  # without git: the first day of 2026


def date(site: Path) -> None:
    """Give all contents the day of the course: when a file was copied here is no news to a trainee."""
    day = datetime.fromtimestamp(int(day_of_the_course()), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    for listing in (site / "api" / "contents").rglob("all.json"):
        text = listing.read_text(encoding="utf-8")
        listing.write_text(
            re.sub(r'("(?:created|last_modified)": )"[^"]*"', rf'\1"{day}"', text), encoding="utf-8"
        )


def add_packages(to: Path, lock: Mapping[str, Any], lying: Mapping[str, Wheel]) -> None:
    """Put the wheels and their lock file into the site."""
    to.mkdir(parents=True)
    named = {one["file_name"] for one in lock["packages"].values()}
    for name, wheel in lying.items():
        if name in named:
            (to / name).write_bytes(wheel.content)
    (to / "pyodide-lock.json").write_text(json.dumps(lock, indent=1, sort_keys=True))


def add_pyodide(static: Path, wish: Wish, pyodide: Pyodide) -> None:
    """Put Pyodide itself into the site, and of its packages those that the course needs."""
    if wish.pyodide is None:
        return
    (static / "pyodide").mkdir(exist_ok=True)
    for name in pyodide.core:
        shutil.copy2(wish.pyodide / name, static / "pyodide")
    for one in pyodide.packages.values() if wish.whole else ():
        shutil.copy2(wish.pyodide / one["file_name"], static / "packages")


def brand(site: Path) -> None:
    """Give the pages the course's name and icon in place of JupyterLite's."""
    shutil.copy2(HERE / "favicon.svg", site)
    # The notebook page shows by its icon that a box is running, and asks for the server's.
    shutil.copytree(
        Path(jupyter_server.__file__).parent / "static" / "favicons", site / "static" / "favicons"
    )
    look = (HERE / "brand.css").read_text()
    tree = site / "tree" / "index.html"
    tree.write_text(tree.read_text().replace("<head>", f"<head>{TO_GLOSSARY}", 1))
    for page in site.glob("*/**/index.html"):
        text = page.read_text()
        page.write_text(
            text.replace("<title>JupyterLite</title>", f"<title>{TITLE}</title>")
            .replace("<html>", '<html lang="en">', 1)
            .replace("</head>", f"<style>{look}</style></head>", 1)
            .replace("Loading JupyterLite...", "Opening the workbook; the first time takes a minute ...")
        )
    manifest = site / "manifest.webmanifest"
    about = json.loads(manifest.read_text())
    about |= {
        "name": TITLE,
        "short_name": "Alliance",
        "description": "Lessons and assignments on the therapeutic alliance.",
    }
    about.pop("shortcuts", None)
    manifest.write_text(json.dumps(about, indent=1))


def size_of(folder: Path) -> int:
    """Return how many bytes a folder holds."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def main() -> int:
    """Read what is wanted, build it, and say what to do next."""
    asked = argparse.ArgumentParser(
        description="Build a site on which lessons and assignments run in the browser alone."
    )
    asked.add_argument("--into", type=Path, default=HERE / "site", help="where it goes (deploy/lite/site)")
    asked.add_argument(
        "--pyodide",
        type=Path,
        metavar="FOLDER",
        help="carry this unpacked Pyodide, so that nothing comes from elsewhere (docs/browser_only.md)",
    )
    asked.add_argument(
        "--core-only",
        action="store_true",
        help="of that folder carry only Pyodide itself; numpy and pandas come from its public address all the same",
    )
    given = asked.parse_args()
    wish = Wish(given.into.resolve(), given.pyodide and given.pyodide.resolve(), given.core_only)
    try:
        build(wish)
    except CourseError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    here = Path.cwd()
    where = wish.into.relative_to(here) if wish.into.is_relative_to(here) else wish.into
    print(
        f"The site is in {where}: {size_of(wish.into) / 1e6:.0f} MB. "
        f"To look at it: python -m http.server --bind 127.0.0.1 --directory {where} 8000, and open http://127.0.0.1:8000"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
