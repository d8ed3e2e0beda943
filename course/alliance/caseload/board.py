"""Pictures of a caseload: a board of all clients, and the course of one.

Each function returns a figure and what it shows in words; `alliance.pictures.show` takes both.
"""

import pandas as pd
import plotly.graph_objects as go

from alliance.language import _, number, pgettext
from alliance.pictures import PILLAR_COLOUR, PILLAR_SHAPE, RATER_DASH, template
from alliance.pillars import PILLAR_IDS
from alliance.pillars.vocabulary import pillar_word

MOST_ON_BOARD = 30
"""More clients than this do not fit on one board: those with the lowest pillar are drawn."""


_ASIDE = (0.16, 0.0, -0.16)
"""How far a pillar's mark stands off the line, in rows: equal marks would hide one another."""


def pillar_means(sessions: pd.DataFrame) -> pd.DataFrame:
    """Return each client's mean of each pillar over their sessions, as the client rates it.

    A client who never rated has none and is left out.

    Returns
    -------
    pandas.DataFrame
        One row a client, columns goal, task and bond, in points from 1 to 5.
    """
    return sessions.groupby("client", sort=True)[list(PILLAR_IDS)].mean().dropna()


def board(sessions: pd.DataFrame) -> tuple[go.Figure, str]:
    """Draw where each client stands on each pillar, those with the lowest pillar at the top."""
    means = pillar_means(sessions)
    drawn = means.loc[means.min(axis=1).sort_values(kind="stable").index[:MOST_ON_BOARD]].iloc[::-1]
    figure = go.Figure(layout={"template": template(), "height": 150 + 26 * len(drawn)})
    places = list(range(len(drawn)))
    for place, (low, high) in enumerate(zip(drawn.min(axis=1), drawn.max(axis=1), strict=True)):
        figure.add_scatter(
            x=[low, high],
            y=[place, place],
            mode="lines",
            line={"color": "#b9b4ab", "width": 3},
            hoverinfo="skip",
            showlegend=False,
        )
    for pillar, aside in zip(PILLAR_IDS, _ASIDE, strict=True):
        figure.add_scatter(
            x=drawn[pillar].round(2).tolist(),
            y=[place + aside for place in places],
            mode="markers",
            name=pillar_word(pillar),
            marker={"color": PILLAR_COLOUR[pillar], "symbol": PILLAR_SHAPE[pillar], "size": 12},
            hovertemplate="%{customdata}: " + pillar_word(pillar) + " %{x:.2f}<extra></extra>",
            customdata=drawn.index.tolist(),
        )
    figure.update_layout(
        title=_("Three pillars, client by client"),
        xaxis={
            "title": _("mean of the client's ratings"),
            "range": [0.9, 5.1],
            "tickvals": [1, 2, 3, 4, 5],
        },
        yaxis={"tickvals": places, "ticktext": drawn.index.tolist(), "range": [-0.7, len(drawn) - 0.3]},
    )
    return figure, _board_in_words(means, len(drawn))


def _board_in_words(means: pd.DataFrame, drawn: int) -> str:
    lowest = means.min(axis=1).nsmallest(3)
    pillars = means.idxmin(axis=1)
    named = ", ".join(
        f"{client} ({pillar_word(str(pillars[str(client)]))} {number(low, '.1f')})"
        for client, low in lowest.items()
    )
    some = _(
        "Each line is one client, the {drawn} with the lowest pillar of {all} in all, the lowest pillar at the top. "
        "The lowest: {named}. A line that is long has one pillar far from another."
    )
    everybody = _(
        "Each line is one client, {all} in all, the lowest pillar at the top. "
        "The lowest: {named}. A line that is long has one pillar far from another."
    )
    told = some if drawn < len(means) else everybody
    return told.format(drawn=drawn, all=len(means), named=named)


def course(sessions: pd.DataFrame, client: str) -> tuple[go.Figure, str]:
    """Draw one client's three pillars over the sessions, as client and therapist rate them."""
    rows = sessions[sessions["client"] == client]
    figure = go.Figure(layout={"template": template(), "height": 420})
    for pillar in PILLAR_IDS:
        for rater, column in (("client", pillar), ("therapist", f"{pillar}_therapist")):
            mine = rater == "client"
            who = pgettext("who rates", "client") if mine else pgettext("who rates", "therapist")
            figure.add_scatter(
                x=rows["session"].tolist(),
                y=[None if pd.isna(rating) else rating for rating in rows[column]],
                mode="lines+markers",
                name=f"{pillar_word(pillar)}, {who}",
                line={"color": PILLAR_COLOUR[pillar], "dash": RATER_DASH[rater], "width": 3 if mine else 2},
                marker={
                    "color": PILLAR_COLOUR[pillar],
                    "symbol": PILLAR_SHAPE[pillar] + ("" if mine else "-open"),
                    "size": 10 if mine else 8,
                },
                hovertemplate=_("session {session}: {pillar} {rating} ({rater})").format(
                    session="%{x}", pillar=pillar_word(pillar), rating="%{y:.2f}", rater=who
                )
                + "<extra></extra>",
            )
    figure.update_layout(
        title=_("Client {client}, session by session").format(client=client),
        xaxis={"title": _("session"), "tickvals": rows["session"].tolist()},
        yaxis={"title": _("rating (1 to 5)"), "range": [0.9, 5.15], "tickvals": [1, 2, 3, 4, 5]},
    )
    return figure, _course_in_words(rows, client)


def _course_in_words(rows: pd.DataFrame, client: str) -> str:
    means = rows[list(PILLAR_IDS)].mean()
    theirs = rows[[f"{pillar}_therapist" for pillar in PILLAR_IDS]].mean()
    said = ", ".join(f"{pillar_word(pillar)} {number(means[pillar], '.2f')}" for pillar in PILLAR_IDS)
    rated = {str(name).removesuffix("_therapist"): mean for name, mean in theirs.dropna().items()}
    seen = ", ".join(f"{pillar_word(pillar)} {number(mean, '.2f')}" for pillar, mean in rated.items())
    return _(
        "Client {client} came to {attended} of {all} sessions. Means of the client's ratings: {said}. "
        "Means of the therapist's ratings of the same client: {seen}."
    ).format(
        client=client,
        attended=rows["attended"].sum(),
        all=len(rows),
        said=said,
        seen=seen or _("none were given"),
    )
