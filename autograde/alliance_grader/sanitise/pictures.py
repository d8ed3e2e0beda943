"""Pictures that a student's code made, drawn anew: what comes out was written by this program, point by point."""

import base64
import binascii
import io
import json
import math
import re
import threading
import warnings
from collections.abc import Mapping
from functools import lru_cache
from itertools import islice
from typing import Any, Final

import numpy as np

from alliance.errors import CourseError
from alliance_grader.sanitise.room import PICTURE, PIXELS, SIDE, Room
from alliance_grader.sanitise.text import plain

PLOTLY: Final = "application/vnd.plotly.v1+json"
Picture = tuple[str, str, str]
"""Mime type, content in base 64, and a title in words."""

_DRAWING: Final = threading.Lock()
"""matplotlib's settings and Python's list of warnings belong to all threads."""

_FORMATS: Final = {"image/png": "PNG", "image/jpeg": "JPEG", "image/gif": "GIF"}
_TRACES: Final = 60
_WORK: Final = 25_000
"""What one figure may cost to draw, in points of a line: a fifth of a millisecond each."""
_FIGURE: Final = 500
_TRACE: Final = 30
_WORD: Final = 30
_BAR: Final = 5

_NAMES: Final = 60
_KINDS: Final = {"scatter": "scatter", "scattergl": "scatter", "bar": "bar"}
_NUMBERS: Final = {"i1", "u1", "i2", "u2", "i4", "u4", "i8", "u8", "f4", "f8"}
_SYMBOLS: Final = {"diamond", "square", "circle", "x", "triangle-up", "triangle-down", "line-ns"}
_DASHES: Final = {"solid", "dash", "dot", "dashdot"}
_PLACES: Final = {"middle right", "middle center", "top center", "top right"}
_COLOURS: Final = ("#636efa", "#ef553b", "#00cc96", "#ab63fa", "#ffa15a", "#19d3f3", "#ff6692", "#b6e880")
"""What plotly takes in turn for what has no colour of its own."""
_RGB: Final = re.compile(r"rgba?\(\s*(\d{1,3})\s*,\s*(\d{1,3})\s*,\s*(\d{1,3})\s*(?:,\s*[\d.]{1,8}\s*)?\)")
_COLOUR: Final = re.compile(r"#[0-9a-fA-F]{6}|#[0-9a-fA-F]{3}|[a-z]{3,20}")


class _NotDrawnError(ValueError):
    """A figure that is not drawn; its text says why, in words for the person who marks."""


def redrawn(kind: str, encoded: str, room: Room) -> Picture | str:
    """Decode a picture and write its points anew, or say why not."""
    if len(encoded) > 8 * PICTURE:
        return "[A picture stood here that is too large to be shown.]"
    try:
        raw = base64.b64decode("".join(encoded.split()), validate=True)
        return _written(raw, kind, room)
    except _NotDrawnError as why:
        return str(why)
    except Exception:  # a decoder meets hostile bytes here: whatever it raises, the picture is left out
        return "[A picture stood here that is damaged.]"


def _written(raw: bytes, kind: str, room: Room) -> Picture:
    from PIL import Image

    with _DRAWING, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        opened = Image.open(io.BytesIO(raw), formats=[_FORMATS[kind]])
    width, height = opened.size
    if width * height > min(PIXELS, room.pixels) or max(width, height) > SIDE:
        raise _NotDrawnError("[A picture stood here that is too large to be shown.]")
    room.pixels -= width * height
    clear = opened.mode in {"LA", "PA", "RGBA"} or "transparency" in opened.info
    points = opened.convert("RGBA" if clear else "RGB")
    fresh = Image.new(points.mode, points.size)  # carries none of the old file's remarks, profiles and dates
    fresh.paste(points)
    out = io.BytesIO()
    if kind == "image/jpeg":
        fresh.save(out, "JPEG", quality=88)
    else:
        fresh.save(out, "PNG", compress_level=4)
        kind = "image/png"
    if out.tell() > PICTURE:
        raise _NotDrawnError("[A picture stood here that is too large to be shown.]")
    return kind, base64.b64encode(out.getvalue()).decode(), ""


