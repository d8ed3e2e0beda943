"""Bytes into values, in the trusted child. Every byte is taken for hostile.

What comes out consists of fresh objects of exact, known types. Anything that does not add up is a `ValueDamaged`,
in time and memory that are in proportion to the (capped) number of bytes.
"""

import collections
import datetime
import decimal
import fractions
import re
from collections import Counter
from collections.abc import Callable, Hashable
from typing import TYPE_CHECKING, Any, Final

import msgspec

from alliance_grader.values import nodes
from alliance_grader.values.nodes import MAX_BITS, MAX_BYTES, MAX_DEPTH, MAX_ITEMS, MAX_PACKED
from alliance_grader.values.strange import Opaque

if TYPE_CHECKING:
    import numpy as np

_DECODE: Final = msgspec.json.Decoder(nodes.AnyNode).decode
_DECODE_OUTCOME: Final = msgspec.json.Decoder(nodes.Outcome).decode
_DIGITS: Final = re.compile(r"-?[0-9a-f]{1,8400}")
_FLOAT: Final = re.compile(r"-?(?:0x[01]\.[0-9a-f]{1,13}p[+-][0-9]{1,4}|0x0\.0p\+0|inf)|nan")
_DTYPE: Final = re.compile(
    r"\|b1|\|[iu]1|[<>][iu][248]|[<>]f[248]|[<>]c(?:8|16)|[<>]U[0-9]{1,6}"
    r"|[<>][mM]8(?:\[[0-9]{0,4}(?:Y|M|W|D|h|m|s|ms|us|ns|ps|fs|as)\])?"
)
_CONSTANTS: Final[dict[str, object]] = {"None": None, "Ellipsis": ..., "True": True, "False": False}
_COLLECTIONS: Final[dict[str, Callable[[list[Any]], Any]]] = {
    "list": list, "tuple": tuple, "set": set, "frozenset": frozenset, "deque": collections.deque,
}  # fmt: skip
_DEFAULTS: Final[dict[str, Any]] = {
    made_by.__name__: made_by for made_by in (int, float, str, list, dict, set, tuple)
} | {"": None}
_SAME_HASH: Final = 32
"""How many keys may have one hash: more make a dictionary slow, and are no accident."""

Resolve = Callable[[nodes.Function | nodes.Module | nodes.Named], object]


class ValueDamaged(Exception):  # noqa: N818
    """What was sent is not a value."""


def _left_behind(node: nodes.Function | nodes.Module | nodes.Named) -> object:
    return Opaque(type(node).__name__.lower())


def unpack(packed: bytes, resolve: Resolve = _left_behind, name: str = "") -> Any:
    """Return the value that was packed.

    Parameters
    ----------
    packed : bytes
    resolve : callable
        Gives what stands for a function, a module or a named value of the other side; by default an `Opaque`.
    name : str, optional
        The name of the value on the other side, for an `Opaque`.

    Raises
    ------
    ValueDamaged
        And nothing else.
    """
    return _guarded(lambda: _Reader(resolve, name).value(_decoded(packed, _DECODE), 0))


def unpack_outcome(packed: bytes, resolve: Resolve = _left_behind) -> tuple[Any, list[tuple[int | str, Any]]]:
    """Return what a function gave back, and its changed arguments by their place or keyword.

    Raises
    ------
    ValueDamaged
        And nothing else.
    """

    def read() -> tuple[Any, list[tuple[int | str, Any]]]:
        outcome = _decoded(packed, _DECODE_OUTCOME)
        reader = _Reader(resolve, "")
        value = reader.value(outcome.value, 0)
        return value, [(key, reader.value(node, 0)) for key, node in outcome.arguments]

    found: tuple[Any, list[tuple[int | str, Any]]] = _guarded(read)
    return found


def _decoded(packed: bytes, decode: Callable[[bytes], Any]) -> Any:
    if type(packed) is not bytes or len(packed) > MAX_PACKED:
        raise ValueDamaged("the value is too large")
    return decode(packed)


def _guarded(read: Callable[[], Any]) -> Any:
    try:
        return read()
    except ValueDamaged:
        raise
    except (Exception, RecursionError, MemoryError) as error:
        raise ValueDamaged(f"the value cannot be read ({type(error).__name__})") from None


