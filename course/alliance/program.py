"""What both command lines share: how a command ends, which port is free, and how JupyterLab is started."""

import contextlib
import gc
import logging
import os
import socket
import subprocess
import sys
from pathlib import Path
from typing import Final

import typer

from alliance.errors import CourseError

_INTERRUPTED: Final = 130
"""The exit code that Typer gives when somebody presses Ctrl-C."""
_CONFIG: Final = Path(__file__).with_name("jupyter_config")
"""What JupyterLab starts with: it asks nobody whether they want news. A person's own settings come before it."""
_COLLECT_AFTER: Final = 50_000
"""How many more objects than before make the collector look; Python's own 700 suits no program with large libraries."""


def free_port(port: int) -> int:
    """Return the port when nobody uses it.

    Raises
    ------
    CourseError
        When it is taken, or is no port.
    """
    if not 1 <= port <= 65535:
        raise CourseError(f"{port} is no port; choose one from 1024 to 65535, for example --port 8899.")
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            raise CourseError(
                f"Port {port} is in use, perhaps by a JupyterLab that is still open; close it, "
                f"or choose another: --port {port + 11 if port < 65000 else 8899}."
            ) from None
    return port


def next_free_port(first: int = 8888) -> int:
    """Return the first port from `first` on that nobody uses.

    Raises
    ------
    CourseError
        When twenty in a row are taken.
    """
    for port in range(first, first + 20):
        with contextlib.suppress(CourseError):
            return free_port(port)
    raise CourseError(
        f"All ports from {first} to {first + 19} are in use; close the windows in which JupyterLab runs."
    )


def open_already(folder: Path) -> str | None:
    """Return what to open for a JupyterLab that runs in a folder already.

    It is the page that JupyterLab itself has written to be opened, which only this person can read: an address with
    the token would stand in the list of processes, where everybody on this computer could read it.
    """
    from jupyter_core.paths import jupyter_runtime_dir

    runtime = Path(jupyter_runtime_dir())
    if not list(runtime.glob("jpserver-*.json")):
        return None  # and the rest of Jupyter need not be loaded to know it
    from jupyter_server.serverapp import list_running_servers

    for server in list_running_servers():
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", server["port"]), timeout=1):
            if Path(server["root_dir"]).samefile(folder):
                page = runtime / f"jpserver-{server['pid']}-open.html"
                return page.as_uri() if page.is_file() else f"{server['url']}lab"
    return None


def jupyter_folders(kind: str) -> list[str]:
    """Return where the JupyterLab that `jupyter` becomes looks for ``"kernels"`` or ``"labextensions"``, in its order."""
    from jupyter_core.paths import ENV_JUPYTER_PATH, jupyter_path

    asked = [os.path.join(place, kind) for place in os.environ.get("JUPYTER_PATH", "").split(os.pathsep)]  # noqa: PTH118
    own = [os.path.join(place, kind) for place in ENV_JUPYTER_PATH]  # noqa: PTH118
    return sorted(jupyter_path(kind), key=lambda place: 0 if place in asked else 1 if place in own else 2)


def jupyter(folder: Path, page: str, port: int) -> None:
    """Become JupyterLab, in `folder`, opened at `page`.

    Its notebooks run on this Python, and find this Python's programs, whatever else is installed for this person.
    """
    command = [
        sys.executable,
        "-m",
        "jupyterlab",
        f"--ServerApp.root_dir={folder.resolve()}",
        f"--LabApp.default_url={page}",
        f"--ServerApp.port={port}",
        "--ServerApp.port_retries=0",
    ]
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        command.append("--allow-root")
    os.environ["JUPYTER_PREFER_ENV_PATH"] = "1"
    for name, place in {"JUPYTER_CONFIG_PATH": _CONFIG, "PATH": Path(sys.executable).parent}.items():
        os.environ[name] = os.pathsep.join(filter(None, [str(place), os.environ.get(name)]))
    os.chdir(folder)
    if os.name == "nt":  # there `execv` goes on beside the caller, and both would read the same window
        with contextlib.suppress(KeyboardInterrupt):
            sys.exit(subprocess.call(command))  # noqa: S603
        sys.exit(0)
    os.execv(command[0], command)  # noqa: S606


def guarded(command: typer.Typer, arguments: list[str] | None = None) -> None:
    """Run a command line; a `CourseError` becomes one sentence on the error stream and an exit code."""
    # What a command imports stays until its end, so there is little to find for a collector that looks through all
    # of it again and again: a sixth of a short command's time.
    gc.set_threshold(_COLLECT_AFTER)
    # A log for engineers that cannot be written, as on a full disk, is no reason for pages of text.
    logging.raiseExceptions = False
    try:
        command(arguments)
    except CourseError as error:
        sys.stderr.write(f"{error}\n")
        sys.exit(error.exit_code)
    except SystemExit as end:
        if end.code == _INTERRUPTED:
            sys.stderr.write("Stopped. Nothing half-done was kept; run the same command again to go on.\n")
        raise
    except OSError as error:
        if error.filename is None:
            raise
        sys.stderr.write(
            f"{error.filename} cannot be used ({error.strerror}); mend that, or use another folder.\n"
        )
        sys.exit(2)
