"""A small class with names as classes have them, and downloads made after the platforms' forms."""

import json
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from small import S1, Small
from typer.testing import CliRunner, Result

from alliance_grader.cli import app
from alliance_grader.collect.roll import enter
from alliance_grader.roster import Person

CLASS = (
    Person("soneil", "Seán", "O'Neil", "sean@example.org", "5001"),
    Person("mluther", "Luther", "Martin", "", "5002"),
    Person("lixl", "小龙", "李", "", "5003"),
    Person("amuller", "Anna", "Müller", "", "5004"),
    Person("klee1", "Kim", "Lee", "", "5005"),
    Person("klee2", "Kim", "Lee", "", "5006"),
    Person("j_doe", "Jane", "Doe", "", "5007"),
    Person("doe", "John", "Doe", "", "5008"),
)
Notebook = Callable[[str], bytes]
Zip = Callable[[Mapping[str, bytes | str]], Path]
Said = Callable[..., Result]


@pytest.fixture
def notebook(built_once: Small) -> Notebook:
    """Work on the small assignment that says some word."""
    text = (built_once.root / "release" / S1 / f"{S1}.ipynb").read_text(encoding="utf-8")

    def made(word: str) -> bytes:
        raw = json.loads(text)
        raw["cells"][-1]["source"] = word
        return json.dumps(raw, ensure_ascii=False).encode()

    return made


@pytest.fixture
def download(tmp_path: Path) -> Zip:
    """Pack files as a learning platform does."""

    def made(files: Mapping[str, bytes | str]) -> Path:
        place = tmp_path / f"download{len(list(tmp_path.glob('download*')))}.zip"
        with zipfile.ZipFile(place, "w", zipfile.ZIP_DEFLATED) as packed:
            for name, content in files.items():
                packed.writestr(name, content)
        return place

    return made


@pytest.fixture
def course(small: Small) -> Small:
    """The small course with its class in the roster and the gradebook."""
    enter(small.root, CLASS)
    return small


@pytest.fixture
def say() -> Said:
    """Give a command as an instructor does, and answer what it asks."""

    def said(*words: object, answers: str = "") -> Result:
        return CliRunner(env={"COLUMNS": "300"}).invoke(app, [str(word) for word in words], input=answers)

    return said


def words(course: Small) -> dict[str, str]:
    """Return what counts of each student: the word in their notebook."""
    return {
        place.parts[-3]: json.loads(place.read_text(encoding="utf-8"))["cells"][-1]["source"]
        for place in (course.data / "submitted").glob(f"*/{S1}/{S1}.ipynb")
    }


def kept(course: Small, student: str) -> list[str]:
    """Return the words of a student's earlier work, in its order."""
    return [
        json.loads(place.read_text(encoding="utf-8"))["cells"][-1]["source"]
        for place in sorted((course.data / "earlier" / student / S1).glob(f"*/{S1}.ipynb"))
    ]


def everything(folder: Path) -> dict[str, bytes]:
    """Return every file under a folder, but for what nbgrader logs when it is opened, and locks."""
    return {
        str(place.relative_to(folder)): place.read_bytes()
        for place in sorted(folder.rglob("*"))
        if place.is_file() and place.suffix not in {".log", ".lock"}
    }
