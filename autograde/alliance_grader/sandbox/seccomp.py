"""A filter on system calls: what this process may never ask of the kernel, whatever runs in it.

A list of what is refused, not of what is allowed: the numeric libraries ask for much that is harmless. What came into
Linux after this list was written is refused as if the kernel did not have it.
"""

import ctypes
import errno
import os
import struct
from functools import lru_cache
from typing import Final

from alliance_grader.sandbox import linux

# Numbers on x86_64 and on aarch64; None where there is no such call.
_REFUSED: Final[dict[str, tuple[int | None, int | None]]] = {
    # new processes and programs
    "fork": (57, None),
    "vfork": (58, None),
    "execve": (59, 221),
    "execveat": (322, 281),
    # other processes
    "ptrace": (101, 117),
    "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271),
    "process_madvise": (440, 440),
    "process_mrelease": (448, 448),
    "kcmp": (312, 272),
    "pidfd_open": (434, 434),
    "pidfd_getfd": (438, 438),
    "pidfd_send_signal": (424, 424),
    "get_robust_list": (274, 100),
    "move_pages": (279, 239),
    "migrate_pages": (256, 238),
    "tkill": (200, 130),
    # who runs when and where
    "setpriority": (141, 140),
    "sched_setscheduler": (144, 119),
    "sched_setparam": (142, 118),
    "sched_setattr": (314, 274),
    "sched_setaffinity": (203, 122),
    "ioprio_set": (251, 30),
    "mbind": (237, 235),
    "set_mempolicy": (238, 237),
    "set_mempolicy_home_node": (450, 450),
    "personality": (135, 92),
    # file systems
    "mount": (165, 40),
    "umount2": (166, 39),
    "pivot_root": (155, 41),
    "chroot": (161, 51),
    "move_mount": (429, 429),
    "open_tree": (428, 428),
    "fsopen": (430, 430),
    "fsconfig": (431, 431),
    "fsmount": (432, 432),
    "fspick": (433, 433),
    "mount_setattr": (442, 442),
    "unshare": (272, 97),
    "setns": (308, 268),
    "mknod": (133, None),
    "mknodat": (259, 33),
    "open_by_handle_at": (304, 265),
    "name_to_handle_at": (303, 264),
    "quotactl": (179, 60),
    "quotactl_fd": (443, 443),
    "fanotify_init": (300, 262),
    "fanotify_mark": (301, 263),
    "swapon": (167, 224),
    "swapoff": (168, 225),
    "ustat": (136, None),
    "sysfs": (139, None),
    "uselib": (134, None),
    # the network, and handing descriptors on
    "socket": (41, 198),
    "connect": (42, 203),
    "bind": (49, 200),
    "listen": (50, 201),
    "accept": (43, 202),
    "accept4": (288, 242),
    "sendmsg": (46, 211),
    "sendmmsg": (307, 269),
    "sethostname": (170, 161),
    "setdomainname": (171, 162),
    "nfsservctl": (180, 42),
    # who hears of files, and attributes that Landlock does not guard
    "inotify_init": (253, None),
    "inotify_init1": (294, 26),
    "inotify_add_watch": (254, 27),
    "chown": (92, None),
    "lchown": (94, None),
    "fchown": (93, 55),
    "fchownat": (260, 54),
    "setxattr": (188, 5),
    "lsetxattr": (189, 6),
    "fsetxattr": (190, 7),
    "removexattr": (197, 14),
    "lremovexattr": (198, 15),
    "fremovexattr": (199, 16),
    # memory that nobody counts
    "shmget": (29, 194),
    "shmat": (30, 196),
    "shmctl": (31, 195),
    "shmdt": (67, 197),
    "semget": (64, 190),
    "semop": (65, 193),
    "semctl": (66, 191),
    "semtimedop": (220, 192),
    "msgget": (68, 186),
    "msgsnd": (69, 189),
    "msgrcv": (70, 188),
    "msgctl": (71, 187),
    "mq_open": (240, 180),
    "mq_unlink": (241, 181),
    "mq_timedsend": (242, 182),
    "mq_timedreceive": (243, 183),
    "mq_notify": (244, 184),
    "mq_getsetattr": (245, 185),
    "memfd_create": (319, 279),
    "memfd_secret": (447, 447),
    # doors into the kernel
    "bpf": (321, 280),
    "perf_event_open": (298, 241),
    "io_uring_setup": (425, 425),
    "io_uring_enter": (426, 426),
    "io_uring_register": (427, 427),
    "userfaultfd": (323, 282),
    "add_key": (248, 217),
    "request_key": (249, 218),
    "keyctl": (250, 219),
    "seccomp": (317, 277),
    "modify_ldt": (154, None),
    "iopl": (172, None),
    "ioperm": (173, None),
    "lookup_dcookie": (212, 18),
    "syslog": (103, 116),
    "_sysctl": (156, None),
    # the machine
    "reboot": (169, 142),
    "kexec_load": (246, 104),
    "kexec_file_load": (320, 294),
    "init_module": (175, 105),
    "finit_module": (313, 273),
    "delete_module": (176, 106),
    "create_module": (174, None),
    "get_kernel_syms": (177, None),
    "query_module": (178, None),
    "acct": (163, 89),
    "settimeofday": (164, 170),
    "clock_settime": (227, 112),
    "clock_adjtime": (305, 266),
    "adjtimex": (159, 171),
    "vhangup": (153, 58),
}
# These seem to work and do nothing: copying a file asks for them, and no notebook needs them. Where a student's code
# runs as the owner of the course's files and those are not mounted read-only, nothing else would stop a chmod.
_FEIGNED: Final[dict[str, tuple[int | None, int | None]]] = {
    "chmod": (90, None),
    "fchmod": (91, 52),
    "fchmodat": (268, 53),
    "fchmodat2": (452, 452),
    "utime": (132, None),
    "utimes": (235, None),
    "futimesat": (261, None),
    "utimensat": (280, 88),
    # Would write out the files of the whole machine.
    "sync": (162, 81),
    "syncfs": (306, 267),
}
_LOOKED_INTO: Final = {
    "clone": (56, 220),
    "clone3": (435, 435),
    "socketpair": (53, 199),
    "kill": (62, 129),
    "tgkill": (234, 131),
    "rt_sigqueueinfo": (129, 138),
    "rt_tgsigqueueinfo": (297, 240),
    "prlimit64": (302, 261),
    "sendto": (44, 206),
    "fcntl": (72, 25),
    "ioctl": (16, 29),
    "prctl": (157, 167),
}
_NEWEST: Final = 456

