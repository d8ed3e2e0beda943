"""The documentation, built once as ``make docs`` builds it."""

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

ROOT = Path(__file__).parents[2]


Build = Callable[[Path, Path], str]


def built(source: Path, site: Path) -> str:
    """Build a site; return what Sphinx warns of."""
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "sphinx",
            "-q",
            "--keep-going",
            "-d",
            str(site.with_name("read")),
            str(source),
            str(site),
        ],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stderr


@pytest.fixture(scope="session")
def build() -> Build:
    return built


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the whole site; a warning fails."""
    place = tmp_path_factory.mktemp("docs") / "site"
    assert built(ROOT / "docs", place) == ""
    return place


@pytest.fixture
def small_docs(tmp_path: Path) -> Path:
    """Give documents of one page in a repository of their own, with the settings and extensions of the real ones."""
    docs = tmp_path / "docs"
    for folder in ("_ext", "_static", "_templates"):
        shutil.copytree(ROOT / "docs" / folder, docs / folder)
    shutil.copy2(ROOT / "docs/conf.py", docs)
    (docs / "index.md").write_text("# Home\n")
    (docs / "README.md").write_text("# Pages\n\n## All\n\n- [the only page](page.md)\n")
    (docs / "page.md").write_text("# Page\n\n## A part\n\nWords.\n")
    return docs
