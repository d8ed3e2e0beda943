"""Downloads that are damaged, too large or out to do harm: one sentence each, and nothing is written."""

import io
import os
import stat
import struct
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from small import S1

from alliance.errors import CourseError
from alliance_grader.collect.source import Bounds, Item, Source

from .conftest import everything, words


def items(place: Path, bounds: Bounds | None = None) -> dict[str, Item]:
    with Source(place, bounds) as source:
        return {str(item.path): item for item in source.items()}


def packed(place: Path, *entries: tuple[zipfile.ZipInfo | str, bytes]) -> Path:
    with zipfile.ZipFile(place, "w", zipfile.ZIP_DEFLATED) as archive:
        for entry, content in entries:
            archive.writestr(entry, content)
    return place


def named(name: str) -> zipfile.ZipInfo:
    """Return an entry of this very name; the library would mend it."""
    entry = zipfile.ZipInfo("x")
    entry.filename = name
    return entry


LINK = zipfile.ZipInfo("soneil.ipynb")
LINK.external_attr = (stat.S_IFLNK | 0o777) << 16


@pytest.mark.parametrize(
    ("entry", "because"),
    [
        (named("../soneil.ipynb"), "leads out"),
        (named("a/../../soneil.ipynb"), "leads out"),
        (named("/etc/soneil.ipynb"), "leads out"),
        (named("C:/soneil.ipynb"), "leads out"),
        (named("..\\soneil.ipynb"), "signs that no file's name has"),
        (named("soneil.ipynb\0.txt"), "signs that no file's name has"),
        (named("so\u202eneil.ipynb"), "signs that no file's name has"),
        (LINK, "is a link"),
    ],
    ids=lambda value: value.filename if isinstance(value, zipfile.ZipInfo) else value[:8],
)
def test_a_trick_with_a_path_is_refused_and_the_rest_is_taken(
    course, say, notebook, tmp_path, entry, because
):
    place = packed(tmp_path / "d.zip", (entry, notebook("evil")), ("lixl.ipynb", notebook("good")))
    before = everything(tmp_path.parent)
    said = say("collect", "s1", place, "--yes")
    assert said.exit_code == 1, said.output
    assert because in said.output
    assert words(course) == {"lixl": "good"}
    new = everything(tmp_path.parent).keys() - before.keys()
    ours = (f"/gradebook/submitted/lixl/{S1}/", f"/gradebook/collected/{S1}.json")
    assert all(any(own in name for own in ours) for name in new), new


def test_names_that_a_file_system_may_take_for_one_are_refused_both(tmp_path):
    place = packed(
        tmp_path / "d.zip",
        ("Ann.ipynb", b"1"),
        ("ann.ipynb", b"2"),
        ("Ü.ipynb", b"3"),
        ("U\u0308.ipynb", b"4"),
        ("bo.ipynb", b"5"),
    )
    assert [name for name, item in items(place).items() if not item.problem] == ["bo.ipynb"]


def test_a_bomb_is_not_unpacked(tmp_path):
    inner = io.BytesIO()
    packed(inner, ("ann.ipynb", b"0" * 15_000_000))  # type: ignore[arg-type]
    deeper = io.BytesIO()
    packed(deeper, ("in.zip", inner.getvalue()))  # type: ignore[arg-type]
    deepest = io.BytesIO()
    packed(deepest, ("in.zip", deeper.getvalue()))  # type: ignore[arg-type]
    place = packed(
        tmp_path / "d.zip",
        ("in.zip", inner.getvalue()),
        ("deep.zip", deepest.getvalue()),
        ("bo.ipynb", b"{}"),
    )
    found = items(place)
    assert "bomb" in found["in.zip/ann.ipynb"].problem
    assert "zip in a zip" in found["deep.zip/in.zip/in.zip"].problem
    assert found["bo.ipynb"].problem == ""


def test_a_size_that_lies_is_found_out_while_reading(tmp_path):
    place = packed(tmp_path / "d.zip", ("ann.ipynb", os.urandom(50_000)))
    with Source(place, Bounds(notebook=60_000)) as source:
        item = next(source.items())
        assert len(item.read()) == 50_000
    content = bytearray(place.read_bytes())
    at = content.rfind(b"PK\x01\x02")
    content[at + 24 : at + 28] = struct.pack("<I", 10)
    place.write_bytes(content)
    with Source(place, Bounds(notebook=40_000)) as source:
        item = next(source.items())
        with pytest.raises(Exception, match=r"larger than|cannot be unpacked") as refused:
            item.read()
        assert type(refused.value).__name__ == "UnreadableError"


def test_what_is_read_in_all_has_a_limit(tmp_path):
    place = packed(tmp_path / "d.zip", ("a.ipynb", b"12345"), ("b.ipynb", b"12345"))
    with Source(place, Bounds(total=8)) as source:
        first, second = source.items()
        first.read()
        with pytest.raises(CourseError, match="holds more than"):
            second.read()


