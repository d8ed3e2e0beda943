"""pandas' values out of their records; apart from `unpack`, so that pandas is imported only where it is used."""

import re
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from alliance_grader.values import nodes

if TYPE_CHECKING:
    from alliance_grader.values.unpack import _Reader

_FREQ: Final = re.compile(r"-?[0-9]{0,4}[A-Za-z]{1,5}(?:-[A-Z]{3})?")


def table(reader: "_Reader", node: Any, depth: int) -> Any:
    """Return a Timestamp, Timedelta, Index, Series or DataFrame."""
    match node:
        case nodes.Stamp():
            moment = reader.value(node.moment, depth + 1)
            if type(moment) is np.timedelta64:
                return pd.Timedelta(moment)
            if type(moment) is np.datetime64:
                return pd.Timestamp(moment)
        case nodes.Labels():
            return _labels(reader, node, depth)
        case nodes.Levels():
            return _levels(reader, node, depth)
        case nodes.Series():
            values, index = _column(reader, node.values, depth), _index(reader, node.index, depth)
            _same(len(values), len(index))
            return pd.Series(values, index=index, name=_name(reader, node.name, depth), copy=False)
        case nodes.Frame():
            return _frame(reader, node, depth)
    raise ValueError("damaged")


def _same(one: int, two: int) -> None:
    if one != two:
        raise ValueError("columns and index differ in length")


def _name(reader: "_Reader", node: nodes.AnyNode, depth: int) -> Any:
    return reader.key(node, depth + 1)


def _index(reader: "_Reader", node: nodes.Labels | nodes.Levels, depth: int) -> Any:
    return (
        _labels(reader, node, depth + 1)
        if isinstance(node, nodes.Labels)
        else _levels(reader, node, depth + 1)
    )


def _labels(reader: "_Reader", node: nodes.Labels, depth: int) -> Any:
    name = _name(reader, node.name, depth)
    if isinstance(node.values, nodes.Range):
        spread = reader.value(node.values, depth + 1)
        reader.spend(len(spread))
        return pd.RangeIndex(spread, name=name)
    values = _column(reader, node.values, depth)
    if not node.freq:
        return pd.Index(values, name=name, copy=False, dtype=getattr(values, "dtype", None))
    if not _FREQ.fullmatch(node.freq):
        raise ValueError("damaged")
    made_by: Any = {"M": pd.DatetimeIndex, "m": pd.TimedeltaIndex}[values.dtype.kind]
    return made_by(values, freq=node.freq, name=name)


def _levels(reader: "_Reader", node: nodes.Levels, depth: int) -> Any:
    if not 1 <= len(node.levels) <= 16:
        raise ValueError("damaged")
    levels = [_labels(reader, level, depth + 1) for level in node.levels]
    for level in levels:
        _same(len(level), len(levels[0]))
    return pd.MultiIndex.from_arrays(levels, names=[level.name for level in levels])


def _frame(reader: "_Reader", node: nodes.Frame, depth: int) -> Any:
    index, names = _index(reader, node.index, depth), _index(reader, node.names, depth)
    _same(len(node.columns), len(names))
    columns = [_column(reader, column, depth) for column in node.columns]
    for column in columns:
        _same(len(column), len(index))
    made = pd.DataFrame(dict(enumerate(columns)), index=index, copy=False)
    made.columns = names
    return made


def _column(reader: "_Reader", node: nodes.Column, depth: int) -> Any:
    match node:
        case nodes.Strings():
            reader.spend(
                len(node.values), sum(len(text.encode()) for text in node.values if text is not None)
            )
            missing = pd.NA if node.missing == "NA" else np.nan
            return pd.array(node.values, dtype=pd.StringDtype(node.storage, na_value=missing))  # type: ignore[arg-type]
        case nodes.Masked():
            return _masked(reader, node, depth)
        case nodes.Categories():
            codes = reader.value(node.codes, depth + 1)
            if codes.ndim != 1 or codes.dtype.kind != "i":
                raise ValueError("damaged")
            categories = _labels(reader, node.categories, depth + 1)
            return pd.Categorical.from_codes(codes, categories=categories, ordered=node.ordered)
        case _:
            values = reader.value(node, depth + 1)
            if not isinstance(values, np.ndarray) or values.ndim != 1:
                raise ValueError("damaged")
            if values.dtype.kind in "Mm":
                return pd.array(values, dtype=values.dtype)  # pandas refuses the units that it does not know
            return values


def _masked(reader: "_Reader", node: nodes.Masked, depth: int) -> Any:
    data, mask = reader.value(node.data, depth + 1), reader.value(node.mask, depth + 1)
    if data.ndim != 1 or mask.ndim != 1 or len(data) != len(mask) or mask.dtype.kind != "b":
        raise ValueError("damaged")
    kinds = {"i": pd.arrays.IntegerArray, "u": pd.arrays.IntegerArray, "f": pd.arrays.FloatingArray,
             "b": pd.arrays.BooleanArray}  # fmt: skip
    return kinds[data.dtype.kind](data, mask)
