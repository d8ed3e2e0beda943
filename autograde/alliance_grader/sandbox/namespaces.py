"""Namespaces: a process that sees other files, no network, and no process but its own.

The server goes first: `become_ordinary` when it is root, `enter`, then `build_root`. Each child then only has to
`unshare` what it must not share with its siblings, which takes a millisecond.
"""

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from alliance_grader.sandbox import linux

NOBODY: Final = 65534
SCRATCH: Final = "/notebook"
"""Where a child may write: its working folder, its HOME and its folder for temporary files."""

FIRST: Final = 1
"""The number that a child has: it is the first process of its namespace."""

_DEVICES: Final = ("null", "zero", "full", "random", "urandom")
_LINKS: Final = {
    "/dev/fd": "/proc/self/fd",
    "/dev/stdin": "/proc/self/fd/0",
    "/dev/stdout": "/proc/self/fd/1",
    "/dev/stderr": "/proc/self/fd/2",
    "/tmp": SCRATCH,  # noqa: S108 - in the new root it is the scratch folder
}
_PLAIN_MOUNT: Final = linux.MS_NOSUID | linux.MS_NODEV | linux.MS_NOEXEC


def show_to_others(base: str, readable: Iterable[str]) -> None:
    """As root: make a root in which an ordinary user can reach what lies in folders that only root may enter.

    Afterwards this process is in it, and still root.
    """
    linux.unshare(linux.CLONE_NEWNS)
    linux.mount("none", "/", None, linux.MS_REC | linux.MS_PRIVATE)
    _mount_root(base)
    _place(base, readable, ())
    for folder in ("/proc", "/dev", base):
        _make_folder(base + folder)
    linux.bind("/proc", base + "/proc")
    linux.bind("/dev", base + "/dev")
    linux.pivot_into(base)
    Path(base).chmod(0o777)


def enter() -> None:
    """Get a user namespace, in which this process may do everything, and with it a new one for the next child."""
    user, group = os.geteuid(), os.getegid()
    linux.unshare(linux.CLONE_NEWUSER | linux.CLONE_NEWPID)
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/uid_map").write_text(f"{user} {user} 1")
    Path("/proc/self/gid_map").write_text(f"{group} {group} 1")


def build_root(base: str, readable: Iterable[str], hidden: Iterable[str]) -> None:
    """Make a root of read-only views of what may be seen, and let go of everything else. For the first process."""
    linux.unshare(
        linux.CLONE_NEWNS
        | linux.CLONE_NEWNET
        | linux.CLONE_NEWIPC
        | linux.CLONE_NEWUTS
        | linux.CLONE_NEWCGROUP
    )
    linux.mount("none", "/", None, linux.MS_REC | linux.MS_PRIVATE)
    _mount_root(base)
    _place(base, readable, hidden)
    for folder in ("/proc", "/dev", "/etc", SCRATCH):
        _make_folder(base + folder)
    for name in _DEVICES:
        Path(f"{base}/dev/{name}").touch()
    for link, target in _LINKS.items():
        if not os.path.lexists(base + link):
            Path(base + link).symlink_to(target)
    if not Path(base + "/etc/passwd").exists():
        Path(base + "/etc/passwd").write_text(
            f"student:x:{os.geteuid()}:{os.getegid()}::{SCRATCH}:/bin/false\n"
        )
    linux.set_attributes(base, linux.ATTR_RDONLY | linux.ATTR_NOSUID | linux.ATTR_NODEV)
    for name in _DEVICES:
        linux.bind(f"/dev/{name}", f"{base}/dev/{name}")
        linux.set_attributes(f"{base}/dev/{name}", linux.ATTR_RDONLY | linux.ATTR_NOSUID | linux.ATTR_NOEXEC)
    linux.mount("proc", base + "/proc", "proc", _PLAIN_MOUNT)
    _mount_scratch(base + SCRATCH, 256 << 20, 1 << 16)
    linux.pivot_into(base)
    os.chdir(SCRATCH)


def unshare_child(scratch_bytes: int, inodes: int) -> None:
    """In a child that is the first process of its own namespace: see no other process, and no other's scratch."""
    linux.unshare(linux.CLONE_NEWNS | linux.CLONE_NEWIPC)
    linux.mount("proc", "/proc", "proc", _PLAIN_MOUNT, "subset=pid")
    if scratch_bytes:
        _mount_scratch(SCRATCH, scratch_bytes, inodes)
        os.chdir(SCRATCH)
    else:
        linux.mount("tmpfs", SCRATCH, "tmpfs", _PLAIN_MOUNT, "size=4k,nr_inodes=1,mode=755")
        linux.set_attributes(SCRATCH, linux.ATTR_RDONLY)
        os.chdir("/")


def _mount_root(base: str) -> None:
    linux.mount("tmpfs", base, "tmpfs", linux.MS_NOSUID, "size=8m,mode=755")


def _mount_scratch(place: str, size: int, inodes: int) -> None:
    linux.mount("tmpfs", place, "tmpfs", _PLAIN_MOUNT, f"size={size},nr_inodes={inodes},mode=700")


def _place(base: str, readable: Iterable[str], hidden: Iterable[str]) -> None:
    """Bind everything readable and cover everything hidden, from the outside in."""
    links: dict[str, str] = {}
    views = {_follow(path, links): True for path in readable}
    # Something named on both lists is readable: whoever names a path means it.
    plan = dict.fromkeys((os.path.realpath(path) for path in hidden), False) | views
    nearest: dict[str, bool] = {}
    for path in sorted(plan, key=lambda path: Path(path).parts):
        above = next((nearest[str(folder)] for folder in Path(path).parents if str(folder) in nearest), False)
        nearest[path] = plan[path]
        if plan[path]:
            if not above:  # otherwise it can be seen already
                _view(path, base + path)
        elif os.path.lexists(base + path):
            _cover(base + path)
    for link, target in links.items():
        if not os.path.lexists(base + link):
            _make_folder(str(Path(base + link).parent))
            Path(base + link).symlink_to(target)


def _follow(path: str, links: dict[str, str]) -> str:
    """Return where a path really leads; note every link on the way, so that the path itself works too."""
    path = os.path.abspath(path)  # noqa: PTH100 - `..` behind a link means what it says there
    for _ in range(40):
        place = Path("/")
        for part in Path(path).parts[1:]:
            place = place / part
            if place.is_symlink():
                target = str(place.readlink())
                links[str(place)] = target
                rest = Path(path).relative_to(place)
                path = os.path.normpath(place.parent / target / rest)
                break
        else:
            return path
    return os.path.realpath(path)


def _view(source: str, target: str) -> None:
    if Path(source).is_dir():
        _make_folder(target)
    elif not os.path.lexists(target):
        _make_folder(str(Path(target).parent))
        Path(target).touch()
    linux.bind(source, target)


def _cover(target: str) -> None:
    if Path(target).is_dir():
        linux.mount("tmpfs", target, "tmpfs", _PLAIN_MOUNT, "size=64k,mode=755")
    else:
        linux.bind("/dev/null", target)


def _make_folder(path: str) -> None:
    Path(path).mkdir(parents=True, exist_ok=True)
