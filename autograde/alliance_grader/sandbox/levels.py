"""How well a machine can isolate a student's code, and what the caller may ask of it."""

from dataclasses import dataclass, field
from typing import Literal

Level = Literal["namespaces", "landlock", "none"]
"""``namespaces``: its own files, processes and network, and all of ``landlock``. ``landlock``: it sees that the
machine has files and processes, and can touch none of them. ``none``: limits of time and memory alone."""

SAID: dict[Level, str] = {
    "namespaces": "sealed off, with files, processes and a network of its own",
    "landlock": "closed in by the system: it could touch no file, process or network of this machine",
    "none": "NOT kept apart from this machine's files and the network, as the instructor allowed",
}
"""How a level is said of a submission that ran."""


@dataclass(frozen=True)
class Sandbox:
    """What a child may see, besides Python and `alliance`.

    Attributes
    ----------
    readable : tuple of str
        Further files and folders that it may read.
    hidden : tuple of str
        Files and folders that it must not, even where they lie inside one that it may read: the course's own
        folder, for example. What is readable and lies deeper is still readable.
    writable : bool
        Whether it gets a folder to write into, which goes when it ends. Otherwise it can write nowhere.
    environment : dict of str
        Set in the server and in its children, over the few that they have anyway.
    """

    readable: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()
    writable: bool = True
    environment: dict[str, str] = field(default_factory=dict)
