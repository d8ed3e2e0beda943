"""The whole isolation in two steps: once in the server, once in every child."""

import os
from dataclasses import dataclass
from typing import Final

from alliance_grader.sandbox import landlock, limits, linux, namespaces, places, seccomp
from alliance_grader.sandbox.levels import Level, Sandbox
from alliance_grader.warm.frames import Limits

GRADER: Final = "alliance_grader"


@dataclass(frozen=True)
class Isolation:
    """What is to be isolated, and from what.

    Attributes
    ----------
    level : Level
    sandbox : Sandbox
    base : str
        An empty folder of the server's own.
    readable, hidden : tuple of str
        In full: what Python needs is in it.
    """

    level: Level
    sandbox: Sandbox
    base: str
    readable: tuple[str, ...]
    hidden: tuple[str, ...]

    @classmethod
    def plan(cls, level: Level, sandbox: Sandbox, base: str, sees_grader: bool) -> "Isolation":
        """Find out what must be seen. The grader's own package is for children that judge, not for students."""
        package = places.package_folders(GRADER)
        readable = [*places.needed(), *sandbox.readable, *(package if sees_grader else [])]
        hidden = [*sandbox.hidden, *([] if sees_grader else package)]
        return cls(level, sandbox, base, tuple(readable), tuple(hidden))

    def before_first_fork(self) -> None:
        """In the process that starts the server: become an ordinary user, and get a namespace for processes."""
        if os.geteuid() == 0:
            if self.level == "namespaces":
                namespaces.show_to_others(
                    self.base, [*self.readable, *places.package_folders(GRADER), self.base]
                )
            _become(namespaces.NOBODY, () if self.level == "namespaces" else self.readable)
        if self.level == "namespaces":
            namespaces.enter()

    def server(self) -> None:
        """In the server, before it runs anything of the course's."""
        linux.die_with_parent()
        if self.level == "namespaces":
            namespaces.build_root(self.base, self.readable, self.hidden)
            seccomp.program(namespaces.FIRST)  # children find it written
        else:
            os.chdir(self.base)

    @property
    def home(self) -> str:
        """The server's folder for scratch, after `server`."""
        return namespaces.SCRATCH if self.level == "namespaces" else self.base

    def child(self, allowed: Limits, scratch: str | None) -> None:
        """In a child, before it reads a byte of a student's; it cannot be undone.

        Parameters
        ----------
        allowed : Limits
        scratch : str or None
            The folder of its own that was made for it, where its files are not its own anyway.
        """
        alone = self.level == "namespaces"
        if alone:
            size = allowed.scratch if self.sandbox.writable else 0
            namespaces.unshare_child(size, allowed.inodes)
            scratch = namespaces.SCRATCH if self.sandbox.writable else None
        elif scratch:
            os.chdir(scratch)
        else:
            os.chdir("/")
        limits.apply(allowed, alone)
        if alone:
            linux.drop_capabilities()
        linux.die_with_parent()
        linux.be_closed()
        if self.level == "none":
            return
        linux.no_new_privileges()
        if not landlock.restrict(self._rules(scratch)) and not alone:
            raise OSError("this kernel has no Landlock")
        seccomp.restrict()

    def _rules(self, scratch: str | None) -> list[tuple[str, int]]:
        devices = [("/dev/null", landlock.DEVICE)]
        devices += [(f"/dev/{name}", landlock.READ_FILE) for name in ("zero", "random", "urandom")]
        own = [(scratch, landlock.WRITE)] if scratch else []
        if self.level == "namespaces":
            return [("/", landlock.READ), *devices, *own]
        if id(self) not in _planned:
            self.plan_rules()
        return [*_planned[id(self)], *devices, *own]

    def plan_rules(self) -> None:
        """Find out what to allow, once in the server; children inherit it."""
        _planned[id(self)] = landlock.around(self.readable, self.hidden)


_planned: dict[int, list[tuple[str, int]]] = {}


def _become(user: int, must_read: tuple[str, ...]) -> None:
    """As root: become an ordinary user for good.

    Where that user could not even reach Python, the right to read other users' files stays: Landlock, where there
    is any, keeps to its list all the same.
    """
    linux.keep_capabilities()
    os.setgroups([])
    os.setresgid(user, user, user)
    os.setresuid(user, user, user)
    linux.be_dumpable()
    reading = 1 << linux.CAP_DAC_READ_SEARCH
    linux.set_capabilities(reading if must_read else 0)
    out_of_reach = not all(os.access(path, os.R_OK) for path in must_read)
    linux.set_capabilities(*((reading, reading) if out_of_reach else (0, 0)))
