"""Intake reads what students hand in, and nothing else, whatever lies in the folder."""

import json
import os
import socket
from pathlib import Path
from typing import Any

import pytest

from alliance_grader import intake
from alliance_grader.intake import HandedCell, SubmissionError, content_of, submitted, take_in, valid_id

A2 = "a2_read_a_caseload"
NOTEBOOK: dict[str, Any] = {
    "nbformat": 4,
    "nbformat_minor": 5,
    "metadata": {},
    "cells": [
        {
            "cell_type": "code",
            "id": "one",
            "metadata": {"nbgrader": {"grade_id": "q1"}},
            "source": ["x = 1\n", "y = 2"],
        },
        {"cell_type": "markdown", "metadata": {}, "source": "Grüße"},
    ],
}


def folder_of(root: Path, student: str = "ann") -> Path:
    folder = root / "gradebook" / "submitted" / student / A2
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def hand_in(root: Path, content: bytes | Any = NOTEBOOK, name: str = f"{A2}.ipynb") -> Path:
    place = folder_of(root) / name
    place.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
    return place


def refusal(root: Path, student: str = "ann") -> str:
    with pytest.raises(SubmissionError) as refused:
        take_in(root, A2, student)
    assert "\n" not in str(refused.value)
    return str(refused.value)


def test_a_notebook_is_read_with_what_lies_beside_it(tmp_path: Path) -> None:
    hand_in(tmp_path)
    (folder_of(tmp_path) / "notes.csv").write_text("a,b")
    (folder_of(tmp_path) / "timestamp.txt").write_text("2026-03-31 17:00:00 UTC\n")
    (folder_of(tmp_path) / ".ipynb_checkpoints").mkdir()
    found = take_in(tmp_path, A2, "ann")
    assert found.cells == (
        HandedCell("code", "x = 1\ny = 2", "q1", "one"),
        HandedCell("markdown", "Grüße", None, None),
    )
    assert found.files == {"notes.csv": b"a,b"}
    assert found.timestamp == "2026-03-31 17:00:00 UTC"
    assert found.notes == ()


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_what_an_editor_puts_before_the_text_does_no_harm(tmp_path: Path, encoding: str) -> None:
    hand_in(tmp_path, json.dumps(NOTEBOOK, ensure_ascii=False).encode(encoding))
    assert take_in(tmp_path, A2, "ann").cells[1].source == "Grüße"


@pytest.mark.parametrize(
    "name",
    [
        f"{A2} (1).ipynb",
        f"{A2}(2).ipynb",
        f"{A2.upper()}.ipynb",
        f"{A2}-1.ipynb",
        f"{A2} copy.ipynb",
        "my work.ipynb",
    ],
)
def test_a_notebook_under_another_name_is_taken_and_said(tmp_path: Path, name: str) -> None:
    hand_in(tmp_path, name=name)
    found = take_in(tmp_path, A2, "ann")
    assert len(found.cells) == 2
    assert name in found.notes[0]


def test_of_two_notebooks_the_one_with_nearly_the_right_name_is_taken(tmp_path: Path) -> None:
    hand_in(tmp_path, name="scratch.ipynb")
    hand_in(tmp_path, name=f"{A2} (1).ipynb")
    assert f"{A2} (1)" in take_in(tmp_path, A2, "ann").notes[0]
    hand_in(tmp_path, name=f"{A2} (2).ipynb")
    assert "rename the right one" in refusal(tmp_path)


DAMAGED = {
    "empty": b"",
    "cut": json.dumps(NOTEBOOK).encode()[:80],
    "no notebook": b'"hello"',
    "a list": b"[]",
    "null": b"null",
    "zeros": b"\0" * 100,
    "latin": '{"x": "Grüße"}'.encode("latin-1"),
    "deep": b'{"nbformat": 4, "cells": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    "cells are a name": b'{"nbformat": 4, "cells": "no"}',
    "huge number": b'{"nbformat": 4, "cells": [], "x": ' + b"9" * 10_000 + b"}",
    "sheets": b'{"nbformat": 3, "worksheets": []}',
}


@pytest.mark.parametrize("content", DAMAGED.values(), ids=DAMAGED)
def test_a_damaged_notebook_is_refused_in_one_sentence(tmp_path: Path, content: bytes) -> None:
    hand_in(tmp_path, content)
    assert "fresh copy" in refusal(tmp_path)


@pytest.mark.parametrize("version", [3, 5, "4", None])
def test_another_format_is_named(tmp_path: Path, version: object) -> None:
    hand_in(tmp_path, {**NOTEBOOK, "nbformat": version})
    assert "another notebook format" in refusal(tmp_path)


def test_cells_that_are_none_are_left_out(tmp_path: Path) -> None:
    strange: list[Any] = [
        3,
        None,
        {"cell_type": "video"},
        {"cell_type": "code", "source": 7, "id": 4, "metadata": []},
    ]
    strange.append(
        {"cell_type": "code", "source": ["a", 3, "b"], "metadata": {"nbgrader": {"grade_id": ["x"]}}}
    )
    strange.append({"cell_type": "markdown", "source": "half \ud83d pair"})
    hand_in(tmp_path, {**NOTEBOOK, "cells": strange})
    found = take_in(tmp_path, A2, "ann").cells
    assert [cell.source for cell in found] == ["", "ab", "half ? pair"]
    assert {cell.grade_id for cell in found} == {None}


