"""`alliance doctor`: what it looks at, and that each trap is found, told in plain words, and not where there is none."""

import io
import json
import os
import socket
import subprocess
import sys
import sysconfig
import time
import venv
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Any

import pytest
from packaging.requirements import Requirement
from rich.console import Console

from alliance.doctor import Finding, computer, packages, place
from alliance.doctor.cli import in_order, last_word, show
from alliance.doctor.kernel import Answer, judged, kernel
from alliance.folder import fill

ENVIRONMENT = Path(sys.prefix)


@pytest.mark.slow
def test_here_all_is_well(alliance: Any, folder: Path) -> None:
    alliance("start", "--no-open")
    done = alliance("doctor", "--json", cwd=folder)
    found = {one["what"]: one for one in json.loads(done.stdout)}
    assert done.returncode == 0, done.stdout
    assert {name: one["grade"] for name, one in found.items() if one["grade"] != "ok"}.keys() <= {"port"}
    assert all(one["fine"] for one in found.values())
    assert found["Python"]["found"].endswith(f"in {sys.prefix}")
    assert found["notebooks"]["found"] == "the kernel starts, counts and has the course"
    assert found["jupyterlab"]["found"][0] == "4"
    assert found["your folder"]["found"] == f"{folder} can be written"
    assert found.keys() >= {
        "numpy",
        "ipywidgets in the browser",
        "anywidget in the browser",
        "room on the disk",
    }


@pytest.mark.slow
def test_what_is_to_mend_stands_first_and_the_command_says_so(alliance: Any, folder: Path) -> None:
    alliance("start", "--no-open")
    (folder / "lessons" / "pandas.py").write_text("", encoding="utf-8")
    done = alliance("doctor", cwd=folder, COLUMNS="80")
    assert done.returncode == 1
    lines = done.stdout.splitlines()
    assert lines[0].startswith("to mend")
    assert "lessons/pandas.py is called like a part of" in lines[0]
    assert lines[-1] == "1 to mend. Do what the bold line says; then: alliance doctor"
    assert max(map(len, lines)) <= 80
    assert "Traceback" not in done.stderr


def own_kernel(at: Path, argv: list[str]) -> str:
    (at / "python3").mkdir(parents=True)
    spec = {"argv": argv, "display_name": "Python 3", "language": "python"}
    (at / "python3" / "kernel.json").write_text(json.dumps(spec), encoding="utf-8")
    return str(at)


def other_python(at: Path) -> Path:
    """Make another installation, which has the packages and not the course."""
    venv.create(at / "other", with_pip=False)
    (packages,) = (at / "other" / "lib").glob("*/site-packages")
    (packages / "all_but_the_course.pth").write_text(sysconfig.get_path("purelib"), encoding="utf-8")
    return at / "other" / "bin" / "python"


@pytest.mark.slow
def test_a_kernel_of_another_installation_is_found_by_starting_it(tmp_path: Path) -> None:
    other = other_python(tmp_path)
    kernels = own_kernel(
        tmp_path / "kernels", [str(other), "-m", "ipykernel_launcher", "-f", "{connection_file}"]
    )
    (found,) = kernel(tmp_path, [kernels])
    assert found.grade == "to mend"
    assert found.found == f"they run on another Python, {other}"
    assert str(Path(kernels) / "python3") in found.advice


@pytest.mark.slow
def test_a_kernel_that_dies_or_never_answers_is_told_in_bounded_time(tmp_path: Path) -> None:
    for name, code in {"dies": "raise SystemExit(1)", "sleeps": "import time; time.sleep(600)"}.items():
        kernels = own_kernel(tmp_path / name, [sys.executable, "-c", code])
        began = time.monotonic()
        (found,) = kernel(tmp_path, [kernels], seconds=3)
        assert time.monotonic() - began < 30
        assert (found.grade, found.found) == ("to mend", "it did not answer"), name
        assert "--force-reinstall" in found.command
    (found,) = kernel(tmp_path, [own_kernel(tmp_path / "gone", [str(tmp_path / "no python")])])
    assert (found.grade, found.found) == ("to mend", "it could not be started")


