"""Dots with their intervals: groups, the cells of two columns, and the two directions of a lag."""

from typing import Any

import plotly.graph_objects as go

from alliance.caseload.verbs.groups import Group
from alliance.caseload.verbs.pictures.frame import STANDOUT, blank, colour_of, padded, rule, segments
from alliance.language import _
from alliance.pictures.theme import ACCENT, MUTED


def group_dots(
    groups: list[Group], by: str, of: str, sentence: str, *, shares: bool
) -> tuple[go.Figure, str]:
    """Draw each group's mean or share with its interval, the first group at the bottom."""
    scale = 100 if shares else 1
    what = f"{of}, % yes" if shares else f"mean of {of}"
    figure = blank(f"{of} by {by}", what, "", height=160 + 62 * len(groups))
    places = list(range(len(groups)))
    ends = [(scale * group.low, scale * group.high) for group in groups]
    colour = colour_of(of)
    segments(
        figure,
        [(low, place) for (low, _), place in zip(ends, places, strict=True)],
        [(high, place) for (_, high), place in zip(ends, places, strict=True)],
        color=colour,
        width=3,
    )
    unit = " %" if shares else ""
    figure.add_scatter(
        x=[scale * group.value for group in groups],
        y=places,
        mode="markers+text",
        marker={"color": colour, "size": 13, "symbol": "circle"},
        text=[f"{100 * group.value:.0f} %" if shares else f"{group.value:.2f}" for group in groups],
        textposition="top center",
        customdata=[
            [group.n, f"{low:.3g} to {high:.3g}"] for group, (low, high) in zip(groups, ends, strict=True)
        ],
        hovertemplate=f"%{{x:.3g}}{unit}, n = %{{customdata[0]}}, interval %{{customdata[1]}}<extra></extra>",
        showlegend=False,
    )
    labels = [f"{group.label}<br>(n = {group.n})" for group in groups]
    figure.update_layout(
        yaxis={"tickvals": places, "ticktext": labels, "range": [-0.6, len(groups) - 0.3]},
        margin={"t": 54},
    )
    figure.update_xaxes(range=_percent(ends) if shares else padded([end for pair in ends for end in pair]))
    return figure, sentence + _(" The dots are the groups, the lines their 95 % intervals.")


def cell_dots(
    cells: list[list[Group]],
    outer: list[str],
    by: tuple[str, str],
    of: str,
    sentence: str,
    *,
    shares: bool,
) -> tuple[go.Figure, str]:
    """Draw four cells: the second column from left to right, a line for each group of the first."""
    scale = 100 if shares else 1
    figure = blank(f"{of} by {by[0]} and {by[1]}", by[1], f"{of}, % yes" if shares else f"mean of {of}")
    looks: list[dict[str, Any]] = [
        {"color": MUTED, "symbol": "square", "dash": "dash"},
        {"color": STANDOUT, "symbol": "circle", "dash": "solid"},
    ]
    for label, pair, look, aside in zip(outer, cells, looks, (-0.03, 0.03), strict=True):
        at = [place + aside for place in (0, 1)]
        lows = [(x, scale * group.low) for x, group in zip(at, pair, strict=True)]
        highs = [(x, scale * group.high) for x, group in zip(at, pair, strict=True)]
        segments(figure, lows, highs, color=look["color"], width=2)
        figure.add_scatter(
            x=at,
            y=[scale * group.value for group in pair],
            mode="lines+markers",
            name=f"{by[0]}: {label}",
            line={"color": look["color"], "width": 3, "dash": look["dash"]},
            marker={"color": look["color"], "symbol": look["symbol"], "size": 13},
            customdata=[group.n for group in pair],
            hovertemplate=f"{by[0]} {label}: %{{y:.3g}}, n = %{{customdata}}<extra></extra>",
        )
    figure.update_layout(
        xaxis={"tickvals": [0, 1], "ticktext": [group.label for group in cells[0]], "range": [-0.35, 1.35]}
    )
    words = _(
        "The upright lines are 95 % intervals; the more the two slanted lines differ in slope, the stronger the interaction."
    )
    return figure, f"{sentence} {words}"


def lag_dots(numbers: dict[str, float], first: str, second: str, sentence: str) -> tuple[go.Figure, str]:
    """Draw the two directions on one scale, with a line at zero."""
    figure = blank("Which comes first?", "standard deviations", "", height=300)
    rule(figure, (0, -0.6), (0, 1.6), dash="dash")
    rows = (("backward", second, first, "square", MUTED), ("forward", first, second, "circle", ACCENT))
    for place, (name, now, following, symbol, colour) in enumerate(rows):
        segments(
            figure,
            [(numbers[f"{name}_low"], place)],
            [(numbers[f"{name}_high"], place)],
            color=colour,
            width=3,
        )
        figure.add_scatter(
            x=[numbers[name]],
            y=[place],
            mode="markers",
            marker={"color": colour, "symbol": symbol, "size": 14},
            hovertemplate=f"{now} now, {following} next: %{{x:.2f}}<extra></extra>",
            showlegend=False,
        )
    labels = [f"{now} now →<br>{following} next" for _, now, following, _, _ in rows]
    reach = 1.15 * max(0.1, *(abs(numbers[f"{name}_{end}"]) for name, *_ in rows for end in ("low", "high")))
    figure.update_layout(
        xaxis={"range": [-reach, reach]},
        yaxis={"tickvals": [0, 1], "ticktext": labels, "range": [-0.6, 1.6]},
        margin={"t": 54},
    )
    return figure, sentence + _(
        " The lines are 95 % intervals; one that spans zero leaves the direction open."
    )


def _percent(ends: list[tuple[float, float]]) -> list[float]:
    low, high = min(low for low, _ in ends), max(high for _, high in ends)
    return [-2.0 if low < 40 else low - 8, min(102.0, high + 8)]
