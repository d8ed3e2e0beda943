"""What several tests share: the course, copies of it, a graded demonstration, and a real Chromium."""

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from hypothesis import HealthCheck, settings
from playwright.sync_api import Browser, Page, sync_playwright

# A shared machine is slow at times; that is no fault of what is tested.
settings.register_profile("shared", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("shared")

ROOT = Path(__file__).resolve().parent.parent
Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="session")
def root() -> Path:
    return ROOT


def pytest_configure() -> None:
    """Make programs that are tested find what they would find on somebody's desk.

    Who runs the tests in the background ignores Ctrl-C, and they would inherit that. Who runs several at once sets a
    width of the terminal, and a console that is made then keeps it.
    """
    os.environ.pop("COLUMNS", None)
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def copy_course(to: Path) -> Path:
    """Copy what a course consists of, without anybody's data."""
    to.mkdir(parents=True, exist_ok=True)
    for name in ("nbgrader_config.py", "README.md"):
        shutil.copy2(ROOT / name, to)
    for folder in ("source", "release", "course/lessons", "autograde/keys", "autograde/simulated_classes"):
        shutil.copytree(ROOT / folder, to / folder, ignore=shutil.ignore_patterns(".ipynb_checkpoints"))
    return to


@pytest.fixture
def course(tmp_path: Path) -> Path:
    return copy_course(tmp_path / "course")


def run_program(
    program: str, *arguments: str, cwd: Path, **environment: str
) -> subprocess.CompletedProcess[str]:
    """Run one of this environment's programs, as a person would from the course's folder."""
    quiet = {name: value for name, value in os.environ.items() if name != "ALLIANCE_COURSE"}
    return subprocess.run(
        [str(Path(sys.executable).parent / program), *arguments],
        cwd=cwd,
        env={**quiet, "COLUMNS": "100", **environment},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


@pytest.fixture(scope="session")
def run() -> Run:
    return run_program


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, object]]:
    """Run the whole demonstration once; return its course folder and the class results."""
    place = copy_course(tmp_path_factory.mktemp("demo") / "course")
    done = run_program("alliance-grader", "demo", "--json", cwd=place)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    return place / "gradebook" / "demo", json.loads(done.stdout)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Start the machine's own Chromium once: there can be only one such session."""
    program = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if program is None:
        pytest.fail("These tests need Chromium or Google Chrome; run them with: make unit")
    quiet = [
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--disable-quic",
    ]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox", *quiet])
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def screenshots() -> Path:
    """Where pictures go for people to look at; ignored by git."""
    folder = ROOT / "screenshots"
    folder.mkdir(exist_ok=True)
    return folder


def barriers_on(
    page: Page, *, ours: tuple[str, ...] = (), theirs: tuple[str, ...] = (), rules: tuple[str, ...] = ()
) -> list[str]:
    """Let axe look at a page; return what it found, a line each: which rule, where, and what to do.

    `ours` names the parts that we answer for, as CSS selectors; without any, the whole page. `theirs` names parts of it
    that another program draws, such as JupyterLab's toolbars. `rules` are the rules to go by; without any, all.
    """
    context = {"include": [[part] for part in ours], "exclude": [[part] for part in theirs]}
    context = {name: parts for name, parts in context.items() if parts}
    options: dict[str, list[str]] = {"resultTypes": ["violations"]}
    if rules:
        options["runOnly"] = list(rules)
    found = Axe().run(page, context=context or None, options=options).response["violations"]
    return [
        f"{wrong['id']} ({wrong['impact']}) at {' '.join(map(str, node['target']))}: "
        f"{' '.join(node['failureSummary'].split())} | {node['html'][:160]}"
        for wrong in found
        for node in wrong["nodes"]
    ]


@pytest.fixture(scope="session")
def barriers() -> Callable[..., list[str]]:
    """Look at a page with axe: `assert barriers(page, ours=("main",)) == []`."""
    return barriers_on
