"""The sandbox itself: what a child tries at either level, and what it then could do."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from tests.grader.conftest import ROOT, shown, work

from alliance_grader.sandbox import landlock, seccomp
from alliance_grader.warm import Level, Limits, Sandbox, Warm
from alliance_grader.warm.frames import Stopped
from alliance_grader.warm.probe import breaches, probe

KEYS = ROOT / "autograde" / "keys"
# Everything here must end in an error of the system's, and say so.
REFUSED = {
    "keys": f"open({str(KEYS / 'a2_read_a_caseload.yaml')!r}).read()",
    "keys by listing": f"import os; os.listdir({str(KEYS)!r})",
    "solutions": f"open({str(ROOT / 'source/a2_read_a_caseload/a2_read_a_caseload.ipynb')!r})",
    "the grader's code": "import alliance_grader.scoring.key",
    "the shadow of passwords": "open('/etc/shadow')",
    "fork": "import os; os.fork()",
    "a program": "import os; os.execv('/bin/true', ['true'])",
    "a program beside": "import subprocess; subprocess.run(['/bin/true'])",
    "multiprocessing": "import multiprocessing as m; p = m.Process(target=print); p.start()",
    "the network": "import socket; socket.create_connection(('127.0.0.1', 22))",
    "a datagram": "import socket; socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)",
    "writing to packages": "import numpy; open(numpy.__file__, 'a')",
    "writing outside": "open('/var/tmp/left-behind', 'w')",
    "memory nobody counts": "import os; os.memfd_create('x')",
    "signals to all": "import os; os.kill(-1, 9)",
    "signals to the parent": "import os; os.kill(os.getppid() or 2, 9)",
    "becoming root": "import os; os.setuid(0); open('/etc/shadow')",
    "a higher limit": "import resource as r; r.setrlimit(r.RLIMIT_AS, (r.RLIM_INFINITY, r.RLIM_INFINITY))",
    "another's limits": "import resource as r; r.prlimit(os.getppid() or 2, r.RLIMIT_CPU, (1, 1)) if (os := __import__('os')) else 0",
    "mounts": "import ctypes, os; c = ctypes.CDLL(None, use_errno=True); c.mount(b'x', b'/', b'tmpfs', 0, None) and os.strerror(1) and 1/0",
    "processes of others": "import os; assert set(filter(str.isdigit, os.listdir('/proc'))) > {str(os.getpid())}, 'nobody else'",
}


@pytest.mark.parametrize("attempt", REFUSED.values(), ids=REFUSED)
def test_it_is_refused(warm: Warm, attempt: str) -> None:
    told = shown(work(warm, attempt))
    assert any(
        error in told
        for error in (
            "PermissionError",
            "FileNotFoundError",
            "ModuleNotFoundError",
            "ValueError: not allowed",
            "nobody else",
            "ZeroDivision",
            "OSError",
            "BlockingIOError",
            "ProcessLookupError",
        )
    ), told


def test_neither_level_can_be_broken_by_the_canaries(level: Level) -> None:
    database = ROOT / "gradebook" / "gradebook.db"
    assert breaches(level, [ROOT], [KEYS, *([database] if database.is_file() else [])]) == []


def test_the_canaries_notice_that_nothing_is_isolated() -> None:
    found = "\n".join(breaches("none", [ROOT], [KEYS]))
    for what in ("planted", str(KEYS), "write outside", "connect", "fork", "start a program", "signal"):
        assert what in found


def test_the_best_level_is_chosen() -> None:
    best, why = probe()
    assert best == "namespaces"
    assert why == {}


def test_the_environment_holds_nothing(warm: Warm) -> None:
    told = shown(
        work(
            warm,
            "import os\nprint(sorted(os.environ))\n"
            "try:\n    print(open('/proc/self/environ').read())\nexcept PermissionError:\n    pass",
        )
    )
    for name in os.environ.keys() - {"PATH", "HOME", "LANG", "TZ", "TERM", "PYTHONHASHSEED"}:
        assert f"'{name}'" not in told or name.startswith(("PYTHON", "OMP", "MPL", "OPENBLAS", "PLOTLY")), (
            name
        )
    assert str(Path.home()) not in told


def test_only_its_own_descriptors_are_open(warm: Warm) -> None:
    told = shown(
        work(
            warm,
            "import os\nopened = []\nfor fd in range(3, 4096):\n    try:\n        os.fstat(fd); opened.append(fd)\n"
            "    except OSError: pass\nprint(len(opened))",
        )
    )
    assert int(told) <= 8  # two pipes of its own for the grader, two to itself, an event loop


def test_it_writes_into_its_own_folder_and_nothing_stays(warm: Warm) -> None:
    first = work(
        warm, "open('mine', 'w').write('x'); import os; os.listdir(), os.getcwd() == os.path.expanduser('~')"
    )
    assert shown(first) == "(['mine'], True)"
    assert shown(work(warm, "import os; os.listdir()")) == "[]"


def test_a_full_folder_is_an_error_of_the_cell_or_the_end(warm: Warm) -> None:
    fill = "for i in range(20):\n    open(f'f{i}', 'wb').write(bytes(10 << 20))"
    wait = "import time; time.sleep(2)"
    came = work(warm, fill, wait, limits=Limits(cell=30))
    assert (isinstance(came[-1], Stopped) and came[-1].reason == "output") or "No space left" in shown(came)


def test_so_many_files_are_an_error_of_the_cell_or_the_end(warm: Warm) -> None:
    came = work(warm, "for i in range(9000):\n    open(f'f{i}', 'w').close()", "import time; time.sleep(2)")
    assert (isinstance(came[-1], Stopped) and came[-1].reason == "output") or "No space left" in shown(came)


def test_two_children_cannot_see_or_signal_one_another(warm: Warm) -> None:
    from alliance_grader.warm.frames import CellWork, Work

    stay = "import os, time\nopen('secret', 'w').write('x')\nprint(os.getpid(), os.getcwd())\n"
    with warm.child() as one:
        one.send(Work([CellWork(0, stay), CellWork(1, "import time; time.sleep(3)"), CellWork(2, "'alive'")]))
        one.receive(20)
        told = one.receive(20)
        number, folder = told.outputs[0]["text"].split()  # type: ignore[attr-defined]
        look = (
            f"import os, signal\nfor work in (lambda: os.kill({number}, 9) if {number} != os.getpid() else 1/0,"
            f" lambda: open('{folder}/secret'), lambda: os.listdir('/proc/{number}') if {number} != os.getpid() else 1/0):\n"
            "    try:\n        work(); print('could')\n    except Exception as e: print('refused', type(e).__name__)"
        )
        assert "could" not in shown(work(warm, look))
        rest = [one.receive(20) for _ in range(5)]
    assert rest[3].outputs[0]["data"]["text/plain"] == "'alive'"  # type: ignore[attr-defined]


def test_the_filter_names_every_call_once_and_fits() -> None:
    assert len(seccomp.program(1)) // 8 < 4096
    assert landlock.version() >= landlock.ENOUGH


def test_what_is_hidden_inside_something_readable_is_left_out(tmp_path: Path) -> None:
    (tmp_path / "open" / "deep" / "secret").mkdir(parents=True)
    (tmp_path / "open" / "beside").mkdir()
    (tmp_path / "open" / "link").symlink_to("deep")
    allowed = dict(landlock.around([str(tmp_path)], [str(tmp_path / "open" / "deep" / "secret")]))
    assert allowed[str(tmp_path / "open" / "beside")] == landlock.READ
    assert allowed[str(tmp_path / "open" / "deep")] == landlock.READ_DIR
    assert not [path for path in allowed if path.endswith(("secret", "link"))]


@pytest.mark.slow
@pytest.mark.skipif(
    os.geteuid() != 0 or not shutil.which("setpriv"), reason="needs root to become somebody else"
)
@pytest.mark.parametrize("mode", ["755", "700"])
def test_it_holds_for_an_ordinary_user_whose_python_nobody_else_can_reach(tmp_path: Path, mode: str) -> None:
    """The folder that Python lies under belongs to the user and, with 700, is closed to everybody else."""
    top = Path("/", *Path(sys.base_prefix).parts[1:2])
    if top in {Path("/usr"), Path("/opt")}:
        pytest.skip("this Python is everybody's")
    script = tmp_path / "script.sh"
    script.write_text(
        f"""set -e