def still(figure: object, room: Room) -> Picture | str:
    """Draw a plotly figure again as a still picture, or say why not."""
    left = _Left(min(_WORK, room.drawing))
    try:
        checked, title = _checked(figure, left)
        room.drawing -= left.spent
        return "image/png", room.draw(json.dumps(checked, sort_keys=True)), title
    except (_NotDrawnError, CourseError) as why:
        return f"[A picture stood here that is not shown: {plain(str(why))[:200]}]"
    except (ValueError, TypeError, ArithmeticError, LookupError, AttributeError, binascii.Error):
        return "[A picture stood here that could not be drawn.]"


@lru_cache(maxsize=256)
def drawn(figure: str) -> str:
    """Draw a checked figure. A class looks at the same pictures, so most are drawn once for all."""
    import plotly.graph_objects as go

    from alliance.pictures.still import png

    with _DRAWING, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        points = png(go.Figure(json.loads(figure)))
    if len(points) > PICTURE:
        raise _NotDrawnError("it is too large")
    return base64.b64encode(points).decode()


def _checked(figure: object, left: "_Left") -> tuple[dict[str, Any], str]:
    """Copy from a figure what still pictures draw, each value checked, and put its contents in words."""
    if not isinstance(figure, Mapping) or not isinstance(given := figure.get("data"), list | tuple):
        raise _NotDrawnError("it has no data")
    if len(given) > _TRACES:
        raise _NotDrawnError("it has too many parts")
    left.spend(_FIGURE + _TRACE * len(given))
    traces = [_trace(_map(trace), _COLOURS[nth % len(_COLOURS)], left) for nth, trace in enumerate(given)]
    layout = _layout(_map(figure.get("layout")), left)
    names = [trace["name"] for trace in traces if trace.get("name")]
    title = layout["title"]["text"] or "A figure"
    return {"data": traces, "layout": layout}, f"{title} ({', '.join(names[:8])})" if names else title


class _Left:
    """How much of a figure may still be drawn."""

    def __init__(self, work: int) -> None:
        self._work = work
        self.spent = 0

    def spend(self, work: int) -> None:
        self.spent += work
        if self.spent > self._work:
            raise _NotDrawnError("it has too many points or words")

    def values(self, value: object, cost: int) -> list[float | str]:
        """Return numbers or names along an axis; what is neither becomes a gap."""
        if isinstance(value, Mapping):
            value = _unpacked(value, self._work).tolist()
        if not isinstance(value, list | tuple):
            return []
        self.spend(cost * len(value))
        if any(isinstance(part, str) for part in value):
            names = [
                plain(str(part)[:200])[:60] if isinstance(part, str | int | float) else "" for part in value
            ]
            if len(set(names)) > _NAMES:
                raise _NotDrawnError("it has too many names along one axis")
            self.spend(_WORD * len(set(names)))
            return list(names)
        return [_number(part) for part in value]

    def word(self, value: object) -> str:
        if not isinstance(value, str | int | float) or isinstance(value, bool):
            return ""
        self.spend(_WORD)
        return plain(str(value)[:400])[:120]


def _unpacked(packed: Mapping[str, Any], most: int) -> "np.ndarray[Any, Any]":
    """Read numbers as plotly packs them: a kind, and bytes in base 64."""
    kind, encoded = packed.get("dtype"), packed.get("bdata")
    if kind not in _NUMBERS or not isinstance(encoded, str) or "," in str(packed.get("shape", "")):
        raise _NotDrawnError("its numbers cannot be read")
    if len(encoded) > 12 * most + 16:
        raise _NotDrawnError("it has too many points")
    return np.frombuffer(base64.b64decode(encoded, validate=True), dtype=f"<{kind}")


def _number(value: object) -> float:
    if isinstance(value, int | float) and abs(value) < 1e12:  # False for what is not a number
        return float(value) if abs(value) > 1e-12 else 0.0
    return math.nan


def _finite(value: object, low: float, high: float) -> float | None:
    number = _number(value) if not isinstance(value, bool) else math.nan
    return min(max(number, low), high) if math.isfinite(number) else None


def _one_of(value: object, known: set[str]) -> str | None:
    return value if isinstance(value, str) and value in known else None


