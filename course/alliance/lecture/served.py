"""Serve a lecture with Voila, on this computer only, until Ctrl-C."""

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
import webbrowser
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from alliance.errors import CourseError

_TEMPLATES: Final = Path(__file__).parent
"""Jupyter looks for templates in `nbconvert/templates` below each of its paths; this becomes one of them."""
# Voila brings a JupyterLab of its own, an older one. Extensions that other programs have put into this Python, nbgrader's
# and nbdime's among them, fail in it; only these are needed.
_EXTENSIONS: Final = (
    "@jupyter-widgets/jupyterlab-manager",
    "@voila-dashboards/widgets-manager8",
    "anywidget",
    "jupyterlab-plotly",
)
_PATIENCE: Final = 60
"""Seconds that Voila has to start on a slow computer."""
_FAREWELL: Final = 15
"""Seconds that it has to end its kernels."""


def serve(notebook: Any, port: int, *, ready: Any, browser: bool = True) -> None:
    """Serve the notebook until Ctrl-C, then end Voila and its kernels.

    Parameters
    ----------
    notebook : nbformat.NotebookNode
    port : int
        A free port of this computer.
    ready : callable
        Is given the address once it can be opened.
    browser : bool, default True
        Whether to open it.

    Raises
    ------
    CourseError
        When Voila is not installed, or ends by itself.
    """
    if find_spec("voila") is None:
        raise CourseError(
            "Lectures are shown with Voila, which is not installed here. Install it with "
            "pip install 'alliance-workbook[lecture]', or write the pages into one file with --save lecture.html."
        )
    with (
        TemporaryDirectory(prefix="alliance-lecture-") as folder,
        _running(notebook, Path(folder), port) as server,
    ):
        address = f"http://127.0.0.1:{port}/"
        _wait(address, server, Path(folder) / "voila.log")
        ready(address)
        if browser:
            webbrowser.open(address)
        try:
            code = server.wait()
        except KeyboardInterrupt:
            return
        raise CourseError(f"Voila ended by itself (code {code}); run the same command again.")


@contextmanager
def _running(notebook: Any, folder: Path, port: int) -> Iterator["subprocess.Popen[bytes]"]:
    import nbformat

    place = folder / "lecture.ipynb"
    nbformat.write(notebook, place)  # type: ignore[no-untyped-call]
    command = [
        *(sys.executable, "-m", "voila", str(place), "--no-browser", "--template=alliance"),
        *(f"--port={port}", "--Voila.ip=127.0.0.1", "--Voila.port_retries=0", "--Voila.log_level=WARN"),
        # The next who opens the page, or reloads it, finds it ready.
        *("--preheat_kernel=True", f"--Voila.root_dir={folder}"),
        # Files of voila's own name in a folder that somebody works in would be run.
        f"--Voila.config_file_paths={folder}",
        *(f"--VoilaConfiguration.extension_allowlist={name}" for name in _EXTENSIONS),
    ]
    paths = os.pathsep.join(filter(None, [str(_TEMPLATES), os.environ.get("JUPYTER_PATH")]))
    with (folder / "voila.log").open("wb") as log:
        # In a group of its own: Ctrl-C reaches us, and we end it and its kernels in order.
        server = subprocess.Popen(  # noqa: S603
            command,
            cwd=folder,
            env={**os.environ, "JUPYTER_PATH": paths},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    try:
        yield server
    finally:
        server.terminate()
        try:
            server.wait(_FAREWELL)
        except subprocess.TimeoutExpired:
            kill = getattr(os, "killpg", None)
            if kill:
                kill(server.pid, signal.SIGKILL)
            else:
                server.kill()
            server.wait()


def _wait(address: str, server: "subprocess.Popen[bytes]", log: Path) -> None:
    until = time.monotonic() + _PATIENCE
    while time.monotonic() < until and server.poll() is None:
        try:
            urllib.request.urlopen(f"{address}voila/static/voila.js", timeout=5).close()  # noqa: S310  (our own server)
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
        else:
            return
    said = log.read_text(encoding="utf-8", errors="replace").strip().splitlines()
    raise CourseError(f"Voila did not start: {said[-1] if said else 'it says no more'}.")
