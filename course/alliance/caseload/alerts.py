"""Alerts: whom a rule would have pointed to on one day, and who then left or got worse.

A day cuts each client's therapy in two. What lies before it may be used by the rule; what comes after it is the test.
Ratings are counted in hundredths of a point, so that the browser and Python agree to the last client.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from math import sqrt
from typing import TYPE_CHECKING, Any, Final, Literal

import numpy as np

from alliance.caseload.caseload import Caseload
from alliance.caseload.simulate import simulate_caseload
from alliance.caseload.verbs import Finding
from alliance.errors import CourseError
from alliance.language import _, number
from alliance.pillars import PILLAR_IDS
from alliance.tables import packaged

if TYPE_CHECKING:
    import plotly.graph_objects as go

SIGNS: Final = ("pillar", "drop", "distress")
"""What a rule may look at, in the order in which it is read aloud."""

EARLIEST: Final = 3
SPAN: Final = 8
"""Therapies began at different times: on the day, a client stands at session 3 to 10."""

KEPT: Final = 3
"""So many of the last rated sessions are looked at."""

NOTHING: Final = -100_000
"""The urgency of a client about whom the rule cannot say anything."""

ON_A_BOARD: Final = 24
FRIDAYS: Final = 60
ELSEWHERE: Final = 1_001
"""The seed of the other Fridays: no board of the course has it."""

Ending = Literal["left", "worse", "well"]


@dataclass(frozen=True)
class Words:
    """How an alert and what came of it are read aloud."""

    signs: dict[str, str]
    rows: dict[int, str]
    joined: str
    nothing: str
    rule: str
    today: str
    later: str


def words() -> Words:
    """Return the words; the browser uses the same."""
    return packaged("alliance.caseload", "alerts.yaml", Words)


@dataclass(frozen=True)
class Standing:
    """Where a client stands on the day, and how it went on.

    Attributes
    ----------
    client, about : str
        The id, and what brought the client.
    session : int
        The number of the latest appointment.
    course : tuple of (int or None)
        The alliance at each appointment so far, in hundredths of a point; None where it was not rated.
    came : tuple of bool
        Whether the client came to each appointment.
    now, before : tuple of int
        Goal, task and bond in the last rated session and in the one before it, in hundredths.
    lows, upset : tuple of int
        The lowest pillar (in hundredths) and the distress (0 to 10) of the last rated sessions, the latest first.
    ending : {"left", "worse", "well"}
        What came later: left without agreeing to, ended reliably worse than at intake, or neither.
    """

    client: str
    about: str
    session: int
    course: tuple[int | None, ...]
    came: tuple[bool, ...]
    now: tuple[int, ...]
    before: tuple[int, ...]
    lows: tuple[int, ...]
    upset: tuple[int, ...]
    ending: Ending

    @property
    def fall(self) -> int:
        """How far the pillar that fell furthest has fallen since the time before; negative when all rose."""
        return max(before - now for before, now in zip(self.before, self.now, strict=True))

    @property
    def bad(self) -> bool:
        """Whether the client later left or got worse."""
        return self.ending != "well"


@dataclass(frozen=True)
class Rule:
    """When to raise an alert.

    Attributes
    ----------
    pillar : float
        A pillar at this rating or below.
    drop : float
        A pillar that has fallen by so much since the time before.
    distress : float
        Distress after the session at this level or above.
    on : tuple of str
        Which of these signs count; any one of them is enough.
    sessions : int
        In how many rated sessions in a row a low pillar or high distress must be seen.
    """

    pillar: float = 3.0
    drop: float = 1.0
    distress: float = 7.0
    on: tuple[str, ...] = ("pillar",)
    sessions: int = 1

    def urgency(self, one: Standing) -> int:
        """Return by how much a client is beyond the rule: from 0 on, an alert; the higher, the sooner.

        Ten points of distress weigh as much as the four points between the ends of a pillar's scale.
        """
        low, fall = round(100 * self.pillar), round(100 * self.drop)

        def lasting(margins: list[int]) -> int:
            return min(margins[: self.sessions]) if len(margins) >= self.sessions else NOTHING

        beyond = {
            "pillar": lambda: lasting([low - value for value in one.lows]),
            "drop": lambda: one.fall - fall,
            "distress": lambda: lasting([round(40 * (value - self.distress)) for value in one.upset]),
        }
        return max((beyond[sign]() for sign in self.on), default=NOTHING)

    def ranked(self, board: Sequence[Standing]) -> list[int]:
        """Return the places of the clients, the most urgent first; equals stay in their order."""
        return sorted(range(len(board)), key=lambda place: -self.urgency(board[place]))

    def __str__(self) -> str:
        said = words()
        return _(said.joined).join(
            _(said.signs[sign]).format(value=number(getattr(self, sign)), row=_(said.rows[self.sessions]))
            for sign in SIGNS
            if sign in self.on
        ) or _(said.nothing)


@dataclass(frozen=True)
class Week:
    """What a rule comes to in a week with room for so many looks.

    Attributes
    ----------
    clients, bad : int
        How many stand on the board, and how many of them later left or got worse.
    alerts, looked : int
        How many the rule points to, and how many of these there is time for: the most urgent.
    caught : int
        How many of those looked at later left or got worse.
    """

    clients: int
    bad: int
    alerts: int
    looked: int
    caught: int

    @property
    def chance(self) -> str:
        """How many as many names from a hat would catch on average, with one decimal."""
        tenths = (20 * self.looked * self.bad + self.clients) // (2 * self.clients)
        return f"{tenths // 10}.{tenths % 10}"

    def __str__(self) -> str:
        return _(words().today).format(
            alerts=self.alerts, clients=self.clients, looked=self.looked, waiting=self.alerts - self.looked
        )

    @property
    def later(self) -> str:
        """What became of them, in words."""
        return _(words().later).format(
            bad=self.bad,
            caught=self.caught,
            missed=self.bad - self.caught,
            vain=self.looked - self.caught,
            looked=self.looked,
            chance=number(float(self.chance), ".1f"),
        )


SCALES: Final[dict[str, tuple[float, float]]] = {
    "pillar": (1, 5),
    "drop": (0.25, 4),
    "distress": (0, 10),
    "sessions": (1, KEPT),
}
"""From where to where each number of a rule may go."""

_EXAMPLE: Final = 'rule = {"drop": 0.5, "distress": 9}'


def rule_from(given: Any) -> Rule:
    """Read a rule that a student wrote: each sign that is named counts, and ``sessions`` is 1 unless told.

    Parameters
    ----------
    given : mapping
        ``{"drop": 0.5, "distress": 9}``; the names are those of `SCALES`.

    Raises
    ------
    CourseError
        When a name is unknown, a number is not on its scale, or no sign is there: one sentence that says which.
    """
    if not isinstance(given, Mapping):
        raise CourseError(
            _("A rule has names and numbers between curly brackets, like {example}").format(example=_EXAMPLE)
        )
    for name, value in given.items():
        if name not in SCALES:
            raise CourseError(
                _("A rule cannot watch for {name}; the names are {names}, in quotation marks.").format(
                    name=repr(str(name)[:40]), names=", ".join(SCALES)
                )
            )
        low, high = SCALES[name]
        if isinstance(value, bool) or not isinstance(value, int | float) or not low <= value <= high:
            raise CourseError(
                _("{name} must be a number from {low} to {high}; {value} was given.").format(
                    name=name, low=number(low), high=number(high), value=str(value)[:40]
                )
            )
    on = tuple(sign for sign in SIGNS if sign in given)
    if not on:
        raise CourseError(
            _("A rule watches for at least one sign: {signs}. For example {example}").format(
                signs=", ".join(SIGNS), example=_EXAMPLE
            )
        )
    sessions = given.get("sessions", 1)
    if sessions != int(sessions):
        raise CourseError(_("sessions must be a whole number: 1, 2 or {most}.").format(most=KEPT))
    return Rule(**{sign: float(given[sign]) for sign in on}, on=on, sessions=int(sessions))


def week(board: Sequence[Standing], rule: Rule, budget: int) -> Week:
    """Run a rule on a board with time to look at `budget` clients."""
    order = rule.ranked(board)
    alerts = sum(rule.urgency(one) >= 0 for one in board)
    looked = order[: min(alerts, budget)]
    return Week(
        clients=len(board),
        bad=sum(one.bad for one in board),
        alerts=alerts,
        looked=len(looked),
        caught=sum(board[place].bad for place in looked),
    )


def standings(caseload: Caseload) -> tuple[Standing, ...]:
    """Return where the clients stand who are in therapy on the day.

    Clients began at different times, so that on the day they have had 3 to 10 appointments. Who has ended by then is
    not among them, nor who rated fewer than two sessions.

    Parameters
    ----------
    caseload : Caseload

    Returns
    -------
    tuple of Standing
        In the order of the clients.
    """
    if not isinstance(caseload, Caseload):
        raise CourseError(_("Give it the whole caseload, not a table of it: CaseloadBoard(caseload)"))
    sessions = caseload.sessions
    ratings = 100 * sessions[list(PILLAR_IDS)].to_numpy(float)
    distress = sessions["distress_after"].to_numpy(float, na_value=np.nan)
    came = sessions["attended"].to_numpy(bool)
    rows = sessions.groupby("client", sort=False).indices
    found = []
    for place, client in enumerate(caseload.clients.itertuples(index=False)):
        mine = rows[client.client]
        today = EARLIEST + place % SPAN
        # Who agreed to end with today's session has said goodbye; who leaves without a word has not.
        if today > len(mine) or (today == len(mine) and not client.dropout):
            continue
        mine = mine[:today]
        rated = [row for row in mine if not (np.isnan(ratings[row]).any() or np.isnan(distress[row]))]
        if len(rated) < 2:
            continue
        recent = rated[: -KEPT - 1 : -1]
        pillars = [tuple(int(value) for value in np.rint(ratings[row])) for row in recent]
        found.append(
            Standing(
                client=str(client.client),
                about=str(client.presenting_problem),
                session=today,
                course=tuple(_hundredths(ratings[row].mean()) for row in mine),
                came=tuple(bool(value) for value in came[mine]),
                now=pillars[0],
                before=pillars[1],
                lows=tuple(min(values) for values in pillars),
                upset=tuple(int(distress[row]) for row in recent),
                ending=_ending(client),
            )
        )
    return tuple(found)


def _hundredths(value: float) -> int | None:
    return None if np.isnan(value) else round(value)


def _ending(client: Any) -> Ending:
    from alliance.caseload.parameters import parameters

    if client.dropout:
        return "left"
    reliable = 1.96 * sqrt(2) * parameters().symptoms.noise
    return "worse" if client.last - client.intake > reliable else "well"


@cache
def other_fridays() -> tuple[tuple[Standing, ...], ...]:
    """Return the boards of other days, with other clients of the same simulated world."""
    everybody = standings(simulate_caseload(clients=5_000, therapists=500, seed=ELSEWHERE))
    boards = [everybody[start : start + ON_A_BOARD] for start in range(0, len(everybody), ON_A_BOARD)]
    return tuple(board for board in boards if len(board) == ON_A_BOARD)[:FRIDAYS]


@dataclass(frozen=True)
class Tried:
    """A rule that was tried on a board, and what it came to there and on the other Fridays."""

    name: str
    rule: Rule
    here: Week
    there: tuple[Week, ...]

    @property
    def looks(self) -> float:
        """How many clients it looks at on another Friday, on average."""
        return sum(one.looked for one in self.there) / len(self.there)

    @property
    def caught(self) -> float:
        """The share that it catches on the other Fridays of those who later left or got worse."""
        return sum(one.caught for one in self.there) / sum(one.bad for one in self.there)

    @property
    def by_chance(self) -> float:
        """The share that as many names from a hat would catch."""
        return self.looks / ON_A_BOARD


def audit(board: Sequence[Standing], tries: Sequence[tuple[str, Rule, int]]) -> Finding:
    """Run rules that were made on one board on the boards of other days.

    Parameters
    ----------
    board : sequence of Standing
        Where they were made.
    tries : sequence of (str, Rule, int)
        The name of each, the rule and the number of looks that there is time for.

    Returns
    -------
    Finding
        ``.value`` is the share that the last rule catches on the other Fridays; ``.numbers`` has for each name its
        share there and, with ``, by chance``, what a hat would catch.
    """
    fridays = other_fridays()
    done = [
        Tried(name, rule, week(board, rule, budget), tuple(week(one, rule, budget) for one in fridays))
        for name, rule, budget in tries
    ]
    last = done[-1]
    clients, bad = sum(len(one) for one in fridays), sum(one.bad for one in last.there)
    of_ten = [one for one in done if one.here.bad and one.caught < one.here.caught / one.here.bad]
    sentence = (
        f"{len(fridays)} other Fridays, {clients:,} clients, {bad} of whom later left or got worse. "
        f"{last.name} (alert on {last.rule}) caught {last.here.caught} of {last.here.bad} on your board. On the others it looks at "
        f"{last.looks:.1f} clients a week and catches {100 * last.caught:.0f} of 100; names from a hat would catch "
        f"{100 * last.by_chance:.0f}."
    )
    if len(done) > 1:
        sentence += f" Of your {len(done)} tries, {len(of_ten)} did worse there than on your own board."
    numbers = {one.name: one.caught for one in done} | {
        f"{one.name}, by chance": one.by_chance for one in done
    }
    return Finding(last.caught, sentence, numbers, lambda: (_draw(done), sentence))


def _draw(done: Sequence[Tried]) -> "go.Figure":
    """Draw each rule twice: where it was made, and on the other Fridays."""
    from alliance.caseload.verbs.pictures.frame import STANDOUT, blank, rule, segments
    from alliance.pictures.theme import ACCENT, MUTED

    here = [(float(one.here.looked), 100 * one.here.caught / max(1, one.here.bad)) for one in done]
    there = [(one.looks, 100 * one.caught) for one in done]
    most = max(6.0, *(x + 1 for x, _ in [*here, *there]))
    figure = blank(
        _("Your rules, here and elsewhere"), "clients looked at in a week", "caught, of 100 who did badly"
    )
    rule(figure, (0, 0), (most, 100 * most / ON_A_BOARD), dash="dash")
    segments(figure, here, there, color=MUTED, width=1.5)
    looks: list[tuple[str, list[tuple[float, float]], dict[str, Any], str]] = [
        (
            "on your board",
            here,
            {"color": STANDOUT, "symbol": "circle-open", "size": 13, "line": {"width": 2.5}},
            "top center",
        ),
        ("on other Fridays", there, {"color": ACCENT, "symbol": "diamond", "size": 13}, "middle right"),
    ]
    for name, points, marker, place in looks:
        figure.add_scatter(
            x=[x for x, _ in points],
            y=[y for _, y in points],
            mode="markers+text",
            marker=marker,
            name=name,
            text=[one.name.removeprefix("Try ") if len(done) > 1 else "" for one in done],
            customdata=[one.name for one in done],
            textposition=place,
            hovertemplate="%{customdata}: %{y:.0f} of 100 with %{x:.1f} looks<extra></extra>",
        )
    figure.add_scatter(
        x=[most * 0.72],
        y=[100 * most * 0.72 / ON_A_BOARD - 7],
        mode="text",
        text="names from a hat",
        textfont={"size": 12},
        showlegend=False,
        hoverinfo="skip",
    )
    return figure.update_layout(
        xaxis={"range": [0, most], "dtick": 1},
        yaxis={"range": [-4, 108], "tickvals": [0, 20, 40, 60, 80, 100]},
    )
