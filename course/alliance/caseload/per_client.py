"""What a client's sessions add up to: one row a client."""

import numpy as np
import pandas as pd

from alliance.pillars import PILLAR_IDS

EARLY = (3, 5)
"""The sessions whose ratings count as the early alliance, as in most studies of alliance and outcome."""

_DONE = {"not done": 0.0, "partly": 0.5, "done": 1.0}
_RATINGS = ["alliance", *PILLAR_IDS, "alliance_therapist", "alliance_observer"]


def per_client(clients: pd.DataFrame, sessions: pd.DataFrame) -> pd.DataFrame:
    """Add to each client what their sessions come to.

    Returns
    -------
    pandas.DataFrame
        The columns of `clients`, then means over the sessions as the client rates them (``alliance``, ``goal``,
        ``task``, ``bond``), as therapist and observer do (``alliance_therapist``, ``alliance_observer``),
        ``alliance_session_3``, ``alliance_early`` (sessions 3 to 5), ``homework_done`` (share, 0 to 1, partly
        counts half), ``change`` (intake minus last: positive is better) and ``residual_change`` (change beyond
        what others with the same intake reach; points of the symptom score).
    """
    by_client = sessions["client"]
    table = clients.set_index("client", drop=False)
    table.index.name = None
    table[_RATINGS] = sessions[_RATINGS].groupby(by_client).mean()
    table["alliance_session_3"] = mean_between(sessions, 3, 3)
    table["alliance_early"] = mean_between(sessions, *EARLY)
    table["homework_done"] = sessions["homework"].map(_DONE).astype(float).groupby(by_client).mean()
    table["change"] = table["intake"] - table["last"]
    table["residual_change"] = _residual(table["change"], table["intake"])
    return table.reset_index(drop=True)


def mean_between(
    sessions: pd.DataFrame, first: int, last: int, column: str = "alliance"
) -> "pd.Series[float]":
    """Return each client's mean of a column from session `first` to session `last`, by client id."""
    rows = sessions[sessions["session"].between(first, last)]
    return rows.groupby("client")[column].mean()


def _residual(values: "pd.Series[float]", on: "pd.Series[float]") -> "pd.Series[float]":
    if len(values) < 3 or on.nunique() < 2:
        return values - values.mean()
    return values - np.polynomial.Polynomial.fit(on, values, 1)(on)
