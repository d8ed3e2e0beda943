"""Distress after the session, over four sessions of each client: once, or again and again."""

from typing import Final

import pandas as pd

from alliance.caseload.caseload import Caseload
from alliance.errors import CourseError
from alliance.language import _

FIRST, LAST = 3, 6
"""Which sessions are looked at: early enough that many clients reach them, late enough to have settled in."""

UPSET: Final = 6
"""From here on, of 0 to 10, a session counts as upset: a line of our own, for teaching."""

TIMES: Final = ("never", "once", "two or three times", "all four times")


def four_sessions(caseload: Caseload) -> pd.DataFrame:
    """Return what sessions 3 to 6 come to, for each client who came to all four and filled in each form.

    Parameters
    ----------
    caseload : Caseload
        As `simulate_caseload` makes it.

    Returns
    -------
    pandas.DataFrame
        One row a client: ``distress_one`` (after session 3) and ``distress_four`` (mean of the four), both 0 to 10;
        ``upset_sessions`` (after how many of the four the client was upset by 6 or more: never, once, two or three
        times, all four times); ``bond``, ``alliance`` and ``symptoms`` (means of the four) and ``strain`` (whether the
        client reported strain in at least two of them).
    """
    if not isinstance(caseload, Caseload):
        raise CourseError(_("Give it the whole caseload, not a table of it: four_sessions(caseload)"))
    sessions = caseload.sessions
    here = sessions[sessions["session"].between(FIRST, LAST) & sessions["distress_after"].notna()]
    number = here.groupby("client")["session"].transform("size")
    here = here[number == LAST - FIRST + 1]
    if here.empty:
        raise CourseError(_("Nobody in this caseload came to sessions 3 to 6; take more clients."))
    by_client = here.groupby("client", sort=True)
    times = (here["distress_after"] >= UPSET).groupby(here["client"]).sum()
    means = by_client[["distress_after", "bond", "alliance", "symptoms"]].mean().astype(float)
    first = here[here["session"] == FIRST].set_index("client")["distress_after"].astype(float)
    groups = pd.cut(times.astype(int), [-1, 0, 1, 3, 4], labels=list(TIMES))
    strain = here["rupture_client"].astype(float).groupby(here["client"]).sum() >= 2
    return pd.DataFrame(
        {
            "distress_one": first,
            "distress_four": means["distress_after"],
            "upset_sessions": groups,
            "bond": means["bond"],
            "alliance": means["alliance"],
            "symptoms": means["symptoms"],
            "strain": strain,
        }
    ).reset_index()
