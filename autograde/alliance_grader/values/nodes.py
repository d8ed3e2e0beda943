"""The wire form of a value: a tree of small records, each an exact kind that both sides know. Nothing here runs code."""

import re
from typing import Final, Literal

import msgspec

MAX_PACKED: Final = 8 * 1024 * 1024
"""Bytes of a whole packed value."""
MAX_DEPTH: Final = 20
MAX_ITEMS: Final = 200_000
"""Items of lists, arrays and tables in all."""
MAX_BYTES: Final = 2_000_000
"""Bytes of text, bytes and arrays in all."""
MAX_BITS: Final = 33_220
"""Bits of a whole number: ten thousand digits."""
MAX_NAME: Final = 80
"""Characters of a type's name or another word that is shown."""
DECIMAL: Final = re.compile(r"-?(?:[0-9]{1,5000}(?:\.[0-9]{0,5000})?(?:E[+-]?[0-9]{1,4})?|Infinity|s?NaN)")
"""How a Decimal is written: exponents stay small, since ``int`` of a large one never ends."""


class Node(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """A part of a value."""


class Constant(Node, frozen=True, tag="c"):
    """One of Python's or pandas' single objects."""

    name: Literal["None", "Ellipsis", "True", "False", "NaT", "NA"]


class Whole(Node, frozen=True, tag="i"):
    """An int, in base 16: that has no limit of digits, and reading it takes time in proportion."""

    digits: str


class Real(Node, frozen=True, tag="f"):
    """A float as ``float.hex`` gives it; JSON knows no NaN and no infinity."""

    digits: str


class Complex(Node, frozen=True, tag="j"):
    """A complex number."""

    real: Real
    imag: Real


class Ratio(Node, frozen=True, tag="q"):
    """A Fraction."""

    above: Whole
    below: Whole


class Decimal(Node, frozen=True, tag="D"):
    """A Decimal, as it prints."""

    digits: str


class Text(Node, frozen=True, tag="s"):
    """A str, or with ``numpy`` a np.str_."""

    text: str
    numpy: bool = False


class Octets(Node, frozen=True, tag="y"):
    """A bytes object."""

    data: bytes


class Range(Node, frozen=True, tag="r"):
    """A range."""

    start: Whole
    stop: Whole
    step: Whole


class Items(Node, frozen=True, tag="l"):
    """A collection of single items."""

    kind: Literal["list", "tuple", "set", "frozenset", "deque"]
    items: "list[AnyNode]"


class Pairs(Node, frozen=True, tag="d"):
    """A dictionary; `default` names what makes the missing values of a defaultdict."""

    kind: Literal["dict", "OrderedDict", "Counter", "defaultdict"]
    pairs: "list[tuple[AnyNode, AnyNode]]"
    default: str = ""


class Moment(Node, frozen=True, tag="t"):
    """A date, time, datetime or timedelta by its numbers; `offset` in seconds when it is aware of a time zone."""

    kind: Literal["date", "time", "datetime", "timedelta"]
    parts: tuple[int, ...]
    offset: int | None = None


class Array(Node, frozen=True, tag="a"):
    """A numpy array by its bytes in C order; with ``scalar`` its one element."""

    dtype: str
    shape: tuple[int, ...]
    data: bytes
    scalar: bool = False


class Objects(Node, frozen=True, tag="o"):
    """A numpy array of plain objects."""

    shape: tuple[int, ...]
    items: "list[AnyNode]"


class Stamp(Node, frozen=True, tag="T"):
    """A pandas Timestamp or Timedelta."""

    moment: Array


class Strings(Node, frozen=True, tag="S"):
    """A column of pandas' own text type; None where a value is missing."""

    values: list[str | None]
    storage: Literal["python", "pyarrow"]
    missing: Literal["NaN", "NA"]


class Masked(Node, frozen=True, tag="M"):
    """A column of pandas' Int64, Float64 or boolean kind."""

    data: Array
    mask: Array


class Categories(Node, frozen=True, tag="C"):
    """A categorical column."""

    codes: Array
    categories: "Labels"
    ordered: bool


Column = Array | Objects | Strings | Masked | Categories


class Labels(Node, frozen=True, tag="I"):
    """An index with one level; `freq` is a date index's frequency."""

    values: Range | Column
    name: "AnyNode"
    freq: str = ""


class Levels(Node, frozen=True, tag="L"):
    """A MultiIndex, level by level."""

    levels: list[Labels]


class Series(Node, frozen=True, tag="P"):
    """A pandas Series."""

    values: Column
    index: Labels | Levels
    name: "AnyNode"


class Frame(Node, frozen=True, tag="X"):
    """A pandas DataFrame, column by column."""

    columns: list[Column]
    names: Labels | Levels
    index: Labels | Levels


class Finding(Node, frozen=True, tag="V"):
    """What a verb of the course's caseload returned; its picture stays behind."""

    value: "Real | Whole | Array"
    sentence: str
    numbers: Pairs


class Function(Node, frozen=True, tag="F"):
    """Something that can be called; it stays where it is. `name` is given to one that a call returned."""

    doc: str = ""
    name: str = ""


class Module(Node, frozen=True, tag="m"):
    """A module, by its name."""

    name: str


class Named(Node, frozen=True, tag="N"):
    """Whatever the other side holds under a name; only ever sent to the untrusted side."""

    name: str


class Strange(Node, frozen=True, tag="?"):
    """A value that does not travel: the name of its type, and why not."""

    kind: str
    why: str = ""


AnyNode = (
    Constant | Whole | Real | Complex | Ratio | Decimal | Text | Octets | Range | Items | Pairs | Moment
    | Array | Objects | Stamp | Series | Frame | Labels | Levels | Finding | Function | Module | Named | Strange
)  # fmt: skip


class Outcome(Node, frozen=True, tag="="):
    """What a call gave back, and what became of the arguments that can be changed in place."""

    value: AnyNode
    arguments: list[tuple[int | str, AnyNode]] = []
