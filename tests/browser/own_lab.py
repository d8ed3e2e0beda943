"""A JupyterLab of its own: with nobody's settings, on a copy of the lessons."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Locator, Page

LESSONS = Path(__file__).parents[2] / "course" / "lessons"


_DONE = """() => {
  const cells = jupyterapp.shell.currentWidget.content.widgets.filter((cell) => cell.model.type === "code");
  return cells.every((cell) => cell.model.executionCount && cell.model.executionState !== "running");
}"""


@dataclass(frozen=True)
class Lab:
    """A running JupyterLab on a copy of the lessons."""

    url: str
    token: str
    root: Path

    def request(self, path: str, method: str = "GET", body: dict[str, Any] | None = None) -> None:
        asked = urllib.request.Request(  # noqa: S310  (our own server)
            self.url + path,
            method=method,
            data=json.dumps(body).encode() if body else None,
            headers={"Authorization": f"token {self.token}", "Content-Type": "application/json"},
        )
        urllib.request.urlopen(asked, timeout=10).close()  # noqa: S310

    def theme(self, name: str) -> None:
        """Choose the theme for the pages that are opened from now on."""
        setting = "/lab/api/settings/@jupyterlab/apputils-extension:themes"
        self.request(setting, "PUT", {"raw": json.dumps({"theme": name})})


@dataclass(frozen=True)
class OpenLesson:
    """A lesson in JupyterLab."""

    page: Page

    def run(self) -> None:
        """Run all of it, from the top."""
        self.page.evaluate("jupyterapp.commands.execute('notebook:run-all-cells')")

    def wait(self) -> None:
        """Wait until all of it has run."""
        self.page.wait_for_function(_DONE)

    def count(self) -> int:
        """How many cells it has: a key that reached JupyterLab may have added one."""
        return int(self.page.evaluate("jupyterapp.shell.currentWidget.content.widgets.length"))

    def cell(self, cell_id: str) -> Locator:
        """Return a cell by its id, brought into view."""
        place = self.page.evaluate(
            "id => jupyterapp.shell.currentWidget.content.widgets"
            ".findIndex((cell) => cell.model.sharedModel.getId() === id)",
            cell_id,
        )
        cell = self.page.locator(".jp-Notebook .jp-Cell").nth(place)
        cell.scroll_into_view_if_needed()
        return cell

    def widget(self, cell_id: str) -> Locator:
        """Return the widget below a cell."""
        return self.cell(cell_id).locator(".alliance-widget").first


@contextmanager
def opened(
    browser: Browser, lab: Lab, name: str, *, width: int, height: int, theme: str
) -> Iterator[OpenLesson]:
    """Open a lesson, ready to be run; what the console reports as an error is raised at the end."""
    errors: list[str] = []
    lab.theme(f"JupyterLab {theme}")
    context = browser.new_context(viewport={"width": width, "height": height})
    page = context.new_page()

    def hear(said: str) -> None:
        # anywidget gives a model two seconds, which a busy machine may need; that a widget is there is asserted for itself.
        # The kernel for pages without a server (JupyterLite's) has an extension that a Lab with a server cannot load, and says so.
        if "Failed to initialize model" not in said and "@jupyterlite/" not in said:
            errors.append(said)

    page.on("pageerror", lambda error: hear(str(error)))
    page.on("console", lambda said: hear(said.text) if said.type == "error" else None)
    page.set_default_timeout(30_000)
    page.goto(f"{lab.url}/lab/tree/lessons/{name}.ipynb?reset&token={lab.token}")
    page.wait_for_function("window.jupyterapp?.shell.currentWidget?.sessionContext?.isReady")
    if page.evaluate("!jupyterapp.shell.leftCollapsed"):
        page.evaluate("jupyterapp.commands.execute('application:toggle-left-area')")
    yield OpenLesson(page)
    context.close()
    assert not errors, "\n".join(errors)


@contextmanager
def running(home: Path) -> Iterator[Lab]:
    """Start JupyterLab with an empty folder as its home, and end it with its kernels."""
    root = home / "course"
    shutil.copytree(LESSONS, root / "lessons")
    settings = home / "settings" / "@jupyterlab" / "apputils-extension"
    settings.mkdir(parents=True)
    news = {"fetchNews": "false", "checkForUpdates": False, "doNotDisturbMode": True}
    (settings / "notification.jupyterlab-settings").write_text(json.dumps(news))
    # Every cell is on the page, not only those near the top.
    whole = home / "settings" / "@jupyterlab" / "notebook-extension" / "tracker.jupyterlab-settings"
    whole.parent.mkdir()
    whole.write_text(json.dumps({"windowingMode": "none"}))

    port, token = _free_port(), "for-this-test-only"
    # Only what the server needs, and nothing of the person's own Jupyter settings or history.
    env = {name: value for name, value in os.environ.items() if not name.startswith(("JUPYTER", "NBGRADER"))}
    env |= {
        "HOME": str(home),
        "IPYTHONDIR": str(home / "ipython"),
        "JUPYTER_CONFIG_DIR": str(home / "config"),
        "JUPYTER_RUNTIME_DIR": str(home / "runtime"),
        "JUPYTERLAB_SETTINGS_DIR": str(home / "settings"),
        "JUPYTERLAB_WORKSPACES_DIR": str(home / "workspaces"),
    }
    command = [
        *(sys.executable, "-m", "jupyterlab", "--no-browser"),
        *(f"--ServerApp.root_dir={root}", f"--ServerApp.port={port}", "--ServerApp.port_retries=0"),
        *(f"--IdentityProvider.token={token}", "--LabApp.expose_app_in_browser=True"),
        *(["--allow-root"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []),
    ]
    log = home / "jupyter.log"
    with log.open("wb") as out:
        server = subprocess.Popen(command, cwd=root, env=env, stdout=out, stderr=out, start_new_session=True)
    started = Lab(f"http://127.0.0.1:{port}", token, root)
    try:
        _wait_until_up(started, server, log)
        yield started
    finally:
        os.killpg(server.pid, signal.SIGTERM)  # its kernels are in its group
        try:
            server.wait(timeout=15)
        except subprocess.TimeoutExpired:
            os.killpg(server.pid, signal.SIGKILL)
            server.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait_until_up(lab: Lab, server: subprocess.Popen[bytes], log: Path, seconds: float = 60) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until and server.poll() is None:
        try:
            lab.request("/api/status")
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
        else:
            return
    raise RuntimeError(f"JupyterLab did not start:\n{log.read_text(errors='replace')[-3000:]}")