class _Reader:
    """One value on its way, and how much of it there has been."""

    def __init__(self, resolve: Resolve, name: str) -> None:
        self.resolve, self.name = resolve, name
        self.items = self.bytes = 0

    def spend(self, items: int, octets: int = 0) -> None:
        self.items += items
        self.bytes += octets
        if self.items > MAX_ITEMS or self.bytes > MAX_BYTES:
            raise ValueDamaged("the value is too large")

    def value(self, node: nodes.AnyNode, depth: int) -> Any:  # noqa: PLR0911, PLR0912
        if depth > MAX_DEPTH:
            raise ValueDamaged("the value is nested too deeply")
        self.spend(1)
        match node:
            case nodes.Constant():
                return self.constant(node.name)
            case nodes.Whole():
                return _whole(node)
            case nodes.Real():
                return _real(node)
            case nodes.Complex():
                return complex(_real(node.real), _real(node.imag))
            case nodes.Text():
                return self.text(node)
            case nodes.Octets():
                self.spend(0, len(node.data))
                return node.data
            case nodes.Range():
                return range(_whole(node.start), _whole(node.stop), _whole(node.step))
            case nodes.Items():
                return self.collection(node, depth)
            case nodes.Pairs():
                return self.pairs(node, depth)
            case nodes.Moment():
                return _moment(node)
            case nodes.Array():
                return self.array(node)
            case nodes.Objects():
                return self.objects(node, depth)
            case nodes.Ratio():
                return fractions.Fraction(_whole(node.above), _whole(node.below))
            case nodes.Decimal():
                self.spend(0, len(node.digits))
                if not nodes.DECIMAL.fullmatch(node.digits):
                    raise ValueDamaged("a number is damaged")
                return decimal.Decimal(node.digits)
            case nodes.Stamp() | nodes.Series() | nodes.Frame() | nodes.Labels() | nodes.Levels():
                return self.of_pandas(node, depth)
            case nodes.Finding():
                return self.finding(node, depth)
            case nodes.Function() | nodes.Module() | nodes.Named():
                return self.resolve(node) if depth == 0 else _left_behind(node)
            case nodes.Strange():
                return Opaque(
                    _words(node.kind, nodes.MAX_NAME), _words(node.why, 200), self.name if depth == 0 else ""
                )

    def constant(self, name: str) -> object:
        if name in _CONSTANTS:
            return _CONSTANTS[name]
        import pandas as pd

        return pd.NaT if name == "NaT" else pd.NA

    def text(self, node: nodes.Text) -> str:
        self.spend(0, len(node.text.encode("utf-8")))
        if not node.numpy:
            return node.text
        import numpy as np

        return np.str_(node.text)

    def key(self, node: nodes.AnyNode, depth: int) -> Hashable:
        held = self.value(node, depth)
        if type(held) is Opaque:
            raise ValueDamaged("a key is damaged")
        hash(held)  # a list is no key
        return held  # type: ignore[no-any-return]

    def keys(self, found: list[nodes.AnyNode], depth: int) -> list[Hashable]:
        keys = [self.key(node, depth) for node in found]
        if len(keys) > _SAME_HASH:
            hashes = sorted(map(hash, keys))
            for first, last in zip(hashes, hashes[_SAME_HASH:], strict=False):
                if first == last:
                    raise ValueDamaged("its keys are damaged")
        return keys

    def collection(self, node: nodes.Items, depth: int) -> Any:
        if node.kind in {"set", "frozenset"}:
            keys = self.keys(node.items, depth + 1)
            made = _COLLECTIONS[node.kind](keys)
            if len(made) != len(keys):
                raise ValueDamaged("an item is there twice")
            return made
        return _COLLECTIONS[node.kind]([self.value(item, depth + 1) for item in node.items])

    def pairs(self, node: nodes.Pairs, depth: int) -> Any:
        keys = self.keys([key for key, _ in node.pairs], depth + 1)
        held = dict(zip(keys, [self.value(item, depth + 1) for _, item in node.pairs], strict=True))
        if len(held) != len(keys):
            raise ValueDamaged("a key is there twice")
        match node.kind:
            case "dict":
                return held
            case "OrderedDict":
                return collections.OrderedDict(held)
            case "Counter":
                counted: Counter[Hashable] = Counter()
                dict.update(counted, held)  # Counter's own would add
                return counted
            case "defaultdict":
                return collections.defaultdict(_DEFAULTS[node.default], held)

    def array(self, node: nodes.Array) -> Any:
        import numpy as np

        size = _size(node.shape)
        self.spend(size, len(node.data))
        if not _DTYPE.fullmatch(node.dtype):
            raise ValueDamaged("an array is of no known kind")
        dtype = np.dtype(node.dtype)
        if dtype.itemsize * size != len(node.data):
            raise ValueDamaged("an array does not have the size that it claims")
        if dtype.itemsize == 0 or size == 0:
            made: np.ndarray[Any, Any] = np.empty(node.shape, dtype)
        else:
            made = np.frombuffer(node.data, dtype).reshape(node.shape).copy()
        _check_elements(made)
        if node.scalar:
            if node.shape != () or dtype.kind == "U":
                raise ValueDamaged("a number is damaged")
            return made[()]
        return made

    def objects(self, node: nodes.Objects, depth: int) -> Any:
        import numpy as np

        size = _size(node.shape)
        if size != len(node.items):
            raise ValueDamaged("an array does not have the size that it claims")
        made = np.empty(size, object)
        for place, item in enumerate(node.items):
            made[place] = self.value(item, depth + 1)
            if type(made[place]) is Opaque:
                raise ValueDamaged("an array is damaged")
        return made.reshape(node.shape)

    def of_pandas(self, node: Any, depth: int) -> Any:
        from alliance_grader.values.tables import table

        return table(self, node, depth)

    def finding(self, node: nodes.Finding, depth: int) -> Any:
        from alliance.caseload.verbs.finding import Finding

        number = self.value(node.value, depth + 1)
        if getattr(number, "shape", ()) != ():
            raise ValueDamaged("a finding is damaged")
        self.spend(0, len(node.sentence.encode("utf-8")))
        return Finding(number, node.sentence, self.value(node.numbers, depth + 1), _no_picture)


