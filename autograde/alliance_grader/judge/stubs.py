"""A student's function, as a test sees it: a call goes to where the student's code runs, and data comes back."""

import builtins
import collections
from collections.abc import Callable
from typing import Any, Final

from alliance_grader.values import (
    Opaque,
    Unpackable,
    ValueDamaged,
    held_name,
    pack_argument,
    unpack_outcome,
)
from alliance_grader.values.nodes import Function, Module, Named

MOST_CALLS: Final = 100_000
"""Calls in one test."""

Ask = Callable[[str, list[bytes], dict[str, bytes]], tuple[bytes | None, str | None]]
"""Calls a function by its name with packed arguments; gives a packed outcome, or an error in words."""

_CROSSING: Final[dict[str, type[Exception]]] = {
    name: getattr(builtins, name)
    for name in [
        "ArithmeticError",
        "AssertionError",
        "AttributeError",
        "EOFError",
        "Exception",
        "FileNotFoundError",
        "FloatingPointError",
        "ImportError",
        "IndexError",
        "KeyError",
        "LookupError",
        "ModuleNotFoundError",
        "NameError",
        "NotImplementedError",
        "OSError",
        "OverflowError",
        "PermissionError",
        "RecursionError",
        "RuntimeError",
        "TypeError",
        "UnboundLocalError",
        "UnicodeError",
        "ValueError",
        "ZeroDivisionError",
    ]
}
"""Python's own errors, which a test may expect. StopIteration is none of them: it would end an ``all(...)``."""


class CannotJudge(Exception):  # noqa: N818
    """The judge's own limits stand in the way of a test: a person has to look."""


class Line:
    """The way to one student's functions.

    Parameters
    ----------
    ask : callable
    kept : callable
        Tells whether an object is the instructor's, so that no call may change it.
    """

    def __init__(self, ask: Ask, kept: Callable[[object], bool] = lambda _: False) -> None:
        self._ask, self._kept = ask, kept
        self.calls = 0

    def call(self, name: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """Call a function of the student's."""
        self.calls += 1
        shown = name.partition("#")[0]
        if self.calls > MOST_CALLS:
            raise RuntimeError(f"your function {shown} was called more than {MOST_CALLS:,} times")
        try:
            packed = [pack_argument(one, name_of) for one in args]
            named = {key: pack_argument(one, name_of) for key, one in kwargs.items()}
        except Unpackable as error:
            raise CannotJudge(
                f"The test hands your function {shown} a value of the kind {error.kind}, which cannot be handed on"
            ) from None
        value, words = self._ask(name, packed, named)
        if words is not None or value is None:
            raise raised(shown, words or "")
        try:
            result, changed = unpack_outcome(value, self.resolve)
        except ValueDamaged as error:
            raise from_student(
                RuntimeError(f"your function {shown} returned a damaged value: {error}")
            ) from None
        given = dict([*enumerate(args), *kwargs.items()])
        for key, after in changed:
            if result is None and key in given and not self._kept(given[key]):
                put_back(given[key], after)
        return result

    def resolve(self, node: Function | Module | Named) -> object:
        """Give what stands for a function that a call returned."""
        if isinstance(node, Function) and node.name:
            return Remote(self, node.name, node.doc)
        return Opaque(type(node).__name__.lower())


class Remote:
    """A student's function.

    Parameters
    ----------
    line : Line
    name : str
        Under which the student's notebook holds it.
    doc : str
        What its author says of it.
    """

    def __init__(self, line: Line, name: str, doc: str = "") -> None:
        self._line, self._name = line, name
        self.__name__ = self.__qualname__ = name.partition("(")[0]
        self.__doc__ = doc or None

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Call it where it is."""
        return self._line.call(self._name, args, kwargs)

    def __repr__(self) -> str:
        return f"<your function {self.__name__}>"


def name_of(value: object) -> str | None:
    """Return the name under which the student's notebook holds a value, for one that never travelled."""
    return value._name if type(value) is Remote else held_name(value)


def from_student(error: Exception) -> Exception:
    """Mark an error whose words are the student's own, so that they may be shown."""
    error.from_student = True  # type: ignore[attr-defined]
    return error


def raised(name: str, words: str) -> Exception:
    """Return the error to raise for what a student's function raised, ``ValueError: message`` in words."""
    said = "".join(letter if letter.isprintable() else " " for letter in words[:600]).strip()
    kind, _, message = said.removeprefix("raised ").partition(":")
    message = message.strip()
    if kind in _CROSSING:
        return from_student(_CROSSING[kind](message))
    if kind.isidentifier():
        said = f"raised {kind}: {message}" if message else f"raised {kind}"
    return from_student(RuntimeError(f"your function {name} {said or 'gave nothing back'}"))


def put_back(before: Any, after: Any) -> None:
    """Change a test's own object as the student's function changed its copy."""
    if type(before) is not type(after):
        return
    match before:
        case list():
            before[:] = after
        case dict():
            dict.clear(before)
            dict.update(before, after)
        case set():
            before.clear()
            before |= after
        case collections.deque():
            before.clear()
            before.extend(after)
        case _ if type(before).__name__ == "ndarray":
            if before.shape == after.shape and before.dtype == after.dtype and before.flags.writeable:
                before[...] = after
        case _ if hasattr(before, "_update_inplace"):
            before._update_inplace(after)  # pandas has no public way to replace all of a table