def test_links_are_not_followed(tmp_path: Path) -> None:
    secret = tmp_path / "secret.ipynb"
    secret.write_text(json.dumps(NOTEBOOK))
    (folder_of(tmp_path) / f"{A2}.ipynb").symlink_to(secret)
    assert "link" in refusal(tmp_path)
    (folder_of(tmp_path) / f"{A2}.ipynb").unlink()
    os.link(secret, folder_of(tmp_path) / f"{A2}.ipynb")
    assert "link" in refusal(tmp_path)
    (folder_of(tmp_path) / f"{A2}.ipynb").unlink()
    hand_in(tmp_path)
    (folder_of(tmp_path) / "stolen.txt").symlink_to(secret)
    found = take_in(tmp_path, A2, "ann")
    assert found.files == {}
    assert "stolen.txt" in found.notes[0]


def test_a_file_that_two_share_belongs_to_whoever_had_it_first(tmp_path: Path) -> None:
    hand_in(tmp_path)
    os.utime(folder_of(tmp_path), (1, 1))
    thief = folder_of(tmp_path, "ben") / "mine.ipynb"
    os.link(folder_of(tmp_path) / f"{A2}.ipynb", thief)
    assert "link" in refusal(tmp_path, "ben")
    (tmp_path / "gradebook" / "submitted" / "eve").symlink_to(folder_of(tmp_path).parent)
    assert len(take_in(tmp_path, A2, "ann").cells) == 2
    os.utime(folder_of(tmp_path, "ben"), (1, 1))
    assert "link" in refusal(tmp_path), "nobody can say whose it is"


def test_names_that_cannot_be_written_are_left_out(tmp_path: Path) -> None:
    hand_in(tmp_path)
    (folder_of(tmp_path) / os.fsdecode(b"caf\xe9.txt")).write_text("x")
    found = take_in(tmp_path, A2, "ann")
    assert found.files == {}
    assert "Left out" in found.notes[0]


def test_a_folder_that_is_a_link_is_refused(tmp_path: Path) -> None:
    hand_in(tmp_path)
    other = tmp_path / "gradebook" / "submitted" / "ben"
    other.symlink_to(folder_of(tmp_path).parent)
    assert "could not be opened" in refusal(tmp_path, "ben") or "link" in refusal(tmp_path, "ben")
    eve = tmp_path / "gradebook" / "submitted" / "eve"
    eve.mkdir()
    (eve / A2).symlink_to(folder_of(tmp_path))
    refusal(tmp_path, "eve")
    assert submitted(tmp_path, A2) == ["ann", "ben", "eve"]


def test_what_is_no_ordinary_file_is_not_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    hand_in(tmp_path)
    os.mkfifo(folder_of(tmp_path) / "pipe")
    monkeypatch.chdir(folder_of(tmp_path))
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind("socket")
        found = take_in(tmp_path, A2, "ann")
    assert found.files == {}
    os.mkfifo(folder_of(tmp_path, "ben") / f"{A2}.ipynb")
    assert "no ordinary file" in refusal(tmp_path, "ben")
    (folder_of(tmp_path, "cid") / f"{A2}.ipynb").mkdir()
    assert "no notebook" in refusal(tmp_path, "cid")


def test_too_much_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = hand_in(tmp_path)
    with place.open("r+b") as file:
        file.truncate(intake.MOST_BYTES + 1)
    assert "larger than" in refusal(tmp_path)
    hand_in(tmp_path, {**NOTEBOOK, "cells": [NOTEBOOK["cells"][0]] * (intake.MOST_CELLS + 1)})
    assert "cells" in refusal(tmp_path)
    monkeypatch.setattr(intake, "MOST_SOURCE", 5)
    hand_in(tmp_path)
    assert "text" in refusal(tmp_path)
    for number in range(intake.MOST_FILES + 1):
        (folder_of(tmp_path) / f"{number}.txt").touch()
    assert "files" in refusal(tmp_path)


def test_a_timestamp_without_a_date_is_named(tmp_path: Path) -> None:
    hand_in(tmp_path)
    for content in (b"yesterday, I think", b"\xff\xfe", b"9" * 10_000, b"2026-99-99 25:00:00 UTC"):
        (folder_of(tmp_path) / "timestamp.txt").write_bytes(content)
        assert "timestamp.txt" in refusal(tmp_path)


@pytest.mark.parametrize("name", ["..", ".", "", "a/b", "a..b", "-rf", "a b", "x" * 200, "ann\n", "Ünal"])
def test_what_is_no_id_is_none(name: str) -> None:
    assert not valid_id(name)


def test_the_content_alone_decides_what_is_new(tmp_path: Path) -> None:
    place = hand_in(tmp_path)
    first = content_of(tmp_path, A2, "ann")
    os.utime(place, (0, 0))
    assert content_of(tmp_path, A2, "ann") == first
    (folder_of(tmp_path) / "more.txt").touch()
    second = content_of(tmp_path, A2, "ann")
    assert second != first
    (folder_of(tmp_path) / "more.txt").rename(folder_of(tmp_path) / "other.txt")
    assert content_of(tmp_path, A2, "ann") not in {first, second}
    assert content_of(tmp_path, A2, "nobody") == content_of(tmp_path, A2, "nobody")