def _no_picture() -> Any:
    raise RuntimeError("the picture of a finding stays where the notebook ran")


def _words(text: str, most: int) -> str:
    return "".join(letter if letter.isprintable() else " " for letter in text[:most])


def _whole(node: nodes.Whole) -> int:
    if not _DIGITS.fullmatch(node.digits):
        raise ValueDamaged("a number is damaged")
    number = int(node.digits, 16)
    if number.bit_length() > MAX_BITS:
        raise ValueDamaged("a number is too large")
    return number


def _real(node: nodes.Real) -> float:
    if not _FLOAT.fullmatch(node.digits):
        raise ValueDamaged("a number is damaged")
    return float.fromhex(node.digits)


def _moment(node: nodes.Moment) -> Any:
    zone = None if node.offset is None else datetime.timezone(datetime.timedelta(seconds=node.offset))
    match node.kind, node.parts:
        case "date", (_, _, _):
            return datetime.date(*node.parts)
        case "timedelta", (_, _, _):
            return datetime.timedelta(*node.parts)
        case "time", (_, _, _, _, fold):
            return datetime.time(*node.parts[:4], tzinfo=zone, fold=fold)  # type: ignore[misc, arg-type]
        case "datetime", (_, _, _, _, _, _, _, fold):
            return datetime.datetime(*node.parts[:7], tzinfo=zone, fold=fold)  # type: ignore[misc, arg-type]
    raise ValueDamaged("a date is damaged")


def _size(shape: tuple[int, ...]) -> int:
    """Return how many elements a shape has; one that lies is caught before anything is made."""
    size = 1
    if len(shape) > 32 or any(not 0 <= length <= MAX_ITEMS for length in shape):
        raise ValueDamaged("an array does not have the size that it claims")
    for length in shape:
        size *= length
    if size > MAX_ITEMS:
        raise ValueDamaged("the value is too large")
    return size


def _check_elements(made: "np.ndarray[Any, Any]") -> None:
    """Refuse bytes that numpy takes but that are no booleans and no text."""
    import numpy as np

    if made.size == 0 or made.dtype.itemsize == 0:
        return
    if made.dtype.kind == "b" and made.view(np.uint8).max() > 1:
        raise ValueDamaged("a truth value is damaged")
    if made.dtype.kind == "U":
        points = made.reshape(-1).view(np.dtype(np.uint32).newbyteorder(made.dtype.byteorder))
        if points.max() > 0x10FFFF or ((points >= 0xD800) & (points < 0xE000)).any():
            raise ValueDamaged("a text is damaged")
