"""The true values of an assignment, computed from its caseload.

Whoever only reads keys or results does not wait for pandas: it comes with the first value.
"""

from functools import cache
from typing import TYPE_CHECKING, Final

from alliance.pillars import PILLAR_IDS
from alliance_grader.scoring.key import CaseloadOf, Statistic

if TYPE_CHECKING:
    import pandas as pd


EVERYBODY: Final = "everybody"
"""What a statistic is about when it is about no single client."""


@cache
def _sessions(caseload: CaseloadOf) -> "pd.DataFrame":
    from alliance.caseload import simulate_caseload

    made = simulate_caseload(
        clients=caseload.clients,
        therapists=caseload.therapists,
        seed=caseload.seed,
        world=caseload.world,
    )
    return made.sessions


@cache
def truth(wanted: Statistic, about: str, caseload: CaseloadOf) -> float | str:
    """Compute a statistic about a pillar or a client: a number of points, or the name of a pillar."""
    from alliance.caseload.verbs import compare

    sessions = _sessions(caseload)
    ending = "" if wanted.rater == "client" else f"_{wanted.rater}"
    column = f"{about}{ending}"
    match wanted.statistic:
        case "mean":
            return float(sessions[column].mean())
        case "mean_missing_as_zero":
            return float(sessions[column].fillna(0).mean())
        case "gap":
            return compare(sessions, about, column).value
        case "mean_of_client_means":
            return float(sessions.groupby("client")[column].mean().mean())
        case "weakest" | "strongest" as which:
            rows = sessions if about == EVERYBODY else sessions[sessions["client"] == about]
            means = rows[[f"{pillar}{ending}" for pillar in PILLAR_IDS]].mean()
            found = means.idxmin() if which == "weakest" else means.idxmax()
            return str(found).removesuffix(ending)
