"""An assignment is given to students: all of it that is theirs, and nothing else."""

import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from small import S1, Small

from alliance import CourseError

Give = Callable[..., str]


def everything(folder: Path) -> dict[str, bytes]:
    return {
        str(place.relative_to(folder)): place.read_bytes()
        for place in folder.rglob("*")
        if place.is_file() and place.name != "grading.log"
    }


def test_a_zip_holds_the_notebook_its_data_and_a_note_and_nothing_else(small: Small, give: Give) -> None:
    release = small.root / "release" / S1
    (release / "data").mkdir()
    (release / "data" / "clients.csv").write_text("client,rating\nC01,3\n", encoding="utf-8")
    for strange in ("key.yaml", "notes.md", "solve.py", ".ipynb_checkpoints"):
        (release / strange).write_text("not for students", encoding="utf-8")
    before = everything(small.root)
    assert "would go" in give("release s1 --dry-run").casefold()
    assert everything(small.root) == before
    said = give("release s1")
    file = small.data / "release" / f"{S1}.zip"
    first = file.read_bytes()
    assert str(file) in said
    assert "alliance-grader collect s1" in said
    with zipfile.ZipFile(io.BytesIO(first)) as packed:
        assert sorted(packed.namelist()) == [
            f"{S1}/READ ME.txt",
            f"{S1}/data/clients.csv",
            f"{S1}/{S1}.ipynb",
        ]
        assert packed.read(f"{S1}/{S1}.ipynb") == (release / f"{S1}.ipynb").read_bytes()
        note = packed.read(f"{S1}/READ ME.txt").decode()
    assert f"Hand in this one file, {S1}.ipynb" in note
    assert "$" not in note
    give("release s1 --to", str(small.root / "for_upload.zip"))
    assert (small.root / "for_upload.zip").read_bytes() == first


def test_a_due_date_is_in_the_note(small: Small, give: Give) -> None:
    small.tell("UPDATE assignment SET duedate = '2026-12-06 22:59:00.000000' WHERE name = ?", S1)
    give("release s1")
    with zipfile.ZipFile(small.data / "release" / f"{S1}.zip") as packed:
        assert "It is due on " in packed.read(f"{S1}/READ ME.txt").decode()


def test_what_is_not_ready_is_refused(small: Small, give: Give) -> None:
    release = small.root / "release" / S1
    secret = release / "data.csv"
    secret.write_text("a,b\ntotal = sum(numbers)\n", encoding="utf-8")
    with pytest.raises(CourseError, match=r"would see a secret in data.csv"):
        give("release s1")
    secret.unlink()
    secret.symlink_to(small.gradebook)
    with pytest.raises(CourseError, match=r"data.csv does not belong there"):
        give("release s1")
    secret.unlink()
    source = json.loads(small.source.read_text(encoding="utf-8"))
    source["cells"].append({"cell_type": "markdown", "id": "good-bye", "metadata": {}, "source": "Good-bye."})
    small.source.write_text(json.dumps(source), encoding="utf-8")
    with pytest.raises(CourseError, match=r"is not what source/ gives now; run: alliance-grader build s1"):
        give("release s1")
    small.gradebook.unlink()
    with pytest.raises(CourseError, match=r"not been built yet; run: alliance-grader build s1"):
        give("release s1")
    assert not (small.data / "release").exists()


def test_the_exchange_gets_it_once_and_another_version_only_when_it_is_meant(
    small: Small, exchange: Path, give: Give
) -> None:
    assert "Would go into the exchange" in give("release s1 --dry-run")
    assert not list(exchange.iterdir())
    assert "Students fetch it from their Assignments tab." in give("release s1")
    there = exchange / "alliance" / "outbound" / S1
    assert everything(there) == everything(small.root / "release" / S1)
    stands = (there / f"{S1}.ipynb").stat().st_mtime_ns
    give("release s1")
    assert (there / f"{S1}.ipynb").stat().st_mtime_ns == stands
    (there / f"{S1}.ipynb").write_text("{}", encoding="utf-8")
    with pytest.raises(CourseError, match="Another version of s1_small is in the exchange"):
        give("release s1")
    assert (there / f"{S1}.ipynb").read_text(encoding="utf-8") == "{}"
    give("release s1 --again")
    assert everything(there) == everything(small.root / "release" / S1)
