"""What stands in for a value that did not travel: nothing can be done with it but to see that it is there."""

from typing import Any, Final, NoReturn


class StrangeValue(Exception):  # noqa: N818
    """A test used a value that only exists where the student's code ran."""


class NoSuchPart(StrangeValue, AttributeError):  # noqa: N818
    """The same, for an attribute: so ``hasattr`` gives False, as it does for a plain object."""


class Opaque:
    """A value that stayed behind.

    Every operation raises `StrangeValue`, which names its type. It is equal to nothing, is no number, has no truth.

    Parameters
    ----------
    kind : str
        The name of its type. The student chose it, so it means nothing.
    why : str, optional
        Why it stayed behind.
    name : str, optional
        Under which name the student's notebook holds it.
    """

    __slots__ = ("_kind", "_name", "_why")

    def __init__(self, kind: str, why: str = "", name: str = "") -> None:
        object.__setattr__(self, "_kind", kind)
        object.__setattr__(self, "_why", why)
        object.__setattr__(self, "_name", name)

    def __repr__(self) -> str:
        return f"<{self._said()}>"

    def __getattr__(self, name: str) -> NoReturn:
        raise NoSuchPart(f"{self._said()} has no part {name!r} that the autograder can see")

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise NoSuchPart(f"{self._said()} cannot be changed by the autograder")

    def __delattr__(self, name: str) -> NoReturn:
        raise NoSuchPart(f"{self._said()} cannot be changed by the autograder")

    def _said(self) -> str:
        named: str = f"`{self._name}`, " if self._name else ""
        return f"{named}a value of the kind `{self._kind}`" + (f" ({self._why})" if self._why else "")


def held_name(value: object) -> str | None:
    """Return the name under which the student's notebook holds an opaque value, if it has one."""
    return (object.__getattribute__(value, "_name") or None) if type(value) is Opaque else None


_OPERATIONS: Final = """
    lt le eq ne gt ge bool len length_hint iter next reversed contains getitem setitem delitem call enter exit format
    int float complex index round trunc floor ceil abs neg pos invert bytes await aiter anext array
    add sub mul matmul truediv floordiv mod divmod pow lshift rshift and xor or
    radd rsub rmul rmatmul rtruediv rfloordiv rmod rdivmod rpow rlshift rrshift rand rxor ror
    iadd isub imul imatmul itruediv ifloordiv imod ipow ilshift irshift iand ixor ior
    reduce reduce_ex copy deepcopy
""".split()  # noqa: SIM905


def _refusing(operation: str) -> Any:
    def refuse(self: Opaque, *_: object, **__: object) -> NoReturn:
        raise StrangeValue(
            f"{self._said()} cannot be used here; the autograder takes numbers, texts, lists and tables"
        )

    refuse.__name__ = operation
    return refuse


for _operation in _OPERATIONS:
    setattr(Opaque, f"__{_operation}__", _refusing(f"__{_operation}__"))
Opaque.__hash__ = _refusing("__hash__")  # type: ignore[method-assign]
