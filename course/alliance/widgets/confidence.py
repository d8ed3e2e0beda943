"""How far somebody's confidence moved on which evidence, beside a careful reader's."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from alliance.language import _
from alliance.tables import packaged, packaged_ids, packaged_one

Shares = tuple[int, int, int]
"""The dial: a share for each explanation, in the order of `DIAL.explanations`; together 100."""


@dataclass(frozen=True)
class Explanation:
    """One way to understand what happens: its id, its name in long and short, what it means, and its sign."""

    id: str
    name: str
    short: str
    means: str
    mark: str


@dataclass(frozen=True)
class Rules:
    """From how many points on a move is named; each is explained in `confidence.yaml`."""

    little: int
    most: int
    far: int
    tells: int
    away: int
    towards: int
    margin: int
    lead: int
    apart: int


@dataclass(frozen=True)
class Wording:
    """How a dial, a week and a habit are put into words."""

    now: str
    since_start: str
    since_week: str
    week: dict[str, str]
    little: str
    most: str
    apart: str
    habit: dict[str, str]


@dataclass(frozen=True)
class Dial:
    """The explanations, where the dial starts, and how its trail is read."""

    explanations: tuple[Explanation, Explanation, Explanation]
    start: Shares
    rules: Rules
    wording: Wording


@dataclass(frozen=True)
class Week:
    """One week's evidence.

    Attributes
    ----------
    title, scene : str
        What happened.
    reader : tuple of int
        Where a careful reader stands afterwards: a teaching judgement.
    because : str
        The reason for it.
    """

    title: str
    scene: str
    reader: Shares
    because: str


@dataclass(frozen=True)
class Case:
    """A client week by week, and what came after: nobody in it is real."""

    id: str
    name: str
    who: str
    weeks: tuple[Week, ...]
    after: str

    @property
    def reader(self) -> list[Shares]:
        """The careful reader's trail."""
        return [week.reader for week in self.weeks]


@dataclass(frozen=True)
class WeekReading:
    """How one move compares with the careful reader's.

    Attributes
    ----------
    yours, theirs : int
        Points moved in this week.
    kind : str
        One of the keys of ``wording.week``.
    sentence : str
        The same in words.
    """

    yours: int
    theirs: int
    kind: str
    sentence: str


@dataclass(frozen=True)
class TrailReading:
    """How a whole trail compares: week by week, the habits in it, and both in words."""

    weeks: tuple[WeekReading, ...]
    habits: tuple[str, ...]
    summary: str
    advice: tuple[str, ...]


DIAL: Final = packaged("alliance.widgets", "confidence.yaml", Dial)


def case_ids() -> list[str]:
    """Return the ids of the cases there are: one YAML file in ``confidence_cases/`` each."""
    return packaged_ids("alliance.widgets", "confidence_cases")


def case_of(name: str) -> Case:
    """Return one case."""
    return packaged_one("alliance.widgets", "confidence_cases", name, Case, "case")


def moved(before: Sequence[int], after: Sequence[int]) -> int:
    """Return how many points changed hands between two dials."""
    return sum(abs(b - a) for a, b in zip(before, after, strict=True)) // 2


def leader(shares: Sequence[int]) -> int | None:
    """Return which explanation leads clearly, or None."""
    best, second = sorted(shares, reverse=True)[:2]
    return list(shares).index(best) if best - second >= DIAL.rules.lead else None


def in_words(shares: Sequence[int], before: Sequence[int], week: int) -> str:
    """Say where the dial stands; `before` is where it stood after `week`, 0 for the start."""
    words = DIAL.wording
    since = _(words.since_week).format(week=week) if week else _(words.since_start)
    named = {one.id: share for one, share in zip(DIAL.explanations, shares, strict=True)}
    return _(words.now).format(**named, since=since, moved=moved(before, shares))


def read_trail(trail: Sequence[Sequence[int]], reader: Sequence[Sequence[int]]) -> TrailReading:
    """Compare a trail with the careful reader's, as far as it goes.

    Parameters
    ----------
    trail : sequence of shares
        The dial after each week.
    reader : sequence of shares
        The careful reader's dial after each week.

    Returns
    -------
    TrailReading
    """
    rules, words = DIAL.rules, DIAL.wording
    mine, theirs = [DIAL.start, *trail], [DIAL.start, *reader]
    weeks = tuple(
        _read_week(*pairs) for pairs in zip(mine[:-1], mine[1:], theirs[:-1], theirs[1:], strict=False)
    )
    little = [week for week in weeks if week.theirs <= rules.little]
    most = [week for week in weeks if week.theirs >= rules.most]
    habits, sentences, name = [], [], ""
    for some, sentence in ((little, words.little), (most, words.most)):
        if some:
            yours, read = sum(week.yours for week in some), sum(week.theirs for week in some)
            sentences.append(_(sentence).format(n=len(some), yours=yours, theirs=read))
    if little and sum(week.yours - week.theirs for week in little) >= rules.margin * len(little):
        habits.append("far")
    if trail:
        first, now, read_now = leader(trail[0]), leader(trail[-1]), leader(reader[len(trail) - 1])
        apart = moved(trail[-1], reader[len(trail) - 1])
        sentences.append(_(words.apart).format(points=apart))
        if first is not None and first == now and first != read_now:
            habits.append("held")
            name = _(DIAL.explanations[first].short)
        elif most and sum(week.theirs - week.yours for week in most) >= rules.margin * len(most):
            habits.append("hardly")
        if not habits:
            habits.append("elsewhere" if apart >= rules.apart else "steady")
    return TrailReading(
        weeks,
        tuple(habits),
        " ".join(sentences),
        tuple(_(words.habit[habit]).format(name=name) for habit in habits),
    )


def _read_week(
    before: Sequence[int], after: Sequence[int], read_before: Sequence[int], read_after: Sequence[int]
) -> WeekReading:
    rules = DIAL.rules
    yours, theirs = moved(before, after), moved(read_before, read_after)
    gains = [b - a for a, b in zip(read_before, read_after, strict=True)]
    towards = gains.index(max(gains))
    if gains[towards] >= rules.towards and before[towards] - after[towards] >= rules.away:
        kind = "away"
    elif yours - theirs >= rules.far:
        kind = "far_on_little" if theirs <= rules.little else "far"
    elif theirs >= rules.tells and 2 * yours < theirs:
        kind = "hardly"
    else:
        kind = "along"
    said = _(DIAL.wording.week[kind]).format(
        yours=yours, theirs=theirs, name=_(DIAL.explanations[towards].short)
    )
    return WeekReading(yours, theirs, kind, said)
