"""A trainee with a home of their own: no settings, no earlier folder."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

Trainee = Callable[..., subprocess.CompletedProcess[str]]
_NOT_THEIRS = ("JUPYTER", "JPY_", "XDG_", "VIRTUAL_ENV", "CONDA", "PYTHONPATH")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "home" / "Documents").mkdir(parents=True)
    return tmp_path / "home"


@pytest.fixture
def folder(home: Path) -> Path:
    """Where a trainee's folder comes to be."""
    return home / "Documents" / "Alliance Workbook"


@pytest.fixture
def environment(home: Path) -> dict[str, str]:
    """What a trainee's window knows: what this one does, with another home and the course switched on."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(_NOT_THEIRS)}
    path = [str(Path(sys.executable).parent), *os.environ["PATH"].split(os.pathsep)]
    return {**kept, "HOME": str(home), "PATH": os.pathsep.join(path), "COLUMNS": "100"}


@pytest.fixture
def alliance(home: Path, environment: dict[str, str]) -> Trainee:
    """Run ``alliance`` as this trainee: `alliance("fresh", "02", cwd=folder)`."""

    def run(*words: str, cwd: Path = home, **more: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [str(Path(sys.executable).parent / "alliance"), *words],
            cwd=cwd,
            env={**environment, **more},
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    return run
