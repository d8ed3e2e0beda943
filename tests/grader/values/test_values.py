"""What travels arrives as it was, and what does not travel is seen to."""

import builtins
import collections
import contextlib
import copy
import datetime as dt
import decimal
import fractions
import json
import math
import pickle
import sys
import time
from collections.abc import Callable
from typing import Any

import msgspec
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from alliance import compare, simulate_caseload
from alliance_grader.values import (
    Calls,
    Opaque,
    StrangeValue,
    Unpackable,
    ValueDamaged,
    pack,
    pack_argument,
    pack_outcome,
    unpack,
    unpack_outcome,
)
from alliance_grader.values.nodes import MAX_PACKED, Function, Module, Named

SIMPLE = st.one_of(
    st.none(), st.just(...), st.booleans(), st.integers(), st.floats(), st.complex_numbers(), st.text(), st.binary(),
    st.dates(), st.datetimes(), st.times(), st.timedeltas(), st.decimals(), st.fractions(),
    st.builds(np.float64, st.floats()), st.builds(np.int16, st.integers(-99, 99)), st.builds(np.bool_, st.booleans()),
    st.builds(np.str_, st.text()), st.builds(range, st.integers(), st.integers(), st.integers(1, 9)),
    st.datetimes(timezones=st.just(dt.timezone(dt.timedelta(hours=-3)))),
)  # fmt: skip
KEYS = st.one_of(
    st.none(), st.booleans(), st.integers(), st.text(), st.tuples(st.integers(), st.text()), st.dates()
)
PLAIN = st.recursive(
    SIMPLE,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4), st.tuples(inner, inner), st.dictionaries(KEYS, inner, max_size=4),
        st.sets(KEYS, max_size=4), st.frozensets(KEYS, max_size=4), st.builds(collections.Counter, st.lists(KEYS, max_size=5)),
        st.builds(collections.deque, st.lists(inner, max_size=3)),
        st.builds(lambda held: collections.defaultdict(list, held), st.dictionaries(KEYS, inner, max_size=3)),
        st.builds(collections.OrderedDict, st.dictionaries(KEYS, inner, max_size=3)),
    ),
    max_leaves=12,
)  # fmt: skip


def same(one: Any, two: Any) -> bool:  # noqa: PLR0911
    """Tell whether two values are equal, part by part and type by type; NaN is NaN."""
    if type(one) is not type(two):
        return False
    match one:
        case dict():
            return list(one) == list(two) and all(same(one[key], two[key]) for key in one)
        case list() | tuple() | collections.deque():
            return len(one) == len(two) and all(map(same, one, two))
        case decimal.Decimal():
            return str(one) == str(two)
        case complex():
            return same(one.real, two.real) and same(one.imag, two.imag)
        case float():
            return one == two or (math.isnan(one) and math.isnan(two))
    return bool(one == two)


@given(PLAIN)
def test_plain_values_arrive_as_they_were(value: object) -> None:
    assert same(unpack(pack(value)), value)


@given(hnp.arrays(
    st.sampled_from(["?", "i1", "<i8", ">u4", "f2", "<f4", ">f8", "c16", "U3", "M8[D]", "m8[ns]"]),
    hnp.array_shapes(min_dims=0, max_dims=3, min_side=0, max_side=3),
))  # fmt: skip
def test_arrays_arrive_as_they_were(array: np.ndarray) -> None:
    found = unpack(pack(array))
    if array.dtype.kind == "U" and type(found) is Opaque:
        with pytest.raises(UnicodeEncodeError):
            "".join(array.ravel().tolist()).encode()
        return
    assert type(found) is np.ndarray
    assert (found.dtype, found.shape) == (array.dtype, array.shape)
    assert found.tobytes() == array.tobytes()
    assert found.flags.writeable


