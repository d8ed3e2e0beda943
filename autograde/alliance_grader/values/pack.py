"""Values into bytes, inside the child that runs a student's code.

Only exact types are taken, told apart by identity: a subclass is not its base, and no method that a student's class
or metaclass could define is called. What is packed is the student's word all the same; `unpack` believes none of it.
"""

import builtins
import collections
import datetime
import decimal
import fractions
import sys
import types
from collections.abc import Callable, Iterable
from typing import Any, Final

import msgspec

from alliance_grader.values import nodes
from alliance_grader.values.nodes import MAX_BITS, MAX_BYTES, MAX_DEPTH, MAX_ITEMS, MAX_NAME, AnyNode

__builtins__ = dict(vars(builtins))  # type: ignore[assignment]  # our own: who replaces a builtin changes nothing here

_encode: Final = msgspec.json.Encoder().encode
_name_of: Final = type.__dict__["__name__"].__get__
_bases_of: Final = type.__dict__["__mro__"].__get__
_type_of: Final[Callable[[object], object]] = type
_factory_of: Final = collections.defaultdict.__dict__["default_factory"].__get__
_get: Final = object.__getattribute__


class Unpackable(Exception):  # noqa: N818
    """A value that cannot travel: the name of its type, and the reason when there is one."""

    def __init__(self, kind: str, why: str = "") -> None:
        super().__init__(kind, why)
        self.kind, self.why = kind, why


def kind_of(value: object) -> str:
    """Return the name of a value's type without asking the value or its type."""
    return _plain(_name_of(type(value)))


def pack(value: object) -> bytes:
    """Pack a value; what cannot travel is packed as its type's name. Never raises because of the value.

    A callable is packed as a function only when it is the value itself, since it is called by its name.
    """
    try:
        return _small(_top(value, _Packer()))
    except Unpackable as error:
        return _encode(nodes.Strange(error.kind, error.why))
    except Exception:  # a student's other thread may change a list while it is read
        return _encode(nodes.Strange(kind_of(value), "it could not be read"))


def pack_argument(value: object, name_of: Callable[[object], str | None] = lambda _: None) -> bytes:
    """Pack an argument for a student's function, in the trusted child.

    Parameters
    ----------
    value : object
    name_of : callable
        Gives the name under which the other side holds a value, or None: for stubs of what never travelled.

    Raises
    ------
    Unpackable
        When it cannot travel whole.
    """
    return _small(_Packer(name_of).node(value, 0))


def pack_outcome(
    value: object,
    arguments: Iterable[tuple[int | str, object]] = (),
    keep: Callable[[object], str] | None = None,
) -> bytes:
    """Pack what a function returned.

    Parameters
    ----------
    value : object
    arguments : iterable of (int or str) and object
        What it was given, by place or keyword. Only when it returned None, and so was called for what it does,
        those that can be changed in place are packed with it.
    keep : callable, optional
        Keeps a function that was returned, and gives the name under which it can be called.
    """
    try:
        packer = _Packer()
        node = _top(value, packer)
        if type(node) is nodes.Function:
            node = nodes.Function(node.doc, keep(value)) if keep else nodes.Strange(kind_of(value))
        given = [pair for pair in arguments if is_changeable(pair[1])] if value is None else []
        changed = [(key, packer.node(argument, 0)) for key, argument in given]
        return _small(nodes.Outcome(node, changed))
    except Unpackable as error:
        return _encode(nodes.Outcome(nodes.Strange(error.kind, error.why)))
    except Exception:
        return _encode(nodes.Outcome(nodes.Strange(kind_of(value), "it could not be read")))


def _top(value: object, packer: "_Packer") -> AnyNode:
    if type(value) is types.ModuleType:
        name = dict.get(_get(value, "__dict__"), "__name__")
        return nodes.Module(_plain(name))
    try:
        return packer.node(value, 0)
    except Unpackable:
        if callable(value) and not _is_class(value):
            doc: object = value.__doc__ if _type_of(value) is types.FunctionType else None
            return nodes.Function(_plain(doc, 4000) if _type_of(doc) is str else "")
        raise


