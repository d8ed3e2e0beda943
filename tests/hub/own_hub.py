"""A JupyterHub of its own: the shipped settings, real Unix accounts, real proxy, and people who come in by its login page.

Everything that runs as somebody else must be readable for somebody else, which the tests' own Python is not when it lies
under root's home. So the course is installed anew, as a wheel, beside hard links to the packages that are here already.
"""

import os
import pwd
import re
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import sysconfig
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import requests
import tomlkit

ROOT = Path(__file__).resolve().parents[2]
VENV = Path(sys.prefix)
COURSE = "alliance"
_LEFT_OUT = {"kubernetes_validate", "mypy", "mypyc", "sphinx", "sphinxcontrib"}
"""Packages of many files that neither a hub nor a lesson needs."""


def missing() -> str:
    """Say what this machine lacks for a hub with real accounts; empty when it has all."""
    if os.geteuid() != 0:
        return "a hub with real Unix accounts is run by root"
    if not (VENV / "proxy" / "node_modules").is_dir() or not shutil.which("node"):
        return "JupyterHub's proxy is not here; it needs npm, and: make proxy"
    if _python() is None:
        return f"no Python {sysconfig.get_python_version()} that ordinary users can run; on Debian: apt install python3-venv"
    return ""


def _python() -> Path | None:
    """Return a Python of our version that anybody may run."""
    program = f"python{sysconfig.get_python_version()}"
    places = (
        Path(sys.base_prefix, "bin", program),
        Path("/usr/bin", program),
        Path("/usr/local/bin", program),
    )
    return next((place for place in places if place.is_file() and _open_to_all(place.resolve())), None)


def _open_to_all(place: Path) -> bool:
    return all(part.stat().st_mode & 0o001 for part in (place, *place.parents))


