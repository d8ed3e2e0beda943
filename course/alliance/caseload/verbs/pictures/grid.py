"""Counts in rows and columns: who said what, and how many of how many."""

from math import sqrt

import pandas as pd
import plotly.graph_objects as go

from alliance.caseload.verbs.pictures.frame import STANDOUT, blank, segments
from alliance.language import _
from alliance.pictures.theme import ACCENT, MUTED

_MOST_HEADS = 100
_A_ROW = 20


def agreement_grid(
    counts: pd.DataFrame, names: tuple[str, str], value: float, sentence: str
) -> tuple[go.Figure, str]:
    """Draw how often each pair of codes was given: squares where the two agree, rings where they do not."""
    codes = list(counts.index)
    cell = max(60, min(110, 360 // len(codes)))
    figure = blank(f"Agreement: kappa = {value:.2f}", names[1], names[0], height=210 + cell * len(codes))
    edges = [edge - 0.5 for edge in range(len(codes) + 1)]
    ends = edges[0], edges[-1]
    segments(
        figure, [(edge, ends[0]) for edge in edges], [(edge, ends[1]) for edge in edges], color=MUTED, width=1
    )
    segments(
        figure, [(ends[0], edge) for edge in edges], [(ends[1], edge) for edge in edges], color=MUTED, width=1
    )
    most = max(1, int(counts.to_numpy().max()))
    named: set[str] = set()
    for row, mine in enumerate(codes):
        for column, theirs in enumerate(codes):
            count = int(counts.loc[mine, theirs])
            same = row == column
            name = "the same code" if same else "different codes"
            if count:
                figure.add_scatter(
                    x=[column],
                    y=[row - 0.1],
                    mode="markers",
                    name=name,
                    showlegend=name not in named,
                    legendgroup=name,
                    marker={
                        "color": ACCENT if same else STANDOUT,
                        "symbol": "square" if same else "circle-open",
                        "size": 6 + 0.44 * cell * sqrt(count / most),
                        "line": {"width": 0 if same else 2},
                    },
                    hovertemplate=f"{names[0]}: {mine}, {names[1]}: {theirs}: {count}<extra></extra>",
                )
                named.add(name)
    figure.add_scatter(
        x=[column for _ in codes for column in range(len(codes))],
        y=[row + 0.36 for row in range(len(codes)) for _ in codes],
        mode="text",
        text=[str(int(counts.loc[mine, theirs])) for mine in codes for theirs in codes],
        textposition="middle center",
        hoverinfo="skip",
        showlegend=False,
    )
    places, span = list(range(len(codes))), [-0.6, len(codes) - 0.4]
    figure.update_layout(
        xaxis={"tickvals": places, "ticktext": codes, "range": span, "showgrid": False},
        yaxis={"tickvals": places, "ticktext": codes, "range": span[::-1], "showgrid": False},
        legend={"itemsizing": "constant"},
        margin={"t": 104},
    )
    return figure, sentence + _(" The larger a mark, the more often that pair of codes was given.")


def heads(yes: int, n: int, column: str, kind: str, sentence: str) -> tuple[go.Figure, str]:
    """Draw how many of how many: a circle for each, or a hundred that stand for all."""
    each = n <= _MOST_HEADS
    drawn = n if each else _MOST_HEADS
    filled = yes if each else round(_MOST_HEADS * yes / n)
    rows = -(-drawn // _A_ROW)
    figure = blank(f"{column}: {yes:,} of {n:,}", "", "", height=130 + 34 * rows)
    for name, start, stop, colour, symbol in (
        ("yes", 0, filled, STANDOUT, "circle"),
        ("no", filled, drawn, MUTED, "circle-open"),
    ):
        figure.add_scatter(
            x=[place % _A_ROW for place in range(start, stop)],
            y=[place // _A_ROW for place in range(start, stop)],
            mode="markers",
            name=name,
            marker={"color": colour, "symbol": symbol, "size": 12},
            hoverinfo="skip",
        )
    bare = {"tickvals": [], "showgrid": False}
    figure.update_layout(
        xaxis={**bare, "range": [-0.7, _A_ROW - 0.3]}, yaxis={**bare, "range": [rows - 0.4, -0.6]}
    )
    words = f"Each circle is one of the {kind}." if each else f"A hundred circles stand for the {n:,} {kind}."
    return figure, f"{sentence} {words}"
