"""The courses of a caseload with the ruptures behind them: for a lesson that shows what a rule misses.

This opens the simulator's truth. No table that a student is graded on comes from here.
"""

from typing import Any, Final

import numpy as np
import pandas as pd

from alliance.caseload.caseload import Caseload
from alliance.errors import CourseError
from alliance.language import _

FEWEST: Final = 3
"""A drop and a return need so many rated sessions: before, at and after."""


def courses(caseload: Caseload) -> dict[str, Any]:
    """Return each client's ratings with the ruptures that were deep enough to be felt.

    Parameters
    ----------
    caseload : Caseload
        As `simulate_caseload` makes it.

    Returns
    -------
    dict
        ``spread``, the standard deviation of a client's sessions around their own mean, pooled over all; and
        ``clients``, for each one with at least three rated sessions ``client``, ``about``, ``scores`` and ``ruptures``.
        `RuptureCurves` takes it as it is.
    """
    if not isinstance(caseload, Caseload):
        raise CourseError(_("Give it the whole caseload, not a table of it: courses(caseload)"))
    sessions = caseload.sessions[["client", "session", "alliance"]]
    rated = sessions.dropna()
    count = rated.groupby("client", observed=True)["alliance"].transform("size")
    rated = rated[count >= FEWEST]
    by = rated.groupby("client", observed=True)["alliance"]
    freedom = len(rated) - by.ngroups
    if freedom < 1:
        raise CourseError(_("No client here has three rated sessions; simulate more clients."))
    spread = float(np.sqrt(((rated["alliance"] - by.transform("mean")) ** 2).sum() / freedom))
    if spread == 0:
        raise CourseError(
            _("No client's ratings differ from session to session here; simulate more clients.")
        )
    enough = set(rated["client"])
    who = caseload.clients
    about = dict(zip(who["client"], who["presenting_problem"] + ", " + who["modality"], strict=True))
    felt = _felt(caseload)
    return {
        "spread": spread,
        "clients": [
            {
                "client": str(client),
                "about": about[str(client)],
                "scores": [None if pd.isna(one) else round(float(one), 3) for one in mine["alliance"]],
                "ruptures": felt.get(str(client), []),
            }
            for client, mine in sessions.groupby("client", observed=True, sort=True)
            if client in enough
        ],
    }


def _felt(caseload: Caseload) -> dict[str, list[dict[str, Any]]]:
    """Return the ruptures that a client would feel, by client, each with the last session in which it was open."""
    truth = caseload.truth
    last = truth.sessions.groupby("client")["session"].max().to_dict()
    deep = truth.ruptures[truth.ruptures["depth"] >= truth.parameters.ruptures.felt]
    found: dict[str, list[dict[str, Any]]] = {}
    for rupture in deep.to_dict("records"):
        client = str(rupture["client"])
        found.setdefault(client, []).append(
            {name: rupture[name] for name in ("kind", "pillar", "onset", "repaired")}
            | {"end": int(rupture["repaired_after"] if rupture["repaired"] else last[client])}
        )
    return found