@pytest.mark.slow
def test_alliance_start_is_safe_from_the_kernel_of_another_installation(tmp_path: Path) -> None:
    """The classic trap: somebody once made a kernel python3 for their own account, and Jupyter prefers it."""
    stranger = "/opt/old/bin/python"
    own_kernel(tmp_path / "kernels", [stranger, "-m", "ipykernel_launcher", "-f", "{connection_file}"])
    program = (
        "import sys\nfrom pathlib import Path\nfrom alliance.doctor.kernel import kernel\n"
        "print([(one.what, one.grade, one.found) for one in kernel(Path.cwd())])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, "JUPYTER_DATA_DIR": str(tmp_path), "JUPYTER_PREFER_ENV_PATH": "0"},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    assert done.stdout.strip() == str(
        [
            ("notebooks", "ok", "the kernel starts, counts and has the course"),
            ("jupyter lab", "worth knowing", f"opened without alliance, it takes another Python: {stranger}"),
        ]
    )


def test_a_kernel_without_the_course_is_told_from_one_that_cannot_count() -> None:
    own = sys.executable
    broken = judged(Answer(("2", own), "ModuleNotFoundError: No module named 'yaml'"), "/spec", own)
    assert broken.grade == "to mend"
    assert "No module named 'yaml'" in broken.found
    assert judged(Answer(("3", own, "x")), "/spec", own).grade == "to mend"
    assert judged(Answer(("2", own, "x")), "/spec", own).grade == "ok"


def extension(at: Path, name: str, version: str) -> str:
    (at / name).mkdir(parents=True)
    (at / name / "package.json").write_text(json.dumps({"name": name, "version": version}), encoding="utf-8")
    return str(at)


def test_widgets_that_are_missing_old_or_damaged_are_found(tmp_path: Path) -> None:
    here = str(ENVIRONMENT / "share" / "jupyter" / "labextensions")
    manager = "@jupyter-widgets/jupyterlab-manager"
    assert [one.grade for one in packages.widgets([here])] == ["ok", "ok"]
    assert [one.found for one in packages.widgets([str(tmp_path)])] == ["missing", "missing"]
    old, _ = packages.widgets([extension(tmp_path / "old", manager, "3.1.8"), here])
    assert old.grade == "to mend"
    assert "an older installation is in the way" in old.advice
    assert str(tmp_path / "old" / manager) in old.found
    _, other = packages.widgets([extension(tmp_path / "other", "anywidget", "0.1.0"), here])
    assert other.grade == "to mend"
    (tmp_path / "other" / "anywidget" / "package.json").write_text("{", encoding="utf-8")
    _, damaged = packages.widgets([str(tmp_path / "other"), here])
    assert damaged.found.startswith("damaged")


