"""Still pictures: a plotly figure drawn again as SVG, without a browser.

Only the kinds of trace that the course draws are known; anything else is refused, so that a new kind of
figure is noticed by the tests and not by a student who finds a blank page.
"""

import io
import re
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any

import numpy as np

from alliance.errors import CourseError

if TYPE_CHECKING:
    import plotly.graph_objects as go
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_MARKER = {
    "diamond": "D",
    "square": "s",
    "circle": "o",
    "x": "x",
    "triangle-up": "^",
    "triangle-down": "v",
    "line-ns": "|",
    None: "o",
}
_DASH = {"solid": "-", "dash": "--", "dot": ":", "dashdot": "-.", None: "-"}

_PLACE = {
    "middle right": (6, 0, "left", "center"),
    "middle center": (0, 0, "center", "center"),
    "top center": (0, 7, "center", "bottom"),
    "top right": (0, 4, "left", "bottom"),
}
"""Where a word stands beside its point: how far aside and above, in points, and which way it grows."""


def _text(node: Any) -> str:
    """Return the words of a plotly title or annotation without its markup."""
    return re.sub(r"<[^>]+>", " ", re.sub(r"<br ?/?>", "\n", str(node or ""))).strip()


def _scatter(axes: "Axes", trace: Any) -> None:
    mode = trace.mode or "lines"
    colour = (trace.marker.color if "markers" in mode else None) or trace.line.color
    size = trace.marker.size if isinstance(trace.marker.size, int | float) else 8
    symbol = trace.marker.symbol or "circle"
    hollow = symbol.endswith("-open")
    axes.plot(
        np.asarray(trace.x),
        np.asarray(trace.y),
        linestyle=_DASH[trace.line.dash] if "lines" in mode else "",
        linewidth=trace.line.width or 2,
        solid_capstyle="butt",
        marker=_MARKER[symbol.removesuffix("-open")] if "markers" in mode else "",
        markersize=size * 0.75,
        color=colour if isinstance(colour, str) else None,
        markerfacecolor="white" if hollow else None,
        alpha=trace.opacity,
        label=trace.name if trace.showlegend is not False else None,
    )
    if "text" in mode and trace.text is not None:
        words = [trace.text] * len(trace.x) if isinstance(trace.text, str) else trace.text
        for x, y, word in zip(trace.x, trace.y, words, strict=True):
            aside, above, along, across = _PLACE.get(trace.textposition, _PLACE["middle right"])
            axes.annotate(
                _text(word), (x, y), xytext=(aside, above), textcoords="offset points", ha=along, va=across
            )


def _bar(axes: "Axes", trace: Any, nth: int = 0, among: int = 1) -> None:
    lying = trace.orientation == "h"
    draw = axes.barh if lying else axes.bar
    along, size = (trace.y, trace.x) if lying else (trace.x, trace.y)
    named = any(isinstance(place, str) for place in along)
    width = 0.8 / among
    places = (np.arange(len(along)) if named else np.asarray(along)) + width * (nth - (among - 1) / 2)
    label = trace.name if trace.showlegend is not False else None
    draw(places, list(size), width, color=trace.marker.color, label=label)
    if named:
        axis = axes.yaxis if lying else axes.xaxis
        axis.set_ticks(list(range(len(along))), labels=[_text(name) for name in along])


_DRAW = {"scatter": _scatter, "bar": _bar}
"""Bars stand side by side, as plotly has them unless told otherwise: one behind another would be hidden."""


def svg(figure: "go.Figure") -> str:
    """Draw a figure as an SVG document.

    Parameters
    ----------
    figure : plotly.graph_objects.Figure
        Scatter and bar traces on one pair of axes.

    Returns
    -------
    str
        A stand-alone ``<svg>`` element; the same figure gives the same bytes.

    Raises
    ------
    CourseError
        For a kind of trace that has no still form yet.
    """
    out = io.BytesIO()
    with _settings():
        _canvas(figure).savefig(
            out, transparent=False, format="svg", metadata={"Date": None, "Creator": None}
        )
    drawn = out.getvalue().decode()
    return drawn[drawn.index("<svg") :]


def png(figure: "go.Figure") -> bytes:
    """Draw a figure as a PNG picture: points only, so that nothing which a figure says can be more than seen."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from PIL import Image

    out = io.BytesIO()
    with _settings():
        canvas = _canvas(figure)
        canvas.set_dpi(130)
        surface = FigureCanvasAgg(canvas)
        # savefig would draw everything twice: once to lay it out, and once to keep.
        if layout := canvas.get_layout_engine():
            layout.execute(canvas)
        canvas.set_layout_engine("none")
        surface.draw()  # type: ignore[no-untyped-call]
        Image.fromarray(np.asarray(surface.buffer_rgba())).convert("RGB").save(out, "PNG", compress_level=2)  # type: ignore[no-untyped-call]
    return out.getvalue()


def _settings() -> AbstractContextManager[None]:
    """Return what holds while a figure is drawn: the same bytes each time, and no mathematics read into a text."""
    import matplotlib as mpl

    return mpl.rc_context(
        {"svg.hashsalt": "alliance", "svg.fonttype": "path", "font.size": 10, "text.parse_math": False}
    )


def _canvas(figure: "go.Figure") -> "Figure":
    from matplotlib.figure import Figure

    canvas = Figure(figsize=(7.6, (figure.layout.height or 420) / 100), layout="constrained")
    axes = canvas.subplots()
    bars = [trace for trace in figure.data if trace.type == "bar"]
    for trace in figure.data:
        draw = _DRAW.get(trace.type)
        if draw is None:
            raise CourseError(f"A {trace.type} picture has no still form; add one to pictures/still.py.")
        if trace.type == "bar" and figure.layout.barmode in {None, "group"}:
            _bar(axes, trace, [bar is trace for bar in bars].index(True), len(bars))
        else:
            draw(axes, trace)
    _dress(axes, figure)
    return canvas


def _dress(axes: "Axes", figure: "go.Figure") -> None:
    """Give the axes the figure's titles, ranges, ticks and legend."""
    from matplotlib.lines import Line2D

    from alliance.pictures.theme import RULE

    layout = figure.layout
    axes.set_title(_text(layout.title.text), loc="left", fontsize=12)
    for name, axis in (("x", layout.xaxis), ("y", layout.yaxis)):
        getattr(axes, f"set_{name}label")(_text(axis.title.text))
        if axis.range:
            getattr(axes, f"set_{name}lim")(*axis.range)
        elif axis.autorange == "reversed":
            getattr(axes, f"invert_{name}axis")()
        if axis.showticklabels is False:
            getattr(axes, f"set_{name}ticks")([])
        elif axis.tickvals is not None:
            getattr(axes, f"set_{name}ticks")(
                list(axis.tickvals), labels=[_text(t) for t in axis.ticktext or axis.tickvals]
            )
    axes.grid(visible=True, color=RULE, linewidth=0.7)
    for ticks, axis in ((axes.xaxis, layout.xaxis), (axes.yaxis, layout.yaxis)):
        if axis.showgrid is False:
            ticks.grid(visible=False)
    axes.set_axisbelow(True)
    axes.tick_params(length=0)
    for side in axes.spines.values():
        side.set_visible(False)
    if axes.get_legend_handles_labels()[1] and layout.showlegend is not False:
        legend = axes.figure.legend(loc="outside lower left", ncols=4, frameon=False)
        for handle in legend.legend_handles:
            if isinstance(handle, Line2D):
                handle.set_markersize(min(handle.get_markersize(), 9))