def _map(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _title(value: object) -> object:
    """Return a title's text, which plotly lets stand alone or in a mapping."""
    return value.get("text") if isinstance(value, Mapping) else value


def _colour(value: object) -> str | None:
    if not isinstance(value, str):
        return None
    value = value.strip().lower()
    if (found := _RGB.fullmatch(value)) and all(int(part) < 256 for part in found.groups()):
        return "#" + "".join(f"{int(part):02x}" for part in found.groups())
    if not _COLOUR.fullmatch(value):
        return None
    from matplotlib.colors import is_color_like

    return value if is_color_like(value) else None


def _given(**parts: Any) -> dict[str, Any]:
    return {name: value for name, value in parts.items() if value is not None}


def _trace(trace: Mapping[str, Any], turn: str, left: _Left) -> dict[str, Any]:
    said = trace.get("type", "scatter")
    kind = _KINDS.get(said) if isinstance(said, str) else None
    if kind is None:
        raise _NotDrawnError("this kind of picture has no still form")
    cost = _BAR if kind == "bar" else 1
    x, y = left.values(trace.get("x"), cost), left.values(trace.get("y"), cost)
    if not x or not y:
        x, y = (
            (x or [float(place) for place in range(len(y))]),
            (y or [float(place) for place in range(len(x))]),
        )
    points = min(len(x), len(y))
    marker, line = _map(trace.get("marker")), _map(trace.get("line"))
    colour: Any = _colour(marker.get("color"))
    if kind == "bar":
        if colour is None and isinstance(many := marker.get("color"), list | tuple):
            colour = [_colour(one) or "gray" for one in islice(many, points)]
            colour = colour if len(colour) == points else None
        return _given(
            type=kind,
            x=x[:points],
            y=y[:points],
            name=left.word(trace.get("name")) or None,
            showlegend=False if trace.get("showlegend") is False else None,
            orientation=_one_of(trace.get("orientation"), {"h", "v"}),
            marker=_given(color=colour or turn),
        )
    symbol = marker.get("symbol")
    known = isinstance(symbol, str) and symbol.removesuffix("-open") in _SYMBOLS
    mode = trace.get("mode")
    flags = set(mode[:40].split("+")) & {"lines", "markers", "text"} if isinstance(mode, str) else {"lines"}
    return _given(
        type=kind,
        x=x[:points],
        y=y[:points],
        mode="+".join(sorted(flags)) or "none",
        name=left.word(trace.get("name")) or None,
        showlegend=False if trace.get("showlegend") is False else None,
        text=_beside(trace.get("text"), points, left) if "text" in flags else None,
        textposition=_one_of(trace.get("textposition"), _PLACES),
        opacity=_finite(trace.get("opacity"), 0, 1),
        line=_given(
            color=_colour(line.get("color")) or colour or turn,
            width=_finite(line.get("width"), 1, 20),  # dashes of a hair's width take minutes
            dash=_one_of(line.get("dash"), _DASHES),
        ),
        marker=_given(
            color=colour, size=_finite(marker.get("size"), 0, 60), symbol=symbol if known else None
        ),
    )


def _beside(text: object, points: int, left: _Left) -> list[str] | None:
    if isinstance(text, str):
        text = [text] * points
    if not isinstance(text, list | tuple) or len(text) != points:
        return None
    return [left.word(word) for word in text]


def _layout(layout: Mapping[str, Any], left: _Left) -> dict[str, Any]:
    return _given(
        template={},
        title={"text": left.word(_title(layout.get("title")))},
        height=_finite(layout.get("height"), 150, 1200),
        barmode=_one_of(layout.get("barmode"), {"group", "overlay", "relative", "stack"}),
        showlegend=False if layout.get("showlegend") is False else None,
        xaxis=_axis(_map(layout.get("xaxis")), left),
        yaxis=_axis(_map(layout.get("yaxis")), left),
    )


def _axis(axis: Mapping[str, Any], left: _Left) -> dict[str, Any]:
    ends = axis.get("range")
    span = [_number(end) for end in ends] if isinstance(ends, list | tuple) and len(ends) == 2 else []
    places, names = axis.get("tickvals"), axis.get("ticktext")
    ticks = (
        [_number(place) for place in places]
        if isinstance(places, list | tuple) and len(places) <= 100
        else []
    )
    words = [left.word(name) for name in names[:100]] if isinstance(names, list | tuple) else None
    good = bool(ticks) and all(map(math.isfinite, ticks)) and (words is None or len(words) == len(ticks))
    return _given(
        title={"text": left.word(_title(axis.get("title")))},
        range=span if len(span) == 2 and all(map(math.isfinite, span)) and span[0] != span[1] else None,
        autorange=_one_of(axis.get("autorange"), {"reversed"}),
        showticklabels=False if axis.get("showticklabels") is False else None,
        showgrid=False if axis.get("showgrid") is False else None,
        tickvals=ticks if good else None,
        ticktext=words if good else None,
    )
