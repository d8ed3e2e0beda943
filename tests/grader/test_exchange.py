"""What is collected from a folder into which everybody may put what they like. With real accounts: tests/hub."""

import os
import pwd
from pathlib import Path

import pytest
from nbgrader.coursedir import CourseDirectory
from nbgrader.exchange import ExchangeError
from traitlets.config import Config

from alliance_grader.exchange import SafeCollect, copy_plain
from alliance_grader.intake import MOST_BYTES, MOST_FILES


def test_only_plain_files_of_a_folders_own_are_copied(tmp_path: Path) -> None:
    solutions, key = tmp_path / "solutions.ipynb", tmp_path / "key.yaml"
    for secret in (solutions, key):
        secret.write_text("the answers", encoding="utf-8")
    handed_in = tmp_path / "handed_in"
    (handed_in / "folder").mkdir(parents=True)
    (handed_in / "a2.ipynb").write_text("{}", encoding="utf-8")
    (handed_in / "link.ipynb").symlink_to(solutions)
    (handed_in / "second_name.ipynb").hardlink_to(key)
    (handed_in / "folder" / "deeper.ipynb").write_text("{}", encoding="utf-8")
    os.mkfifo(handed_in / "pipe.ipynb")  # opening it would wait for ever
    with (handed_in / "huge.ipynb").open("wb") as huge:
        huge.truncate(MOST_BYTES + 1)
    copy_plain(handed_in, tmp_path / "taken")
    assert {file.name: file.read_text() for file in (tmp_path / "taken").iterdir()} == {"a2.ipynb": "{}"}
    (tmp_path / "alias").symlink_to(handed_in)
    with pytest.raises(ExchangeError, match="'alias' cannot be collected"):
        copy_plain(tmp_path / "alias", tmp_path / "again")


@pytest.mark.parametrize("check_owner", [True, False])
def test_work_is_its_owners_whatever_its_name_says(tmp_path: Path, check_owner: bool) -> None:
    place = tmp_path / "somebody+a2_read_a_caseload+2026-12-01 10:00:00.000000 UTC+x1"
    place.mkdir()
    collect = SafeCollect(check_owner=check_owner)
    me = pwd.getpwuid(os.geteuid()).pw_name
    assert collect._path_to_record(str(place))["username"] == (me if check_owner else "somebody")


NAMES = "{who}+a2+2026-12-0{day} 10:00:00.000000 UTC+x"


def hand_in(inbound: Path, who: str, day: int) -> None:
    place = inbound / NAMES.format(who=who, day=day)
    place.mkdir()
    (place / "a2.ipynb").write_text(f"{who} {day}", encoding="utf-8")
    (place / "timestamp.txt").write_text(place.name.split("+")[2], encoding="utf-8")


def test_what_one_student_puts_there_keeps_no_work_from_coming_and_takes_none_away(tmp_path: Path) -> None:
    course, inbound = tmp_path / "course", tmp_path / "exchange" / "alliance" / "inbound"
    course.mkdir()
    inbound.mkdir(parents=True)
    (tmp_path / "exchange").chmod(0o777)
    settings = Config()
    settings.CourseDirectory.update(root=str(course), course_id="alliance", assignment_id="a2")
    settings.Exchange.root = str(tmp_path / "exchange")
    settings.ExchangeCollect.update(check_owner=False, update=True)

    def collected() -> dict[str, str]:
        SafeCollect(coursedir=CourseDirectory(config=settings), config=settings).start()
        return {file.parts[-3]: file.read_text() for file in course.glob("submitted/*/a2/a2.ipynb")}

    hand_in(inbound, "amy", 1)
    assert collected() == {"amy": "amy 1"}
    hand_in(inbound, "zoe", 1)
    (inbound / NAMES.format(who="amy", day=2)).symlink_to(course)
    (inbound / NAMES.format(who="zoe", day=2)).symlink_to(tmp_path / "nowhere")
    (inbound / NAMES.format(who="bob", day=1)).write_text("a file", encoding="utf-8")
    (inbound / "eve+a2+some day+x").mkdir()
    (inbound / "eve+a2+").mkdir()
    assert collected() == {"amy": "amy 1", "zoe": "zoe 1"}


def test_a_flood_of_files_does_not_fill_the_disk_nor_hide_the_notebook(tmp_path: Path) -> None:
    handed_in = tmp_path / "handed_in"
    handed_in.mkdir()
    for number in range(MOST_FILES + 10):
        (handed_in / f"{number:03d}.txt").touch()
    with (handed_in / "a2.ipynb").open("wb") as large:
        large.truncate(MOST_BYTES)
    for number in range(5):
        (handed_in / f"b{number}.ipynb").write_bytes(b"")
        os.truncate(handed_in / f"b{number}.ipynb", MOST_BYTES)
    (handed_in / "timestamp.txt").write_text("2026-12-01", encoding="utf-8")
    left = copy_plain(handed_in, tmp_path / "taken")
    taken = [file.stat().st_size for file in (tmp_path / "taken").iterdir()]
    assert (tmp_path / "taken" / "a2.ipynb").exists()
    assert (tmp_path / "taken" / "timestamp.txt").exists()
    assert sum(taken) <= 3 * MOST_BYTES
    assert len(taken) == MOST_FILES
    assert {"b4.ipynb", f"{MOST_FILES + 9:03d}.txt"} <= set(left)
