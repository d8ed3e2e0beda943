"""A real JupyterLab, and a page that shows one widget without any kernel."""

import base64
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
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import anywidget
import pytest
from playwright.sync_api import Browser, Page

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def screenshots() -> Path:
    """Where pictures go for people to look at; ignored by git."""
    folder = ROOT / "screenshots"
    folder.mkdir(exist_ok=True)
    return folder


# A page that stands in for JupyterLab: it holds the state, tells of changes, and listens for stray keys.
_PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>One widget</title><style>{css}</style>
<body data-jp-theme-light="{light}" style="margin:8px;background:var(--alliance-paper)"><div id="here"></div>
<script type="module">
  const state = {state};
  window.heard = {{}};
  window.strayKeys = [];
  document.addEventListener("keydown", ({{ key }}) => window.strayKeys.push(key));
  window.model = {{
    get: (name) => state[name],
    set(name, value) {{ state[name] = value; for (const told of heard[`change:${{name}}`] ?? []) told(); }},
    save_changes() {{}},
    on(event, told) {{ (heard[event] ??= []).push(told); }},
    off(event, told) {{ heard[event] = heard[event].filter((other) => other !== told); }},
  }};
  const {{ default: widget }} = await import("data:text/javascript;base64,{esm}");
  window.takeAway = widget.render({{ model, el: document.getElementById("here") }});
</script>"""

ShowWidget = Callable[..., Page]


@pytest.fixture
def show_widget(chromium: Browser) -> Iterator[ShowWidget]:
    """Show one widget alone: `show_widget(widget, width=320, light=False)`; script errors fail the test."""
    errors: list[str] = []
    contexts = []

    def show(widget: anywidget.AnyWidget, *, width: int = 1000, light: bool = True, **context: Any) -> Page:
        contexts.append(chromium.new_context(viewport={"width": width, "height": 800}, **context))
        page = contexts[-1].new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.set_default_timeout(5_000)
        own = set(widget.trait_names(sync=True)) - set(anywidget.AnyWidget.class_trait_names())
        state = {name: getattr(widget, name) for name in own if name[0] != "_"}
        page.set_content(
            _PAGE.format(
                css=widget._css,
                light=str(light).lower(),
                state=json.dumps(state),
                esm=base64.b64encode(widget._esm.encode()).decode(),
            )
        )
        page.wait_for_selector(".alliance-widget")
        return page

    yield show
    for context in contexts:
        context.close()
    assert errors == []


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


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.fixture(scope="session")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    home = tmp_path_factory.mktemp("lab")
    root = home / "course"
    shutil.copytree(ROOT / "course" / "lessons", root / "lessons")
    settings = home / "settings" / "@jupyterlab" / "apputils-extension"
    settings.mkdir(parents=True)
    news = {"fetchNews": "false", "checkForUpdates": False, "doNotDisturbMode": True}
    (settings / "notification.jupyterlab-settings").write_text(json.dumps(news))

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


def _wait_until_up(lab: Lab, server: subprocess.Popen[bytes], log: Path, seconds: float = 60) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until and server.poll() is None:
        try:
            lab.request("/api/status")
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
        else:
            return
    pytest.fail(f"JupyterLab did not start:\n{log.read_text(errors='replace')[-3000:]}")
