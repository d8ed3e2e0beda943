"""What is behind a simulated caseload: for instructors, never in a student's tables."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from alliance.caseload.course import Course
from alliance.caseload.parameters import Parameters
from alliance.caseload.people import People
from alliance.pillars import PILLAR_IDS

if TYPE_CHECKING:
    from numpy.typing import NDArray

_BROUGHT: Final = (
    "severity", "anxiety", "avoidance", "engagement", "style", "level", "rise", "recovery", "repairing", "leaving",
    "intake", "planned",
)  # fmt: skip
"""What a client brings, column by column; see `People`."""


@dataclass(frozen=True, eq=False)
class Truth:
    """The latent truth of a simulated caseload.

    Latent alliance is in units in which clients differ by about 1; symptoms are points without error.

    Attributes
    ----------
    world : str
        What causes what.
    parameters : Parameters
        What everything was drawn from.
    clients : pandas.DataFrame
        One row a client: lasting level and style, each pillar's own way, recovery, engagement, therapist effects.
    sessions : pandas.DataFrame
        One row a booked session: true alliance by pillar, true symptoms, the open rupture's depth.
    ruptures : pandas.DataFrame
        One row a rupture: client, onset, kind, pillar, depth, whether it was repaired and after which session.
    """

    world: str
    parameters: Parameters = field(repr=False)
    ids: "NDArray[np.object_]" = field(repr=False)
    therapists: "NDArray[np.object_]" = field(repr=False)
    people: People = field(repr=False)
    course: Course = field(repr=False)

    @cached_property
    def clients(self) -> pd.DataFrame:
        """One row a client."""
        who = self.people
        brought = {name: getattr(who, name) for name in _BROUGHT}
        ways = {f"{pillar}_way": who.ways[:, i] for i, pillar in enumerate(PILLAR_IDS)}
        return pd.DataFrame(
            {"client": self.ids, "therapist": self.therapists[who.therapist], **brought, **ways}
        )

    @cached_property
    def sessions(self) -> pd.DataFrame:
        """One row a booked session."""
        what = self.course
        pillars = dict(zip(PILLAR_IDS, what.alliance.T, strict=True))
        return pd.DataFrame(
            {
                "client": self.ids[what.client],
                "session": what.session,
                **pillars,
                "alliance": what.alliance.mean(axis=1),
                "symptoms": what.symptoms,
                "rupture_depth": what.depth,
            }
        )

    @cached_property
    def ruptures(self) -> pd.DataFrame:
        """One row a rupture."""
        what = self.course
        begins = np.flatnonzero(what.onset)
        number = np.cumsum(what.onset)  # ruptures of all clients, counted through
        mends = np.flatnonzero(what.repaired)
        healed = np.zeros(len(begins), dtype=np.int64)
        healed[number[mends] - 1] = what.session[mends]
        pillar = what.pillar[begins]
        return pd.DataFrame(
            {
                "client": self.ids[what.client[begins]],
                "onset": what.session[begins],
                "kind": np.where(what.confrontation[begins], "confrontation", "withdrawal"),
                "pillar": np.array(PILLAR_IDS, dtype=object)[pillar],
                "depth": what.depth[begins],
                "repaired": healed > 0,
                "repaired_after": pd.arrays.IntegerArray(healed, healed == 0),
            }
        )
