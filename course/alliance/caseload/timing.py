"""How soon a rating can be trusted: the first one, or the mean of the first few."""

from typing import TYPE_CHECKING, Final

import numpy as np

from alliance.caseload.caseload import Caseload
from alliance.caseload.verbs import Finding
from alliance.errors import CourseError
from alliance.language import _

if TYPE_CHECKING:
    import plotly.graph_objects as go

FIRST: Final = 5
"""Means of the first 1 to so many ratings are compared with what comes after them."""

LATER: Final = 2
"""So many later ratings a client must have at least."""

FEWEST: Final = 20
"""With fewer clients the comparison says nothing."""


def how_soon(caseload: Caseload) -> Finding:
    """Say how far early ratings lie from what the same client's later ratings come to.

    Parameters
    ----------
    caseload : Caseload
        As `simulate_caseload` makes it; a hundred clients or more.

    Returns
    -------
    Finding
        ``.value`` is how many points the first rating is off on average. ``.numbers`` has ``first 1`` to ``first 5``
        for the mean of the first so many ratings, ``nothing known`` for the average of all clients in place of the
        client's own, and ``n``.

    Notes
    -----
    The later ratings are the same for each comparison: from the sixth on. So it is about clients who stayed that long.
    """
    if not isinstance(caseload, Caseload):
        raise CourseError(_("Give it the whole caseload, not a table of it: how_soon(caseload)"))
    rated = caseload.sessions.dropna(subset=["alliance"]).sort_values(["client", "session"])
    courses = [ratings.to_numpy(float) for _, ratings in rated.groupby("client")["alliance"]]
    stayed = [ratings for ratings in courses if len(ratings) >= FIRST + LATER]
    if len(stayed) < FEWEST:
        raise CourseError(
            _("Only {count} clients have {first} ratings or more; simulate a larger caseload.").format(
                count=len(stayed), first=FIRST + LATER
            )
        )
    early = np.array([ratings[:FIRST] for ratings in stayed])
    truth = np.array([ratings[FIRST:].mean() for ratings in stayed])
    off = {f"first {k}": float(np.abs(early[:, :k].mean(axis=1) - truth).mean()) for k in range(1, FIRST + 1)}
    nothing = float(np.abs(truth - truth.mean()).mean())
    n = len(truth)
    several = ", ".join(f"{off[f'first {k}']:.2f} for the mean of the first {k}" for k in range(2, FIRST + 1))
    sentence = (
        f"The first rating lies {off['first 1']:.2f} points, on average, from what the same client's later ratings come "
        f"to; it is {several}. With the average of all clients in place of the client's own ratings it is {nothing:.2f}. "
        f"{n} clients with {FIRST + LATER} ratings or more."
    )
    return Finding(
        off["first 1"],
        sentence,
        {**off, "nothing known": nothing, "n": n},
        lambda: (_draw(list(off.values()), nothing), sentence),
    )


def _draw(off: list[float], nothing: float) -> "go.Figure":
    from alliance.caseload.verbs.pictures.frame import blank, rule
    from alliance.pictures.theme import ACCENT

    figure = blank(
        _("How far off are the first ratings?"), "ratings averaged, from the first", "points off", 400
    )
    rule(figure, (0.6, nothing), (FIRST + 0.4, nothing), dash="dash")
    counts = np.arange(1, FIRST + 1).tolist()
    figure.add_scatter(
        x=counts,
        y=off,
        mode="lines+markers",
        line={"color": ACCENT, "width": 3},
        marker={"color": ACCENT, "symbol": "circle", "size": 12},
        showlegend=False,
        hovertemplate="mean of the first %{x}: %{y:.2f} points off<extra></extra>",
    )
    figure.add_scatter(
        x=[0.6],
        y=[1.03 * nothing],
        mode="text",
        text=["nothing known about this client"],
        textposition="top right",
        textfont={"size": 13},
        showlegend=False,
        hoverinfo="skip",
    )
    return figure.update_layout(
        margin={"t": 54},
        xaxis={"range": [0.5, FIRST + 0.5], "tickvals": counts},
        yaxis={"range": [0, 1.2 * max(nothing, *off)]},
    )
