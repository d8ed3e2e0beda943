"""What the tests of the week share: a small course that is built once and copied, and commands given in one process."""

import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from alliance.errors import CourseError

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "tests" / "grader" / "faults"), str(ROOT / "tests" / "week")]

from small import Small, make  # noqa: E402

Give = Callable[..., str]


@pytest.fixture(scope="session")
def give() -> Give:
    """Give a command as a person would, without the start of a new program; return what it said, in one line."""
    from alliance_grader.cli import app
    from alliance_grader.terminal import console

    def command(words: str, *more: str, answer: str | None = None) -> str:
        console.quiet = False
        done = CliRunner().invoke(app, [*words.split(), *more], input=answer, env={"COLUMNS": "200"})
        if isinstance(done.exception, CourseError):
            raise done.exception
        if done.exception and not isinstance(done.exception, SystemExit):
            raise done.exception
        return " ".join(done.output.split())

    return command


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Small:
    """The small course with its release; to be copied, never changed."""
    return make(tmp_path_factory.mktemp("small") / "course")


@pytest.fixture
def small(built: Small, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Small:
    """A small course in which nobody has handed in yet."""
    course = built.copy(tmp_path / "course")
    monkeypatch.chdir(course.root)
    return course


@pytest.fixture
def exchange(small: Small, tmp_path: Path) -> Path:
    """nbgrader's exchange, and the folder of a student who uses it."""
    place = tmp_path / "exchange"
    place.mkdir(mode=0o777)
    place.chmod(0o777)
    with (small.root / "nbgrader_config.py").open("a", encoding="utf-8") as config:
        config.write(f'\nc.Exchange.root = "{place}"\nc.Exchange.cache = "{tmp_path / "cache"}"\n')
        # One account hands in for everybody here; with real ones: tests/hub.
        config.write("c.ExchangeCollect.check_owner = False\n")
    return place
