"""What the site is made of: pinned, complete, the same each time, and told truly where it comes from."""

import contextlib
import io
import json
import re
import sys
import tomllib
from importlib.metadata import version
from pathlib import Path
from typing import Any

import msgspec
import pytest
import yaml

from alliance.errors import CourseError

ROOT = Path(__file__).resolve().parents[2]
LITE = ROOT / "deploy" / "lite"
sys.path.insert(0, str(LITE))

import alliance_lite  # noqa: E402
import build  # noqa: E402
from site_lock import CDN_HOST, Packages, Pyodide, check_distribution, entry, site_lock  # noqa: E402
from wheels import Wheel, course_wheel, pack, pins, without, yaml_wheel  # noqa: E402

PYODIDE = msgspec.json.decode((LITE / "pyodide.json").read_bytes(), type=Pyodide)
PACKAGES = msgspec.convert(tomllib.loads((LITE / "packages.toml").read_text()), Packages)
NOTEBOOKS = sorted([*ROOT.glob("course/lessons/*.ipynb"), *ROOT.glob("release/*/*.ipynb")])
HEAVY = {"numpy", "pandas", "scipy", "statsmodels", "plotly"}


class NotHere:
    """Makes Python believe that what computes is not installed."""

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> None:  # noqa: ARG002
        if name.split(".", maxsplit=1)[0] in HEAVY:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)