TABLES: dict[str, Callable[[], Any]] = {
    "caseload": lambda: simulate_caseload(clients=8, therapists=2, seed=1).sessions,
    "clients": lambda: simulate_caseload(clients=8, therapists=2, seed=1).clients,
    "empty": pd.DataFrame,
    "no columns": lambda: pd.DataFrame(index=[3, 4]),
    "no rows": lambda: pd.DataFrame({"a": [], "b": pd.Series([], dtype=str)}),
    "one name twice": lambda: pd.DataFrame([[1, "x"]], columns=["a", "a"]),
    "kinds": lambda: pd.DataFrame({
        "d": pd.date_range("2020", periods=3), "t": pd.to_timedelta([1, 2, None], unit="h"), "o": [1, "a", None],
        "c": pd.Categorical(["a", None, "b"], ordered=True), "i": pd.array([1, None, 3], dtype="Int64"),
        "f": pd.array([1, None, 3], dtype="Float64"), "b": pd.array([True, None, False], dtype="boolean"),
        "s": pd.array(["x", None, "ü"], dtype="string"), "u": ["x", None, "y"], "n": [1.5, math.nan, -math.inf],
    }),
    "dates": lambda: pd.DataFrame({"a": [1, 2]}, index=pd.date_range("2020", periods=2, freq="W-MON", name="when")),
    "groups": lambda: pd.DataFrame({"a": [1, 1], "b": ["x", "y"], "c": [1.0, 2]}).groupby(["a", "b"]).agg(["mean", "count"]),
}  # fmt: skip


@pytest.mark.parametrize("name", TABLES)
def test_tables_arrive_as_they_were(name: str) -> None:
    table = TABLES[name]()
    found = unpack(pack(table))
    pd.testing.assert_frame_equal(found, table)
    assert type(found) is pd.DataFrame
    for column in range(table.shape[1]):
        series = table.iloc[:, column]
        pd.testing.assert_series_equal(unpack(pack(series)), series)
    pd.testing.assert_index_equal(unpack(pack(table.index)), table.index)
    pd.testing.assert_index_equal(unpack(pack(table.columns)), table.columns)


def test_single_values_of_pandas_arrive_as_they_were() -> None:
    stamp = pd.Timestamp("2020-01-01 03:04:05.123456789")
    for value in (stamp, pd.Timedelta("3h"), np.datetime64("NaT"), np.timedelta64(3, "D")):
        assert str(unpack(pack(value))) == str(value)
        assert type(unpack(pack(value))) is type(value)
    assert unpack(pack(pd.NaT)) is pd.NaT
    assert unpack(pack([pd.NA]))[0] is pd.NA


def test_a_finding_arrives_as_a_number_with_its_sentence() -> None:
    found = compare(simulate_caseload(clients=8, therapists=2, seed=1).sessions, "bond", "bond_therapist")
    there = unpack(pack(found))
    assert (float(there), there.sentence, there.numbers) == (found.value, found.sentence, found.numbers)
    object.__setattr__(found, "value", "4")
    assert type(unpack(pack(found))) is Opaque


def lies() -> dict[str, object]:
    calls: list[str] = []

    def told(name: str, gives: object) -> Callable[..., object]:
        def method(*_: object, **__: object) -> object:
            calls.append(name)
            return gives

        return method

    names = {
        f"__{name}__": told(name, gives) for name, gives in
        [("eq", True), ("hash", 1), ("len", 0), ("iter", iter(())), ("float", 1.0), ("int", 1), ("index", 1), ("str", "x"),
         ("repr", "x"), ("bool", True), ("reduce", (int, ())), ("reduce_ex", (int, ())), ("array", None), ("getattribute", 1),
         ("getattr", 1), ("getitem", 1), ("contains", True), ("format", "x"), ("sizeof", 1), ("dir", [])]
    }  # fmt: skip
    meta = type("Meta", (type,), {
        key: told("meta " + key, True)
        for key in ("__eq__", "__hash__", "__instancecheck__", "__subclasscheck__", "__repr__", "__getattribute__", "__call__")
    } | {"__name__": property(told("meta name", "float"))})  # fmt: skip
    made: dict[str, object] = {"calls": calls}
    for base in (object, int, float, str, bytes, list, tuple, dict, set, frozenset, complex, dt.date, collections.Counter,
                 np.ndarray, np.float64, pd.DataFrame, pd.Series):  # fmt: skip
        # numpy and pandas themselves ask a class for attributes when one is made.
        of = type if base.__module__.startswith(("numpy", "pandas")) else meta
        held = dict(names) | {"__class__": property(told("class", base))}
        if of is type:
            del held["__getattribute__"]
        kind: Any = type.__new__(of, f"Lying{base.__name__}", (base,), held)
        given = (0,) if base is np.ndarray else (2020, 1, 1) if base is dt.date else ()
        made[base.__name__] = base.__new__(kind, *given)
    return made


