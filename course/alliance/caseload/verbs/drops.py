"""Ratings that fall and come back: V-shaped drops, by a criterion that you choose."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from alliance.caseload.verbs.columns import clients_in, numbers_in
from alliance.caseload.verbs.finding import Finding
from alliance.errors import CourseError
from alliance.language import _, number

if TYPE_CHECKING:
    import plotly.graph_objects as go

LEAST: Final = 0.5
MOST: Final = 3.0
"""How many standard deviations can count as a drop."""

BACK: Final = 0.5
"""A later rating must make up at least this share of the drop: then the two sides make a V."""

FEWEST: Final = 3
"""A fall and a return need so many ratings: before, at and after."""


@dataclass(frozen=True)
class Count:
    """What a criterion finds: falls, those of them that came back, and how many clients have one that did."""

    falls: int
    v_shapes: int
    clients: int


def v_shapes(sessions: pd.DataFrame, drop: float = 1.5, column: str = "alliance") -> Finding:
    """Count the V-shaped drops: ratings that fall from one session to the next and come back later.

    Parameters
    ----------
    sessions : pandas.DataFrame
        One row an appointment. Clients with fewer than three ratings are left out.
    drop : float
        How far a rating must fall below the client's rating before it, in standard deviations, from 0.5 to 3. The
        standard deviation is that of a client's sessions around their own mean, pooled over all clients.
    column : str
        Which rating.

    Returns
    -------
    Finding
        ``.value`` is the number of V-shaped drops. ``.numbers`` has ``falls`` (those that did not come back
        included), ``v_shapes``, ``clients`` (with at least one V), ``of_clients``, ``rated`` and ``sd``.

    Notes
    -----
    A drop has come back when a later rating of the same client makes up at least half of it. A drop in a rating is a
    reason to ask; whether there was a rupture is another question.
    """
    if isinstance(drop, bool) or not isinstance(drop, int | float) or not LEAST <= drop <= MOST:
        raise CourseError(
            _(
                "Say how far a rating must fall as a number of standard deviations from {least} to {most}: "
                "v_shapes(sessions, 1); {drop} is none."
            ).format(least=number(LEAST, "g"), most=number(MOST, "g"), drop=repr(str(drop)[:20]))
        )
    rows = clients_in(sessions)
    numbers_in(rows, column)  # says so when there are none
    rated = rows.loc[rows[column].notna(), ["client", "session", column]]
    rated = rated.sort_values(["client", "session"], ignore_index=True)
    rated = rated[rated.groupby("client")["client"].transform("size") >= FEWEST]
    by = rated.groupby("client")[column]
    freedom = len(rated) - by.ngroups
    sd = float(np.sqrt(((rated[column] - by.transform("mean")) ** 2).sum() / freedom)) if freedom else 0.0
    if not sd:
        raise CourseError(_("No client has three ratings that differ; take a larger table."))
    # How far each session fell below the one before, and how far the client rose again afterwards.
    fell = by.shift(1) - rated[column]
    highest_after = (
        rated[column][::-1].groupby(rated["client"][::-1]).cummax().groupby(rated["client"]).shift(1)
    )
    rose = highest_after.reindex(rated.index) - rated[column]

    def count(least: float) -> Count:
        falls = fell >= least * sd - 1e-9
        came_back = falls & (rose >= BACK * fell - 1e-9)
        return Count(int(falls.sum()), int(came_back.sum()), int(rated.loc[came_back, "client"].nunique()))

    found = count(float(drop))
    numbers: dict[str, float] = {
        "v_shapes": found.v_shapes,
        "falls": found.falls,
        "clients": found.clients,
        "of_clients": by.ngroups,
        "rated": len(rated),
        "sd": sd,
    }
    sentence = (
        _(
            "By a criterion of {drop} SD, which is {points} points here, {falls} of {rated} ratings "
            "fall below the session before. Of these drops {v_shapes} come back by half or more: so many are "
            "V-shaped. They belong to {clients} of {all} clients."
        )
    ).format(
        drop=number(drop),
        points=number(drop * sd, ".2f"),
        falls=found.falls,
        rated=number(len(rated), ","),
        v_shapes=found.v_shapes,
        clients=found.clients,
        all=by.ngroups,
    )

    def draw() -> "tuple[go.Figure, str]":
        from alliance.caseload.verbs.pictures.criterion import by_criterion

        steps = [round(LEAST + 0.1 * step, 1) for step in range(round((MOST - LEAST) / 0.1) + 1)]
        return by_criterion(
            steps, [count(one).v_shapes for one in steps], float(drop), found.v_shapes, sentence
        )

    return Finding(float(found.v_shapes), sentence, numbers, draw)
