"""Tables of data in the language that is spoken: which of their places trainees read is said once, in `strings.yaml`."""

from fnmatch import fnmatch
from functools import cache
from importlib.resources import files
from typing import Any, Final, TypeVar

import yaml

from alliance.language import ENGLISH, _, language
from alliance.tables import LOADER

Data = TypeVar("Data")

LIST: Final = "strings.yaml"


def spoken(data: Data, table: str) -> Data:
    """Return the plain data of a table, or of a part with the same shape, as trainees read it.

    Parameters
    ----------
    data : dict or list
        As `dataclasses.asdict` gives it; names that the table does not have stay as they are.
    table : str
        The table's file below the package, for example ``"pillars/vignettes.yaml"``.

    Returns
    -------
    dict or list
        With each text in the language, at the places that `strings.yaml` names for this table; in English the same.
    """
    return data if language() == ENGLISH else _said(data, "", _places(table))


def inside(name: str) -> str:
    """Return a name as it stands inside a sentence: English alone writes it small there."""
    return name.lower() if language() == ENGLISH else name


def _said(node: Any, place: str, places: tuple[str, ...]) -> Any:
    if isinstance(node, str):
        return _(node) if any(is_at(place, one) for one in places) else node
    if isinstance(node, dict):
        return {name: _said(value, _below(place, name), places) for name, value in node.items()}
    if isinstance(node, list | tuple):
        return [_said(value, _below(place, at), places) for at, value in enumerate(node)]
    return node


def is_at(place: str, pattern: str) -> bool:
    """Tell whether a place is one that a pattern names: ``*`` stands for one name or number."""
    return place.count(".") == pattern.count(".") and fnmatch(place, pattern)


def _below(place: str, name: object) -> str:
    own = str(name).replace(".", " ")
    return f"{place}.{own}" if place else own


@cache
def _places(table: str) -> tuple[str, ...]:
    listed = yaml.load(files("alliance.language").joinpath(LIST).read_text("utf-8"), Loader=LOADER)  # noqa: S506  (a safe loader)
    named = [one["places"] for one in listed["tables"] if fnmatch(table, one["files"])]
    if not named:
        raise LookupError(f"{LIST} names no places of {table}")
    return tuple(place if isinstance(place, str) else place["place"] for places in named for place in places)