def test_packing_asks_nothing_of_a_class_that_a_student_wrote() -> None:
    made = lies()
    calls: list[str] = made.pop("calls")  # type: ignore[assignment]
    calls.clear()
    for base, value in made.items():
        for held in (pack(value), pack([value]), pack({"a": value})):
            assert calls == [], base
            assert b"Lying" in held
            assert type(unpack(held)) in {Opaque, list, dict}
        with pytest.raises(Unpackable):
            pack_argument(value)
    assert calls == []


def test_packing_minds_no_builtin_that_was_replaced() -> None:
    value = {"a": [1, (2.5, "x")], "b": np.arange(3), "c": len}
    before = pack(value)
    names = ("isinstance", "type", "len", "id", "getattr", "hasattr", "callable", "str", "int")
    real = {name: getattr(builtins, name) for name in names}
    put = setattr
    try:
        for name in names:
            put(builtins, name, lambda *_: 0)
        after = pack(value)
    finally:
        for name, kept in real.items():
            put(builtins, name, kept)
    assert after == before


def endless() -> object:
    inner: list[object] = [1] * 10
    for _ in range(15):
        inner = [inner] * 10
    return inner


def round_and_round() -> object:
    inner: list[object] = []
    inner.append(inner)
    return inner


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (object, "`object`"), (lambda: object, "`type`"), (lambda: (n for n in [1]), "`generator`"),
        (round_and_round, "deeper than 20"), (endless, "200,000 items"), (lambda: 10**10_001, "10,000 digits"),
        (lambda: "\ud800", "half characters"), (lambda: "x" * 3_000_000, "2 MB"), (lambda: [["x" * 10**6]] * 3, "2 MB"),
        (lambda: {object()}, "holds a object"), (lambda: np.zeros(300_000), "200,000 items"),
        (lambda: np.broadcast_to(0, (10**6, 10**6)), "200,000 items"), (lambda: np.zeros(2, "i4,f4"), "fields"),
        (lambda: np.array([object()]), "holds a object"), (lambda: np.zeros(2, "S3"), "S3"), (lambda: np.array(["\ud800"]), "half"),
        (lambda: pd.Series(pd.date_range("2020", periods=2, tz="UTC")), "time zone"),
        (lambda: pd.DataFrame({"a": [object()]}), "holds a object"), (lambda: decimal.Decimal("1e99999"), "too many digits"),
        (lambda: pd.DataFrame({"a": [1]}).groupby("a"), "GroupBy"),
    ],
)  # fmt: skip
def test_what_does_not_travel_says_why(make: Callable[[], object], words: str) -> None:
    start = time.monotonic()
    found = unpack(pack(make()), name="x")
    assert time.monotonic() - start < 5
    assert type(found) is Opaque
    assert words in repr(found)


USES: list[Callable[[Any], object]] = [
    lambda x: x == 1, lambda x: x != 1, bool, float, int, len, list, hash, abs, round, set, sum, iter, reversed,
    lambda x: x[0], lambda x: x(1), lambda x: x + 1, lambda x: 1 - x, lambda x: x**2, lambda x: f"{x:.2f}",
    lambda x: 1 in x, lambda x: x in [1], lambda x: x.y, lambda x: setattr(x, "y", 1), lambda x: x < 1,
    lambda x: sorted([x, x]), lambda x: np.asarray(x) + 1, copy.deepcopy, pickle.dumps, lambda x: math.isclose(x, 1),
]  # fmt: skip


