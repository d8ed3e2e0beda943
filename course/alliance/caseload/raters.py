"""How far client and therapist differ when they rate the same sessions: client by client."""

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from alliance.caseload.caseload import Caseload
from alliance.caseload.verbs import Finding
from alliance.errors import CourseError
from alliance.language import _

if TYPE_CHECKING:
    import pandas as pd
    import plotly.graph_objects as go

OTHERS: Final = {"therapist": "alliance_therapist", "observer": "alliance_observer"}

MOST_DRAWN: Final = 30
"""More rows than this do not fit on a screen; those drawn are spread evenly over all."""


def rater_gap(caseload: Caseload, other: str = "therapist") -> Finding:
    """Say how far clients rate the alliance above or below somebody else, in sessions that both rated.

    Parameters
    ----------
    caseload : Caseload
        As `simulate_caseload` makes it.
    other : {"therapist", "observer"}, default "therapist"
        With whom the client is compared.

    Returns
    -------
    Finding
        ``.value`` is the mean over clients of the client's rating minus the other's, in points. ``.numbers`` has its
        95 % interval as ``low`` and ``high``, ``n`` clients, how many rate ``above`` and ``below``, and the
        correlation ``r`` of the two.
    """
    from alliance.caseload.verbs.groups import mean_in

    if not isinstance(caseload, Caseload):
        raise CourseError(_("Give it the whole caseload, not a table of it: rater_gap(caseload)"))
    if other not in OTHERS:
        raise CourseError(
            _("The other rater must be therapist or observer; {other} was given.").format(other=repr(other))
        )
    columns = ["alliance", OTHERS[other]]
    rated = caseload.sessions.dropna(subset=columns)
    means = rated.groupby("client", sort=True)[columns].mean()
    if len(means) < 3:
        raise CourseError(
            _("Fewer than three clients have a session that client and {other} both rated.").format(
                other=other
            )
        )
    means.columns = ["client", other]
    gaps = means["client"] - means[other]
    group = mean_in("all", gaps.to_numpy(float))
    r = float(np.corrcoef(means["client"], means[other])[0, 1])
    above, below = int((gaps > 0.005).sum()), int((gaps < -0.005).sum())
    side = "above" if group.value >= 0 else "below"
    sentence = (
        f"Over {group.n:,} clients, the client rates the alliance {abs(group.value):.2f} points {side} the {other} on average "
        f"(client minus {other} {group.value:+.2f}, 95 % interval {group.low:+.2f} to {group.high:+.2f}). The client is "
        f"the higher of the two for {above:,} and the lower for {below:,}. Between clients, the two ratings go "
        f"together with r = {r:.2f}."
    )
    numbers: dict[str, float] = {
        "n": group.n,
        "low": group.low,
        "high": group.high,
        "above": above,
        "below": below,
        "r": r,
    }
    return Finding(group.value, sentence, numbers, lambda: _draw(means.assign(gap=gaps), other, sentence))


def _draw(means: "pd.DataFrame", other: str, sentence: str) -> "tuple[go.Figure, str]":
    """Draw a line for each client from the other's rating to the client's own, sorted by the gap."""
    from alliance.caseload.verbs.pictures.frame import blank, segments
    from alliance.pictures.theme import ACCENT, MUTED

    rows = means.sort_values("gap", kind="stable")
    if len(rows) > MOST_DRAWN:
        rows = rows.iloc[np.linspace(0, len(rows) - 1, MOST_DRAWN).round().astype(int)]
    places = list(range(len(rows)))
    mine, theirs = rows["client"].tolist(), rows[other].tolist()
    figure = blank(f"The same sessions, rated by client and {other}", "mean rating", "")
    figure.update_layout(height=170 + 17 * len(rows))
    segments(
        figure,
        list(zip(theirs, places, strict=True)),
        list(zip(mine, places, strict=True)),
        color="#b9b4ab",
        width=3,
    )
    looks: list[tuple[str, list[float], dict[str, Any]]] = [
        ("client", mine, {"color": ACCENT, "symbol": "circle", "size": 11}),
        (other, theirs, {"color": MUTED, "symbol": "circle-open", "size": 11, "line": {"width": 2.5}}),
    ]
    for name, values, marker in looks:
        figure.add_scatter(
            x=[round(value, 2) for value in values],
            y=places,
            mode="markers",
            name=name,
            marker=marker,
            customdata=rows.index.tolist(),
            hovertemplate="%{customdata}: " + name + " %{x:.2f}<extra></extra>",
        )
    low = min(*mine, *theirs)
    figure.update_layout(
        xaxis={"range": [min(1.9, low - 0.15), 5.1], "tickvals": [1, 2, 3, 4, 5]},
        yaxis={
            "tickvals": places,
            "ticktext": rows.index.tolist(),
            "range": [-0.8, len(rows) - 0.2],
            "showgrid": False,
        },
    )
    some = (
        f" Drawn are {len(rows)} of {len(means):,} clients,"
        if len(rows) < len(means)
        else _(" Drawn are all clients,")
    )
    return (
        figure,
        f"{sentence}{some} from the one furthest below the {other} at the foot to the one furthest above.",
    )
