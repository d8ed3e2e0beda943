"""How learning platforms call what they let an instructor download; `lms.yaml` has their forms."""

import re
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from pathlib import PurePosixPath
from typing import Final, Literal

from alliance.tables import packaged

_WHEN: Final = "%Y-%m-%d-%H-%M-%S"
_AGAIN: Final = re.compile(r"(?: ?\((\d+)\)|-(\d{1,2}))$")


@dataclass(frozen=True)
class Form:
    """One form of name that a platform uses: a row of `lms.yaml`, which says what each field means."""

    id: str
    platform: str
    pattern: str
    then: Literal["take", "ignore", "refuse"]
    source: str
    example: dict[str, str]
    says: str = ""
    entry_time: bool = False


@dataclass(frozen=True)
class Label:
    """What a file's path says of who handed it in, and when.

    Attributes
    ----------
    form : Form or None
        The platform's form that it has; None when it has none.
    name, sorted, id, number : str
        What is said of the person; empty when nothing is.
    candidates : tuple of str
        Without a form: the parts of the path that may name the person, the innermost folder first, the file last.
    file : str
        The file as the student called it.
    upload, copy : int
        What grows with each upload, and the number of a copy as in ``a2 (1).ipynb``.
    when : datetime or None
        As the platform's clock showed it.
    late : bool
        Whether the platform says that it came late.
    """

    form: Form | None = None
    name: str = ""
    sorted: str = ""
    id: str = ""
    number: str = ""
    candidates: tuple[str, ...] = ()
    file: str = ""
    upload: int = 0
    copy: int = 0
    when: datetime | None = field(default=None)
    late: bool = False


@cache
def forms() -> tuple[tuple[Form, re.Pattern[str]], ...]:
    """Return the platforms' forms with their patterns, in the order in which they are tried."""
    table = packaged("alliance_grader.collect", "lms.yaml", list[Form])
    return tuple((form, re.compile(form.pattern, re.DOTALL)) for form in table)


def label(path: PurePosixPath) -> Label:
    """Read what a file's path says of it."""
    for part in path.parts:
        for form, pattern in forms():
            if found := pattern.fullmatch(part):
                said = found.groupdict()
                file = path.name if part != path.name else said.get("file") or path.name
                return Label(
                    form=form,
                    name=said.get("name") or "",
                    sorted=said.get("sorted") or "",
                    id=said.get("id") or "",
                    number=said.get("number") or "",
                    file=file,
                    upload=int(said.get("upload") or 0),
                    copy=_copy(file),
                    when=_moment(said.get("when")),
                    late=bool(said.get("late")),
                )
    stems = [*(folder.removesuffix(".zip") for folder in reversed(path.parts[:-1])), path.stem]
    return Label(candidates=tuple(stems), file=path.name, copy=_copy(path.name))


def _copy(file: str) -> int:
    """Return which copy a name says that this is: browsers write ``a2 (1).ipynb``, Canvas ``a2-1.ipynb``."""
    found = _AGAIN.search(file.removesuffix(".ipynb"))
    return int(found[1] or found[2]) if found else 0


def _moment(text: str | None) -> datetime | None:
    try:
        return datetime.strptime(text, _WHEN) if text else None
    except ValueError:
        return None
