"""What hub.toml says, read and checked. The hub's settings and set_up.py both read it here."""

import re
from pathlib import Path
from typing import Final

import msgspec

FILE: Final = Path(__file__).with_name("hub.toml")
_NAME: Final = re.compile(r"(?=.{1,32}$)[a-z][a-z0-9]*(?:[._-][a-z0-9]+)*")
"""Names that hold nothing which an address, a shell or nbgrader's folders read otherwise. (Debian's useradd makes none with
a dot; where a directory of the institution has them, they are there already.)"""


class Places(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Folders of the server."""

    course: Path
    exchange: Path
    state: Path


class Ports(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Ports on 127.0.0.1."""

    site: int
    hub: int
    proxy: int
    formgrader: int


class Limits(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What one student may take."""

    memory_gb: int
    processes: int
    kernel_hours: float
    server_hours: float


class Hub(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A course on one server.

    Attributes
    ----------
    course : str
        The course's id.
    instructors, students, left : tuple of str
        Accounts: who marks, who learns, and who of both may not come in any more.
    grader : str
        The account that owns course, exchange and gradebook.
    places : Places
    ports : Ports
    limits : Limits
    """

    course: str
    instructors: tuple[str, ...]
    students: tuple[str, ...]
    left: tuple[str, ...]
    grader: str
    places: Places
    ports: Ports
    limits: Limits

    def __post_init__(self) -> None:
        names = [self.course, self.grader, *self.instructors, *self.students, *self.left]
        if odd := [name for name in names if not _NAME.fullmatch(name)]:
            raise ValueError(
                f"not a name of a-z and 0-9, with - . _ between them: {', '.join(map(repr, odd))}"
            )
        if self.grader in names[2:]:
            raise ValueError(f"{self.grader} owns the course and cannot be a person in it")
        if not self.people:
            raise ValueError("nobody is in the course")

    @property
    def people(self) -> tuple[str, ...]:
        """Everybody who may log in."""
        everybody = dict.fromkeys((*self.instructors, *self.students))
        return tuple(name for name in everybody if name not in self.left)

    @property
    def marking(self) -> str:
        """The group that may open the formgrader; nbgrader gives it this name."""
        return f"formgrade-{self.course}"

    @property
    def learning(self) -> str:
        """The group that sees the course's assignments; nbgrader gives it this name."""
        return f"nbgrader-{self.course}"

    def groups_of(self, name: str) -> list[str]:
        """Return the groups that somebody is in."""
        return [
            group
            for group, members in (
                (self.marking, self.instructors),
                (self.learning, (*self.instructors, *self.students)),
            )
            if name in members and name not in self.left
        ]


def read(file: Path = FILE) -> Hub:
    """Read hub.toml; what is wrong with it is one sentence."""
    try:
        return msgspec.toml.decode(file.read_bytes(), type=Hub, dec_hook=lambda kind, said: kind(said))
    except (OSError, msgspec.MsgspecError) as error:
        raise SystemExit(f"{file} cannot be used: {error}. Mend it and try again.") from None