@pytest.mark.parametrize("use", USES)
def test_nothing_can_be_done_with_an_opaque_value(use: Callable[[Any], object]) -> None:
    found = unpack(pack(object()), name="x")
    with pytest.raises(StrangeValue, match="`x`, a value of the kind `object`"):
        use(found)
    assert not hasattr(found, "anything")
    assert getattr(found, "shape", None) is None
    assert not isinstance(found, int | float | str | list | dict)


# What is hostile: `unpack` gets bytes that no packer made.


def wire(*node: object) -> bytes:
    return json.dumps(node).encode()


def array(dtype: str, shape: list[int], data: str = "", *rest: object) -> list[object]:
    return ["a", dtype, shape, data, *rest]


DAMAGED: dict[str, bytes] = {
    "nothing": b"",
    "no json": b"{",
    "no node": b"3",
    "unknown tag": wire("exec", "1"),
    "too short": wire("i"),
    "too long": wire("i", "1", "2"),
    "wrong type": wire("i", 1),
    "number with a plus": wire("i", "+1"),
    "number with spaces": wire("i", " 1_0"),
    "number too long": wire("i", "f" * 9000),
    "number of 8 MB": wire("i", "f" * 7_000_000),
    "float in words": wire("f", "infinity"),
    "float too long": wire("f", "0x1." + "0" * 10**6 + "p+0"),
    "float too large": wire("f", "0x1.0p+9999"),
    "decimal with a large exponent": wire("D", "1E+99999999"),
    "half a character": b'["s","\\ud800"]',
    "bytes that are none": wire("y", "!!!"),
    "deep": b'["l","list",[' * 30 + b']]' * 30,
    "very deep": b'["l","list",[' * 400_000,
    "very deep pairs": b'["d","dict",[[' * 300_000,
    "many items": wire("l", "list", [["c", "None"]] * 250_000),
    "unknown collection": wire("l", "object", []),
    "a list as key": wire("d", "dict", [[["l", "list", []], ["c", "None"]]]),
    "a key twice": wire("d", "dict", [[["i", "1"], ["c", "None"]], [["f", "0x1.0p+0"], ["c", "None"]]]),
    "an item twice": wire("l", "set", [["i", "1"], ["c", "True"]]),
    "an opaque key": wire("d", "dict", [[["?", "int"], ["c", "None"]]]),
    "keys with one hash": wire("l", "set", [["i", f"{n * (2**61 - 1):x}"] for n in range(1, 60_000)]),
    "pairs of three": wire("d", "dict", [[["i", "1"], ["i", "1"], ["i", "1"]]]),
    "unknown default": wire("d", "defaultdict", [], "eval"),
    "no date": wire("t", "date", [2020, 2, 30]),
    "date of one part": wire("t", "date", [1]),
    "huge date": wire("t", "date", [10**30, 1, 1]),
    "huge time zone": wire("t", "datetime", [2020, 1, 1, 0, 0, 0, 0, 0], 10**12),
    "object dtype": wire(*array("|O", [1], "AAAAAAAAAAA=")),
    "structured dtype": wire(*array("i4,f4", [1], "AAAAAAAAAAA=")),
    "void dtype": wire(*array("|V8", [1], "AAAAAAAAAAA=")),
    "dtype with code": wire(*array("__import__('os')", [1])),
    "dtype in the native order": wire(*array("i8", [1], "AAAAAAAAAAA=")),
    "shape too large": wire(*array("<f8", [10**9], "AAAAAAAAAAA=")),
    "shape that overflows": wire(*array("<f8", [2**32, 2**32], "")),
    "shapes of nothing and much": wire(*array("<f8", [0, 10**9, 10**9], "")),
    "negative shape": wire(*array("<f8", [-1], "AAAAAAAAAAA=")),
    "shape of 100 dimensions": wire(*array("<f8", [1] * 100, "AAAAAAAAAAA=")),
    "too few bytes": wire(*array("<f8", [2], "AAAAAAAAAAA=")),
    "too many bytes": wire(*array("|b1", [1], "AAAAAAAAAAA=")),
    "bytes that are no truth": wire(*array("|b1", [1], "Ag==")),
    "text beyond unicode": wire(*array("<U1", [1], "//////8=")[:4]).replace(b"//////8=", b"/////w=="),
    "half a character in an array": wire(*array("<U1", [1], "ANgAAA==")),
    "text elements of a gigabyte": wire(*array("<U999999", [200_000], "")),
    "scalar of two": wire(*array("<f8", [2], "AAAAAAAAAAAAAAAAAAAAAA==", True)),
    "objects that are too few": wire("o", [2], [["c", "None"]]),
    "objects that are too many": wire("o", [10**9], []),
    "range without a step": wire("r", ["i", "0"], ["i", "1"], ["i", "0"]),
    "fraction of nothing": wire("q", ["i", "1"], ["i", "0"]),
    "index of an endless range": wire("I", ["r", ["i", "0"], ["i", "f" * 20], ["i", "1"]], ["c", "None"]),
    "index with a name that is none": wire("I", array("<i8", [0]), ["l", "list", []]),
    "frequency of no dates": wire("I", array("<i8", [0]), ["c", "None"], "D"),
    "frequency with code": wire("I", array("<M8[ns]", [0]), ["c", "None"], "eval('1')"),
    "frequency that does not fit": wire("I", array("<M8[ns]", [2], "AAAAAAAAAAAAAAAAAAAAAA=="), ["c", "None"], "D"),
    "no levels": wire("L", []),
    "series longer than its index": wire("P", array("<i8", [0]), ["I", array("|i1", [1], "AA=="), ["c", "None"]], ["c", "None"]),
    "a table in two dimensions": wire("P", array("|i1", [1, 1], "AA=="), ["I", array("|i1", [1], "AA=="), ["c", "None"]], ["c", "None"]),
    "columns without names": wire("X", [array("|i1", [1], "AA==")], ["I", array("<i8", [0]), ["c", "None"]],
                                  ["I", array("|i1", [1], "AA=="), ["c", "None"]]),
    "codes beyond the categories": wire("P", ["C", array("|i1", [1], "BQ=="), ["I", array("|i1", [1], "AA=="), ["c", "None"]], False],
                                        ["I", array("|i1", [1], "AA=="), ["c", "None"]], ["c", "None"]),
    "mask of another length": wire("P", ["M", array("<i8", [0]), array("|b1", [1], "AA==")],
                                   ["I", array("<i8", [0]), ["c", "None"]], ["c", "None"]),
    "storage that is none": wire("P", ["S", [], "os", "NaN"], ["I", array("<i8", [0]), ["c", "None"]], ["c", "None"]),
    "finding without a number": wire("V", array("<f8", [2], "AAAAAAAAAAAAAAAAAAAAAA=="), "x", ["d", "dict", []]),
    "stamp of a number": wire("T", array("<f8", [], "AAAAAAAAAAA=", True)),
    "too large": b" " * (MAX_PACKED + 1),
}  # fmt: skip