mount --make-rprivate /
mkdir {tmp_path}/kept; mount --rbind {sys.base_prefix} {tmp_path}/kept
mount -t tmpfs -o mode={mode},uid=12345 tmpfs {top}
mkdir -p {sys.base_prefix}; mount --rbind {tmp_path}/kept {sys.base_prefix}
cd /; export TMPDIR=/var/tmp
exec setpriv --reuid=12345 --regid=12345 --clear-groups --inh-caps=-all {sys.executable} -c '
from alliance_grader.warm.probe import breaches
for level in ("namespaces", "landlock"):
    print(level, breaches(level, ["{ROOT}"], ["{KEYS}"]))
'"""
    )
    tmp_path.chmod(0o755)
    done = subprocess.run(
        ["unshare", "--mount", "sh", str(script)], capture_output=True, text=True, timeout=120, check=False
    )
    assert done.stdout.splitlines() == ["namespaces []", "landlock []"], done.stdout + done.stderr


def test_extra_places_can_be_read_and_hidden_ones_cannot_even_inside_packages(level: Level) -> None:
    import yaml

    inside = str(Path(yaml.__file__).parent)
    key = next(KEYS.glob("*.yaml"))
    with Warm("run", b"", level, Sandbox(readable=(str(key),), hidden=(str(ROOT), inside))) as warm:
        told = shown(work(warm, f"print(len(open({str(key)!r}).read()))"))
        assert int(told) == len(key.read_text(encoding="utf-8"))
        assert "Error" in shown(work(warm, f"open({yaml.__file__!r})"))
        assert "policy_scenarios" not in shown(work(warm, f"import os; os.listdir({str(KEYS)!r})"))


def test_a_child_that_may_not_write_can_write_nowhere(level: Level) -> None:
    attempt = (
        "import os\nfor place in ('.', '/', '/notebook', '/tmp', os.path.expanduser('~'), '/var/tmp'):\n"
        "    try:\n        open(os.path.join(place, 'x'), 'w'); print('could', place)\n    except OSError: pass"
    )
    with Warm("run", b"", level, Sandbox(writable=False)) as warm:
        assert shown(work(warm, attempt)) == ""


def test_modes_of_files_outside_cannot_be_changed(warm: Warm) -> None:
    place = ROOT / "gradebook"
    before = (ROOT.stat().st_mode, place.stat().st_mode if place.exists() else 0)
    work(
        warm,
        f"import os\nos.chmod({str(ROOT)!r}, 0o777)\nos.chmod({str(place)!r}, 0o777)\nos.utime({str(ROOT)!r}, (0, 0))",
    )
    assert before == (ROOT.stat().st_mode, place.stat().st_mode if place.exists() else 0)
    assert ROOT.stat().st_mtime > 1