def _small(node: msgspec.Struct) -> bytes:
    packed = _encode(node)
    if len(packed) > nodes.MAX_PACKED:
        raise Unpackable("value", "it is too large")
    return packed


def _is_class(value: object) -> bool:
    # `isinstance` would ask the value for its `__class__`, and `in` a metaclass for its `__eq__`
    return any(base is type for base in _bases_of(type(value)))


def _plain(text: object, most: int = MAX_NAME) -> str:
    """Return a text that can be shown and encoded; of a subclass of str nothing is believed."""
    if type(text) is not str:
        return "object"
    return text[:most].encode("utf-8", "replace").decode("utf-8")


class _Known:
    """The types of numpy, pandas and the course, as they were when they were first seen."""

    def __init__(self) -> None:
        self.seen: set[str] = set()
        self.handlers: dict[int, Callable[[Any, Any, int], AnyNode]] = {}
        self.single: dict[int, str] = {
            id(None): "None",
            id(...): "Ellipsis",
            id(True): "True",
            id(False): "False",
        }
        self.kept: list[object] = []  # an id is good for as long as its object lives

    def add(self, kind: object, handler: Callable[[Any, Any, int], AnyNode]) -> None:
        self.kept.append(kind)
        self.handlers[id(kind)] = handler

    def look(self) -> None:
        modules = sys.modules
        if "numpy" not in self.seen and "numpy" in modules:
            self.seen.add("numpy")
            np = modules["numpy"]
            self.add(np.ndarray, _Packer.array)
            self.add(np.str_, _Packer.numpy_text)
            for kind in {
                np.bool_, np.int8, np.int16, np.int32, np.int64, np.longlong, np.uint8, np.uint16, np.uint32, np.uint64,
                np.ulonglong, np.float16, np.float32, np.float64, np.complex64, np.complex128, np.datetime64,
                np.timedelta64,
            }:  # fmt: skip
                self.add(kind, _Packer.scalar)
        if "pandas" not in self.seen and hasattr(modules.get("pandas"), "DataFrame"):
            self.seen.add("pandas")
            pd = modules["pandas"]
            self.kept += [pd.NaT, pd.NA]
            self.single |= {id(pd.NaT): "NaT", id(pd.NA): "NA"}
            self.add(pd.Series, _Packer.series)
            self.add(pd.DataFrame, _Packer.frame)
            for kind in (pd.Timestamp, pd.Timedelta):
                self.add(kind, _Packer.stamp)
            for kind in (pd.Index, pd.RangeIndex, pd.DatetimeIndex, pd.TimedeltaIndex, pd.CategoricalIndex):
                self.add(kind, _Packer.labels)
            self.add(pd.MultiIndex, _Packer.levels)
        finding = getattr(modules.get("alliance.caseload.verbs.finding"), "Finding", None)
        if "finding" not in self.seen and finding is not None:
            self.seen.add("finding")
            self.add(finding, _Packer.finding)