@pytest.mark.slow
def test_widgets_that_are_switched_off_are_found(tmp_path: Path) -> None:
    settings = tmp_path / "labconfig"
    settings.mkdir()
    page = {"disabledExtensions": {"anywidget": True}}
    (settings / "page_config.json").write_text(json.dumps(page), encoding="utf-8")
    program = (
        "from alliance.doctor import packages\nprint([(one.grade, one.found) for one in packages.widgets()])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, "JUPYTER_CONFIG_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    (manager, _), (own, found) = eval(done.stdout)  # noqa: S307  (our own words)
    assert (manager, own) == ("ok", "to mend")
    assert found.endswith("switched off")


def test_python_and_packages() -> None:
    assert computer.python((3, 11, 0)).grade == "ok"
    assert "3.11 or later" in computer.python((3, 10, 9)).advice
    assert "64-bit" in computer.python(largest=2**31 - 1).advice
    old = packages.package(Requirement("pandas>=99"))
    assert old.grade == "to mend"
    assert old.command.endswith('-m pip install "pandas>=99"')
    assert packages.package(Requirement("no-such-package>=1")).found == "missing"


def test_commands_of_another_installation(tmp_path: Path) -> None:
    own = str(Path(sys.executable).parent)
    assert computer.programs(own).grade == "ok"
    (tmp_path / "alliance").write_text("#!/bin/sh\n", encoding="utf-8")
    (tmp_path / "alliance").chmod(0o755)
    other = computer.programs(os.pathsep.join([str(tmp_path), own]))
    assert other.grade == "worth knowing"
    assert str(tmp_path / "alliance") in other.found
    missing = computer.programs(str(tmp_path / "nothing"))
    assert missing.found == "alliance and jupyter: not found by this window"
    assert missing.command.endswith(f"source {ENVIRONMENT}/bin/activate")


def test_what_to_type_first(tmp_path: Path) -> None:
    assert computer.switch_on(Path("/a b"), "Linux") == 'source "/a b/bin/activate"'
    assert computer.switch_on(Path("C:/course"), "Windows").endswith("activate")
    (tmp_path / "conda-meta").mkdir()
    assert computer.switch_on(tmp_path, "Linux") == f"conda activate {tmp_path}"


def test_packages_mixed_in_from_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PYTHONPATH", raising=False)
    assert computer.other_packages().grade == "ok"
    monkeypatch.setenv("PYTHONPATH", "/somewhere/else")
    assert computer.other_packages().grade == "worth knowing"


@pytest.mark.parametrize(
    ("folder", "service"),
    [
        (PureWindowsPath(r"C:\Users\Ada\OneDrive - University\Documents\Kurs"), "OneDrive"),
        (PurePosixPath("/Users/ada/Library/Mobile Documents/com~apple~CloudDocs/Kurs"), "iCloud"),
        (PurePosixPath("/Users/ada/Library/CloudStorage/GoogleDrive-ada/My Drive/Kurs"), "Google Drive"),
        (PurePosixPath("/Users/ada/Library/CloudStorage/Other/Kurs"), "a cloud service"),
        (PurePosixPath("/srv/ada/Dropbox/Kurs"), "Dropbox"),
    ],
)
def test_a_folder_that_is_copied_about_is_worth_knowing(folder: Any, service: str) -> None:
    found = place.synced(folder)
    assert (found.grade, found.found) == ("worth knowing", f"your folder is in {service}")
    assert place.synced(PurePosixPath("/srv/ada/Documents/Alliance Workbook")).grade == "ok"


def test_long_names_matter_on_windows_alone() -> None:
    short, long = PureWindowsPath("C:/Course"), PureWindowsPath("C:/Users/" + "a" * 150)
    assert place.names(short, "Windows").grade == "ok"
    assert place.names(long, "Windows").grade == "to mend"
    assert place.names(long, "Linux").grade == "ok"


def test_names_in_the_way(tmp_path: Path) -> None:
    fill(tmp_path)
    (tmp_path / "notes.py").touch()
    (tmp_path / "alliance").mkdir()
    assert [one.grade for one in place.shadows(tmp_path)] == ["ok"]
    (tmp_path / "random.py").touch()
    (tmp_path / "assignments" / "yaml.py").touch()
    (tmp_path / "alliance" / "__init__.py").touch()
    found = place.shadows(tmp_path)
    assert [one.found.split()[0] for one in found] == ["alliance", "random.py", "assignments/yaml.py"]
    assert {one.grade for one in found} == {"to mend"}


def test_the_packages_own_folder_is_not_in_the_way(root: Path) -> None:
    assert [one.grade for one in place.shadows(root / "course")] == ["ok"]


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    assert place.writable(tmp_path).grade == "ok"
    not_yet = place.writable(tmp_path / "not yet")
    assert not_yet.grade == "ok"
    assert "alliance start makes" in not_yet.found
    assert place.writable(Path("/proc/self/fd/nothing")).grade == "to mend"  # also for root


def test_room_port_and_clock(tmp_path: Path) -> None:
    assert computer.room(tmp_path / "not yet").grade == "ok"
    assert computer.room(tmp_path, at_least=10**12).grade == "to mend"
    assert computer.clock().grade == "ok"
    assert computer.clock(now=0.0).grade == "worth knowing"
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        found = computer.port(port)
    assert found.grade == "worth knowing"
    assert found.found.startswith(f"{port} is in use; ")


def test_the_worst_stands_first_and_packages_that_fit_are_one_line() -> None:
    findings = [
        Finding("Python", "3.12"),
        Finding("numpy", "2.1"),
        Finding("pandas", "1.0", "to mend", "Type:", "long " * 30),
        Finding("cloud", "OneDrive", "worth knowing", "Think of it."),
        Finding("rich", "14"),
    ]
    assert [one.what for one in in_order(findings)] == ["pandas", "cloud", "Python", "packages"]
    assert last_word(findings).startswith("1 to mend")
    assert last_word(findings[3:]) == "The lessons will run. Next: alliance start"
    assert last_word(findings[:2]) == "All is well. Next: alliance start"
    console = Console(width=80, file=io.StringIO())
    show(console, findings)
    shown = console.file.getvalue().splitlines()  # type: ignore[attr-defined]
    assert shown[0].rstrip() == "to mend        pandas: 1.0"
    assert shown[2].strip() == ("long " * 30).strip(), "what is to be typed can be copied whole"
