"""The house itself: what the repository promises holds."""

import ast
import re
import subprocess
import sys
import tomllib
import zipfile
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import nbformat
import pytest
import yaml
from packaging.requirements import Requirement

from alliance_grader.normal import normalised
from alliance_grader.notebooks import read_notebook, secrets

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
LESSONS = sorted((ROOT / "course" / "lessons").glob("*.ipynb"))
SOURCES = sorted((ROOT / "source").glob("*/*.ipynb"))
RELEASES = sorted((ROOT / "release").glob("*/*.ipynb"))
TRACKED = subprocess.run(
    ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True
).stdout.splitlines()


def named(lines: list[str]) -> dict[str, str]:
    return {Requirement(line).name: str(Requirement(line).specifier) for line in lines}


def test_environment_yml_agrees_with_pyproject() -> None:
    listed = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))["dependencies"]
    conda = named([line for line in listed if isinstance(line, str)])
    build = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["build-system"]["requires"]
    wanted = named([*PROJECT["dependencies"], *PROJECT["optional-dependencies"]["instructor"], *build])
    assert conda.pop("python") == PROJECT["requires-python"]
    assert conda.pop("pip") == ""
    assert conda == wanted
    assert {"pip": ["--no-deps -e ."]} in listed


def test_the_lock_is_hashed_has_no_address_and_pins_what_the_project_asks_for() -> None:
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    assert "://" not in text
    assert "index" not in text
    assert not [name for name in TRACKED if name.endswith(("uv.lock", "package-lock.json", "poetry.lock"))]
    entries = re.split(r"\n(?=[a-z0-9])", text.replace("\\\n", " "))
    pinned = {}
    for entry in entries:
        requirement, _, hashes = entry.partition("--hash")
        parsed = Requirement(requirement.strip())
        assert "sha256:" in hashes, requirement
        pinned[parsed.name] = str(parsed.specifier).removeprefix("==")
    extras = PROJECT["optional-dependencies"]
    for line in [*PROJECT["dependencies"], *extras["instructor"], *extras["dev"]]:
        wanted = Requirement(line)
        if wanted.name != "alliance-workbook":
            assert wanted.specifier.contains(pinned[wanted.name.lower()]), wanted.name


@pytest.mark.slow
def test_the_package_ships_no_key_no_solution_and_no_students_data(tmp_path: Path) -> None:
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-d", str(tmp_path)],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        shipped = "\n".join(_as_read(name, archive.read(name).decode("utf-8", "replace")) for name in names)
    assert {name.split("/")[0] for name in names} >= {"alliance", "alliance_grader"}
    assert not [name for name in names if "keys/" in name or "source/" in name or "gradebook/" in name]
    notebooks = {name for name in names if name.endswith(".ipynb") and "/de/" not in name}
    assert notebooks == {
        *(f"alliance/shipped/lessons/{path.name}" for path in LESSONS),
        *(f"alliance/shipped/assignments/{path.stem}/{path.name}" for path in RELEASES),
    }
    assert "alliance/widgets/pillar_triangle.js" in names
    assert "alliance/language/de.mo" in names
    assert "alliance/language/de.po" not in names
    lines = {line.strip() for line in shipped.splitlines() if re.search(r"\w", line)}
    for source in SOURCES:
        told = [line for line in secrets(read_notebook(source)) if line in lines]
        assert not told or set(told) == {"from alliance_grader import score"}, told
    plain = " ".join(shipped.split())
    for folder in ("keys", "keys/cards", "simulated_classes"):
        tables = [
            yaml.safe_load(path.read_text(encoding="utf-8"))
            for path in (ROOT / "autograde" / folder).glob("*.yaml")
        ]
        secret = list(_sentences(tables))
        assert len(secret) > 5 * len(tables)
        assert [sentence for sentence in secret if " ".join(sentence.split()) in plain] == []


def _as_read(name: str, content: str) -> str:
    """Return the text of a file as a person would read it: of a notebook, what stands in its cells."""
    if not name.endswith(".ipynb"):
        return content
    return "\n".join(cell.source for cell in nbformat.reads(content, as_version=4).cells)


def _sentences(node: object) -> Iterator[str]:
    """Yield what is written in a table, without single words, a client's own words and lines of code."""
    if isinstance(node, str) and len(node) > 40:
        yield node
    elif isinstance(node, dict):
        for name, value in node.items():
            if name not in {"says", "types"}:
                yield from _sentences(value)
    elif isinstance(node, list):
        for value in node:
            yield from _sentences(value)


def test_student_data_is_ignored_by_git() -> None:
    assert not [name for name in TRACKED if name.startswith("gradebook/")]
    asked = subprocess.run(["git", "check-ignore", "gradebook/gradebook.db"], cwd=ROOT, check=False)
    assert asked.returncode == 0


def test_the_students_package_never_imports_the_grader() -> None:
    for path in (ROOT / "course").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            modules = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            modules += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            assert not [name for name in modules if name.startswith("alliance_grader")], path