class _Packer:
    """One value on its way, and how much of it there has been."""

    def __init__(self, name_of: Callable[[object], str | None] | None = None) -> None:
        self.items = self.bytes = 0
        self.name_of = name_of

    def spend(self, items: int, octets: int, value: object) -> None:
        self.items += items
        self.bytes += octets
        if self.items > MAX_ITEMS:
            raise Unpackable(kind_of(value), f"it has more than {MAX_ITEMS:,} items")
        if self.bytes > MAX_BYTES:
            raise Unpackable(kind_of(value), f"it is larger than {MAX_BYTES // 1_000_000} MB")

    def node(self, value: Any, depth: int) -> AnyNode:
        known = _KNOWN.handlers.get(id(type(value)))
        single = _KNOWN.single.get(id(value))
        if single:
            return nodes.Constant(single)  # type: ignore[arg-type]
        if self.name_of and (name := self.name_of(value)):
            return nodes.Named(name)
        if depth > MAX_DEPTH:
            raise Unpackable(kind_of(value), f"it is nested deeper than {MAX_DEPTH} levels")
        self.spend(1, 0, value)
        if known:
            return known(self, value, depth)
        _KNOWN.look()
        if known := _KNOWN.handlers.get(id(type(value))):
            return known(self, value, depth)
        if self.name_of or depth == 0:
            raise Unpackable(kind_of(value))
        return nodes.Strange(kind_of(value))

    def whole(self, value: int, _depth: int = 0) -> nodes.Whole:
        if int.bit_length(value) > MAX_BITS:
            raise Unpackable("int", "it has more than 10,000 digits")
        return nodes.Whole(f"{value:x}")

    def real(self, value: float, _depth: int = 0) -> nodes.Real:
        return nodes.Real(float.hex(value))

    def imaginary(self, value: complex, _depth: int) -> AnyNode:
        return nodes.Complex(self.real(value.real), self.real(value.imag))

    def ratio(self, value: Any, _depth: int) -> AnyNode:
        above, below = _get(value, "_numerator"), _get(value, "_denominator")
        if type(above) is not int or type(below) is not int:
            raise Unpackable("Fraction")
        return nodes.Ratio(self.whole(above), self.whole(below))

    def decimal(self, value: decimal.Decimal, _depth: int) -> AnyNode:
        digits = decimal.Decimal.__str__(value)
        if not nodes.DECIMAL.fullmatch(digits):
            raise Unpackable("Decimal", "it has too many digits")
        self.spend(0, len(digits), value)
        return nodes.Decimal(digits)

    def text(self, value: str, _depth: int = 0) -> nodes.Text:
        self.spend(0, len(value), value)
        try:
            self.spend(0, len(str.encode(value, "utf-8")) - len(value), value)
        except UnicodeEncodeError:
            raise Unpackable("str", "it holds half characters") from None
        return nodes.Text(value)

    def numpy_text(self, value: str, depth: int) -> AnyNode:
        return nodes.Text(self.text(str.__str__(value), depth).text, numpy=True)

    def octets(self, value: bytes, _depth: int) -> AnyNode:
        self.spend(0, len(value), value)
        return nodes.Octets(value)

    def spread(self, value: range, _depth: int) -> AnyNode:
        return nodes.Range(self.whole(value.start), self.whole(value.stop), self.whole(value.step))

    def collection(self, value: Any, depth: int) -> AnyNode:
        self.spend(len(value), 0, value)
        self.items -= len(value)  # counted again one by one; a list too long ends here
        kind = type(value)
        held = [self.node(item, depth + 1) for item in kind.__iter__(value)]
        if kind is set or kind is frozenset:
            self.all_whole(held, value)
        return nodes.Items(kind.__name__, held)  # type: ignore[arg-type]

    def pairs(self, value: Any, depth: int) -> AnyNode:
        self.spend(len(value), 0, value)
        self.items -= len(value)
        kind = type(value)
        held = [
            (self.node(key, depth + 1), self.node(item, depth + 1))
            for key, item in (kind.items(value) if kind is collections.OrderedDict else dict.items(value))
        ]
        self.all_whole([key for key, _ in held], value)
        default = ""
        if kind is collections.defaultdict:
            made_by = _factory_of(value)
            default = _DEFAULTS.get(id(made_by), "")
        return nodes.Pairs(kind.__name__, held, default)  # type: ignore[arg-type]

    def all_whole(self, held: list[AnyNode], value: object) -> None:
        """Refuse what cannot be hashed on the other side."""
        for node in held:
            if type(node) is nodes.Strange:
                raise Unpackable(kind_of(value), f"it holds a {node.kind}")

    def moment(self, value: Any, _depth: int) -> AnyNode:
        kind = type(value)
        parts: tuple[int, ...]
        offset = None
        if kind is datetime.timedelta:
            return nodes.Moment("timedelta", (value.days, value.seconds, value.microseconds))
        if kind is datetime.date:
            return nodes.Moment("date", (value.year, value.month, value.day))
        parts = (value.hour, value.minute, value.second, value.microsecond, value.fold)
        if kind is datetime.datetime:
            parts = (value.year, value.month, value.day, *parts)
        if value.tzinfo is not None:
            if type(value.tzinfo) is not datetime.timezone:
                raise Unpackable(kind.__name__, "its time zone cannot travel")
            delta = value.tzinfo.utcoffset(None)
            if delta.microseconds:
                raise Unpackable(kind.__name__, "its time zone cannot travel")
            offset = delta.days * 86_400 + delta.seconds
        return nodes.Moment(kind.__name__, parts, offset)  # type: ignore[arg-type]

    def array(self, value: Any, depth: int) -> nodes.Array | nodes.Objects:
        dtype = value.dtype
        if dtype.names is not None or dtype.subdtype is not None:
            raise Unpackable("ndarray", "its elements have fields")
        self.spend(value.size, 0, value)
        self.items -= value.size if dtype.kind == "O" else 0
        if dtype.kind == "O":
            held = [self.node(item, depth + 1) for item in type(value).tolist(type(value).ravel(value))]
            self.all_whole(held, value)
            return nodes.Objects(value.shape, held)
        if dtype.kind not in "biufcMmU" or (
            dtype.kind in "fc" and dtype.itemsize > (8 if dtype.kind == "f" else 16)
        ):
            raise Unpackable("ndarray", f"its elements are of the kind {_plain(str(dtype))}")
        self.spend(0, value.nbytes, value)
        if dtype.kind == "U":
            self.text("".join(type(value).tolist(type(value).ravel(value))))
        return nodes.Array(dtype.str, value.shape, type(value).tobytes(value))

    def flat(self, value: Any) -> nodes.Array:
        node = self.array(value, 0)
        if type(node) is nodes.Objects:
            raise Unpackable("column")
        return node  # type: ignore[return-value]

    def scalar(self, value: Any, _depth: int = 0) -> nodes.Array:
        return nodes.Array(value.dtype.str, (), type(value).tobytes(value), scalar=True)

    def stamp(self, value: Any, _depth: int) -> AnyNode:
        if getattr(value, "tzinfo", None) is not None:
            raise Unpackable("Timestamp", "its time zone cannot travel")
        return nodes.Stamp(self.scalar(value.asm8))

    def column(self, held: Any, depth: int) -> nodes.Column:
        """Pack what lies under a column or an index: one of pandas' arrays."""
        pd, np = sys.modules["pandas"], sys.modules["numpy"]
        kind = type(held)
        if kind is np.ndarray:
            return self.array(held, depth)
        if (
            kind is pd.arrays.NumpyExtensionArray
            or kind is pd.arrays.DatetimeArray
            or kind is pd.arrays.TimedeltaArray
        ):
            if getattr(held.dtype, "tz", None) is not None:
                raise Unpackable("column", "its time zone cannot travel")
            return self.array(np.asarray(held), depth)
        if kind is pd.Categorical:
            names = self.labels(held.categories, depth + 1)
            return nodes.Categories(self.flat(np.asarray(held.codes)), names, held.ordered is True)
        if type(held.dtype) is pd.StringDtype:
            self.spend(len(held), 0, held)
            texts: list[str | None] = []
            for item in held.astype(object).tolist() if hasattr(held, "tolist") else list(held):
                texts.append(self.text(item).text if type(item) is str else None)
            missing: Any = "NA" if held.dtype.na_value is pd.NA else "NaN"
            return nodes.Strings(texts, held.dtype.storage, missing)
        if (
            kind is pd.arrays.IntegerArray
            or kind is pd.arrays.FloatingArray
            or kind is pd.arrays.BooleanArray
        ):
            return nodes.Masked(self.flat(held._data), self.flat(held._mask))
        raise Unpackable("column", f"it is of the kind {_plain(str(held.dtype))}")

    def labels(self, value: Any, depth: int) -> nodes.Labels:
        pd = sys.modules["pandas"]
        name = self.node(value.name, depth + 1)
        if type(value) is pd.RangeIndex:
            spread = nodes.Range(self.whole(value.start), self.whole(value.stop), self.whole(value.step))
            self.spend(len(value), 0, value)
            return nodes.Labels(spread, name)
        freq = getattr(value, "freqstr", None)
        return nodes.Labels(self.column(value.array, depth), name, _plain(freq) if type(freq) is str else "")

    def levels(self, value: Any, depth: int) -> nodes.Levels:
        return nodes.Levels([self.labels(value.get_level_values(n), depth) for n in range(value.nlevels)])

    def index(self, value: Any, depth: int) -> nodes.Labels | nodes.Levels:
        node = self.node(value, depth)
        if type(node) is nodes.Labels or type(node) is nodes.Levels:
            return node
        raise Unpackable(kind_of(value))

    def series(self, value: Any, depth: int) -> AnyNode:
        return nodes.Series(
            self.column(value.array, depth),
            self.index(value.index, depth + 1),
            self.node(value.name, depth + 1),
        )

    def frame(self, value: Any, depth: int) -> AnyNode:
        names = self.index(value.columns, depth + 1)
        index = self.index(value.index, depth + 1)
        columns = [self.column(value.iloc[:, place].array, depth + 1) for place in range(value.shape[1])]
        return nodes.Frame(columns, names, index)

    def finding(self, value: Any, depth: int) -> AnyNode:
        held = _get(value, "__dict__")
        number = self.node(held["value"], depth + 1)
        numbers = self.node(held["numbers"], depth + 1)
        if type(number) not in (nodes.Real, nodes.Whole, nodes.Array) or type(numbers) is not nodes.Pairs:
            raise Unpackable("Finding")
        sentence = held["sentence"]
        if type(sentence) is not str:
            raise Unpackable("Finding")
        return nodes.Finding(number, self.text(sentence).text, numbers)  # type: ignore[arg-type]