@pytest.mark.parametrize("where", ["zip", "folder"])
def test_far_too_many_files_are_no_download(tmp_path, where):
    place = tmp_path / "d"
    if where == "zip":
        place = packed(tmp_path / "d.zip", *((f"{number}.ipynb", b"") for number in range(10_001)))
    else:
        place.mkdir()
        for number in range(6):
            (place / f"{number}.ipynb").touch()
    with pytest.raises(CourseError, match="more than"):
        items(place, None if where == "zip" else Bounds(files=5))


def broken(tmp_path: Path, kind: str) -> Path:
    place = packed(tmp_path / "d.zip", ("soneil.ipynb", os.urandom(5_000)))
    content = bytearray(place.read_bytes())
    match kind:
        case "cut off":
            content = content[: len(content) // 2]
        case "empty":
            content = bytearray()
        case "no zip":
            content = bytearray(b"Rar!\x1a\x07 and so on")
        case "missing":
            place.unlink()
            return place
    place.write_bytes(content)
    return place


@pytest.mark.parametrize("kind", ["cut off", "empty", "no zip", "missing"])
def test_a_download_that_cannot_be_opened_is_said_in_a_sentence(course, say, tmp_path, kind):
    before = everything(course.data)
    said = say("collect", "s1", broken(tmp_path, kind), "--yes")
    assert isinstance(said.exception, CourseError)
    assert "d.zip" in str(said.exception)
    assert everything(course.data) == before


def test_a_locked_and_a_damaged_file_are_refused_each_by_itself(course, say, notebook, tmp_path):
    place = packed(
        tmp_path / "d.zip",
        ("soneil.ipynb", notebook("a")),
        ("lixl.ipynb", notebook("b")),
        ("amuller.ipynb", notebook("c")),
    )
    content = bytearray(place.read_bytes())
    with zipfile.ZipFile(place) as archive:
        damaged = archive.getinfo("lixl.ipynb").header_offset + 60
    content[damaged : damaged + 40] = bytes(40)
    for sign, flags in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        at = content.find(sign)  # of the first file
        content[at + flags] |= 1
    place.write_bytes(content)
    said = say("collect", "s1", place, "--yes")
    assert "soneil.ipynb: is locked with a password" in said.output
    assert "lixl.ipynb: cannot be unpacked" in said.output
    assert words(course) == {"amuller": "c"}


def test_links_in_a_folder_are_not_followed(course, say, notebook, tmp_path):
    folder = tmp_path / "download"
    folder.mkdir()
    (tmp_path / "secret.ipynb").write_bytes(notebook("secret"))
    (folder / "soneil.ipynb").symlink_to(tmp_path / "secret.ipynb")
    (folder / "lixl").symlink_to(tmp_path, target_is_directory=True)
    os.mkfifo(folder / "amuller.ipynb")
    said = say("collect", "s1", folder, "--yes")
    assert said.output.count("links are not followed") == 2
    assert "amuller.ipynb: is no ordinary file" in said.output
    assert words(course) == {}


def test_a_notebook_that_is_too_large_and_one_that_is_none_are_refused(course, say, notebook, tmp_path):
    folder = tmp_path / "download"
    folder.mkdir()
    (folder / "soneil.ipynb").write_bytes(notebook("x" * 20_000_000))
    (folder / "lixl.ipynb").write_bytes(b"%PDF-1.7")
    (folder / "amuller.ipynb").write_bytes(b'{"cells": [], "nbformat": 4}')
    said = say("collect", "s1", folder, "--yes")
    assert "soneil.ipynb: is larger than 20 MB" in said.output
    assert "lixl.ipynb: is no notebook that can be opened" in said.output
    assert "amuller.ipynb: is a notebook, but none of this course" in said.output
    assert words(course) == {}


def test_the_time_of_an_entry_is_read_with_its_zone_where_it_has_one(tmp_path):
    entry = zipfile.ZipInfo("a.ipynb", (2026, 11, 22, 10, 11, 12))
    plain = zipfile.ZipInfo("b.ipynb", (2026, 11, 22, 10, 11, 12))
    moment = datetime(2026, 11, 22, 9, 11, 13, tzinfo=UTC)
    entry.extra = struct.pack("<HHBI", 0x5455, 5, 1, int(moment.timestamp()))
    found = items(packed(tmp_path / "d.zip", (entry, b""), (plain, b""), (zipfile.ZipInfo("c.ipynb"), b"")))
    assert found["a.ipynb"].modified == moment
    assert found["b.ipynb"].modified == datetime(2026, 11, 22, 10, 11, 12)
    assert found["c.ipynb"].modified is None
