"""Clouds of points: two columns, two levels of the same cloud, and before against after."""

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from alliance.caseload.verbs.pictures.frame import (
    MOST_POINTS,
    STANDOUT,
    blank,
    colour_of,
    padded,
    rule,
    segments,
    thinned,
    thinned_in_words,
)
from alliance.language import _
from alliance.pictures.theme import ACCENT, MUTED

if TYPE_CHECKING:
    from alliance.caseload.verbs.change import Criteria

MOST_CLIENTS = 30
"""More lines than this hide one another."""

_LOOKS = {
    "recovered": (ACCENT, "diamond"),
    "improved": ("#2f7fbf", "triangle-down"),
    "unchanged": (MUTED, "circle-open"),
    "deteriorated": (STANDOUT, "triangle-up"),
}


def cloud(both: pd.DataFrame, first: str, second: str, kind: str, sentence: str) -> tuple[go.Figure, str]:
    """Draw a point for each row and the straight line through them."""
    x, y = both[first].to_numpy(float), both[second].to_numpy(float)
    slope, intercept = np.polyfit(x, y, 1)
    drawn = thinned(len(x))
    figure = blank(f"{first} and {second}", first, second)
    figure.add_scatter(
        x=x[drawn].tolist(),
        y=y[drawn].tolist(),
        mode="markers",
        marker={"color": colour_of(first), "size": 8},
        opacity=0.8,
        hovertemplate=f"{first} %{{x:.2f}}, {second} %{{y:.2f}}<extra></extra>",
        showlegend=False,
    )
    ends = [float(x.min()), float(x.max())]
    segments(
        figure,
        [(ends[0], intercept + slope * ends[0])],
        [(ends[1], intercept + slope * ends[1])],
        color=MUTED,
        width=3,
    )
    figure.update_layout(margin={"t": 54})
    words = _(" The line fits all of them: the closer the points lie to it, the further r is from 0.")
    return figure, sentence + thinned_in_words(len(x), kind) + words


def two_levels(
    means: "np.ndarray[Any, np.dtype[np.float64]]",
    spread: "np.ndarray[Any, np.dtype[np.float64]]",
    line: tuple[float, float, float],
    columns: tuple[str, str],
    who: tuple[str, str],
    sentence: str,
) -> tuple[go.Figure, str]:
    """Draw the means of clients, or of therapists, with the line between them, and through each mean the slope within.

    Parameters
    ----------
    means : numpy.ndarray
        One row for each: the means of both columns.
    spread : numpy.ndarray
        How far the rows of each lie apart on the first column, as a standard deviation.
    line : tuple of float
        Intercept and slope between, slope within.
    columns : tuple of str
        The two columns.
    who : tuple of str
        What one is called, and what many are: ``("client", "clients")``.
    """
    first, second = columns
    one, many = who
    intercept, between, within = line
    moving = np.flatnonzero(spread > 0)
    order = moving[np.argsort(means[moving, 0], kind="stable")]
    if len(order) > MOST_CLIENTS:
        order = order[np.linspace(0, len(order) - 1, MOST_CLIENTS).round().astype(int)]
    figure = blank(f"{first} and {second}, on two levels", first, second, height=460)
    shown = means[order]
    reach = np.maximum(spread[order], 0.02 * np.ptp(means[:, 0]))
    segments(
        figure,
        np.column_stack([shown[:, 0] - reach, shown[:, 1] - within * reach]).tolist(),
        np.column_stack([shown[:, 0] + reach, shown[:, 1] + within * reach]).tolist(),
        color=STANDOUT,
        width=2,
        name=f"within a {one}",
    )
    figure.add_scatter(
        x=shown[:, 0].tolist(),
        y=shown[:, 1].tolist(),
        mode="markers",
        name=f"a {one}'s mean",
        marker={"color": ACCENT, "size": 9},
        hovertemplate=f"mean {first} %{{x:.2f}}, mean {second} %{{y:.2f}}<extra></extra>",
    )
    ends = [float(shown[:, 0].min()), float(shown[:, 0].max())]
    segments(
        figure,
        [(ends[0], intercept + between * ends[0])],
        [(ends[1], intercept + between * ends[1])],
        color=MUTED,
        width=3,
        dash="dash",
        name=f"between {many}",
    )
    figure.update_layout(
        xaxis={"range": padded([*(shown[:, 0] - reach), *(shown[:, 0] + reach)])},
        yaxis={"range": padded([*(shown[:, 1] - abs(within) * reach), *(shown[:, 1] + abs(within) * reach)])},
    )
    some = (
        f"Drawn are {len(order)} of {len(means):,} {many}, from the lowest mean of {first} to the highest. "
        if len(order) < len(means)
        else ""
    )
    far = "that client moves up and down" if many == "clients" else "that therapist's clients differ"
    words = (
        f"{some}Each dot is a {one}'s mean; the dashed line runs between {many}. The short lines all have the slope "
        f"that holds within {many}, each as long as {far}."
    )
    return figure, f"{sentence} {words}"


def before_and_after(
    before: "pd.Series[float]",
    after: "pd.Series[float]",
    classes: "pd.Series[str]",
    criteria: "Criteria",
    sentence: str,
) -> tuple[go.Figure, str]:
    """Draw each client's score before and after, with the lines that sort them."""
    drawn = thinned(len(before))
    x, y, kinds = before.iloc[drawn], after.iloc[drawn], classes.iloc[drawn]
    low, high = padded([0.0, criteria.cutoff, *before, *after], 0.03)
    figure = blank("Before and after", str(before.name), str(after.name), height=520)
    change = criteria.reliable
    rule(figure, (low, low), (high, high), dash="solid")
    rule(figure, (low, low + change), (high - change, high), dash="dash")
    rule(figure, (low + change, low), (high, high - change), dash="dash")
    rule(figure, (criteria.cutoff, low), (criteria.cutoff, high))
    rule(figure, (low, criteria.cutoff), (high, criteria.cutoff))
    for kind, (colour, symbol) in _LOOKS.items():
        mine = (kinds == kind).to_numpy()
        figure.add_scatter(
            x=x[mine].tolist(),
            y=y[mine].tolist(),
            mode="markers",
            name=kind,
            marker={"color": colour, "symbol": symbol, "size": 11 if len(drawn) < 150 else 8},
            opacity=0.85,
            hovertemplate=f"{kind}: %{{x:.1f}} before, %{{y:.1f}} after<extra></extra>",
        )
    span = [low, high]
    figure.update_layout(xaxis={"range": span}, yaxis={"range": span})
    words = _(
        " Below the solid line are those who got better; outside the two dashed lines is change that is more than "
        "noise; the dotted lines are the cut-off, before and after."
    )
    some = thinned_in_words(len(before), "clients") if len(before) > MOST_POINTS else ""
    return figure, sentence + some + words
