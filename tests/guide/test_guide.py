"""The instructor's guide is true: its commands are given in its order to a small class, and its figures stand where it says."""

import os
import re
import shlex
import signal
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest
from typer.testing import CliRunner

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "tests" / "week"), str(ROOT / "tests" / "guide")]

from pages import blocks  # noqa: E402
from trainees import A2, LATE, MISSING, TRAINEES, download, mark_all, notebooks, worksheet  # noqa: E402

GUIDE = ROOT / "docs" / "instructor_guide.md"
TEXT = GUIDE.read_text(encoding="utf-8")
BLOCKS = blocks(TEXT)
COMMANDS = [line for block in BLOCKS if block.kind == "sh" for line in block.lines]
ELSEWHERE = {
    "make demo": "tests/grader/test_demo.py",  # the command that it gives, with the class of 24
    "source .venv/bin/activate": "Makefile",
}
"""Commands of the guide that are not given here, and where they are used."""


def test_every_command_is_given_here_or_named() -> None:
    assert {block.kind for block in BLOCKS} == {"sh", "console"}
    others = [line for block in BLOCKS if block.kind == "console" for line in block.lines]
    assert others == list(ELSEWHERE)
    assert all((ROOT / place).is_file() for place in ELSEWHERE.values())
    assert all(line.startswith("alliance-grader ") for line in COMMANDS)


def test_every_command_of_the_week_is_in_it() -> None:
    from alliance_grader.cli.week import WEEK

    given = {shlex.split(line)[1] for line in COMMANDS}
    assert {name for _, names in WEEK for name in names} <= given


def serve(line: str, course: Path) -> str:
    """Open the marking page as the guide says, look at it, mark what waits, and close it as the guide says."""
    program = Path(sys.executable).with_name("alliance-grader")
    process = subprocess.Popen(
        [program, *shlex.split(line)[1:]],
        cwd=course,
        env={**os.environ, "BROWSER": "true"},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    try:
        address = process.stdout.readline().split()[-1]
        opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())
        with opener.open(address, timeout=20) as page:
            shown = page.read().decode()
        if "--rater" not in line:
            assert len(mark_all(course, 3)) >= len(TRAINEES) - 2
    finally:
        process.send_signal(signal.SIGINT)
        said = process.communicate(timeout=20)[0]
    assert process.returncode == 0
    assert "A2 Read a caseload" in shown
    return said


def test_the_program_alone_prints_the_week_in_its_order() -> None:
    from alliance_grader.cli import app
    from alliance_grader.cli.week import WEEK

    names = [name for _, names in WEEK for name in names]
    alone = CliRunner().invoke(app, [], env={"COLUMNS": "100"}).output
    assert re.findall(r"^  alliance-grader (\w+) ", alone, re.MULTILINE) == names
    page = CliRunner().invoke(app, ["--help"], env={"COLUMNS": "100"}).output
    assert set(names) <= set(re.findall(r"^. (\w+) ", page, re.MULTILINE))