@pytest.mark.parametrize("name", DAMAGED)
def test_a_value_that_does_not_add_up_is_damaged(name: str) -> None:
    start = time.monotonic()
    with pytest.raises(ValueDamaged) as caught:
        unpack(DAMAGED[name])
    with pytest.raises(ValueDamaged):
        unpack_outcome(b'["=",' + DAMAGED[name] + b"]")
    assert time.monotonic() - start < 10
    assert len(str(caught.value)) < 100


@given(st.binary())
def test_random_bytes_are_damaged(data: bytes) -> None:
    with pytest.raises(ValueDamaged):
        unpack(data)


SEEDS = [pack(make()) for make in TABLES.values()] + [
    pack([1, "x", {2.5: None}, np.arange(3), ..., pd.NaT, dt.date(2020, 1, 1)])
]


@given(
    st.sampled_from(SEEDS),
    st.lists(st.tuples(st.integers(0, 10**6), st.binary(min_size=1, max_size=4)), min_size=1, max_size=6),
)
def test_changed_bytes_are_a_value_or_damaged(seed: bytes, changes: list[tuple[int, bytes]]) -> None:
    data = bytearray(seed)
    for place, change in changes:
        start = place % len(data)
        data[start : start + len(change)] = change
    with contextlib.suppress(ValueDamaged):
        unpack(bytes(data))


