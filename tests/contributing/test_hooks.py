"""The hooks really stop a commit: what is wrong is named, a notebook is cleaned, and what is right goes through."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from alliance.errors import CourseError
from alliance_grader.normal import clean, normalised

ROOT = Path(__file__).resolve().parents[2]
LESSON = "course/lessons/01_what_it_is_and_is_not.ipynb"
OWN = {
    **{name: value for name, value in os.environ.items() if not name.startswith(("GIT_", "PRE_COMMIT"))},
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_PAGER": "cat",
    **{f"GIT_{who}_{what}": "somebody@example.org" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")},
}  # fmt: skip


def told(*command: str, cwd: Path, **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command, cwd=cwd, env=OWN | more, capture_output=True, text=True, check=False, timeout=120
    )


@pytest.fixture
def clone(course: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make a repository of its own of what the hooks look at, with this environment as its .venv."""
    monkeypatch.setitem(OWN, "PRE_COMMIT_HOME", str(course.parent / "pre-commit"))
    for name in ("Makefile", "pyproject.toml", "requirements.lock", ".pre-commit-config.yaml", ".gitattributes",
                 ".gitignore"):  # fmt: skip
        shutil.copy2(ROOT / name, course)
    (course / ".venv").symlink_to(sys.prefix)
    with (course / ".gitignore").open("a", encoding="utf-8") as ignored:
        ignored.write("/.venv\n")
    told("git", "init", "--quiet", "--initial-branch=main", cwd=course)
    told("git", "add", "--all", cwd=course)
    told("git", "commit", "--quiet", "--message=start", cwd=course)
    return course


def worked_in(notebook: Path) -> None:
    """Leave a notebook as JupyterLab leaves it: run, with a new cell and with traces of the machine."""
    raw = json.loads(notebook.read_text(encoding="utf-8"))
    code = next(cell for cell in raw["cells"] if cell["cell_type"] == "code")
    code |= {
        "execution_count": 3,
        "outputs": [{"name": "stdout", "output_type": "stream", "text": ["42\n"]}],
        "metadata": {"scrolled": True},
    }
    new = {"cell_type": "markdown", "id": "0c1f3a52-7d3e-4f0b-9a53-2c1de0a4b6f1", "metadata": {}, "source": "What a *bond* is"}  # fmt: skip
    raw["cells"].append(new)
    raw["metadata"]["language_info"]["version"] = "3.12.4"
    notebook.write_text(json.dumps(raw), encoding="utf-8")


@pytest.mark.slow
def test_everything_that_is_wrong_is_named_at_once(clone: Path) -> None:
    worked_in(clone / LESSON)
    (clone / "broken.py").write_text("import os\nx = undefined\n", encoding="utf-8")
    (clone / "crooked.py").write_text('"""One."""\n\nvalue = {  "a":1 }\n', encoding="utf-8")
    (clone / "mine.yaml").write_text("a: [1\n", encoding="utf-8")
    (clone / "mine.toml").write_text("a = \n", encoding="utf-8")
    (clone / "film.bin").write_bytes(b"0" * 500_000)
    (clone / "both.md").write_text("<<<<<<< HEAD\none\n=======\nother\n>>>>>>> theirs\n", encoding="utf-8")
    (clone / "gradebook" / "submitted").mkdir(parents=True)
    (clone / "gradebook" / "submitted" / "ann.ipynb").write_text("{}", encoding="utf-8")
    shutil.copy(next((clone / "autograde" / "keys").glob("*.yaml")), clone / "release" / "a1_pillar_triage")
    released = clone / "release" / "a2_read_a_caseload" / "a2_read_a_caseload.ipynb"
    released.write_text(released.read_text(encoding="utf-8").replace("Twenty-four", "Many"), encoding="utf-8")
    told("git", "add", "--all", "--force", "--", ".", ":!.venv", cwd=clone)
    told("git", "rm", "--cached", "-r", "--quiet", ".venv", cwd=clone)
    done = told(sys.prefix + "/bin/pre-commit", "run", "--all-files", cwd=clone)
    assert done.returncode == 1, done.stderr
    outcome = {
        line.split("hook id: ")[1] for line in done.stdout.splitlines() if line.startswith("- hook id: ")
    }
    known = told(sys.prefix + "/bin/python", "-c", _IDS, cwd=clone).stdout.split()
    assert outcome == set(known) - {"types"}, done.stdout
    assert "Passed" not in done.stdout
    for said in ("undefined", "mine.yaml", "mine.toml", "film.bin (489 KB)", "both.md:1", "git rm -r --cached gradebook",
                 "release/a2_read_a_caseload: differs"):  # fmt: skip
        assert said in done.stdout, done.stdout
    text = (clone / LESSON).read_text(encoding="utf-8")
    assert '"what-a-bond-is"' in text
    assert "42" not in json.dumps([cell.get("outputs") for cell in json.loads(text)["cells"]])
    assert normalised(text) == text
    assert (clone / "crooked.py").read_text(encoding="utf-8").endswith('value = {"a": 1}\n')


