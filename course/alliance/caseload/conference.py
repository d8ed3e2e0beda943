"""A case conference: a caseload as it stands today, for a team that has to choose whom to talk about."""

from dataclasses import dataclass, field
from typing import Final

import pandas as pd

from alliance.caseload.board import board, course
from alliance.caseload.caseload import Caseload
from alliance.errors import CourseError
from alliance.language import _
from alliance.pillars import PILLAR_IDS

TODAY: Final = 6
"""The conference sits after everybody's sixth appointment."""

ROUND: Final = 2
"""How many ratings make "at first" and "lately": one alone is too shaky."""

FEWEST: Final = 4
"""So many ratings a client must have, so that there is something to read."""

_HOURS: Final = (
    "session", "goal", "task", "bond", "alliance", "alliance_therapist",
    "rupture_client", "rupture_therapist", "rupture_observer", "rupture_kind",
)  # fmt: skip


@dataclass(frozen=True, eq=False)
class Conference:
    """A caseload as it stands today. What comes later is not in it, nor is what nobody in the room can see.

    Attributes
    ----------
    clients : pandas.DataFrame
        One row a client: what is known from the start.
    sessions : pandas.DataFrame
        One row an appointment so far.
    """

    clients: pd.DataFrame = field(repr=False)
    sessions: pd.DataFrame = field(repr=False)

    def __repr__(self) -> str:
        return f"A case conference about {len(self.clients)} clients, after appointment {TODAY}."

    @property
    def signs(self) -> pd.DataFrame:
        """One row a client: the figures that the team looks at first.

        ``lowest_lately`` is the lowest pillar's mean over the last two ratings, ``change`` the last two ratings minus
        the first two, ``deepest_fall`` how far the worst single session lies below the mean of those before it (from
        the third rating on), ``gap`` client minus therapist over the sessions that both rated.
        """
        rows = [self._signs(client) for client in self.clients["client"]]
        return pd.DataFrame(rows).round(2)

    def falls(self, client: str) -> "pd.Series[float]":
        """Return how far each session, from the third rating on, lies below the mean of those before it."""
        rated = self._of(client).set_index("session")["alliance"].dropna()
        return (rated.expanding().mean().shift() - rated).iloc[ROUND:]

    def pillars_before_and_at(self, client: str, session: int) -> pd.DataFrame:
        """Return the three pillars' means before a session, and their ratings in it."""
        rows = self._of(client).set_index("session")[list(PILLAR_IDS)]
        return pd.DataFrame({"before": rows.loc[: session - 1].mean(), "at": rows.loc[session]})

    def hours(self, client: str) -> pd.DataFrame:
        """Return what was rated after each of a client's sessions, and who saw strain."""
        return self._of(self._known(client))[list(_HOURS)].set_index("session").round(2)

    def show(self, client: str | None = None) -> None:
        """Show where everybody stands, or one client's course so far.

        Parameters
        ----------
        client : str, optional
            For example ``"C03"``.
        """
        from alliance.pictures import show

        if client is None:
            show(*board(self.sessions))
        else:
            show(*course(self.sessions, self._known(client)))

    def _known(self, client: str) -> str:
        name, known = str(client).strip().upper(), list(self.clients["client"])
        if name not in known:
            raise CourseError(
                _(
                    "There is no client {client} in this conference; they are called {known} to {known_2}. "
                    'Write it like this: conference.show("{known}")'
                ).format(client=repr(client), known=known[0], known_2=known[-1])
            )
        return name

    def _of(self, client: str) -> pd.DataFrame:
        return self.sessions[self.sessions["client"] == client]

    def _signs(self, client: str) -> dict[str, object]:
        rows = self._of(client)
        rated = rows.dropna(subset=["alliance"])
        pillars = rated[list(PILLAR_IDS)]
        alliance = rated["alliance"]
        return {
            "client": client,
            "ratings": len(rated),
            "lowest_lately": pillars.tail(ROUND).mean().min(),
            "change": alliance.tail(ROUND).mean() - alliance.head(ROUND).mean(),
            "deepest_fall": max(0.0, self.falls(client).max()),
            "gap": (rows["alliance"] - rows["alliance_therapist"]).mean(),
        }


def conference_on(caseload: Caseload, clients: int = 16) -> Conference:
    """Return a caseload as a team sees it after everybody's sixth appointment.

    Parameters
    ----------
    caseload : Caseload
        With many more clients than the conference has: only those come in who are still in therapy, and of whom
        there is enough to read.
    clients : int
        How many; they are numbered anew.

    Raises
    ------
    CourseError
        When the caseload has too few.
    """
    sessions = caseload.sessions
    still = sessions.groupby("client")["session"].max() > TODAY
    so_far = sessions[sessions["session"] <= TODAY]
    rated = so_far.groupby("client")["alliance"].count() >= FEWEST
    both = so_far[["alliance", "alliance_therapist"]].notna().all(axis=1)
    seen = both.groupby(so_far["client"]).sum() >= ROUND
    chosen = [
        str(client)
        for client in caseload.clients["client"]
        if still[client] and rated[client] and seen[client]
    ]
    if len(chosen) < clients:
        raise CourseError(
            _("Only {count} clients have come so far; simulate a larger caseload.").format(count=len(chosen))
        )
    names = {client: f"C{number:02d}" for number, client in enumerate(chosen[:clients], 1)}
    start = caseload.clients[caseload.clients["client"].isin(names)]
    start = start.drop(columns=["last", "sessions_attended", "dropout", "ending"])
    so_far = so_far[so_far["client"].isin(names)]
    return Conference(
        start.assign(client=start["client"].map(names)).reset_index(drop=True),
        so_far.assign(client=so_far["client"].map(names)).reset_index(drop=True),
    )
