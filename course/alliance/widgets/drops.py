"""What counts as a drop in a client's ratings, and how much it finds of the ruptures that there were."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import Final, Literal

from alliance.language import _, number
from alliance.pillars import PillarId, RuptureKind
from alliance.pillars.ruptures import RUPTURE_KINDS, kind_word
from alliance.pillars.vocabulary import pillar_word
from alliance.tables import packaged

Below = Literal["before", "so_far", "whole"]
BELOW: Final[tuple[Below, ...]] = ("before", "so_far", "whole")
"""What a session can be held against: the one before it, the mean so far, the mean over the whole therapy."""

LEAST, MOST, STEP = 0.5, 3.0, 0.1
"""How many standard deviations can count as a drop."""


@dataclass(frozen=True)
class Rupture:
    """A rupture that was deep enough to be felt.

    Attributes
    ----------
    kind, pillar : str
        What it was, and the pillar that was strained.
    onset, end : int
        The first session in which it was open, and the last.
    repaired : bool
        Whether it was repaired after `end`.
    """

    kind: RuptureKind
    pillar: PillarId
    onset: int
    end: int
    repaired: bool

    def open_in(self, session: int) -> bool:
        """Tell whether it was open in a session."""
        return self.onset <= session <= self.end

    def found_by(self, marks: Sequence[int]) -> bool:
        """Tell whether a session is marked while it was open."""
        return any(map(self.open_in, marks))


@dataclass(frozen=True)
class RatedCourse:
    """One client's ratings, session by session, and the ruptures behind them.

    Attributes
    ----------
    client : str
    about : str
        A word on who they are.
    scores : tuple of float or None
        The client's rating of each session; None where there is none.
    ruptures : tuple of Rupture
    """

    client: str
    about: str
    scores: tuple[float | None, ...]
    ruptures: tuple[Rupture, ...]

    @property
    def rated(self) -> int:
        """How many sessions are rated."""
        return sum(score is not None for score in self.scores)


@dataclass(frozen=True)
class Courses:
    """The courses of a caseload, and the standard deviation of a client's sessions around their own mean."""

    spread: float
    clients: tuple[RatedCourse, ...]


@dataclass(frozen=True)
class BelowWords:
    """One thing to hold a session against: its id, and its name on the page."""

    id: Below
    name: str


@dataclass(frozen=True)
class Fates:
    """How a rupture ended."""

    repaired: str
    open: str


@dataclass(frozen=True)
class Words:
    """How marks and ruptures are put into words (`drops.yaml`)."""

    below: tuple[BelowWords, ...]
    marked_none: str
    marked_one: str
    marked_many: str
    shown: str
    nothing: str
    events: str
    event: str
    when_one: str
    when_many: str
    fates: Fates
    found: str
    missed: str
    alarm_one: str
    alarm_many: str


WORDS: Final = packaged("alliance.widgets", "drops.yaml", Words)


def levels(scores: Sequence[float | None], below: Below) -> list[float | None]:
    """Return the level that each session is held against; None where there is none yet."""
    whole = fmean(score for score in scores if score is not None)
    found: list[float | None] = []
    earlier: list[float] = []
    for score in scores:
        if below == "whole":
            found.append(whole)
        elif earlier:
            found.append(earlier[-1] if below == "before" else fmean(earlier))
        else:
            found.append(None)
        if score is not None:
            earlier.append(score)
    return found


def falls(scores: Sequence[float | None], below: Below, spread: float) -> list[float | None]:
    """Return how far each session lies below its level, in standard deviations; negative is above."""
    return [
        None if score is None or level is None else round((level - score) / spread, 3)
        for score, level in zip(scores, levels(scores, below), strict=True)
    ]


def marked(fallen: Sequence[float | None], drop: float) -> list[int]:
    """Return the numbers of the sessions that fell at least so far."""
    return [number for number, fall in enumerate(fallen, start=1) if fall is not None and fall >= drop]


@dataclass(frozen=True)
class Tally:
    """What a rule finds in many courses at once.

    Attributes
    ----------
    found : dict of str to int
        How many ruptures of each kind have a mark while they were open.
    marks, alarms : int
        How many sessions are marked, and how many of these while no rupture was open.
    """

    found: dict[str, int]
    marks: int
    alarms: int


def tallies(courses: Courses, below: Below, drops: Sequence[float]) -> list[Tally]:
    """Count what a rule finds in all courses, for each size of drop."""
    deepest: dict[str, list[float]] = {kind: [] for kind in RUPTURE_KINDS}
    all_falls: list[float] = []
    idle: list[float] = []  # of sessions without a rupture
    for course in courses.clients:
        fallen = falls(course.scores, below, courses.spread)
        for rupture in course.ruptures:
            during = [fall for fall in fallen[rupture.onset - 1 : rupture.end] if fall is not None]
            deepest[rupture.kind].append(max(during, default=float("-inf")))
        for session, fall in enumerate(fallen, start=1):
            if fall is not None:
                all_falls.append(fall)
                if not any(rupture.open_in(session) for rupture in course.ruptures):
                    idle.append(fall)
    for numbers in (*deepest.values(), all_falls, idle):
        numbers.sort()
    return [
        Tally(
            {kind: _at_least(numbers, drop) for kind, numbers in deepest.items()},
            _at_least(all_falls, drop),
            _at_least(idle, drop),
        )
        for drop in drops
    ]


def _at_least(numbers: list[float], drop: float) -> int:
    return len(numbers) - bisect_left(numbers, drop)


def listed(numbers: Sequence[int]) -> str:
    """Write numbers as a list in a sentence: 4, 7 and 9."""
    *first, last = map(str, numbers)
    return _("{one} and {other}").format(one=", ".join(first), other=last) if first else last


def told(
    course: RatedCourse, shown: Courses, drop: float, below: Below, *, revealed: bool, words: Words = WORDS
) -> str:
    """Say what is marked in one client's course and among all that are shown; if revealed, what was there."""
    name = _(next(one.name for one in words.below if one.id == below))
    marks = marked(falls(course.scores, below, shown.spread), drop)
    form = (words.marked_none, words.marked_one, words.marked_many)[min(len(marks), 2)]
    facts = {"client": course.client, "drop": number(drop, ".1f"), "below": name}
    said = [_(form).format(**facts, list=listed(marks) if marks else "")]
    if not revealed:
        every = sum(len(marked(falls(one.scores, below, shown.spread), drop)) for one in shown.clients)
        rated = sum(one.rated for one in shown.clients)
        said.append(_(words.shown).format(clients=len(shown.clients), marked=every, rated=rated))
        return " ".join(said)
    events = [_event(rupture, marks, words) for rupture in course.ruptures]
    said.append(
        _(words.events).format(events="; ".join(events))
        if events
        else _(words.nothing).format(client=course.client)
    )
    alarms = [number for number in marks if not any(one.open_in(number) for one in course.ruptures)]
    if alarms:
        form = words.alarm_many if len(alarms) > 1 else words.alarm_one
        said.append(_(form).format(list=listed(alarms)))
    return " ".join(said)


def _event(rupture: Rupture, marks: Sequence[int], words: Words) -> str:
    when = words.when_one if rupture.onset == rupture.end else words.when_many
    return _(words.event).format(
        kind=kind_word(rupture.kind),
        pillar=pillar_word(rupture.pillar),
        when=_(when).format(onset=rupture.onset, end=rupture.end),
        fate=_(words.fates.repaired if rupture.repaired else words.fates.open),
        verdict=_(words.found if rupture.found_by(marks) else words.missed),
    )