@pytest.fixture
def downloads(course: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Somebody's home with what the guide takes from the learning platform; `course` is a fresh copy, without any data."""
    home = tmp_path / "home"
    folder = home / "Downloads"
    folder.mkdir(parents=True)
    work = notebooks(course, tmp_path / "scratch")
    first = {student: content for student, content in work.items() if student != MISSING}
    (folder / "worksheet.csv").write_text(worksheet(), encoding="utf-8")
    (folder / "submissions.zip").write_bytes(download(first, {"li.xiaolong": "final_FINAL (1).ipynb"}))
    (folder / "submissions_later.zip").write_bytes(download(work))
    (folder / "ids.txt").write_text("\n".join(one.id for one in TRAINEES), encoding="utf-8")
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.chdir(course)
    return folder


def mend_the_key(course: Path) -> None:
    """Do what the guide says between two commands: an appeal is right, and the key was too strict."""
    from alliance_grader.scoring import read_key

    key = course / "autograde" / "keys" / f"{A2}.yaml"
    strict = "        any_sign: true\n"
    text = key.read_text(encoding="utf-8")
    assert strict in text
    key.write_text(text.replace(strict, f"{strict}        tolerance: 2\n", 1), encoding="utf-8")
    read_key.cache_clear()


SAYS = {
    "roster": "Now 8 students",
    "release a2 --dry-run": "Would go into the zip",
    "collect a2 ~/Downloads/submissions.zip": "Collected: 7 new. Nothing yet from 1: kwame.mensah. Next: alliance-grader grade a2",
    "grade a2 --dry-run": "submissions would be graded",
    "grade a2": "Next: alliance-grader",
    "mark --list": "7 answers wait. Mark them: alliance-grader mark a2",
    "mark a2": "Give the students their marks: alliance-grader feedback a2",
    "mark a2 --rater anna": "Still waiting: 1.",
    "mark a2 --rater ben": "What the two raters gave",
    "report a2": "The class report: file:///",
    "return a2 --dry-run": "7 pages would go to",
    "return a2": "Upload it in Moodle",
    "export a2 --format moodle": "Written",
    "collect a2 ~/Downloads/submissions_later.zip": "Collected: 1 new; 7 there already.",
    "grade a2 --explain": "Seán O'Neil",
    "stale a2": "“Two raters”: its key was changed. It concerns 8 students",
    "regrade a2": "Written",
    "where": "Only you can open this folder.",
    "forget noor.haddad": "gradebook/submitted/noor.haddad",
}
"""What a person looks for in the answer, by how a command begins; the longest beginning that fits counts."""


@pytest.mark.slow
@pytest.mark.usefixtures("downloads")
def test_its_commands_are_given_in_its_order(course: Path) -> None:
    from alliance_grader.cli import app
    from alliance_grader.terminal import console

    before = {"alliance-grader stale a2": mend_the_key}
    answers: dict[str, str] = {}
    for line in COMMANDS:
        before.get(line, lambda _: None)(course)
        words = [os.path.expanduser(word) for word in shlex.split(line)[1:]]  # noqa: PTH111 - a word need not be a path
        if words[0] == "mark" and "--list" not in words:
            said = serve(line, course)
        else:
            console.quiet = False
            done = CliRunner().invoke(app, words, input="y\ny\n", env={"COLUMNS": "300"})
            assert done.exit_code == 0, f"{line}: {done.output} {done.exception}"
            said = done.output
        answers[line] = " ".join(said.split())
    wanted = {line: _wanted(line) for line in COMMANDS}
    missing = {line: answers[line] for line in COMMANDS if wanted[line] not in answers[line]}
    assert not missing, "\n".join(f"{line}: {said}" for line, said in missing.items())
    assert {start for start in SAYS if start not in _used()} == set()
    gradebook = course / "gradebook"
    assert not list(gradebook.rglob("noor.haddad*"))
    assert (gradebook / "returned" / f"{A2}_moodle.zip").is_file()
    assert LATE in {folder.name for folder in (gradebook / "submitted").iterdir()}


def _wanted(line: str) -> str:
    start = max((start for start in SAYS if line.startswith(f"alliance-grader {start}")), key=len, default="")
    return SAYS[start] if start else ""


def _used() -> set[str]:
    return {start for line in COMMANDS for start in SAYS if SAYS[start] == _wanted(line)}


@pytest.mark.parametrize(
    ("figures", "page"),
    [
        (("240", "141", "135"), "reply_checker.md"),
        (("227", "**0**"), "security/red_team.md"),
        (("228 times", "0 with harm"), "grading_faults.md"),
        (("at least 95 %", "under 2 %"), "items.md"),
    ],
)
def test_its_figures_stand_where_it_says(figures: tuple[str, ...], page: str) -> None:
    told = (ROOT / "docs" / page).read_text(encoding="utf-8")
    assert f"({page})" in TEXT
    for figure in figures:
        assert figure in told
    for figure in re.findall(r"\d{3}", " ".join(figures)):
        assert figure in TEXT


def test_every_page_is_in_the_index() -> None:
    docs = ROOT / "docs"
    index = (docs / "README.md").read_text(encoding="utf-8")
    reference = (docs / "api" / "README.md").read_text(encoding="utf-8").splitlines()
    shown = {"README.md", "index.md"}  # this list, and the first page of the site
    for page in docs.rglob("*.md"):
        name = page.relative_to(docs).as_posix()
        of_reference = name.startswith("api/") and page.stem in reference
        borrowed = f"(../{page.name.upper().replace('.MD', '.md')})" in index
        assert f"({name})" in index or of_reference or borrowed or name in shown, name
    assert "(docs/README.md)" in (ROOT / "README.md").read_text(encoding="utf-8")
    assert "(docs/instructor_guide.md)" in (ROOT / "README.md").read_text(encoding="utf-8")
