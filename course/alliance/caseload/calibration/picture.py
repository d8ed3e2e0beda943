"""The calibration as a picture: where each simulated figure lies in its published band."""

from collections.abc import Sequence
from textwrap import wrap
from typing import Final

import numpy as np
import plotly.graph_objects as go

from alliance.caseload.calibration.report import in_words, number
from alliance.caseload.calibration.rows import Calibration, Row
from alliance.pictures import PILLAR_COLOUR, template
from alliance.pictures.theme import ACCENT, INK, MUTED

_EDGE: Final = 1.5
"""How far the picture reaches, in half-widths of a band; what lies further out is drawn at the edge."""

_LETTERS: Final = 56
"""A line of words is no longer than this: so many fit on a telephone."""

_BAND: Final = "#e4ddd0"

_MARK: Final = {
    "both": (ACCENT, "circle"),
    "alliance_causes": (PILLAR_COLOUR["task"], "triangle-up"),
    "change_causes": (PILLAR_COLOUR["goal"], "square"),
    "common_cause": (PILLAR_COLOUR["bond"], "diamond"),
}


def _place(value: float, row: Row) -> float:
    """Return where a figure lies: -1 at the lower end of the band, 1 at the upper."""
    t = row.target
    return float(np.clip((2 * value - t.low - t.high) / (t.high - t.low), -_EDGE, _EDGE))


def forest(calibrations: Sequence[Calibration]) -> tuple[go.Figure, str]:
    """Draw where each simulated figure lies in its published band, all bands drawn to the same width.

    One world: all of its gated rows but those about signs. Several: the correlations, a mark for each world.
    """
    several = len(calibrations) > 1
    rows = [
        row
        for row in calibrations[0].rows
        if not row.target.is_sign
        and row.target.gate != "report"
        and (row.target.is_correlation or not several)
    ]
    places = dict(zip([row.target.id for row in rows], range(len(rows) - 1, -1, -1), strict=True))
    height = 150 + 74 * len(rows)
    figure = go.Figure(layout={"template": template(), "height": height})
    ends = [[x, y] for y in places.values() for x in (-1.0, 1.0)]
    figure.add_scatter(
        x=[v for i in range(0, len(ends), 2) for v in (ends[i][0], ends[i + 1][0], None)],
        y=[v for i in range(0, len(ends), 2) for v in (ends[i][1], ends[i + 1][1], None)],
        mode="lines",
        line={"color": _BAND, "width": 13},
        name="published band",
        hoverinfo="skip",
    )
    figure.add_scatter(
        x=[_place(row.target.value, row) for row in rows],
        y=[places[row.target.id] for row in rows],
        mode="markers",
        marker={"symbol": "line-ns-open", "size": 13, "color": INK, "line": {"width": 2}},
        name="published figure",
        hovertemplate="%{customdata}<extra></extra>",
        customdata=[f"{row.target.cited()}: {number(row.target.value, row)}" for row in rows],
    )
    for nth, found in enumerate(calibrations):
        _simulated(figure, found, places, several, 0.12 * (nth - (len(calibrations) - 1) / 2))
    figure.add_scatter(
        x=[-_EDGE] * len(rows),
        y=[places[row.target.id] + (0.3 if several else 0.1) for row in rows],
        mode="text",
        text=["<br>".join(wrap(_label(row, several), _LETTERS)) for row in rows],
        textposition="top right",
        textfont={"size": 12},
        showlegend=False,
        hoverinfo="skip",
    )
    figure.update_layout(
        title={
            "text": "Four worlds, the same correlations" if several else "Simulated against published",
            "y": 1 - 12 / height,
        },
        xaxis={
            "range": [-_EDGE - 0.05, _EDGE + 0.05],
            "tickvals": [-1, 0, 1],
            "ticktext": ["lower end", "middle of the band", "upper end"],
        },
        yaxis={"range": [-0.6, len(rows) - 0.1], "showticklabels": False, "showgrid": False},
    )
    left_out = "; figures about a direction are in the table only" if not several else ""
    return figure, (
        "Each line is one published figure: the broad bar is its band, the tick the figure itself, the mark with its line "
        f"what the simulation gives and how sure that is{left_out}. " + " ".join(map(in_words, calibrations))
    )


def _label(row: Row, several: bool) -> str:
    words = f"{row.target.id} {row.target.name}"
    if several:
        return words
    return f"{words}: published {number(row.target.value, row)}, simulated {number(row.simulated, row)}"


def _simulated(
    figure: go.Figure, found: Calibration, places: dict[str, int], several: bool, aside: float
) -> None:
    rows = [row for row in found.rows if row.target.id in places]
    colour, shape = _MARK.get(found.world, (MUTED, "x"))
    figure.add_scatter(
        x=[v for row in rows for v in (_place(row.low, row), _place(row.high, row), None)],
        y=[v for row in rows for v in (*[places[row.target.id] + aside] * 2, None)],
        mode="lines",
        line={"color": colour, "width": 2},
        showlegend=False,
        hoverinfo="skip",
    )
    for inside in (True, False):
        drawn = [row for row in rows if row.inside == inside]
        if not drawn:
            continue
        figure.add_scatter(
            x=[_place(row.simulated, row) for row in drawn],
            y=[places[row.target.id] + aside for row in drawn],
            mode="markers",
            marker={"color": colour, "symbol": shape if inside else f"{shape}-open", "size": 10},
            name=(found.world.replace("_", " ") if several else "simulated")
            + ("" if inside else ", outside"),
            hovertemplate="%{customdata}<extra></extra>",
            customdata=[
                f"{row.target.id}: {number(row.simulated, row)} "
                f"({number(row.low, row)} to {number(row.high, row)})"
                for row in drawn
            ],
        )