_ARCHITECTURE: Final = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
_X32: Final = 0x40000000
_ALLOW: Final = 0x7FFF0000
_KILL: Final = 0x80000000
_ERROR: Final = 0x00050000
_FEIGN: Final = _ERROR
_REFUSE: Final = _ERROR | errno.EPERM
_UNKNOWN: Final = _ERROR | errno.ENOSYS

_LOAD: Final = 0x20
_AND: Final = 0x54
_IF_EQUAL: Final = 0x15
_IF_GREATER: Final = 0x25
_IF_AT_LEAST: Final = 0x35
_RETURN: Final = 0x06
_NUMBER_AT: Final = 0
_ARCHITECTURE_AT: Final = 4

_CLONE_THREAD: Final = 0x10000
_AF_UNIX: Final = 1
_SOCK_STREAM: Final = 1
# Who gets a signal when a descriptor is ready: F_SETOWN, F_SETSIG, F_SETOWN_EX; FIOSETOWN, SIOCSPGRP. What makes others
# wait for a file or leaves them small pipes: F_SETLEASE, F_NOTIFY, F_SETPIPE_SZ. Typing into a terminal: TIOCSTI,
# TIOCLINUX. Flags of files: FS_IOC_SETFLAGS, FS_IOC_FSSETXATTR.
_FCNTL: Final = (8, 10, 15, 1024, 1026, 1031)
_IOCTL: Final = (0x8901, 0x8902, 0x5412, 0x541C, 0x40086602, 0x401C5820)
# PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_SET_SECCOMP, PR_SET_MM, PR_SET_CHILD_SUBREAPER, PR_SET_PTRACER, PR_SCHED_CORE
_PRCTL: Final = (1, 4, 22, 35, 36, 0x59616D61, 62)
_SECCOMP_FILTER: Final = 1

_Step = tuple[int, int, int, int]


