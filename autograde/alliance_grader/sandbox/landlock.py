"""Landlock: the kernel refuses this process, for ever, every file, port and signal that is not named here."""

import ctypes
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from alliance_grader.sandbox import linux

READ_FILE: Final = 1 << 2
READ_DIR: Final = 1 << 3
_WRITE_FILE: Final = 1 << 1
_REMOVE_DIR: Final = 1 << 4
_REMOVE_FILE: Final = 1 << 5
_MAKE_DIR: Final = 1 << 7
_MAKE_REG: Final = 1 << 8
_MAKE_SYM: Final = 1 << 12
_REFER: Final = 1 << 13
_TRUNCATE: Final = 1 << 14
READ: Final = READ_FILE | READ_DIR
DEVICE: Final = READ_FILE | _WRITE_FILE
WRITE: Final = (
    READ | _WRITE_FILE | _REMOVE_DIR | _REMOVE_FILE | _MAKE_DIR | _MAKE_REG | _MAKE_SYM | _REFER | _TRUNCATE
)
_OF_FILES: Final = READ_FILE | _WRITE_FILE | _TRUNCATE

_CREATE_VERSION: Final = 1
_RULE_PATH: Final = 1
ENOUGH: Final = 6
"""The version from which on Landlock alone is a sandbox: it then keeps signals and abstract sockets in as well."""


def version() -> int:
    """Return the version of Landlock that this kernel has; 0 for none."""
    try:
        return linux.syscall("landlock_create_ruleset", 0, 0, _CREATE_VERSION)
    except OSError:
        return 0


class _Rule(ctypes.Structure):
    _pack_ = 1
    _fields_ = (("allowed", ctypes.c_uint64), ("folder", ctypes.c_int32))


def restrict(allowed: Iterable[tuple[str, int]]) -> bool:
    """Refuse everything but some accesses below some paths; TCP, and what reaches out of this process, is refused.

    Parameters
    ----------
    allowed : iterable of (path, accesses)
        A path that is not there is passed over.

    Returns
    -------
    bool
        False when the kernel has no Landlock. `alliance_grader.sandbox.linux.no_new_privileges` comes first.
    """
    known = version()
    if not known:
        return False
    rights = 13 + (known >= 2) + (known >= 3) + (known >= 5)
    handled = (1 << rights) - 1
    attributes = (ctypes.c_uint64 * 3)(handled, 0b11 if known >= 4 else 0, 0b11 if known >= 6 else 0)
    size = 24 if known >= 6 else 16 if known >= 4 else 8
    ruleset = linux.syscall("landlock_create_ruleset", ctypes.byref(attributes), size, 0)
    try:
        for path, accesses in allowed:
            _allow(ruleset, path, accesses & handled)
        linux.syscall("landlock_restrict_self", ruleset, 0)
    finally:
        os.close(ruleset)
    return True


def _allow(ruleset: int, path: str, accesses: int) -> None:
    try:
        place = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return
    try:
        if not Path(path).is_dir():
            accesses &= _OF_FILES
        rule = _Rule(accesses, place)
        linux.syscall("landlock_add_rule", ruleset, _RULE_PATH, ctypes.byref(rule), 0)
    finally:
        os.close(place)


def around(readable: Iterable[str], hidden: Iterable[str]) -> list[tuple[str, int]]:
    """Return what to allow so that everything readable can be read, and nothing hidden.

    Landlock cannot take back what it gave to a folder above. So where something hidden lies inside a readable
    folder, what lies beside it is allowed piece by piece; the folder's names can still be listed.
    """
    wanted = [os.path.realpath(path) for path in readable]
    secret = [os.path.realpath(path) for path in hidden]
    allowed: list[tuple[str, int]] = []
    for path in wanted:
        # A hidden folder above does not hide what is named readable below it.
        inside = [other for other in secret if other == path or other.startswith(path.rstrip("/") + "/")]
        allowed += _beside(path, inside)
    return allowed


def _beside(path: str, hidden: list[str]) -> list[tuple[str, int]]:
    if path in hidden:
        return []
    if not hidden:
        return [(path, READ)]
    allowed = [(path, READ_DIR)]
    try:
        names = [inner.name for inner in Path(path).iterdir()]
    except OSError:
        return []
    for name in names:
        inner = str(Path(path, name))
        if Path(inner).is_symlink():
            continue  # it may lead to what is hidden; where it leads is allowed by its own name, or not
        allowed += _beside(
            inner, [other for other in hidden if other == inner or other.startswith(inner + "/")]
        )
    return allowed
