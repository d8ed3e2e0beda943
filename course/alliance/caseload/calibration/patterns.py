"""Rupture patterns in a client's own ratings: a drop below their own level, and whether they come back."""

from typing import Final, Literal

import numpy as np
import pandas as pd

Pattern = Literal["none", "repaired", "unrepaired"]

DROP: Final = 1.5
"""A rupture is a score at least so many standard deviations below the client's mean so far."""

BACK: Final = 0.5
"""It is repaired when a later score makes up at least this share of the drop that counts as a rupture."""

V_DROP: Final = 1.5
"""The drop of a V-shaped deflection, from one session to the next, in the same standard deviations."""

FEWEST: Final = 3
"""A pattern needs so many rated sessions: before, at and after."""


def patterns(rated: pd.DataFrame) -> pd.DataFrame:
    """Classify each client with at least three rated sessions.

    The standard deviation is that of sessions within clients, pooled over all of them: it is what an ordinary week
    does to a score.

    Parameters
    ----------
    rated : pandas.DataFrame
        Sessions with a client-rated ``alliance``, ordered by client and session.

    Returns
    -------
    pandas.DataFrame
        Indexed by client: ``rated`` (how many sessions), ``pattern`` ("none", "repaired", "unrepaired"), ``v_shape``
        (a drop from one session to the next that is made up for later).
    """
    score = rated["alliance"]
    by = rated["client"]
    count = by.groupby(by).transform("size")
    score, by, count = score[count >= FEWEST], by[count >= FEWEST], count[count >= FEWEST]
    grouped = score.groupby(by)
    within = np.sqrt(((score - grouped.transform("mean")) ** 2).sum() / (len(score) - by.nunique()))
    before = grouped.cumcount()
    mean_before = (grouped.cumsum() - score) / before.where(before > 0)
    highest_after = score[::-1].groupby(by[::-1]).cummax()[::-1].groupby(by).shift(-1)

    ruptured = score <= mean_before - DROP * within
    back = highest_after >= mean_before - (1 - BACK) * DROP * within
    previous = grouped.shift(1)
    v_shape = (score <= previous - V_DROP * within) & (
        highest_after >= previous - (1 - BACK) * V_DROP * within
    )
    table = pd.DataFrame(
        {"ruptured": ruptured, "open": ruptured & ~back, "v_shape": v_shape, "client": by}
    ).groupby("client")
    any_of = table[["ruptured", "open", "v_shape"]].any()
    pattern = np.select([any_of["open"], any_of["ruptured"]], ["unrepaired", "repaired"], "none")
    return pd.DataFrame({"rated": table.size(), "pattern": pattern, "v_shape": any_of["v_shape"]})