@lru_cache
def program(own_pid: int) -> bytes:
    """Return the filter for a process of this number, as the kernel reads it.

    Raises
    ------
    OSError
        When this kind of machine is not known.
    """
    if linux.MACHINE not in _ARCHITECTURE:
        raise OSError(errno.ENOSYS, "no filter of system calls is written for this kind of machine")
    column = 0 if linux.MACHINE == "x86_64" else 1
    steps: list[_Step] = [
        _load(_ARCHITECTURE_AT),
        (_IF_EQUAL, 1, 0, _ARCHITECTURE[linux.MACHINE]),
        _give(_KILL),
        _load(_NUMBER_AT),
    ]
    if linux.MACHINE == "x86_64":
        steps += [(_IF_AT_LEAST, 0, 1, _X32), _give(_KILL)]
    steps += [(_IF_GREATER, 0, 1, _NEWEST), _give(_UNKNOWN)]
    for numbers in _REFUSED.values():
        number = numbers[column]
        if number is not None:
            steps += [(_IF_EQUAL, 0, 1, number), _give(_REFUSE)]
    for numbers in _FEIGNED.values():
        number = numbers[column]
        if number is not None:
            steps += [(_IF_EQUAL, 0, 1, number), _give(_FEIGN)]
    for name, body in _looked_into(own_pid).items():
        steps += [(_IF_EQUAL, 0, len(body), _LOOKED_INTO[name][column]), *body]
    steps.append(_give(_ALLOW))
    return b"".join(struct.pack("=HBBI", *step) for step in steps)


def _looked_into(own_pid: int) -> dict[str, list[_Step]]:
    only_itself = _only(0, own_pid)
    return {
        # A thread is a clone that shares everything; anything else is a new process.
        "clone": [
            _load(_argument(0)),
            (_AND, 0, 0, _CLONE_THREAD),
            (_IF_EQUAL, 0, 1, 0),
            _give(_REFUSE),
            _give(_ALLOW),
        ],
        # Its arguments lie in memory, where a filter cannot look; the C library then takes `clone`.
        "clone3": [_give(_UNKNOWN)],
        # asyncio needs a pair of streams. Other kinds can be sent to an address.
        "socketpair": [
            _load(_argument(0)),
            (_IF_EQUAL, 1, 0, _AF_UNIX),
            _give(_REFUSE),
            _load(_argument(1)),
            (_AND, 0, 0, 0xF),
            (_IF_EQUAL, 1, 0, _SOCK_STREAM),
            _give(_REFUSE),
            _give(_ALLOW),
        ],
        "kill": only_itself,
        "tgkill": only_itself,
        "rt_sigqueueinfo": only_itself,
        "rt_tgsigqueueinfo": only_itself,
        "prlimit64": _only(0, 0, own_pid),
        "sendto": [
            _load(_argument(4)),
            (_IF_EQUAL, 1, 0, 0),
            _give(_REFUSE),
            _load(_argument(4) + 4),
            (_IF_EQUAL, 1, 0, 0),
            _give(_REFUSE),
            _give(_ALLOW),
        ],
        "fcntl": _never(1, _FCNTL),
        "ioctl": _never(1, _IOCTL),
        "prctl": _never(0, _PRCTL),
    }


def _argument(place: int) -> int:
    # Both machines are little-endian: the lower half comes first.
    return 16 + 8 * place


def _load(place: int) -> _Step:
    return (_LOAD, 0, 0, place)


def _give(result: int) -> _Step:
    return (_RETURN, 0, 0, result)


def _only(place: int, *values: int) -> list[_Step]:
    steps = [_load(_argument(place))]
    for value in values:
        steps += [(_IF_EQUAL, 0, 1, value), _give(_ALLOW)]
    return [*steps, _give(_REFUSE)]


def _never(place: int, values: tuple[int, ...]) -> list[_Step]:
    steps = [_load(_argument(place))]
    for value in values:
        steps += [(_IF_EQUAL, 0, 1, value), _give(_REFUSE)]
    return [*steps, _give(_ALLOW)]


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("steps", ctypes.c_char_p))


def restrict() -> None:
    """Put the filter on, for ever. `alliance_grader.sandbox.linux.no_new_privileges` comes first."""
    steps = program(os.getpid())
    given = _Program(len(steps) // 8, steps)
    linux.syscall("seccomp", _SECCOMP_FILTER, 0, ctypes.byref(given))
