"""True values, computed for a student's own variant. Each module here holds the functions of one subject.

A function takes the case, what the value is about, and the key's other arguments by their names, and returns a number
or a word. It is found by its name, so adding one touches one place.
"""

import inspect
from collections.abc import Callable, Iterator
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from alliance_grader.scoring.case import Case
    from alliance_grader.scoring.records import Statistic

Computed = float | str
_KNOWN: Final[dict[str, Callable[..., Computed]]] = {}
_FOLLOWS: Final[set[str]] = set()
_COMPUTED: Final[dict[tuple[object, ...], Computed]] = {}
"""What does not depend on a student's answers, by variant: the next student needs the same."""


def statistic(function: Callable[..., Computed]) -> Callable[..., Computed]:
    """Make a function known under its name. It may use `case.work`, and nothing that the student answered."""
    _KNOWN[function.__name__] = function
    return function


def follows(function: Callable[..., Computed]) -> Callable[..., Computed]:
    """Make a function known that goes on from the student's own earlier answers: `case.answers`.

    It returns NaN, or an empty word, when these say nothing.
    """
    _FOLLOWS.add(function.__name__)
    return statistic(function)


@cache
def _known() -> dict[str, Callable[..., Computed]]:
    for module in iter_modules(__path__):
        import_module(f"{__name__}.{module.name}")
    return _KNOWN


def truth(wanted: "Statistic", about: str, case: "Case") -> Computed:
    """Compute a statistic about a subject: a number, or a word."""
    function = _known()[wanted.statistic]
    if wanted.statistic in _FOLLOWS:
        return function(case, about, **wanted.of)
    name = (case.work.id, case.work.variant, wanted.statistic, about, *sorted(wanted.of.items()))
    if name not in _COMPUTED:
        _COMPUTED[name] = function(case, about, **wanted.of)
    return _COMPUTED[name]


def misnamed(wanted: "Statistic") -> Iterator[str]:
    """Say what is wrong with a statistic as a key names it."""
    try:
        function = _known()[wanted.statistic]
    except KeyError:
        yield f"there is no statistic {wanted.statistic!r}; there are {', '.join(sorted(_known()))}"
        return
    try:
        inspect.signature(function).bind(None, "", **wanted.of)
    except TypeError as error:
        yield f"the statistic {wanted.statistic!r} does not go with {wanted.of}: {error}"


def number(value: Any) -> float:
    """Return a student's earlier number, or NaN; for functions that `follows`."""
    from alliance.practice.answers import as_number

    found = as_number(value)
    return float("nan") if found is None else found


__all__ = ["follows", "misnamed", "number", "statistic", "truth"]
