"""The caseload that a student holds: two tables, a codebook and pictures."""

import re
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

import pandas as pd

from alliance.errors import CourseError


@cache
def _codebook() -> pd.DataFrame:
    with files("alliance.caseload").joinpath("codebook.csv").open(encoding="utf-8") as file:
        return pd.read_csv(file, keep_default_na=False)


@dataclass(frozen=True, eq=False)
class Caseload:
    """A simulated caseload. Nobody in it is a real person.

    Attributes
    ----------
    clients : pandas.DataFrame
        One row a client.
    sessions : pandas.DataFrame
        One row an appointment; ratings are on our own teaching scale of 1 to 5, which is not validated.
    codebook : pandas.DataFrame
        What each column means, its unit, range and when it is missing.
    """

    clients: pd.DataFrame = field(repr=False)
    sessions: pd.DataFrame = field(repr=False)

    @property
    def codebook(self) -> pd.DataFrame:
        """What each column means."""
        return _codebook().copy()

    def __repr__(self) -> str:
        return (
            f"A simulated caseload: {len(self.clients):,} clients of "
            f"{self.clients['therapist'].nunique():,} therapists, {len(self.sessions):,} appointments."
        )

    def show(self, client: str | None = None) -> None:
        """Show the caseload, or one client's course.

        Parameters
        ----------
        client : str, optional
            For example ``"C03"``: that client's three pillars, session by session, as the client and as the
            therapist rate them. Without it: where each client stands on each pillar, the lowest on top.
        """
        from alliance.caseload.board import board, course
        from alliance.pictures import show

        if client is None:
            show(*board(self.sessions))
            return
        known = list(self.clients["client"])
        number = re.fullmatch(r"\s*[cC]?0*(\d+)\s*", str(client))
        if number is None or not 1 <= int(number[1]) <= len(known):
            raise CourseError(
                f"There is no client {client!r} in this caseload; they are called {known[0]} to {known[-1]}. "
                f'Write it like this: caseload.show("{known[0]}")'
            )
        show(*course(self.sessions, known[int(number[1]) - 1]))
