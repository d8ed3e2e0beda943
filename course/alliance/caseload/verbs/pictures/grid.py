"""Who said what: the codes of two people against one another."""

from math import sqrt

import pandas as pd
import plotly.graph_objects as go

from alliance.caseload.verbs.pictures.frame import STANDOUT, blank
from alliance.pictures.theme import ACCENT


def agreement_grid(
    counts: pd.DataFrame, names: tuple[str, str], value: float, sentence: str
) -> tuple[go.Figure, str]:
    """Draw how often each pair of codes was given: squares where the two agree, rings where they do not."""
    codes = list(counts.index)
    cell = max(44, min(96, 340 // len(codes)))
    figure = blank(f"kappa = {value:.2f}", names[1], names[0], height=190 + cell * len(codes))
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
                    y=[row],
                    mode="markers",
                    name=name,
                    showlegend=name not in named,
                    legendgroup=name,
                    marker={
                        "color": ACCENT if same else STANDOUT,
                        "symbol": "square" if same else "circle-open",
                        "size": 6 + 0.5 * cell * sqrt(count / most),
                        "line": {"width": 2},
                    },
                    hovertemplate=f"{names[0]}: {mine}, {names[1]}: {theirs}: {count}<extra></extra>",
                )
                named.add(name)
    figure.add_scatter(
        x=[column - 0.4 for _ in codes for column in range(len(codes))],
        y=[row for row in range(len(codes)) for _ in codes],
        mode="text",
        text=[str(int(counts.loc[mine, theirs])) for mine in codes for theirs in codes],
        textposition="middle center",
        hoverinfo="skip",
        showlegend=False,
    )
    places, span = list(range(len(codes))), [-0.6, len(codes) - 0.4]
    figure.update_layout(
        xaxis={"tickvals": places, "ticktext": codes, "range": span},
        yaxis={"tickvals": places, "ticktext": codes, "range": span},
        legend={"itemsizing": "constant"},
    )
    return figure, sentence + " The larger a mark, the more often that pair of codes was given."
