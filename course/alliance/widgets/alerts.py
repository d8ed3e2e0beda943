"""An alert rule on an early rating: whom it asks, whom it catches and whom it misses.

None of this needs numpy: the widget draws in a browser, and the words are the same here and there.
"""

import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

from alliance.language import _, number
from alliance.language.tables import spoken
from alliance.tables import packaged

STEP: Final = 0.25
"""A column of people is as wide as this, in points of the rating; the line stands between two columns."""

BASE: Final = 1 - STEP
"""The lowest line: on a scale that begins at 1 it asks nobody."""

TOP: Final = 5.0
"""The upper end of the teaching scale."""


@dataclass(frozen=True)
class Kind:
    """What becomes of a client under a rule: its short name, and what it means."""

    name: str
    means: str


@dataclass(frozen=True)
class Measure:
    """A share that describes a rule: asked in plain words first, then by its name."""

    id: str
    asks: str
    name: str


@dataclass(frozen=True)
class Wording:
    """How an alert is read aloud; the words in braces are filled in, here and in the browser."""

    kinds: dict[str, Kind]
    hidden: str
    hidden_nobody: str
    hidden_everybody: str
    shown: str
    shown_nobody: str
    shown_everybody: str
    chance: str
    unseen: str
    unseen_shown: str
    measures: tuple[Measure, ...]


WORDING = packaged("alliance.widgets", "alerts.yaml", Wording)


@dataclass(frozen=True)
class Rated:
    """One client: how session 3 was rated, and whether the client dropped out later."""

    rating: float
    leaves: bool


@dataclass(frozen=True)
class Alert:
    """What a line does to these clients.

    Attributes
    ----------
    line : float
        Whoever rated session 3 at this or lower is asked.
    caught, missed : int
        Of those who will drop out: asked, and not asked.
    false_alarms, alone : int
        Of those who will stay: asked, and not asked.
    """

    line: float
    caught: int
    missed: int
    false_alarms: int
    alone: int

    @property
    def asked(self) -> int:
        """How many are asked: the workload."""
        return self.caught + self.false_alarms

    @property
    def leavers(self) -> int:
        """How many will drop out."""
        return self.caught + self.missed

    @property
    def stayers(self) -> int:
        """How many will stay."""
        return self.false_alarms + self.alone

    @property
    def people(self) -> int:
        """How many there are."""
        return self.leavers + self.stayers

    @property
    def sensitivity(self) -> float:
        """The share that is asked of those who will leave."""
        return _share(self.caught, self.leavers)

    @property
    def specificity(self) -> float:
        """The share that is left alone of those who will stay."""
        return _share(self.alone, self.stayers)

    @property
    def predictive_value(self) -> float:
        """The share that would leave of those who are asked; not a number when nobody is."""
        return _share(self.caught, self.asked)

    @property
    def by_chance(self) -> int:
        """How many as many names drawn from a hat would catch, on average; a half is rounded up."""
        return math.floor(self.asked * self.leavers / self.people + 0.5)

    def words(self, *, shown: bool) -> str:
        """Say what the line does, with or without how the clients ended."""
        ending = "_nobody" if not self.asked else "_everybody" if self.asked == self.people else ""
        template: str = getattr(WORDING, ("shown" if shown else "hidden") + ending)
        return _(template).format(
            line=number(self.line, ".2f"),
            people=self.people,
            asked=self.asked,
            leavers=self.leavers,
            stayers=self.stayers,
            caught=self.caught,
            missed=self.missed,
            alone=self.alone,
            false_alarms=self.false_alarms,
        )


def alert(people: Sequence[Rated], line: float) -> Alert:
    """Count what asking everybody who rated `line` or lower comes to.

    Parameters
    ----------
    people : sequence of Rated
    line : float
        In points of the rating; a client on the line is asked.
    """
    asked = [one.leaves for one in people if column(one.rating) < boundary(line)]
    leavers = sum(one.leaves for one in people)
    caught = sum(asked)
    false_alarms = len(asked) - caught
    return Alert(line, caught, leavers - caught, false_alarms, len(people) - leavers - false_alarms)


def column(rating: float) -> int:
    """Return which column a rating stands in, counted from 0: each takes in its upper edge and not its lower."""
    # Ratings are means of whole answers: a hair above an edge is the edge.
    return math.ceil((rating - BASE) / STEP - 1e-6) - 1


def boundary(line: float) -> int:
    """Return how many columns lie to the left of a line."""
    return round((line - BASE) / STEP)


def frontier(people: Sequence[Rated]) -> list[Alert]:
    """Return every line there is, from the one that asks nobody to the one that asks everybody."""
    return [alert(people, BASE + STEP * edge) for edge in range(boundary(TOP) + 1)]


def wording() -> dict[str, Any]:
    """Return what the browser needs to read an alert aloud."""
    return spoken(asdict(WORDING), "widgets/alerts.yaml")


def _share(part: int, whole: int) -> float:
    return part / whole if whole else math.nan
