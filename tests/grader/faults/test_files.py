"""Files are written whole or not at all, whoever is killed or has no room."""

import os
import resource
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from alliance_grader.files import write_whole


def test_writers_of_one_file_take_turns_and_are_killed_without_harm(tmp_path: Path) -> None:
    # In a process of its own: this one may have threads, and is not forked then.
    done = subprocess.run(
        [sys.executable, __file__, str(tmp_path)], capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 0, done.stderr
    place = tmp_path / "outcome.json"
    write_whole(place, "the end", mode=0o640)
    assert place.read_text() == "the end"
    assert place.stat().st_mode & 0o777 == 0o640
    assert list(tmp_path.iterdir()) == [place]


def kill_writers(place: Path, times: int) -> None:
    texts = ["a" * 400_000, "b" * 400_000]
    write_whole(place, texts[0], mode=0o444)
    for number in range(times):
        writers = []
        for text in texts[: 1 + number % 2]:
            writers.append(os.fork())
            while writers[-1] == 0:
                write_whole(place, text, mode=0o444)
        for _ in range(20 + number):
            assert place.read_text() in texts
        for writer in writers:
            os.kill(writer, signal.SIGKILL)
            os.waitpid(writer, 0)
        assert place.read_text() in texts


def test_no_room_names_the_file_and_leaves_what_was_there(tmp_path: Path) -> None:
    place = tmp_path / "outcome.json"
    write_whole(place, "before")
    allowed = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (10, allowed[1]))
    try:
        with pytest.raises(OSError, match="File too large") as caught:
            write_whole(place, "x" * 1000)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, allowed)
    assert caught.value.filename == str(place)
    assert place.read_text() == "before"
    assert list(tmp_path.iterdir()) == [place]


def test_a_link_in_the_place_of_the_aside_is_not_followed(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.write_text("mine")
    (tmp_path / ".page.html.part").symlink_to(elsewhere)
    with pytest.raises(OSError, match="symbolic links"):
        write_whole(tmp_path / "page.html", "x")
    assert elsewhere.read_text() == "mine"


if __name__ == "__main__":
    kill_writers(Path(sys.argv[1], "outcome.json"), 40)
