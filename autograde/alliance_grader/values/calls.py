"""Calls of a student's functions, answered in the child that runs the student's code."""

import builtins
import collections
from collections.abc import Callable, Mapping
from typing import Any, Final

from alliance_grader.values import nodes
from alliance_grader.values.pack import exception_in_words, pack_outcome
from alliance_grader.values.unpack import ValueDamaged, unpack

__builtins__ = dict(vars(builtins))  # type: ignore[assignment]  # as in `pack`

MOST_KEPT: Final = 1000
"""Functions that calls returned, and that can still be called."""


class Calls:
    """What the judge may call in one student's namespace.

    Parameters
    ----------
    namespace : mapping of str to object
        The notebook's names, as they are when a call comes.
    through : tuple of types
        What is not the function's own doing, and goes through.
    """

    def __init__(
        self, namespace: Mapping[str, object], through: tuple[type, ...] = (KeyboardInterrupt,)
    ) -> None:
        self._namespace, self._through = namespace, through
        self._kept: collections.OrderedDict[str, object] = collections.OrderedDict()

    def answer(
        self, name: str, args: list[bytes], kwargs: dict[str, bytes]
    ) -> tuple[bytes | None, str | None]:
        """Call a function.

        Returns
        -------
        (bytes or None, str or None)
            What it returned, packed; or the error in words. An interrupt goes through.
        """
        try:
            function = self._named(name)
            given = [unpack(one, self._resolve) for one in args]
            named = {key: unpack(one, self._resolve) for key, one in kwargs.items()}
        except (LookupError, ValueDamaged) as error:
            return None, exception_in_words(error)
        try:
            value = function(*given, **named)
        except BaseException as error:
            if type(error) in self._through:
                raise
            return None, exception_in_words(error)
        both: list[tuple[int | str, object]] = [*enumerate(given), *named.items()]
        return pack_outcome(value, both, lambda made: self._keep(name, made)), None

    def _named(self, name: str) -> Callable[..., object]:
        found: Any = self._kept[name] if name in self._kept else self._namespace.get(name)
        if not callable(found):
            raise LookupError(f"there is no function {name}")
        return found  # type: ignore[no-any-return]

    def _keep(self, name: str, function: object) -> str:
        handle = f"{name.partition('()')[0]}()#{len(self._kept)}"
        while len(self._kept) >= MOST_KEPT:
            raise LookupError("too many functions were returned")
        self._kept[handle] = function
        return handle

    def _resolve(self, node: nodes.Function | nodes.Module | nodes.Named) -> object:
        if not isinstance(node, nodes.Named):
            raise ValueDamaged("an argument is damaged")
        return self._kept[node.name] if node.name in self._kept else self._namespace.get(node.name)
