"""The few Linux calls that Python 3.11 does not have, each raising `OSError` when the kernel says no."""

import ctypes
import os
import platform
from typing import Any, Final

CLONE_NEWNS: Final = 0x00020000
CLONE_NEWCGROUP: Final = 0x02000000
CLONE_NEWUTS: Final = 0x04000000
CLONE_NEWIPC: Final = 0x08000000
CLONE_NEWUSER: Final = 0x10000000
CLONE_NEWPID: Final = 0x20000000
CLONE_NEWNET: Final = 0x40000000

MS_NOSUID: Final = 2
MS_NODEV: Final = 4
MS_NOEXEC: Final = 8
MS_BIND: Final = 4096
MS_REC: Final = 16384
MS_PRIVATE: Final = 1 << 18
MNT_DETACH: Final = 2

ATTR_RDONLY: Final = 1
ATTR_NOSUID: Final = 2
ATTR_NODEV: Final = 4
ATTR_NOEXEC: Final = 8
_AT_FDCWD: Final = -100
_AT_RECURSIVE: Final = 0x8000

_PR_SET_PDEATHSIG: Final = 1
_PR_SET_DUMPABLE: Final = 4
_PR_SET_KEEPCAPS: Final = 8
_PR_CAPBSET_DROP: Final = 24
_PR_SET_NO_NEW_PRIVS: Final = 38
_PR_CAP_AMBIENT: Final = 47
_PR_CAP_AMBIENT_CLEAR_ALL: Final = 4
CAP_DAC_READ_SEARCH: Final = 2

MACHINE: Final = {"x86_64": "x86_64", "amd64": "x86_64", "aarch64": "aarch64", "arm64": "aarch64"}.get(
    platform.machine().lower(), ""
)
_NUMBERS: Final = {
    "x86_64": {"pivot_root": 155, "capset": 126, "seccomp": 317},
    "aarch64": {"pivot_root": 41, "capset": 91, "seccomp": 277},
}.get(MACHINE, {})
# Calls of after 2018 have the same number everywhere.
_COMMON: Final = {
    "mount_setattr": 442,
    "landlock_create_ruleset": 444,
    "landlock_add_rule": 445,
    "landlock_restrict_self": 446,
}

_libc = ctypes.CDLL(None, use_errno=True)


def _checked(result: int, what: str) -> int:
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")
    return result


def syscall(name: str, *arguments: Any) -> int:
    """Make a system call by its name."""
    number = _COMMON.get(name, _NUMBERS.get(name))
    if number is None:
        raise OSError(38, f"{name} is not known on this kind of machine")
    given = [ctypes.c_long(value) if isinstance(value, int) else value for value in arguments]
    return _checked(_libc.syscall(ctypes.c_long(number), *given), name)


def unshare(flags: int) -> None:
    """Leave some of the parent's namespaces for new ones."""
    _checked(_libc.unshare(ctypes.c_int(flags)), "unshare")


def setns(descriptor: int, kind: int) -> None:
    """Enter a namespace."""
    _checked(_libc.setns(ctypes.c_int(descriptor), ctypes.c_int(kind)), "setns")


def mount(source: str, target: str, kind: str | None, flags: int = 0, options: str | None = None) -> None:
    """Mount something."""
    _checked(
        _libc.mount(
            source.encode(),
            os.fsencode(target),
            kind.encode() if kind else None,
            ctypes.c_ulong(flags),
            options.encode() if options else None,
        ),
        f"mount {target}",
    )


def bind(source: str, target: str) -> None:
    """Show a file or folder, with all that is mounted in it, at another place as well."""
    _checked(
        _libc.mount(os.fsencode(source), os.fsencode(target), None, ctypes.c_ulong(MS_BIND | MS_REC), None),
        f"bind {source}",
    )


def set_attributes(target: str, attributes: int, recursive: bool = True) -> None:
    """Set attributes of a mount, and of every mount in it."""
    wanted = (ctypes.c_uint64 * 4)(attributes, 0, 0, 0)
    syscall(
        "mount_setattr",
        _AT_FDCWD,
        ctypes.c_char_p(os.fsencode(target)),
        _AT_RECURSIVE if recursive else 0,
        ctypes.byref(wanted),
        ctypes.sizeof(wanted),
    )


def pivot_into(folder: str) -> None:
    """Make a mounted folder the root, and let go of the old one."""
    os.chdir(folder)
    syscall("pivot_root", ctypes.c_char_p(b"."), ctypes.c_char_p(b"."))
    _checked(_libc.umount2(b".", ctypes.c_int(MNT_DETACH)), "umount of the old root")
    os.chdir("/")


def _prctl(option: int, first: int = 0, second: int = 0) -> None:
    _checked(
        _libc.prctl(
            ctypes.c_int(option),
            ctypes.c_ulong(first),
            ctypes.c_ulong(second),
            ctypes.c_ulong(0),
            ctypes.c_ulong(0),
        ),
        f"prctl {option}",
    )


def die_with_parent() -> None:
    """Be killed when the parent dies. A change of user or capabilities undoes it, so call it after those."""
    _prctl(_PR_SET_PDEATHSIG, 9)


def be_dumpable() -> None:
    """Own the files of this process in /proc again after a change of user."""
    _prctl(_PR_SET_DUMPABLE, 1)


def be_closed() -> None:
    """Let nobody look into this process, and no program that the machine keeps for crashes take its memory."""
    _prctl(_PR_SET_DUMPABLE, 0)


def keep_capabilities() -> None:
    """Keep the permitted capabilities through the next change of user."""
    _prctl(_PR_SET_KEEPCAPS, 1)


def no_new_privileges() -> None:
    """Never gain a privilege again."""
    _prctl(_PR_SET_NO_NEW_PRIVS, 1)


def set_capabilities(permitted: int = 0, effective: int = 0) -> None:
    """Set the capabilities, given as bits; by default give up all."""
    header = (ctypes.c_uint32 * 2)(0x20080522, 0)
    low = 0xFFFFFFFF
    data = (ctypes.c_uint32 * 6)(
        effective & low, permitted & low, 0, effective >> 32 & low, permitted >> 32 & low, 0
    )
    syscall("capset", ctypes.byref(header), ctypes.byref(data))


def drop_capabilities() -> None:
    """Give up every capability, also those that a program started later could get."""
    for number in range(64):
        try:
            _prctl(_PR_CAPBSET_DROP, number)
        except OSError:  # the kernel knows no such number, or there is nothing to give up
            break
    _prctl(_PR_CAP_AMBIENT, _PR_CAP_AMBIENT_CLEAR_ALL)
    set_capabilities()