NODES = st.recursive(
    st.one_of(st.integers(), st.text(max_size=5), st.none(), st.booleans(), st.floats(allow_nan=False, allow_infinity=False)),
    lambda inner: st.lists(st.one_of(inner, st.sampled_from(
        ["c", "i", "f", "j", "q", "D", "s", "y", "r", "l", "d", "t", "a", "o", "T", "S", "M", "C", "I", "L", "P", "X", "V", "F", "m",
         "N", "?", "None", "1", "list", "dict", "<f8", "set", "date"])), max_size=5),
    max_leaves=30,
)  # fmt: skip


@given(NODES)
def test_random_trees_are_a_value_or_damaged(tree: object) -> None:
    with contextlib.suppress(ValueDamaged):
        unpack(msgspec.json.encode(tree))


def test_what_is_called_by_name_is_left_to_the_one_who_unpacks() -> None:
    asked: list[object] = []

    def resolve(node: Function | Module | Named) -> object:
        asked.append(node)
        return "resolved"

    def student() -> None:
        """Do it."""

    assert unpack(pack(student), resolve) == "resolved"
    assert unpack(pack(sys), resolve) == "resolved"
    assert asked == [Function("Do it."), Module("sys")]
    assert type(unpack(pack(sys))) is Opaque
    assert type(unpack(pack([student]), resolve)[0]) is Opaque
    assert type(unpack(wire("l", "list", [["m", "os"], ["N", "secret"], ["F"]]), resolve)[1]) is Opaque
    assert len(asked) == 2


def test_words_of_the_students_are_cleaned() -> None:
    found = unpack(wire("?", "a\x1b[31m\n" + "x" * 500, "\x00"))
    assert "\x1b" not in repr(found)
    assert "\n" not in repr(found)
    assert len(repr(found)) < 200


def test_calls_are_answered_with_values_or_words() -> None:
    def boom(kind: str) -> None:
        raise {"own": type("Mine", (ValueError,), {}), "exit": SystemExit, "stop": StopIteration}[kind]("why")

    space: dict[str, object] = {
        "add": lambda a, b=1: a + b,
        "sort": lambda xs: xs.sort(),
        "boom": boom,
        "make": lambda: len,
        "x": 3,
    }
    calls = Calls(space)
    value, words = calls.answer("add", [pack(1)], {"b": pack(2)})
    assert (unpack_outcome(value or b"")[0], words) == (3, None)
    value, _ = calls.answer("sort", [pack([2, 1])], {})
    assert unpack_outcome(value or b"") == (None, [(0, [1, 2])])
    assert calls.answer("boom", [pack("own")], {})[1] == "ValueError: Mine: why"
    assert calls.answer("boom", [pack("exit")], {})[1] == "SystemExit: why"
    assert calls.answer("boom", [pack("stop")], {})[1] == "StopIteration: why"
    assert "no function nothing" in str(calls.answer("nothing", [], {})[1])
    assert "no function x" in str(calls.answer("x", [], {})[1])
    assert "damaged" in str(calls.answer("add", [b"rubbish"], {})[1]).lower()
    made, _ = calls.answer("make", [], {})
    kept: list[Any] = []
    unpack_outcome(made or b"", kept.append)
    assert unpack_outcome(calls.answer(kept[0].name, [pack([1, 2])], {})[0] or b"")[0] == 2


def test_an_outcome_that_cannot_travel_is_opaque() -> None:
    assert type(unpack_outcome(pack_outcome(object()))[0]) is Opaque
    assert type(unpack_outcome(pack_outcome(len))[0]) is Opaque
    assert type(unpack_outcome(pack_outcome([1] * 300_000))[0]) is Opaque
    assert unpack_outcome(pack_outcome(3, [(0, [1])])) == (3, [])
    assert isinstance(unpack(pack(fractions.Fraction(1, 3))), fractions.Fraction)
