"""The first sessions and what comes after: who is still there, and who had one hard session or several."""

from typing import TYPE_CHECKING, Any, Final

from alliance.caseload.caseload import Caseload
from alliance.caseload.verbs import Finding, rate
from alliance.errors import CourseError
from alliance.language import _

if TYPE_CHECKING:
    import pandas as pd
    import plotly.graph_objects as go

FIRST: Final = 3
"""So many sessions are the beginning."""

UNTIL: Final = 10
"""The session at which a service looks back on those who are still there."""

HARD: Final = 6
"""From this on a session counts as hard: upset on leaving, from 0 to 10. Our own line, for teaching."""

_HOW_OFTEN: Final = ("none of three", "one of three", "two or three")

_FEWEST: Final = 10


def who_is_left(caseload: Caseload) -> Finding:
    """Say how those who are still there rate the alliance, and how the same clients rated it at the start.

    Parameters
    ----------
    caseload : Caseload
        As `alliance.simulate_caseload` makes it.

    Returns
    -------
    Finding
        ``.value`` is how far those who are left at session 10 had rated their first three sessions above all who began:
        what looks like growth and is only the others' leaving. ``.numbers`` has for each session ``there``, ``now`` and
        ``start``, as ``"session 10, now"``.
    """
    sessions = _whole(caseload).sessions
    start = sessions[sessions["session"] <= FIRST].groupby("client")["alliance"].mean()
    numbers: dict[str, float] = {}
    for session in range(1, UNTIL + 1):
        rows = sessions[sessions["session"] == session]
        if len(rows) < _FEWEST:
            raise CourseError(
                _(
                    "Only {count} clients are still there at session {session}; take a larger caseload, such as "
                    "alliance.simulate_caseload(clients=400, therapists=40)."
                ).format(count=len(rows), session=session)
            )
        numbers |= {
            f"session {session}, there": len(rows),
            f"session {session}, now": float(rows["alliance"].mean()),
            f"session {session}, start": float(start.reindex(rows["client"]).mean()),
        }
    began, last = "session 1", f"session {UNTIL}"
    value = numbers[f"{last}, start"] - numbers[f"{began}, start"]
    sentence = (
        f"Of {numbers[f'{began}, there']:,} clients who began, {numbers[f'{last}, there']:,} are still there at session "
        f"{UNTIL}. They rate the alliance {numbers[f'{last}, now']:.2f} now. In their own first {FIRST} sessions they rated it "
        f"{numbers[f'{last}, start']:.2f}, and all who began rated it {numbers[f'{began}, start']:.2f}: "
        f"{value:+.2f} points come from who is left, before anybody has changed."
    )
    return Finding(value, sentence, numbers, lambda: (_draw(numbers), sentence + _CAPTION))


_CAPTION: Final = (
    " Round marks: those who are there, as they rate now. Square marks: the same clients, as they rated at the start. "
    "The figures at the foot count them. Only a part of the scale from 1 to 5 is drawn."
)


def _draw(numbers: dict[str, float]) -> "go.Figure":
    from alliance.caseload.verbs.pictures.frame import STANDOUT, blank
    from alliance.pictures.theme import ACCENT

    at = list(range(1, UNTIL + 1))

    def of(what: str) -> list[float]:
        return [numbers[f"session {session}, {what}"] for session in at]

    low, high = min(of("now") + of("start")), max(of("now") + of("start"))
    foot = low - 0.18 * (high - low)
    figure = blank(
        _("Those who are still there"), "session", "alliance, mean of the clients’ ratings", height=430
    )
    looks: list[tuple[str, str, dict[str, Any], dict[str, Any]]] = [
        (
            "now",
            "as they rate now",
            {"color": ACCENT, "width": 3},
            {"color": ACCENT, "symbol": "circle", "size": 11},
        ),
        (
            "start",
            "the same clients at the start",
            {"color": STANDOUT, "width": 3, "dash": "dash"},
            {"color": STANDOUT, "symbol": "square", "size": 10},
        ),
    ]
    for what, name, line, marker in looks:
        figure.add_scatter(
            x=at,
            y=of(what),
            mode="lines+markers",
            name=name,
            line=line,
            marker=marker,
            hovertemplate=f"session %{{x}}: %{{y:.2f}} ({name})<extra></extra>",
        )
    figure.add_scatter(
        x=at,
        y=[foot] * len(at),
        mode="text",
        text=[f"{there:.0f}" for there in of("there")],
        textposition="middle center",
        textfont={"size": 12},
        showlegend=False,
        hoverinfo="skip",
    )
    return figure.update_layout(
        xaxis={"tickvals": at, "range": [0.5, UNTIL + 0.5], "showgrid": False},
        yaxis={"range": [foot - 0.1 * (high - low), high + 0.1 * (high - low)]},
    )


def hard_sessions(caseload: Caseload) -> Finding:
    """Count who drops out later, by how many of the first three sessions the client left very upset.

    Parameters
    ----------
    caseload : Caseload
        As `alliance.simulate_caseload` makes it. Clients who did not say after each of the three are left out.

    Returns
    -------
    Finding
        As `rate` gives it; ``.value`` is the risk difference between two or three hard sessions and none.
    """
    return rate(_hard_table(_whole(caseload)), "dropout", by="hard_sessions")


def _hard_table(caseload: Caseload) -> "pd.DataFrame":
    import pandas as pd

    early = caseload.sessions[caseload.sessions["session"] <= FIRST].dropna(subset="distress_after")
    by_client = early.groupby("client")["distress_after"]
    told = by_client.size() == FIRST
    hard = (early["distress_after"] >= HARD).groupby(early["client"]).sum()[told]
    table = caseload.clients[caseload.clients["client"].isin(hard.index)].copy()
    how_often = table["client"].map(hard).astype(int).clip(upper=len(_HOW_OFTEN) - 1)
    table["hard_sessions"] = pd.Categorical(
        [_HOW_OFTEN[count] for count in how_often], categories=list(_HOW_OFTEN), ordered=True
    )
    return table


def _whole(caseload: Any) -> Caseload:
    if not isinstance(caseload, Caseload):
        raise CourseError(_("Give it the whole caseload, not a table of it: who_is_left(caseload)"))
    return caseload
