"""What is collected from a folder into which everybody may put what they like. With real accounts: tests/hub."""

import os
import pwd
from pathlib import Path

import pytest
from nbgrader.exchange import ExchangeError

from alliance_grader.exchange import SafeCollect, copy_plain
from alliance_grader.intake import MOST_BYTES


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
    with pytest.raises(ExchangeError, match="alias cannot be collected"):
        copy_plain(tmp_path / "alias", tmp_path / "again")


@pytest.mark.parametrize("check_owner", [True, False])
def test_work_is_its_owners_whatever_its_name_says(tmp_path: Path, check_owner: bool) -> None:
    place = tmp_path / "somebody+a2_read_a_caseload+2026-12-01 10:00:00.000000 UTC+x1"
    place.mkdir()
    collect = SafeCollect(check_owner=check_owner)
    me = pwd.getpwuid(os.geteuid()).pw_name
    assert collect._path_to_record(str(place))["username"] == (me if check_owner else "somebody")
