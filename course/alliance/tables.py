"""Tables of data kept as YAML beside the code, read into typed records.

The dataclass that a table is read into *is* its schema: an unknown key, a missing one or a wrong type is
refused in one sentence that names the file and the place.
"""

from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, TypeVar, cast

import msgspec
import yaml

from alliance.errors import CourseError

T = TypeVar("T")

LOADER: type[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""A safe loader, the one in C where there is one: it takes a fraction of the time."""


def parse(text: str, shape: type[T], name: str) -> T:
    """Read YAML text into `shape`.

    Parameters
    ----------
    text : str
        The YAML.
    shape : type
        A dataclass or a container of dataclasses; it is the schema.
    name : str
        What to call the text in an error, usually a file name.

    Raises
    ------
    CourseError
        When the text is not YAML or does not fit the schema.
    """
    try:
        raw = yaml.load(text, Loader=LOADER)  # noqa: S506  (a safe loader, the C one where there is one)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = f", line {mark.line + 1}" if mark else ""
        raise CourseError(
            f"{name}{place}: this is not valid YAML ({getattr(error, 'problem', error)}); "
            "check the indentation and the quotation marks."
        ) from None
    try:
        return msgspec.convert(raw, shape)
    except msgspec.ValidationError as error:
        raise CourseError(f"{name}: {error}.") from None


def read(path: Path, shape: type[T]) -> T:
    """Read a YAML file into `shape`; see `parse`."""
    return parse(text_of(path), shape, path.name)


def text_of(path: Path) -> str:
    """Read a text file, with or without the mark that Notepad puts first, or say in one sentence what is wrong."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise CourseError(f"There is no file {path}; check its name.") from None
    except (OSError, ValueError) as error:  # a ValueError is a letter that is not UTF-8, or a NUL in the name
        reason = error.strerror if isinstance(error, OSError) else "this is not UTF-8"
        raise CourseError(f"{path} could not be read ({reason}); it must be a UTF-8 text file.") from None


def packaged(package: str, name: str, shape: type[T]) -> T:
    """Read a table that is shipped inside a package; each file is parsed once."""
    return cast(T, _packaged(package, name, cast(Any, shape)))


def packaged_ids(package: str, folder: str) -> list[str]:
    """Return the ids of the records that a package ships in a folder: one YAML file each."""
    names = (file.name for file in files(package).joinpath(folder).iterdir())
    return sorted(name.removesuffix(".yaml") for name in names if name.endswith(".yaml"))


def packaged_one(package: str, folder: str, one: str, shape: type[T], kind: str) -> T:
    """Read one of these records.

    Raises
    ------
    CourseError
        When there is none of this id; the sentence names the others. `kind` is what to call it there.
    """
    if one not in (known := packaged_ids(package, folder)):
        raise CourseError(f"There is no {kind} {one!r}; choose from {', '.join(known)}.")
    return packaged(package, f"{folder}/{one}.yaml", shape)


@cache
def _packaged(package: str, name: str, shape: Any) -> Any:
    return parse(files(package).joinpath(name).read_text(encoding="utf-8"), shape, name)
