"""A site built once, with Pyodide's core in it, served on this machine; and pages that reach nothing else."""

import functools
import http.server
import json
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import pytest
from playwright.sync_api import Browser, Page

ROOT = Path(__file__).resolve().parents[2]
LITE = ROOT / "deploy" / "lite"
sys.path.insert(0, str(LITE))

from wheels import Wheel, pack  # noqa: E402

PYODIDE = Path(sys.prefix) / "cache" / "lite" / "pyodide"
"""Where `make pyodide` puts the core of Pyodide."""


@dataclass(frozen=True)
class Site:
    """A built site and its address."""

    folder: Path
    url: str
    said: str
    stand_ins: dict[str, Wheel]


def stand_ins(folder: Path) -> dict[str, Wheel]:
    """Make stand-ins for numpy and the others, which only the internet has, and write their hashes into the site's lock.

    Returns
    -------
    dict of str to Wheel
        By the address from which the site fetches the real one.
    """
    place = folder / "static" / "packages" / "pyodide-lock.json"
    lock, made = json.loads(place.read_text()), {}
    for name, one in lock["packages"].items():
        if one["file_name"].startswith("https://"):
            wheel = pack(name, one["version"], {f"{name}/__init__.py": b"__version__ = 'a stand-in'"})
            made[one["file_name"]], one["sha256"] = wheel, wheel.sha256
    place.write_text(json.dumps(lock))
    return made


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    if not (PYODIDE / "pyodide.asm.wasm").is_file():
        pytest.skip("Pyodide's core is not here: make pyodide fetches it with npm (Debian: apt install npm)")
    web = tmp_path_factory.mktemp("web")
    folder = web / "school" / "alliance"  # below a folder, as on a school's own web space
    done = subprocess.run(
        [
            *(sys.executable, str(LITE / "build.py"), "--into", str(folder)),
            *("--pyodide", str(PYODIDE), "--core-only"),
        ],
        cwd=web,
        capture_output=True,
        text=True,
        timeout=200,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    handler = functools.partial(_Quiet, directory=str(web))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield Site(
                folder,
                f"http://127.0.0.1:{server.server_port}/school/alliance/",
                done.stdout,
                stand_ins(folder),
            )
        finally:
            server.shutdown()
            thread.join(10)
            shutil.rmtree(web)


@dataclass
class Open:
    """A page of the site, and what it asked other addresses for; nothing outside is ever reached.

    Attributes
    ----------
    page : Page
    site : Site
    outside : list of str
        Every address elsewhere that was asked for.
    online : bool
        From now on stand-ins are given for what the site fetches from elsewhere.
    """

    page: Page
    site: Site
    outside: list[str] = field(default_factory=list)
    online: bool = False

    def notebook(self, place: str, app: str = "notebooks") -> None:
        """Open a notebook and wait until its kernel is there to be asked."""
        self.page.goto(f"{self.site.url}{app}/index.html?path={place.replace('/', '%2F')}")
        self.page.wait_for_function("window.jupyterapp?.shell.currentWidget?.sessionContext?.isReady")

    def place(self, cell_id: str) -> int:
        """Return where a cell stands."""
        return int(
            self.page.evaluate(
                "id => jupyterapp.shell.currentWidget.content.widgets.findIndex(c => c.model.sharedModel.getId() === id)",
                cell_id,
            )
        )

    def run(self, cell_id: str) -> list[dict[str, Any]]:
        """Run a cell as Shift + Enter does; return its outputs when it has run."""
        found: str = self.page.evaluate(
            """async (place) => {
              const { content } = jupyterapp.shell.currentWidget;
              content.activeCellIndex = place;
              content.deselectAll();
              await jupyterapp.commands.execute("notebook:run-cell");
              return JSON.stringify(content.widgets[place].model.outputs.toJSON());
            }""",
            self.place(cell_id),
        )
        outputs: list[dict[str, Any]] = json.loads(found)
        return outputs

    def write(self, cell_id: str, source: str) -> None:
        """Put text into a cell, in place of what is there."""
        self.page.evaluate(
            "([place, text]) => jupyterapp.shell.currentWidget.content.widgets[place].model.sharedModel.setSource(text)",
            [self.place(cell_id), source],
        )

    def sources(self) -> dict[str, str]:
        """Return the text of every cell, by its id."""
        found: dict[str, str] = self.page.evaluate(
            "Object.fromEntries(jupyterapp.shell.currentWidget.content.widgets"
            ".map(c => [c.model.sharedModel.getId(), c.model.sharedModel.source]))"
        )
        return found

    def widget(self, cell_id: str) -> Any:
        """Return the widget below a cell."""
        cell = self.page.locator(".jp-Notebook .jp-Cell").nth(self.place(cell_id))
        cell.scroll_into_view_if_needed()
        return cell.locator(".alliance-widget").first


@contextmanager
def opened(browser: Browser, site: Site, **context: Any) -> Iterator[Open]:
    """Open an empty page that reaches the site and nothing else; what goes wrong in its scripts is raised at the end."""
    made = browser.new_context(viewport={"width": 1280, "height": 1000}, **context)
    page, errors = made.new_page(), list[str]()
    one = Open(page, site)

    def elsewhere(route: Any) -> None:
        wheel = site.stand_ins.get(route.request.url) if one.online else None
        if wheel is None:
            route.abort()
        else:
            route.fulfill(body=wheel.content, headers={"access-control-allow-origin": "*"})

    host = urljoin(site.url, "/")

    def is_elsewhere(url: str) -> bool:
        return not url.startswith((host, "data:", "blob:"))

    def note(request: Any) -> None:
        # A module that a worker imports passes the route by; it is noted here all the same.
        if is_elsewhere(request.url):
            one.outside.append(request.url)

    made.on("request", note)
    made.route(is_elsewhere, elsewhere)
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.set_default_timeout(120_000)
    yield one
    made.close()
    assert not errors, "\n".join(errors)


@pytest.fixture
def lite(chromium: Browser, site: Site) -> Iterator[Open]:
    with opened(chromium, site) as one:
        yield one