def boxes(path: Path) -> list[str]:
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_box_needs_numpy_only_where_the_site_fetches_it(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every box before the first that fetches runs without; a new notebook or verb that breaks this is found here."""
    for name in [one for one in sys.modules if one.split(".")[0] in HEAVY | {"alliance"}]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setattr(sys, "meta_path", [NotHere(), *sys.meta_path])
    space: dict[str, Any] = {"__name__": "__main__"}
    with contextlib.redirect_stdout(io.StringIO()):
        for box in boxes(path):
            if alliance_lite.asks_for_numbers(box):
                break
            exec(compile(box, path.name, "exec"), space)  # noqa: S102
    assert not HEAVY & set(sys.modules)


def test_two_assignments_need_no_numbers_at_all() -> None:
    without_numbers = [
        path.stem for path in NOTEBOOKS if not any(map(alliance_lite.asks_for_numbers, boxes(path)))
    ]
    assert without_numbers == ["a1_pillar_triage", "a6_repair_dialogue"]


def test_only_names_of_the_course_ask_for_numbers() -> None:
    assert not alliance_lite.asks_for_numbers('sentence = "our sessions, and how clients correlate"')
    assert not alliance_lite.asks_for_numbers('"a reply in words".split()')
    assert alliance_lite.asks_for_numbers("alliance.split(table, by='fit')")
    assert alliance_lite.asks_for_numbers("from alliance.caseload.raters import rater_gap")
    assert alliance_lite.asks_for_numbers("from alliance import check, compare")
    assert alliance_lite.asks_for_numbers("work.sessions")


def test_every_table_of_the_course_reads_the_same_without_the_c_part_of_yaml() -> None:
    tables = sorted((ROOT / "course" / "alliance").rglob("*.yaml"))
    assert tables
    for table in tables:
        text = table.read_text(encoding="utf-8")
        assert yaml.load(text, yaml.SafeLoader) == yaml.load(text, yaml.CSafeLoader), table


def test_the_pins_are_of_the_installed_kernel_and_widgets() -> None:
    """JupyterLab's part of a widget comes from here, Python's from wheels.txt: they must be of one version."""
    build.check_version(PYODIDE)
    pinned = dict(re.findall(r"^([\w.-]+)==(\S+)", (LITE / "wheels.txt").read_text(), re.MULTILINE))
    for name in ("anywidget", "ipywidgets", "plotly"):
        assert pinned[name] == version(name), f"pin {name} anew: deploy/lite/renew.py"
    assert set(pins((LITE / "wheels.txt").read_text())) == set(pinned)


def test_the_course_goes_in_without_answers_and_the_same_each_time() -> None:
    packed = course_wheel(ROOT / "course" / "alliance", LITE / "alliance_lite", "0.1.0")
    assert packed.sha256 == course_wheel(ROOT / "course" / "alliance", LITE / "alliance_lite", "0.1.0").sha256
    assert packed.imports == ["alliance", "alliance_lite"]
    assert "alliance_lite/startup.py" in packed.files
    assert not [name for name in packed.files if "alliance_grader" in name or "keys/" in name]
    assert not [name for name in packed.files if name.endswith((".po", ".pot"))]  # a megabyte for translators
    assert yaml_wheel().imports == ["yaml"]


def test_a_wheel_loses_what_no_browser_needs() -> None:
    whole = pack("one", "1", {"one/a.py": b"1", "one/big.js": b"2", "one-1.data/data/x": b"3"})
    slim = without(whole, ["one/big.js"])
    assert {name for name in slim.files if ".dist-info" not in name} == {"one/a.py"}
    assert without(slim, []).content == slim.content


def _lock(far: str) -> dict[str, Any]:
    own = (*PACKAGES.start, *PACKAGES.numbers)
    carried = {
        name: entry(
            Wheel(f"{name.replace('-', '_')}-1-py3-none-any.whl", pack(name, "1", {}).content), f"{name}.whl"
        )
        for name in own
        if name not in PYODIDE.packages
    }
    return site_lock(PYODIDE, PACKAGES, carried, far)


def test_the_guide_names_every_address_that_the_default_site_asks() -> None:
    """The settings and the lock are all that a page has; what they name is what the guide promises, and no more."""
    settings = json.dumps(build.settings(build.Wish(Path("site")), PYODIDE, PACKAGES))
    assert set(re.findall(r"https?://([^/\"]+)", settings)) == {CDN_HOST}
    far = "https://elsewhere/"
    theirs = {one["file_name"] for one in _lock(far)["packages"].values() if one["file_name"].startswith(far)}
    assert theirs == {far + one["file_name"] for one in PYODIDE.packages.values()}
    guide = (ROOT / "docs" / "browser_only.md").read_text(encoding="utf-8")
    for name in [*PYODIDE.core, *(one["file_name"] for one in PYODIDE.packages.values())]:
        assert f"`{name}`" in guide, name
    assert CDN_HOST in guide
    assert PYODIDE.version in guide


def test_a_site_that_carries_all_names_no_address() -> None:
    whole = build.settings(build.Wish(Path("site"), Path("pyodide")), PYODIDE, PACKAGES)
    assert "http" not in json.dumps([whole, _lock("")])


def test_a_package_that_nobody_has_is_refused() -> None:
    with pytest.raises(CourseError, match=r"numpy, .*which is in none"):
        site_lock(msgspec.structs.replace(PYODIDE, packages={}), PACKAGES, {}, "")


def test_a_folder_that_is_not_the_pinned_pyodide_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CourseError, match="is no folder of Pyodide"):
        check_distribution(tmp_path, PYODIDE, wheels=False)
    for name in PYODIDE.core:
        (tmp_path / name).write_bytes(b"something else")
    with pytest.raises(CourseError, match="fetch it again"):
        check_distribution(tmp_path, PYODIDE, wheels=False)


def test_what_somebody_keeps_beside_an_earlier_site_is_not_deleted(tmp_path: Path) -> None:
    """As in a clone from which the site is published: its history, and commits that are nowhere else."""
    new, published = tmp_path / "new", tmp_path / "published"
    for folder in (new, published):
        folder.mkdir()
        (folder / "jupyter-lite.json").write_text(folder.name)
    (published / ".git").mkdir()
    with pytest.raises(CourseError, match=r"also holds \.git, which is not of the site"):
        build.put(new, published)
    assert (published / "jupyter-lite.json").read_text() == "published"
    (published / ".git").rmdir()
    build.put(new, published)
    assert (published / "jupyter-lite.json").read_text() == "new"


def test_only_what_was_released_is_laid_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    released = tmp_path / "release" / "a2_read_a_caseload"
    released.mkdir(parents=True)
    (tmp_path / "course" / "lessons").mkdir(parents=True)
    for name in ("a2_read_a_caseload.ipynb", "a2_read_a_caseload (my answers).ipynb"):
        (released / name).write_text("{}")
    monkeypatch.setattr(build, "ROOT", tmp_path)
    laid = build.lay_contents(tmp_path / "contents") / "assignments"
    assert [file.name for file in laid.iterdir()] == ["a2_read_a_caseload.ipynb"]


def test_a_folder_of_somebody_is_not_overwritten(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("all of it")
    with pytest.raises(CourseError, match="name a new folder"):
        build.build(build.Wish(tmp_path))
    assert (tmp_path / "thesis.txt").exists()