def test_arrows_run_one_way() -> None:
    """A module imports only from layers below its own; `pictures` and `pillars` are at the bottom, and all speak the `language`."""
    allowed = {
        "language": {"errors", "files", "tables"},
        "pillars": {"errors", "tables"},
        "pictures": {"errors"},
        "dialogue": {"errors", "pillars", "receipts", "tables"},
        "caseload": {"dialogue", "errors", "files", "pillars", "pictures", "tables"},
        "transcripts": {"caseload", "errors", "pillars", "receipts", "tables"},
        "replies": {"errors", "pillars", "tables"},
        "assignments": {"caseload", "dialogue", "errors", "tables", "transcripts"},
        "practice": {"assignments", "caseload", "dialogue", "errors", "tables", "transcripts"},
        "widgets": {
            "caseload",
            "dialogue",
            "errors",
            "tables",
            "pillars",
            "pictures",
            "replies",
            "transcripts",
        },
    }
    for layer, below in allowed.items():
        for path in (ROOT / "course" / "alliance" / layer).rglob("*.py"):
            for name in re.findall(
                r"^\s*(?:from|import) alliance\.(\w+)", path.read_text(encoding="utf-8"), re.M
            ):
                assert name in below | {layer, "language"}, f"{path.name} imports alliance.{name}"


def test_no_address_of_a_registry_and_no_path_of_a_machine_is_committed() -> None:
    strange = re.compile(r"(?:pypi\.org/simple|files\.pythonhosted|registry\.npmjs|/home/\w+/|/root/)")
    for name in TRACKED:
        path = ROOT / name
        if path.suffix in {".mo", ".png", ".svg"} or not path.is_file() or path == Path(__file__):
            continue
        assert not strange.search(path.read_text(encoding="utf-8")), name


@pytest.mark.parametrize("path", LESSONS + SOURCES + RELEASES, ids=lambda path: str(path.relative_to(ROOT)))
def test_notebooks_are_normal(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert normalised(text) == text, f"Clean it: python -m alliance_grader.normal {path.relative_to(ROOT)}"
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    assert [cell.id for cell in notebook.cells if not re.fullmatch(r"[a-z][a-z0-9-]{2,40}", cell.id)] == []
    headings = [
        len(mark)
        for cell in notebook.cells
        if cell.cell_type == "markdown"
        for mark in re.findall(r"^(#+) ", cell.source, re.MULTILINE)
    ]
    assert headings.count(1) == 1
    assert headings[0] == 1
    assert all(later - earlier <= 1 for earlier, later in pairwise(headings))


@pytest.mark.parametrize("path", SOURCES + RELEASES, ids=lambda path: str(path.relative_to(ROOT)))
def test_an_assignment_is_folder_and_notebook_of_one_name(path: Path) -> None:
    assert path.stem == path.parent.name
    assert [other.name for other in path.parent.iterdir() if not other.name.startswith(".")] == [path.name]


@pytest.mark.parametrize("path", LESSONS + RELEASES, ids=lambda path: str(path.relative_to(ROOT)))
def test_students_type_no_more_than_one_line(path: Path) -> None:
    """No loop, function or condition in anything that a student reads or writes."""
    for cell in nbformat.read(path, as_version=4).cells:
        if cell.cell_type == "code":
            nodes = list(ast.walk(ast.parse(cell.source)))
            assert not [
                node for node in nodes if isinstance(node, ast.For | ast.While | ast.FunctionDef | ast.If)
            ]
            if cell.metadata.get("nbgrader", {}).get("solution"):
                assert len([line for line in cell.source.splitlines() if not line.startswith("#")]) == 1


FOR_A_PERSON = "ForAPersonError"
"""What a score raises where a person gives the points: the cell has shown why, and runs as it should."""


@pytest.mark.slow
@pytest.mark.parametrize("path", LESSONS + RELEASES + SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_notebook_runs_from_the_top(path: Path) -> None:
    from nbclient import NotebookClient

    notebook = nbformat.read(path, as_version=4)
    here = {"metadata": {"path": str(ROOT)}}
    NotebookClient(notebook, timeout=120, resources=here, allow_error_names=[FOR_A_PERSON]).execute()
    for cell in notebook.cells:
        for output in cell.get("outputs", ()):
            assert output.output_type != "error" or (path in SOURCES and output.ename == FOR_A_PERSON), (
                cell.id
            )
            assert output.get("name") != "stderr", f"{cell.id}: {output.get('text')}"


def test_links_inside_the_repository_resolve() -> None:
    for path in [ROOT / name for name in TRACKED if name.endswith(".md")]:
        prose = re.sub(r"`[^`]*`", "", path.read_text(encoding="utf-8"))
        for target in re.findall(r"\]\((?!https?://|#|mailto:)([^)#]+)", prose):
            assert (path.parent / target).exists(), f"{path.name}: {target}"


def test_no_two_modules_that_tests_share_have_one_name() -> None:
    """They are imported by bare names: in one run, the second of a name would get the first one's things."""
    shared = [
        path.name
        for path in map(Path, TRACKED)
        if path.suffix == ".py"
        and path.parts[0] in {"tests", "deploy"}
        and "kit" not in path.parts  # a package: asked for by its whole name
        and not path.name.startswith(("test_", "conftest", "jupyter_", "__"))
    ]
    assert [name for name, times in Counter(shared).items() if times > 1] == []
