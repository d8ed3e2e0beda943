"""Every attack is handed in to one class with honest neighbours; nobody may gain, and nobody may be harmed."""

import subprocess
import sys
from pathlib import Path

import pytest
from kit.box import NoBoxError, run_boxed
from kit.catalogue import Attack, attacks
from kit.listener import listening
from kit.pages import feel, feel_file, formgrader
from kit.secrets import leaked, new_secrets
from playwright.sync_api import Browser
from run_class import PORT, ClassRun
from table import PAGE, page

ATTACKS = attacks()
pytestmark = pytest.mark.slow


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: f"{attack.family}/{attack.name}")
def test_it_gains_nothing_and_is_recorded(attack: Attack, class_run: ClassRun) -> None:
    assert not class_run.harm or class_run.gains, class_run.harm
    assert class_run.gains[f"{attack.family}/{attack.name}"] == []


def test_the_class_is_as_if_nobody_had_attacked(class_run: ClassRun) -> None:
    """Neighbours to the byte, every file outside the results, every process, every listener."""
    assert class_run.harm == []


def test_the_batch_takes_no_longer_than_its_limits(class_run: ClassRun) -> None:
    assert class_run.seconds < 240


@pytest.mark.browser
def test_nothing_lives_in_the_markers_browser(class_run: ClassRun, chromium: Browser) -> None:
    """The formgrader and the feedback of all who attack the browser, and the class report of everybody."""
    mine = {attack.student: attack.assignment for attack in ATTACKS if attack.family == "browser"}
    room = class_run.room
    with listening(PORT) as ear, formgrader(room, PORT + 1) as server:
        found = feel(chromium, server, room, mine, ear)
        for report in sorted(room.place.glob("report-*.html")):
            found[report.name] = feel_file(chromium, report, ear)
    assert {who: what for who, what in found.items() if what} == {}
    assert len(found) == len(mine) + 2


def test_the_search_for_secrets_finds_them_in_disguise() -> None:
    planted = new_secrets()
    secret = planted["key"]
    import base64

    for shape in (
        secret,
        secret[::-1],
        secret.lower(),
        secret.encode().hex(),
        base64.b64encode(f"ab{secret}".encode()).decode(),
        base64.b64encode(f"{secret}".encode()).decode(),
        str(list(secret.encode())),
    ):
        assert leaked(f"x {shape} y".encode(), planted) == {"key"}, shape
    assert leaked(b"nothing of the kind", planted) == set()


def test_a_box_keeps_everything_but_its_own_folder(tmp_path: Path) -> None:
    def burgle() -> list[int]:
        Path("/usr/red-team").write_text("x")
        (tmp_path / "kept").write_text("x")
        return [int(path.name) for path in Path("/proc").glob("[0-9]*")]

    try:
        boxed = run_boxed(burgle, tmp_path, 20)
    except NoBoxError as error:
        pytest.skip(str(error))
    assert boxed.value == [1]
    assert boxed.written == ("/usr/red-team",)
    assert not Path("/usr/red-team").exists()
    assert (tmp_path / "kept").exists()


def test_the_table_says_what_the_files_say() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run: python tests/redteam/table.py"


def test_stock_is_asked_only_what_is_safe() -> None:
    here = Path(__file__).parent
    done = subprocess.run(
        [sys.executable, str(here / "stock.py"), "fork_bomb"], capture_output=True, text=True, check=False
    )
    assert "fork_bomb" not in done.stdout
