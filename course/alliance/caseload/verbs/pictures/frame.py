"""What the verbs' pictures have in common."""

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import plotly.graph_objects as go

from alliance.pictures import PILLAR_COLOUR, template
from alliance.pictures.theme import ACCENT, MUTED

STANDOUT: Final = PILLAR_COLOUR["task"]
"""The second colour of a picture in which no pillar is drawn."""

MOST_POINTS: Final = 400
"""More points than this become a blot; the lines are drawn from all of them."""


def blank(title: str, x: str, y: str, height: int = 420) -> go.Figure:
    """Return an empty figure with its titles."""
    figure = go.Figure(layout={"template": template(), "height": height})
    return figure.update_layout(title=title, xaxis={"title": x}, yaxis={"title": y})


def colour_of(column: str, other: str = ACCENT) -> str:
    """Return a pillar's own colour, or another."""
    return PILLAR_COLOUR.get(column, other)


def segments(
    figure: go.Figure, starts: Sequence[Sequence[float]], ends: Sequence[Sequence[float]], **line: Any
) -> None:
    """Draw several straight lines as one trace, each from a start (x, y) to an end."""
    name = line.pop("name", None)
    xs, ys = ([v for a, b in zip(starts, ends, strict=True) for v in (a[i], b[i], None)] for i in (0, 1))
    figure.add_scatter(
        x=xs, y=ys, mode="lines", line=line, name=name, showlegend=name is not None, hoverinfo="skip"
    )


def rule(figure: go.Figure, start: tuple[float, float], end: tuple[float, float], dash: str = "dot") -> None:
    """Draw a thin line that is there to compare with: zero, no change, a threshold."""
    segments(figure, [start], [end], color=MUTED, width=1.5, dash=dash)


def padded(values: "Sequence[float] | np.ndarray[Any, Any]", share: float = 0.06) -> list[float]:
    """Return a range that leaves air around the values: lines that run to the edge look cut."""
    low, high = float(np.min(values)), float(np.max(values))
    air = share * ((high - low) or 1.0)
    return [low - air, high + air]


def thinned(n: int) -> "np.ndarray[Any, np.dtype[np.int64]]":
    """Return which of n points are drawn: all, or the same random ones each time."""
    if n <= MOST_POINTS:
        return np.arange(n)
    return np.sort(np.random.default_rng(1).choice(n, MOST_POINTS, replace=False))


def thinned_in_words(n: int, kind: str) -> str:
    """Say that only some points are drawn."""
    return f" Drawn are {MOST_POINTS} of the {n:,} {kind}, picked at random." if n > MOST_POINTS else ""