def install(place: Path) -> Path:
    """Make a Python for everybody, with the course in it as students install it; return its folder of programs."""
    python = _python()
    assert python is not None
    venv = place / "venv"
    _do(python, "-m", "venv", "--without-pip", venv)
    packages = Path("lib", f"python{sysconfig.get_python_version()}", "site-packages")
    wanted = [place for place in (VENV / packages).iterdir() if place.name not in _LEFT_OUT]
    link([*wanted], venv / packages)
    link([VENV / "share", VENV / "etc", VENV / "proxy"], venv)
    _programs(venv / "bin")
    for ours in (venv / packages).glob("*alliance_workbook*"):
        ours.unlink() if ours.is_file() else shutil.rmtree(ours)
    _do(sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", place / "wheel")
    (file,) = (place / "wheel").iterdir()
    _do("uv", "pip", "install", "--no-deps", "--offline", "--python", venv / "bin" / "python", file)
    return venv / "bin"


def _do(*words: str | Path) -> None:
    done = subprocess.run(
        [str(word) for word in words], cwd=ROOT, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, f"{words}\n{done.stdout}{done.stderr}"


def link(sources: list[Path], folder: Path) -> None:
    """Repeat files and folders in another folder: by hard links, or copies where that is another disk.

    Symbolic links would be quicker. But the sandbox of the grader lets submissions see Python's own folders and nothing
    that lies elsewhere, and it would be right to refuse.
    """
    if subprocess.run(["cp", "-alf", *sources, folder], capture_output=True, check=False).returncode:
        subprocess.run(["cp", "-a", "--remove-destination", *sources, folder], check=True)


def _programs(bin_: Path) -> None:
    """Give the new environment the programs of ours, begun by its own Python."""
    ours = re.compile(rf"^#!{re.escape(str(VENV / 'bin'))}/python\S*$", re.MULTILINE)
    for program in (VENV / "bin").iterdir():
        if program.is_file() and not program.is_symlink() and program.stat().st_size < 10_000:
            with suppress(UnicodeDecodeError):
                text = program.read_text(encoding="utf-8")
                if ours.match(text):
                    there = bin_ / program.name
                    there.write_text(ours.sub(f"#!{bin_}/python", text, count=1), encoding="utf-8")
                    there.chmod(0o755)


@dataclass
class Hub:
    """A hub that runs.

    Attributes
    ----------
    place : Path
        Where everything of it lies.
    bin : Path
        Its programs.
    url : str
    instructor, ann, ben, grader : str
        Accounts of this machine.
    password : str
        Of those who have one.
    """

    place: Path
    bin: Path
    url: str
    instructor: str
    ann: str
    ben: str
    grader: str
    password: str = field(repr=False)

    @property
    def course(self) -> Path:
        return self.place / "course"

    @property
    def exchange(self) -> Path:
        return self.place / "exchange"

    @property
    def log(self) -> Path:
        return self.place / "hub.log"

    def as_user(
        self, name: str, *words: str | Path, cwd: Path | None = None, **more: Any
    ) -> subprocess.CompletedProcess[str]:
        """Run something as that account, with nothing of root's."""
        who = pwd.getpwnam(name)
        environment = {
            "HOME": who.pw_dir,
            "USER": name,
            "LANG": "C.UTF-8",
            "PATH": f"{self.bin}:/usr/bin:/bin",
            "NBGRADER_EXCHANGE": str(self.exchange),
            "COLUMNS": "200",
        }
        return subprocess.run(
            [str(word) for word in words],
            user=who.pw_uid,
            group=who.pw_gid,
            extra_groups=[],
            cwd=cwd or who.pw_dir,
            env=environment,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
            **more,
        )

    def grade(self, words: str) -> str:
        """Give a command of `alliance-grader`, as the grader's account, in the course; return what it said."""
        done = self.as_user(self.grader, "alliance-grader", *words.split(), cwd=self.course)
        assert done.returncode == 0, done.stdout + done.stderr
        return " ".join(done.stdout.split())


class Person(requests.Session):
    """Somebody at a browser."""

    def __init__(self, hub: Hub, name: str) -> None:
        super().__init__()
        self.hub, self.name = hub, name

    def log_in(self, password: str) -> requests.Response:
        """Fill in the hub's login page."""
        page = self.get(f"{self.hub.url}/hub/login", timeout=30)
        token = re.search(r'name="_xsrf" value="([^"]+)"', page.text)
        assert token, page.text[:500]
        form = {"username": self.name, "password": password, "_xsrf": token[1]}
        return self.post(f"{self.hub.url}/hub/login", data=form, timeout=120)

    def open(
        self, path: str, until: Callable[[requests.Response], bool], seconds: float = 60
    ) -> requests.Response:
        """Open a page as a browser does, again until it is there."""
        end = time.monotonic() + seconds
        while True:
            try:
                came = self.get(f"{self.hub.url}{path}", timeout=30)
            except requests.ConnectionError:
                came = None
            if came is not None and until(came):
                return came
            if time.monotonic() > end:
                raise TimeoutError(
                    f"{path}: {came and (came.status_code, came.url)}\n{self.hub.log.read_text()[-4000:]}"
                )
            time.sleep(0.5)

    def call(self, method: str, path: str, **more: Any) -> requests.Response:
        """Call a server as its page does: with the page's token against forged requests."""
        of = "/".join(path.split("/")[:3]) + "/"
        tokens = [cookie.value for cookie in self.cookies if cookie.name == "_xsrf" and cookie.path == of]
        headers = {"X-XSRFToken": tokens[0]} if tokens and tokens[0] else {}
        return self.request(method, f"{self.hub.url}{path}", headers=headers, timeout=60, **more)

    def assignments(self, action: str, assignment: str) -> list[dict[str, Any]]:
        """Press a button of the Assignments tab; return what the tab then lists."""
        asked = {"course_id": COURSE, "assignment_id": assignment}
        came = self.call("POST", f"/user/{self.name}/assignments/{action}", json=asked)
        assert came.status_code == 200, came.text
        said = came.json()
        assert said["success"], said
        listed: list[dict[str, Any]] = said["value"]
        return listed


@contextmanager
def running() -> Iterator[Hub]:
    """Make accounts, a course and a hub; end all of it, whatever happens."""
    mark = secrets.token_hex(3)
    names = {role: f"t{mark}-{role}" for role in ("instructor", "ann", "ben", "grader")}
    place = Path(tempfile.mkdtemp(prefix="alliance-hub-", dir="/tmp"))  # others must get there
    place.chmod(0o755)
    ports = _free_ports(4)
    hub = Hub(
        place, place / "venv" / "bin", f"http://127.0.0.1:{ports[0]}", password=secrets.token_hex(8), **names
    )
    server = None
    try:
        install(place)
        settings = _settings(hub, ports)
        _do(hub.bin / "python", settings / "set_up.py")
        told = "".join(f"{name}:{hub.password}\n" for name in names.values())
        subprocess.run(["chpasswd"], input=told, text=True, check=True)
        with hub.log.open("wb") as log:
            server = subprocess.Popen(
                [hub.bin / "python", "-m", "jupyterhub", "--config", settings / "jupyterhub_config.py"],
                cwd=place / "state",
                env={
                    "PATH": f"{Path(shutil.which('node') or '').parent}:/usr/bin:/bin",
                    "LANG": "C.UTF-8",
                    "HOME": "/root",
                },
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        _wait_until_up(hub, server)
        yield hub
    finally:
        if server:
            _end(server)
        for name in names.values():
            _remove(name)
        subprocess.run(["rm", "-rf", place], check=False)  # a fifth of the time that Python takes


def _settings(hub: Hub, ports: list[int]) -> Path:
    """Copy the shipped settings and the course; what differs is in hub.toml alone."""
    settings = hub.place / "settings"
    shutil.copytree(
        ROOT / "deploy" / "hub", settings, ignore=shutil.ignore_patterns("kubernetes", "__pycache__")
    )
    hub.course.mkdir()
    for part in ("source", "release", "autograde/keys"):
        shutil.copytree(ROOT / part, hub.course / part)
    shutil.copy2(ROOT / "nbgrader_config.py", hub.course)
    file = settings / "hub.toml"
    said = tomlkit.parse(file.read_text(encoding="utf-8"))
    said.update(instructors=[hub.instructor], students=[hub.ann, hub.ben], grader=hub.grader)
    said["places"].update(course=str(hub.course), exchange=str(hub.exchange), state=str(hub.place / "state"))
    said["ports"].update(dict(zip(("site", "hub", "proxy", "formgrader"), ports, strict=True)))
    file.write_text(tomlkit.dumps(said), encoding="utf-8")
    return settings


def _free_ports(number: int) -> list[int]:
    probes = [socket.create_server(("127.0.0.1", 0)) for _ in range(number)]
    found = [probe.getsockname()[1] for probe in probes]
    for probe in probes:
        probe.close()
    return found


def _wait_until_up(hub: Hub, server: subprocess.Popen[bytes], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end and server.poll() is None:
        with suppress(requests.ConnectionError):
            if requests.get(f"{hub.url}/hub/health", timeout=5).status_code == 200:
                return
        time.sleep(0.2)
    raise RuntimeError(f"The hub did not start:\n{hub.log.read_text()[-4000:]}")


def _end(server: subprocess.Popen[bytes]) -> None:
    """End the hub with its proxy and its service."""
    server.send_signal(signal.SIGTERM)
    try:
        server.wait(timeout=15)
    except subprocess.TimeoutExpired:
        os.killpg(server.pid, signal.SIGKILL)
        server.wait()


def processes_of(name: str) -> list[int]:
    """Return the processes of an account."""
    uid = pwd.getpwnam(name).pw_uid
    found = []
    for process in Path("/proc").iterdir():
        if process.name.isdecimal():
            with suppress(OSError):
                if process.stat().st_uid == uid:
                    found.append(int(process.name))
    return found


def _remove(name: str) -> None:
    """Remove an account that a test made, with what it started and what it has."""
    try:
        pwd.getpwnam(name)
    except KeyError:
        return
    for _ in range(50):
        if not (left := processes_of(name)):
            break
        for process in left:
            with suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
        time.sleep(0.1)
    subprocess.run(["userdel", "--remove", "--force", name], check=False, capture_output=True)


def is_page_of(path: str) -> Callable[[requests.Response], bool]:
    """Tell whether a page came from where it was asked, and not from the hub's waiting room."""
    return lambda came: came.status_code == 200 and urlsplit(came.url).path.startswith(path)