_IDS = (
    "import yaml; print(*[hook['id'] for repo in yaml.safe_load(open('.pre-commit-config.yaml'))['repos']"
    " for hook in repo['hooks']])"
)


@pytest.mark.slow
def test_make_hooks_stops_a_commit_and_compares_notebooks_cell_by_cell(clone: Path) -> None:
    made = told("make", "-o", ".venv/.ready", "hooks", cwd=clone)
    assert made.returncode == 0, made.stderr
    assert "pre-commit run --all-files" in made.stdout
    worked_in(clone / LESSON)
    shown = told("git", "diff", cwd=clone).stdout
    assert "## inserted before /cells/" in shown
    assert "What a *bond* is" in shown
    assert "3.12.4" not in shown
    commit = ("git", "commit", "--quiet", "--all", "--message=a new cell")
    refused = told(*commit, cwd=clone)
    assert refused.returncode == 1
    assert f"{LESSON}: cleaned" in refused.stderr + refused.stdout
    done = told(*commit, cwd=clone)
    assert done.returncode == 0, done.stderr + done.stdout
    since = told("make", "-o", ".venv/.ready", "diff", "FROM=HEAD~1", cwd=clone).stdout
    assert "What a *bond* is" in since
    assert "outputs" not in since


def test_what_only_looks_finds_nothing_in_this_repository(tmp_path: Path) -> None:
    """Hooks that would mend are left out: what they hold is held by `make lint` and the tests of the house."""
    clone = tmp_path / "clone"
    subprocess.run(["git", "clone", "--quiet", str(ROOT), str(clone)], check=True, timeout=120)
    (clone / ".venv").symlink_to(sys.prefix)
    done = told(
        sys.prefix + "/bin/pre-commit", "run", "--all-files", cwd=clone,
        SKIP="code,layout,notebooks,release", PRE_COMMIT_HOME=str(tmp_path / "pre-commit"),
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_notebook_that_was_cleaned_has_nothing_left_to_clean(tmp_path: Path) -> None:
    mine = tmp_path / "mine.ipynb"
    cells = [
        {"cell_type": "markdown", "id": name, "metadata": {"x": 1}, "source": source}
        for name, source in [("a1b2c3d4", "## Check *it*"), ("A!", ["Check\n", "it"]), ("kept-as-it-is", ""), ("x", "")]
    ]  # fmt: skip
    mine.write_text(json.dumps({"cells": cells, "metadata": {"alliance": {"lesson": 3}, "kernelspec": {"name": "r"}},
                                "nbformat": 4, "nbformat_minor": 4}), encoding="utf-8")  # fmt: skip
    once = normalised(mine.read_text(encoding="utf-8"))
    assert [cell["id"] for cell in json.loads(once)["cells"]] == [
        "check-it",
        "check-it-2",
        "kept-as-it-is",
        "cell",
    ]
    assert json.loads(once)["metadata"]["alliance"] == {"lesson": 3}
    assert json.loads(once)["metadata"]["kernelspec"]["name"] == "python3"
    assert normalised(once) == once


def test_a_notebook_that_cannot_be_written_is_left_as_it_was(tmp_path: Path) -> None:
    """Half of an emoji, which JSON can hold and a file cannot: the notebook must not be emptied on the way."""
    cell = {"cell_type": "markdown", "id": "kept", "metadata": {"x": 1}, "source": "my work \ud83d"}
    mine = tmp_path / "mine.ipynb"
    mine.write_text(
        json.dumps({"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}), encoding="utf-8"
    )
    before = mine.read_bytes()
    with pytest.raises(CourseError, match="half a letter"):
        clean(mine)
    assert mine.read_bytes() == before
    assert list(tmp_path.iterdir()) == [mine]
