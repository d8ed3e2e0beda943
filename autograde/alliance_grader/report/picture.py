"""One picture of a report: what it shows, said in words, drawn for the screen and for paper, and as a table."""

import base64
import html
import json
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING, Any, Final

from alliance.pictures import template
from alliance.pictures.theme import ACCENT, MUTED, PILLAR_COLOUR

if TYPE_CHECKING:
    import plotly.graph_objects as go

FEWEST: Final = 10
"""With fewer students a figure about an item or a habit is chance; the report says so instead of a number."""

TOO_FEW: Final = "too few to say"
HEIGHT: Final = 400
MANY: Final = 1000
"""A picture of more dots is kept for paper as points of colour: as an SVG it would be larger than the rest of the page."""
STANDOUT: Final = PILLAR_COLOUR["task"]
"""The second colour of a picture in which no pillar is drawn."""


@dataclass(frozen=True)
class Picture:
    """A picture with its words and its numbers.

    Attributes
    ----------
    id : str
        As the page's address knows it.
    title : str
        A heading.
    said : str
        What the picture shows, in sentences: it stands below it and is its alternative text.
    columns : tuple of str
        Heads of the table.
    rows : tuple of tuple of str
        The same as numbers; the first of each row names it.
    figure : plotly.graph_objects.Figure or None
        None where there is too little to draw.
    notes : tuple of str
        What to bear in mind.
    """

    id: str
    title: str
    said: str
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    figure: "go.Figure | None" = None
    notes: tuple[str, ...] = ()

    @property
    def data(self) -> str:
        """The picture for the page's script, as JSON."""
        drawn = {} if self.figure is None else self.figure.to_plotly_json()
        drawn["layout"] = {**drawn.get("layout", {}), "title": {"text": ""}}
        return json.dumps(drawn, ensure_ascii=False, default=list)

    @property
    def still(self) -> str:
        """The picture for paper, and where no script may run: the address of an image; none without a figure."""
        if self.figure is None:
            return ""
        from alliance.pictures.still import png, svg

        def address(kind: str, drawn: bytes) -> str:
            return f"data:image/{kind};base64,{base64.b64encode(drawn).decode()}"

        if sum(len(trace.x) for trace in self.figure.data) > MANY:
            return address("png", png(self.figure))
        return address("svg+xml", svg(self.figure).encode())


def blank(x: str, y: str, height: int = HEIGHT) -> "go.Figure":
    """Return an empty figure; its heading stands on the page."""
    import plotly.graph_objects as go

    figure = go.Figure(layout={"template": template(), "height": height, "hovermode": "closest"})
    return figure.update_layout(
        xaxis={"title": x or None}, yaxis={"title": y}, margin={"l": 10, "r": 16, "t": 40, "b": 10}
    )


def dots(
    figure: "go.Figure", x: Sequence[float], y: Sequence[float], hover: Sequence[str], **more: Any
) -> None:
    """Draw one dot for each of several people, with a word about each for whoever points at it.

    The words may be a student's name: plotly reads some tags in them, so they are escaped.
    """
    marker = {"size": 8, "color": ACCENT} | more.pop("marker", {})
    figure.add_scatter(
        x=list(x),
        y=list(y),
        mode="markers",
        marker=marker,
        customdata=[html.escape(word, quote=False) for word in hover],
        hovertemplate="%{customdata}<extra></extra>",
        **more,
    )


def line(figure: "go.Figure", x: Sequence[float | None], y: Sequence[float | None], **more: Any) -> None:
    """Draw a thin line to compare with."""
    look = {"color": MUTED, "width": 1.5, "dash": "dot"} | more.pop("line", {})
    figure.add_scatter(x=list(x), y=list(y), mode="lines", line=look, hoverinfo="skip", **more)


def medians(figure: "go.Figure", x: Sequence[float], groups: Sequence[Sequence[float]], name: str) -> None:
    """Join the medians of several groups."""
    drawn = [(place, median(group)) for place, group in zip(x, groups, strict=True) if group]
    figure.add_scatter(
        x=[place for place, _ in drawn],
        y=[value for _, value in drawn],
        mode="lines+markers" if len(drawn) > 1 else "markers",
        marker={"size": 13, "symbol": "diamond", "color": STANDOUT},
        line={"color": STANDOUT, "width": 2},
        name=name,
        hovertemplate="median %{y:.2~f}<extra></extra>",
    )


def spread(number: int, width: float = 0.3) -> list[float]:
    """Return so many small steps aside, so that dots of one column do not cover each other; the same each time."""
    golden = 0.6180339887498949
    return [width * (2 * ((place * golden) % 1) - 1) for place in range(number)]


def percent(share: float | None) -> str:
    """Return a share as a person says it; the sign stays beside its number."""
    return "–" if share is None else f"{100 * share:.0f}\N{NO-BREAK SPACE}%"


def short(title: str) -> str:
    """Return an assignment's short name: the first word of its title, ``A2``."""
    return title.partition(" ")[0]
