"""The caseload that a student holds: two tables, a codebook and pictures."""

import re
from dataclasses import dataclass, field
from functools import cache, cached_property
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from alliance.caseload.truth import Truth
from alliance.errors import CourseError
from alliance.language import _

if TYPE_CHECKING:
    from alliance.caseload.aftermath import Aftermath
    from alliance.dialogue import Play


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
    per_client : pandas.DataFrame
        One row a client, with what their sessions add up to.
    codebook : pandas.DataFrame
        What each column means, its unit, range and when it is missing.
    truth : Truth
        For instructors: what the simulator knows and nobody in the room can see.
    """

    clients: pd.DataFrame = field(repr=False)
    sessions: pd.DataFrame = field(repr=False)
    truth: Truth = field(repr=False)

    @property
    def per_client(self) -> pd.DataFrame:
        """One row a client: what their sessions add up to."""
        return self._per_client.copy()

    @cached_property
    def _per_client(self) -> pd.DataFrame:
        from alliance.caseload.per_client import per_client

        return per_client(self.clients, self.sessions)

    @property
    def codebook(self) -> pd.DataFrame:
        """What each column means."""
        return _codebook().copy()

    def __repr__(self) -> str:
        return (
            f"A simulated caseload: {len(self.clients):,} clients of "
            f"{self.clients['therapist'].nunique():,} therapists, {len(self.sessions):,} appointments."
        )

    def save(self, folder: str | Path, file_format: str = "csv") -> list[Path]:
        """Write the tables and the codebook into a folder.

        Parameters
        ----------
        folder : path
            Where to; it is made if it is not there.
        file_format : {"csv", "parquet"}, default "csv"
            Parquet keeps types and is smaller; it needs the package pyarrow.

        Returns
        -------
        list of pathlib.Path
            The files that were written.
        """
        from alliance.caseload.export import save

        if not isinstance(folder, str | Path):
            raise CourseError(
                _('Name a folder to save into, such as "my_caseload"; {folder} was given.').format(
                    folder=repr(folder)
                )
            )
        return save(self, Path(folder), file_format)

    def after(self, receipt: "str | Play", client: str, session: int | None = None) -> "Aftermath":
        """Write the ending of a repair dialogue into a client's course, and see what follows.

        Parameters
        ----------
        receipt : str
            The receipt of a dialogue that was played to its end.
        client : str
            With whom, for example ``"C03"``.
        session : int, optional
            After which of their sessions; without it the third, or the last when there are fewer.

        Returns
        -------
        Aftermath
            With ``.sessions`` that follow, ``.without`` the dialogue, ``.numbers`` over many futures and ``.show()``.

        Raises
        ------
        CourseError
            When the receipt, the client or the session is none.
        """
        from alliance.caseload.aftermath import after

        return after(self, receipt, client, session)

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
                _(
                    "There is no client {client} in this caseload; they are called {known} to {known_2}. "
                    'Write it like this: caseload.show("{known}")'
                ).format(client=repr(client), known=known[0], known_2=known[-1])
            )
        show(*course(self.sessions, known[int(number[1]) - 1]))
