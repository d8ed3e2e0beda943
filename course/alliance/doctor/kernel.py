"""The notebooks' Python: that it starts, answers, and is the one that has the course."""

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from queue import Empty
from typing import Any, Final

from alliance.doctor.computer import this_python
from alliance.doctor.finding import Finding

_SECONDS: Final = 60
"""How long a kernel may take to start: the first time on a slow computer with a virus scanner is long."""
_ASK: Final = """
import json, sys
print(1 + 1)
print(sys.executable)
import alliance
print(alliance.__file__)
"""


@dataclass(frozen=True)
class Answer:
    """What a kernel said.

    Attributes
    ----------
    lines : tuple of str
        What it printed: the sum, its Python, and where its course is.
    failed : str or None
        Why there is no more, in a word or the name of an error.
    """

    lines: tuple[str, ...] = ()
    failed: str | None = None


def kernel(folder: Path, kernel_dirs: list[str] | None = None, seconds: float = _SECONDS) -> list[Finding]:
    """Start the kernel as a notebook in a folder would, and ask it for a sum and for the course.

    Parameters
    ----------
    folder : Path
        Where it is started; a file there may be in its way.
    kernel_dirs : list of str, optional
        Where kernels are looked for; as `alliance start` does when not given.
    seconds : float, default 60
        How long to wait for its start and for its answer.
    """
    from jupyter_client.kernelspec import KernelSpecManager, NoSuchKernel

    from alliance.program import jupyter_folders

    ours = KernelSpecManager(kernel_dirs=kernel_dirs or jupyter_folders("kernels"))
    usual = KernelSpecManager(kernel_dirs=kernel_dirs) if kernel_dirs else KernelSpecManager()
    try:
        spec = ours.get_kernel_spec("python3")
    except (NoSuchKernel, OSError, ValueError, AttributeError):
        return [
            Finding(
                "notebooks",
                "no kernel called python3",
                "to mend",
                "Type:",
                _again(),
            )
        ]
    found = judged(ask(ours, folder, seconds), spec.resource_dir)
    plain = _python_of(usual)
    if found.grade == "ok" and plain and not _same_python(plain, sys.executable):
        return [
            found,
            Finding(
                "jupyter lab",
                f"opened without alliance, it takes another Python: {plain}",
                "worth knowing",
                "This is the right one:",
                "alliance start",
            ),
        ]
    return [found]


def ask(kernels: Any, folder: Path, seconds: float) -> Answer:
    """Start the kernel python3, ask it, and end it."""
    from jupyter_client.manager import KernelManager

    manager = KernelManager(kernel_name="python3", kernel_spec_manager=kernels)
    there = next(place for place in (folder, *folder.parents) if place.is_dir())
    heard: list[str] = []

    def hear(message: dict[str, Any]) -> None:
        if message["msg_type"] == "stream" and message["content"]["name"] == "stdout":
            heard.append(message["content"]["text"])

    try:
        manager.start_kernel(cwd=str(there), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    except (OSError, ValueError, RuntimeError):
        return Answer(failed="it could not be started")
    client = manager.client()
    try:
        client.start_channels()
        client.wait_for_ready(timeout=seconds)
        reply = client.execute_interactive(_ASK, timeout=seconds, output_hook=hear, store_history=False)
    except (RuntimeError, TimeoutError, Empty):
        return Answer(tuple("".join(heard).split("\n")[:3]), "it did not answer")
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)
        manager.cleanup_resources()
    content = reply["content"]
    failed = None if content["status"] == "ok" else f"{content['ename']}: {content['evalue']}"
    return Answer(tuple("".join(heard).split("\n")[:3]), failed)


def judged(answer: Answer, spec: str, own: str = sys.executable) -> Finding:
    """Say what a kernel's answer means.

    Parameters
    ----------
    answer : Answer
        What it said.
    spec : str
        The folder that says how it is started.
    own : str
        The Python that has the course.
    """
    lines = (*answer.lines, "", "", "")
    if lines[1] and not _same_python(lines[1], own):
        return Finding(
            "notebooks",
            f"they run on another Python, {lines[1]}",
            "to mend",
            f"That one does not have the course. It is named in the folder {spec}: rename that folder, then look again.",
        )
    if answer.failed and lines[0] == "2":
        return Finding(
            "notebooks",
            f"they cannot use the course ({answer.failed})",
            "to mend",
            "Look whether a file in your folder is called like a package (see below). If not, install the course again.",
        )
    if answer.failed or lines[0] != "2":
        return Finding(
            "notebooks",
            answer.failed or "the kernel answered something else",
            "to mend",
            "Close JupyterLab and other windows with Python, then look again. If it stays so, type:",
            _again(),
        )
    return Finding("notebooks", "the kernel starts, counts and has the course")


def _again() -> str:
    return f"{this_python()} -m pip install --force-reinstall --no-deps ipykernel"


def _python_of(kernels: Any) -> str | None:
    """Return the Python that a kernel's description names, if it names one by its whole place."""
    try:
        first = str(kernels.get_kernel_spec("python3").argv[0])
    except Exception:
        return None
    return first if os.path.isabs(first) else None  # noqa: PTH117


def _same_python(one: str, other: str) -> bool:
    """Tell whether two programs are of one environment; what a link points to may be shared by several."""
    return Path(one).parent.absolute() == Path(other).parent.absolute()
