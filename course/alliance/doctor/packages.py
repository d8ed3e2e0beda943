"""The packages: what the lessons import, and what the browser needs to draw the widgets."""

import contextlib
import json
import sys
from collections.abc import Iterable
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path
from typing import Any, Final

from packaging.requirements import Requirement
from packaging.version import InvalidVersion, Version

from alliance.doctor.computer import this_python
from alliance.doctor.finding import Finding

_MANAGER: Final = "@jupyter-widgets/jupyterlab-manager"
_MANAGER_FITS: Final = 5
"""The first number of the version that draws widgets of ipywidgets 8."""


def packages() -> list[Finding]:
    """Look at every package that a trainee needs."""
    return [package(one) for one in wanted()]


def wanted() -> list[Requirement]:
    """Return what a trainee's installation needs, without what only instructors do."""
    needed = [Requirement(line) for line in requires("alliance-workbook") or []]
    return [one for one in needed if not one.marker or one.marker.evaluate({"extra": ""})]


def package(needed: Requirement) -> Finding:
    """Look whether a package is there, in a version that fits."""
    try:
        have = version(needed.name)
    except PackageNotFoundError:
        have = "missing"
    if have != "missing" and needed.specifier.contains(have, prereleases=True):
        return Finding(needed.name, have)
    mend = f'{this_python()} -m pip install "{needed.name}{needed.specifier}"'
    found = have if have == "missing" else f"{have}; the course needs {needed.specifier}"
    return Finding(needed.name, found, "to mend", "Type:", mend)


def widgets(folders: Iterable[str] | None = None) -> list[Finding]:
    """Look whether JupyterLab has the parts that draw the widgets, in versions that fit.

    Parameters
    ----------
    folders : iterable of str, optional
        Where JupyterLab looks for its extensions; what is found first counts.
    """
    from alliance.program import jupyter_folders

    places = [Path(folder) for folder in folders or jupyter_folders("labextensions")]
    off = _switched_off() if folders is None else set()
    return [
        _widget(_MANAGER, "ipywidgets", places, off),
        _widget("anywidget", "anywidget", places, off),
    ]


def _widget(name: str, package: str, places: list[Path], off: set[str]) -> Finding:
    """Look at one extension; the first of its name is the one that JupyterLab takes."""
    what = f"{package} in the browser"
    found = next((place / name for place in places if (place / name / "package.json").is_file()), None)
    parts = "jupyterlab_widgets" if package == "ipywidgets" else package
    again = f"{this_python()} -m pip install --force-reinstall --no-deps {parts}"
    if found is None:
        return Finding(what, "missing", "to mend", "Widgets will not show. Type:", again)
    try:
        have = str(_read(found / "package.json")["version"])
        fits = _fits(Version(have), package)
    except (OSError, ValueError, KeyError, InvalidVersion):
        return Finding(what, f"damaged, in {found}", "to mend", "Widgets will not show. Type:", again)
    if not fits:
        return Finding(
            what,
            f"{have}, which does not fit {package} {version(package)}, in {found}",
            "to mend",
            "Widgets will not show, since an older installation is in the way. Delete that folder; then look again.",
        )
    if any(name == one or one.startswith(f"{name}:") for one in off):
        enable = f"{this_python()} -m jupyter labextension enable {name}"
        return Finding(what, f"{have}, switched off", "to mend", "Widgets will not show. Type:", enable)
    return Finding(what, have)


def _switched_off() -> set[str]:
    """Return which extensions somebody has switched off: what JupyterLab itself says, which takes seconds to load."""
    from jupyter_core.paths import jupyter_config_path

    places = [Path(place) / "labconfig" for place in reversed(jupyter_config_path())]
    off: dict[str, bool] = {}
    for place in (Path(sys.prefix, "share", "jupyter", "lab", "settings"), *places):
        with contextlib.suppress(OSError, ValueError, AttributeError):
            said = _read(place / "page_config.json").get("disabledExtensions", {})
            off |= said if isinstance(said, dict) else dict.fromkeys(said, True)
    return {name for name, is_off in off.items() if is_off}


def _fits(have: Version, package: str) -> bool:
    if package == "ipywidgets":
        return have.major == _MANAGER_FITS
    try:
        return have.release[:2] == Version(version(package)).release[:2]
    except PackageNotFoundError:
        return False


def _read(file: Path) -> Any:
    return json.loads(file.read_text(encoding="utf-8"))