_DEFAULTS: Final = {id(made_by): made_by.__name__ for made_by in (int, float, str, list, dict, set, tuple)}
_KNOWN: Final = _Known()
for _kind, _handler in (
    (int, _Packer.whole), (float, _Packer.real), (complex, _Packer.imaginary), (str, _Packer.text), (bytes, _Packer.octets),
    (range, _Packer.spread), (list, _Packer.collection), (tuple, _Packer.collection), (set, _Packer.collection),
    (frozenset, _Packer.collection), (collections.deque, _Packer.collection), (dict, _Packer.pairs),
    (collections.OrderedDict, _Packer.pairs), (collections.Counter, _Packer.pairs),
    (collections.defaultdict, _Packer.pairs), (fractions.Fraction, _Packer.ratio),
    (decimal.Decimal, _Packer.decimal), (datetime.date, _Packer.moment), (datetime.time, _Packer.moment),
    (datetime.datetime, _Packer.moment), (datetime.timedelta, _Packer.moment),
):  # fmt: skip
    _KNOWN.add(_kind, _handler)
_KNOWN.look()


def look() -> None:
    """Take note of numpy's, pandas' and the course's types as they are now; call it before a student's code runs."""
    _KNOWN.look()


_BUILTIN_ERRORS: Final = {
    id(kind): name
    for name, kind in vars(builtins).items()
    if type(kind) is type and Exception in kind.__mro__
}


def exception_in_words(error: BaseException) -> str:
    """Say what was raised: ``ValueError: message``; for a class of the student's, that of Python's it comes from."""
    try:
        base = next(
            (_BUILTIN_ERRORS[id(kind)] for kind in _bases_of(type(error)) if id(kind) in _BUILTIN_ERRORS), ""
        )
        own = kind_of(error)
        arguments = BaseException.args.__get__(error)  # type: ignore[attr-defined]
        message = arguments[0] if arguments and type(arguments[0]) is str else ""
        if not message and arguments and id(type(arguments[0])) in (id(int), id(float)):
            message = str(arguments[0])
        shown = _plain(message, 500)
        return f"{base or own}: {shown}" if own == base or not base else f"{base}: {own}: {shown}"
    except Exception:
        return "RuntimeError: it raised something that cannot be shown"


def is_changeable(value: object) -> bool:
    """Tell whether a value can be changed in place and still travel."""
    return id(type(value)) in _CHANGEABLE or kind_of(value) in {"ndarray", "DataFrame", "Series"}


_CHANGEABLE: Final = {
    id(kind) for kind in (list, dict, set, collections.deque, collections.OrderedDict, collections.defaultdict,
                          collections.Counter)
}  # fmt: skip
