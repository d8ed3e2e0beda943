"""What a trainee does: install the course into an empty Python, look, start, and work through a lesson."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from importlib.metadata import requires
from pathlib import Path

import nbformat
import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

pytestmark = pytest.mark.slow

Installed = Callable[..., str]


@pytest.fixture(scope="module")
def programs(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Build the wheel, and install it with what a trainee needs, in the versions of the lock, and nothing else."""
    place = tmp_path_factory.mktemp("installed")
    wheels, environment = place / "wheels", place / "venv"
    pips = os.environ.get("PIP_INDEX_URL")  # whoever has set it for pip means it for any installer
    index = {"UV_DEFAULT_INDEX": pips} if pips else {}
    here = str(environment / "bin" / "python")
    said(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(wheels), cwd=root)
    (wheel,) = wheels.glob("*.whl")
    uv = (sys.executable, "-m", "uv")
    said(*uv, "venv", "--quiet", "--python", sys.executable, str(environment), cwd=place)
    lock = ("--constraint", str(root / "requirements.lock"))
    said(
        *(*uv, "pip", "install", "--quiet", "--system-certs", "--python", here, *lock, str(wheel)),
        cwd=place,
        env={**os.environ, **index},
    )
    yield environment / "bin"
    shutil.rmtree(place)  # half a gigabyte


def said(*command: str, cwd: Path, env: dict[str, str] | None = None) -> str:
    done = subprocess.run(command, cwd=cwd, env=env, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture
def installed(programs: Path, home: Path, environment: dict[str, str]) -> Installed:
    """Run a program of the installation: `installed("alliance", "doctor", cwd=folder)`."""
    path = os.pathsep.join([str(programs), "/usr/bin", "/bin"])

    def run(program: str, *words: str, cwd: Path = home) -> str:
        return said(str(programs / program), *words, cwd=cwd, env={**environment, "PATH": path})

    return run


def test_nothing_that_only_instructors_need_is_installed(installed: Installed, root: Path) -> None:
    listed = installed(
        "python", "-c", "from importlib.metadata import distributions as d; print([x.name for x in d()])"
    )
    there = {canonicalize_name(name) for name in json.loads(listed.replace("'", '"'))}
    needs = [Requirement(line) for line in requires("alliance-workbook") or []]
    of_instructors = {
        canonicalize_name(one.name)
        for one in needs
        if one.marker and one.marker.evaluate({"extra": "instructor"})
    }
    of_trainees = {canonicalize_name(one.name) for one in needs if not one.marker}
    assert of_instructors >= {"nbgrader", "matplotlib", "pyarrow", "pillow"}
    # JupyterLab brings Jinja along.
    assert there & of_instructors == {"jinja2"}
    assert there >= {*of_trainees, "alliance-workbook"}
    told = re.search(r"(\d+) packages besides", (root / "docs" / "laptop.md").read_text(encoding="utf-8"))
    assert told is not None
    assert abs(int(told[1]) - len(there)) <= 8


def test_doctor_start_and_a_lesson(installed: Installed, folder: Path, root: Path) -> None:
    installed("alliance", "start", "--no-open")
    for original in (root / "course" / "lessons").glob("*.ipynb"):
        assert (folder / "lessons" / original.name).read_bytes() == original.read_bytes()
    found = json.loads(installed("alliance", "doctor", "--json", cwd=folder))
    assert {one["what"] for one in found if one["grade"] != "ok"} <= {"port"}, found
    # Its kernel is the environment's own: the program that runs it knows no other.
    installed(
        *("jupyter", "execute", "--inplace", "--timeout=120", "lessons/02_three_pillars.ipynb"), cwd=folder
    )
    lesson = nbformat.read(folder / "lessons" / "02_three_pillars.ipynb", as_version=4)
    shown = [output for cell in lesson.cells for output in cell.get("outputs", ())]
    assert len(shown) > 5
    assert not [output for output in shown if output.output_type == "error" or output.get("name") == "stderr"]
    assert "Your work is beside it" in installed("alliance", "fresh", "02", cwd=folder)
