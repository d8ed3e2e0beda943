"""What both command lines share: how a command ends, which port is free, and how JupyterLab is started."""

import gc
import logging
import os
import socket
import sys
from pathlib import Path
from typing import Final

import typer

from alliance.errors import CourseError

_INTERRUPTED: Final = 130
"""The exit code that Typer gives when somebody presses Ctrl-C."""
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


def jupyter(folder: Path, page: str, port: int) -> None:
    """Become JupyterLab, in `folder`, opened at `page`."""
    command = [
        sys.executable,
        "-m",
        "jupyterlab",
        f"--ServerApp.root_dir={folder.resolve()}",
        f"--LabApp.default_url={page}",
        f"--ServerApp.port={port}",
        "--ServerApp.port_retries=0",
        "--LabApp.news_url=None",
    ]
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        command.append("--allow-root")
    os.chdir(folder)
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
