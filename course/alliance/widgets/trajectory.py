"""One client's course in numbers and words: what can be read up to a session, and what two plain rules would guess.

None of this needs numpy or pandas to import: a lesson opens at once.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from alliance.errors import CourseError
from alliance.language import _, ngettext, number
from alliance.pillars import PILLAR_IDS
from alliance.tables import packaged

if TYPE_CHECKING:
    from alliance.caseload import Caseload

RATERS: Final = ("client", "therapist", "observer")
VIEWS: Final[dict[str, tuple[str, ...]]] = {"raters": RATERS, "pillars": PILLAR_IDS}
"""What can be drawn together: the whole alliance by three raters, or three pillars as the client rates them."""

COLUMNS: Final = {
    "client": "alliance",
    "therapist": "alliance_therapist",
    "observer": "alliance_observer",
} | {pillar: pillar for pillar in PILLAR_IDS}
"""Each line and the column of ``sessions`` that it is drawn from."""

FIRST_LOOK: Final = 3
"""So many sessions are on show when a course is opened."""

Ratings = tuple[float | None, ...]


@dataclass(frozen=True)
class Wording:
    """How a course is read aloud."""

    opening: str
    absent: str
    names: dict[str, str]
    line: dict[str, str]
    gap: dict[str, str]
    noise: dict[str, str]
    ending: dict[str, str]


WORDING = packaged("alliance.widgets", "trajectory.yaml", Wording)


@dataclass(frozen=True)
class Trajectory:
    """One client's ratings, session by session.

    Attributes
    ----------
    client : str
    came_for : str
        What brought the client.
    about : str
        What else was known before the first session, in a sentence.
    came : tuple of bool
        For each appointment whether the client came.
    ratings : mapping of str to tuple of float or None
        For each line its rating in each appointment; None where there is none.
    ending : str
        ``planned``, ``dropout`` or ``referral``.
    """

    client: str
    came_for: str
    about: str
    came: tuple[bool, ...]
    ratings: Mapping[str, Ratings]
    ending: str

    @property
    def count(self) -> int:
        """How many appointments there were."""
        return len(self.came)

    @property
    def first_look(self) -> int:
        """Up to which session it is open at first."""
        return min(FIRST_LOOK, self.count)

    def known(self, line: str, today: int) -> list[float]:
        """Return the ratings of a line up to today, without the gaps."""
        return [rating for rating in self.ratings[line][:today] if rating is not None]

    def mean(self, line: str, today: int) -> float | None:
        """Return the mean of a line up to today. A gap is left out: it is no zero."""
        known = self.known(line, today)
        return sum(known) / len(known) if known else None


@dataclass(frozen=True)
class Forecast:
    """What two plain rules say about a session before it has come, and what came.

    Attributes
    ----------
    truth : float
        The client's rating.
    last : float
        The rule "the same as last time".
    mean : float
        The rule "the mean so far".
    """

    truth: float
    last: float
    mean: float


def trajectory(caseload: "Caseload", client: str) -> Trajectory:
    """Return one client's course out of a caseload.

    Parameters
    ----------
    caseload : Caseload
        As `alliance.simulate_caseload` makes it.
    client : str
        For example ``"C07"``.

    Raises
    ------
    CourseError
        When this is no caseload, or the client is not in it.
    """
    for table in ("clients", "sessions"):
        if not hasattr(caseload, table):
            raise CourseError(
                _('Give it the whole caseload, not a table of it: ClientCourse(caseload, "C07")')
            )
    ids = list(caseload.clients["client"])
    if client not in ids:
        raise CourseError(
            _("There is no client {client} in this caseload; they are called {first} to {last}.").format(
                client=repr(client), first=ids[0], last=ids[-1]
            )
        )
    person: Any = caseload.clients.loc[ids.index(client)]
    rows = caseload.sessions[caseload.sessions["client"] == client].sort_values("session")
    return Trajectory(
        client=client,
        came_for=person["presenting_problem"],
        about=(
            (
                _("Came for {problem}, {severity} at intake. {modality} therapy, by video.")
                if person["delivery"] == "video"
                else _("Came for {problem}, {severity} at intake. {modality} therapy, {delivery}.")
            ).format(
                problem=person["presenting_problem"],
                severity=person["severity"],
                modality=_capital(person["modality"]),
                delivery=person["delivery"],
            )
        ),
        came=tuple(bool(came) for came in rows["attended"]),
        ratings={line: tuple(map(_rating, rows[column])) for line, column in COLUMNS.items()},
        ending=person["ending"],
    )


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _rating(value: Any) -> float | None:
    return round(float(value), 3) if value == value else None  # noqa: PLR0124  (only a gap differs from itself)


def one_session(caseload: "Caseload") -> float:
    """Return how far a single session's rating strays from the client's own mean: half the width of the inner band.

    About 77 % of the variance of one rating lies between clients (Crits-Christoph et al., 2011). The rest is what
    moves within a client: chance, mood, and real change, which one rating cannot tell apart. How widely ratings
    are spread is taken from the caseload itself.

    Returns
    -------
    float
        Points, as a standard deviation.
    """
    from alliance.caseload.calibration.targets import targets

    dependable: float = next(target.value for target in targets() if target.id == "T20")
    spread = float(caseload.sessions[COLUMNS["client"]].std())
    return round(spread * math.sqrt(1 - dependable), 3)


def forecasts(course: Trajectory) -> dict[int, Forecast]:
    """Return what the two rules say about each session which the client rated, from the second rating on."""
    found = {}
    for session, truth in enumerate(course.ratings["client"], start=1):
        before = course.known("client", session - 1)
        if truth is not None and before:
            found[session] = Forecast(truth, before[-1], sum(before) / len(before))
    return found


def following(course: Trajectory, today: int) -> int | None:
    """Return the next session after today that the client rated; None when there is no more."""
    ratings = course.ratings["client"]
    return next((s for s in range(today + 1, course.count + 1) if ratings[s - 1] is not None), None)


def sentences(course: Trajectory, today: int, noise: float) -> dict[str, str]:
    """Return every sentence that can be said of a course up to today, by what it is about."""
    words = {"client": course.client, "today": today, "count": course.count}
    opening = _(WORDING.opening).format(**words)
    if not course.came[today - 1]:
        opening += " " + _(WORDING.absent).format(**words)
    return {
        "opening": opening,
        **{line: _line(course, line, today) for line in COLUMNS},
        "gap": _gap(course, today),
        "noise": _(WORDING.noise[_stray(course, today, noise)]),
        "ending": _(WORDING.ending[course.ending]) if today == course.count else "",
    }


def told(said: Mapping[str, str], view: str, shown: Sequence[str], *, band: bool) -> str:
    """Join those sentences that belong to what is drawn."""
    lines = [line for line in VIEWS[view] if line in shown]
    client = view == "raters" and "client" in lines
    parts = ["opening", *lines]
    parts += ["gap"] if client and "therapist" in lines else []
    parts += ["noise"] if client and band else []
    return " ".join(said[part] for part in [*parts, "ending"] if said[part])


def _line(course: Trajectory, line: str, today: int) -> str:
    known, latest = course.known(line, today), course.ratings[line][today - 1]
    kind = "none" if not known else "missing" if latest is None else "rated"
    return _(WORDING.line[kind]).format(
        who=_(WORDING.names[line]),
        rating=number(latest or 0, ".2f"),
        mean=number(course.mean(line, today) or 0, ".2f"),
        sessions=_sessions(len(known)),
    )


def _gap(course: Trajectory, today: int) -> str:
    pairs = zip(course.ratings["client"][:today], course.ratings["therapist"][:today], strict=True)
    gaps = [mine - theirs for mine, theirs in pairs if mine is not None and theirs is not None]
    gap = sum(gaps) / len(gaps) if gaps else 0.0
    level = abs(gap) < 0.005
    kind = "none" if not gaps else "level" if level else "above" if gap > 0 else "below"
    return _(WORDING.gap[kind]).format(gap=number(abs(gap), ".2f"), sessions=_sessions(len(gaps)))


def _stray(course: Trajectory, today: int, noise: float) -> str:
    known = course.known("client", today)
    if len(known) < 2:
        return "few"
    away = abs(known[-1] - sum(known) / len(known))
    return "inner" if away <= noise else "outer" if away <= 2 * noise else "outside"


def _sessions(n: int) -> str:
    return ngettext("{n} session", "{n} sessions", n).format(n=n)
