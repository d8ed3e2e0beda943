"""A picture of how many drops there are by each criterion."""

import plotly.graph_objects as go

from alliance.caseload.verbs.pictures.frame import STANDOUT, blank, rule
from alliance.language import _
from alliance.pictures.theme import ACCENT


def by_criterion(
    steps: list[float], counts: list[int], drop: float, found: int, sentence: str
) -> tuple[go.Figure, str]:
    """Draw the number of V-shaped drops over the criterion, with the chosen one as a dot on a line down to the axis."""
    figure = blank(
        _("One caseload, many criteria"), "how far a rating must fall, SD", "V-shaped drops", height=340
    )
    figure.add_scatter(
        x=steps,
        y=counts,
        mode="lines",
        line={"color": ACCENT, "width": 3, "shape": "hv"},
        hovertemplate="%{x:g} SD: %{y} drops<extra></extra>",
        showlegend=False,
    )
    rule(figure, (drop, 0), (drop, found))
    figure.add_scatter(
        x=[drop],
        y=[found],
        mode="markers+text",
        marker={"color": STANDOUT, "symbol": "square", "size": 13},
        text=[f"{found} at {drop:g} SD"],
        textposition="top right",
        hoverinfo="skip",
        showlegend=False,
    )
    figure.update_layout(
        xaxis={"range": [steps[0] - 0.1, steps[-1] + 0.4]}, yaxis={"range": [0, 1.12 * max(*counts, 1)]}
    )
    words = (
        f"The line shows how many there are by every other criterion, from {steps[0]:g} to {steps[-1]:g} SD."
    )
    return figure, f"{sentence} {words}"
