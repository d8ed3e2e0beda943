"""How well this machine keeps submissions apart, and how to get a better level."""

import os
import platform
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from alliance_grader.sandbox.levels import Level
from alliance_grader.scoring import keys_folder
from alliance_grader.warm.probe import probe

MEANS: Final[dict[Level, str]] = {
    "namespaces": "Each submission gets files, processes and a network of its own, and may ask little of the operating system.",
    "landlock": "Each submission is closed in by the system's own rules: it can touch no file of yours, no process and no network.",
    "none": "Nothing here keeps a submission from your files and the network. Grading refuses, unless you say --without-sandbox.",
}
"""What a level gives, in plain words."""


@dataclass(frozen=True)
class Diagnosis:
    """What a machine can do.

    Attributes
    ----------
    level : {"namespaces", "landlock", "none"}
        The best level at which every canary was stopped.
    means : str
        What it gives, in plain words.
    missing : dict of str to list of str
        Why the better levels do not hold here, by level.
    advice : tuple of str
        How to get a better one, sentence by sentence.
    """

    level: Level
    means: str
    missing: dict[str, list[str]]
    advice: tuple[str, ...]


def diagnose(root: Path) -> Diagnosis:
    """Send out the canaries and say what came of them.

    Parameters
    ----------
    root : Path
        The folder of the course, which no submission may see.
    """
    if os.name != "posix":
        why = {"namespaces": ["this system has no fork"], "landlock": ["this system has no fork"]}
        return Diagnosis("none", MEANS["none"], why, advice("none", platform.system()))
    keys = keys_folder(root)
    level, missing = probe([root], [keys] if keys.is_dir() else [])
    return Diagnosis(level, MEANS[level], missing, advice(level, platform.system()))


def advice(level: Level, system: str) -> tuple[str, ...]:
    """Return how to get a better level on a system.

    Parameters
    ----------
    level : {"namespaces", "landlock", "none"}
        What it has.
    system : str
        What `platform.system` says: ``"Linux"``, ``"Darwin"``, ``"Windows"``.
    """
    if level == "namespaces":
        return ()
    if system == "Windows":
        return (
            "Grade inside the Windows Subsystem for Linux (WSL 2): install Ubuntu there and set this course up in it.",
        )
    if system == "Darwin":
        return (
            "Grade in a Linux container or virtual machine (Docker Desktop, Lima, Multipass): macOS has nothing that holds.",
        )
    found = [
        "Let ordinary users make namespaces: `sudo sysctl -w kernel.unprivileged_userns_clone=1`; on Ubuntu 24.04 and later also "
        "`sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0`.",
        "In a container: start it with `--security-opt seccomp=unconfined --security-opt apparmor=unconfined`, as an ordinary user.",
    ]
    if level == "none":
        found.append(
            "Or use Linux 6.12 or later with Landlock switched on (`cat /sys/kernel/security/lsm` names it)."
        )
    return tuple(found)
