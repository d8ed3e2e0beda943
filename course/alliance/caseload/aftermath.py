"""One world: what follows for a client of the caseload after a repair dialogue, beside what would have followed."""

from collections.abc import Iterable
from dataclasses import dataclass, field, fields, replace
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from alliance.caseload.course import NO_RUPTURE, Course, Moment, course
from alliance.caseload.measures import seen
from alliance.caseload.parameters import Parameters
from alliance.caseload.people import People
from alliance.caseload.simulate import sessions_table
from alliance.caseload.streams import Streams
from alliance.errors import CourseError
from alliance.language import _
from alliance.pillars import PILLAR_IDS

if TYPE_CHECKING:
    import plotly.graph_objects as go

    from alliance.caseload.caseload import Caseload
    from alliance.caseload.truth import Truth
    from alliance.dialogue import Play

FUTURES: Final = 400
"""So many futures of the same client are simulated for each side: one alone would be chance."""

SESSIONS: Final = 8
"""So many sessions after the dialogue are looked at."""

_REPAIRED: Final = frozenset({"repaired", "stronger"})


@dataclass(frozen=True, eq=False)
class Aftermath:
    """What follows after a dialogue.

    Attributes
    ----------
    client : str
    session : int
        After which session the dialogue took place.
    ending : str
        How it ended: ``stronger``, ``repaired``, ``papered_over``, ``withdrawn``, ``dropout``, ...
    sessions : pandas.DataFrame
        The client's sessions that follow, one of the possible futures; columns as in the caseload. Empty when the
        client does not come back.
    without : pandas.DataFrame
        One of the futures in which nobody spoke about the rupture.
    numbers : dict of str to float
        Over many futures of this client: ``dropout`` and ``dropout_without`` (share who leave within eight sessions
        without agreeing to), ``change`` and ``change_without`` (symptom points gained by then; positive is better),
        ``alliance`` and ``alliance_without`` (mean rating in these sessions, 1 to 5; NaN when there is none).
    """

    client: str
    session: int
    ending: str
    sessions: pd.DataFrame = field(repr=False)
    without: pd.DataFrame = field(repr=False)
    numbers: dict[str, float]
    _here: tuple["pd.Series[float]", "pd.Series[float]"] = field(repr=False)

    @property
    def sentence(self) -> str:
        """What it comes to, in words."""
        n = self.numbers
        label = self.ending.replace("_", " ")
        return (
            f"The dialogue with {self.client} ended as {label}. Of 100 such clients {100 * n['dropout']:.0f} then leave within "
            f"{SESSIONS} sessions without agreeing to, against {100 * n['dropout_without']:.0f} if nobody had spoken about the "
            f"rupture; on average they {_gain(n['change'])} symptom points by then, and otherwise {_gain(n['change_without'])}. "
            "This is what the simulated world makes of it, not a forecast for anybody."
        )

    def __repr__(self) -> str:
        return self.sentence

    def show(self) -> None:
        """Show how many stay, with the dialogue and without."""
        from alliance.pictures import show

        show(*self._draw())

    def _draw(self) -> "tuple[go.Figure, str]":
        from alliance.pictures.theme import ACCENT, MUTED

        lines = (
            (self._here[0], "after this dialogue", ACCENT, "solid", "circle"),
            (self._here[1], "if nobody had spoken of it", MUTED, "dash", "square-open"),
        )
        return who_stays(self.client, lines), self.sentence


def who_stays(client: str, lines: "Iterable[tuple[pd.Series[float], str, str, str, str]]") -> "go.Figure":
    """Draw how many of a hundred such clients have not walked away, session by session.

    Parameters
    ----------
    client : str
        Whom they are like.
    lines : iterable of tuple
        Each future: the share that stays, by session; its name, colour, dash and symbol.
    """
    import plotly.graph_objects as go

    from alliance.pictures import template

    figure = go.Figure(layout={"template": template(), "height": 400})
    for here, name, colour, dash, symbol in lines:
        figure.add_scatter(
            x=[int(session) for session in here.index],
            y=[round(100 * float(share)) for share in here],
            mode="lines+markers",
            name=name,
            line={"color": colour, "dash": dash, "width": 3},
            marker={"color": colour, "symbol": symbol, "size": 9},
            hovertemplate=f"session %{{x}}: %{{y}} of 100 ({name})<extra></extra>",
        )
    figure.update_layout(
        title=f"100 clients like {client}: who has not walked away",
        xaxis={"title": "session", "dtick": 1},
        yaxis={"title": "of 100 clients", "range": [0, 104]},
    )
    return figure


def _gain(points: float) -> str:
    return f"gain {points:.1f}" if points >= 0 else f"lose {-points:.1f}"


def after(caseload: "Caseload", receipt: "str | Play", client: str, session: int | None = None) -> Aftermath:
    """Write the ending of a repair dialogue into a client's course; see `Caseload.after`."""
    played = _played(receipt)
    ending = played.ending
    if ending is None:
        raise CourseError(
            _("This dialogue is not at its end yet; play on until an ending appears, then copy its receipt.")
        )
    truth = caseload.truth
    place = _place(caseload, client, session)
    clones = _clones(truth, int(truth.course.client[place]))
    stand = _stand(truth, place)
    rupture, how = played.scenario.rupture, truth.parameters.dialogue
    depth = how.depth[rupture.intensity - 1]
    pillar = PILLAR_IDS.index(rupture.pillar)
    ruptured = _with_rupture(stand, depth, rupture.kind == "confrontation", pillar)
    if ending.id in _REPAIRED:
        spoken, readiness = replace(stand, healed=np.maximum(stand.healed, depth)), 0.0
    elif ending.id == "papered_over":
        spoken, readiness = ruptured, how.papered_over
    else:
        spoken, readiness = ruptured, how.withdrawn
    seed = [int(truth.course.session[place]), int(truth.course.client[place]), FUTURES]
    leaves = ending.id in {"dropout", "appropriate_referral"}
    futures = None if leaves else _futures(truth, seed, clones, spoken, readiness)
    others = _futures(truth, seed, clones, ruptured, 0.0)
    spoken_of, unspoken = (_table(truth, clones, one, client) for one in (futures, others))
    at = stand.session
    return Aftermath(
        client=client,
        session=at,
        ending=ending.id,
        sessions=_one(spoken_of),
        without=_one(unspoken),
        numbers={
            **_numbers(futures, spoken_of, stand, "", ending.id == "dropout"),
            **_numbers(others, unspoken, stand, "_without", False),
        },
        _here=(_staying(futures, at, 0.0 if ending.id == "dropout" else 1.0), _staying(others, at, 1.0)),
    )


def _played(receipt: "str | Play") -> "Play":
    from alliance.dialogue import Play, replay

    return receipt if isinstance(receipt, Play) else replay(receipt)


def _place(caseload: "Caseload", client: str, session: int | None) -> int:
    """Return the row of the session after which the dialogue took place: the given one, or the third or the last."""
    rows = np.flatnonzero(caseload.truth.ids[caseload.truth.course.client] == client)
    if not len(rows):
        raise CourseError(
            _('There is no client {client} in this caseload; write the id like this: client="C03".').format(
                client=repr(client)
            )
        )
    if session is None:
        return int(rows[min(2, len(rows) - 1)])
    if (
        isinstance(session, bool)
        or not isinstance(session, int | np.integer)
        or not 1 <= session <= len(rows)
    ):
        raise CourseError(
            _("{client} has the sessions 1 to {count}; {session} is none of them.").format(
                client=client, count=len(rows), session=repr(session)
            )
        )
    return int(rows[session - 1])


def _clones(truth: "Truth", number: int) -> People:
    """Return the same client many times, with sessions enough for the rupture to have a history."""
    who = truth.people
    made = {f.name: np.repeat(getattr(who, f.name)[[number]], FUTURES, axis=0) for f in fields(People)}
    return People(**made)


def _stand(truth: "Truth", place: int) -> Moment:
    """Return where the client stands after a session, as far as the truth tells, without an open rupture."""
    what, who, p = truth.course, truth.people, truth.parameters
    i, session = int(what.client[place]), int(what.session[place])
    lasting = who.level[i] + who.ways[i].mean() + who.rise[i] * (session - 1)
    dip = what.depth[place] * (1 + 2 * p.ruptures.spill) / 3
    state = float(what.alliance[place].mean() + dip - lasting)
    pull = min(1.0, p.symptoms.pull * (p.attendance.planned / who.planned[i]) ** p.symptoms.pace)
    expected = p.symptoms.well + (who.intake[i] - p.symptoms.well) * (1 - pull) ** session

    def many(value: float) -> "np.ndarray[tuple[int], np.dtype[np.float64]]":
        return np.full(FUTURES, float(value))

    return Moment(
        session=session,
        state=many(state),
        symptoms=many(what.symptoms[place]),
        expected=many(expected),
        excess=many(0.0),
        healed=many(0.0),
        depth=many(0.0),
        confrontation=np.zeros(FUTURES, dtype=bool),
        pillar=np.full(FUTURES, NO_RUPTURE),
    )


def _with_rupture(stand: Moment, depth: float, confrontation: bool, pillar: int) -> Moment:
    n = len(stand.depth)
    return replace(
        stand,
        depth=np.full(n, depth),
        confrontation=np.full(n, confrontation),
        pillar=np.full(n, pillar),
    )


def _futures(truth: "Truth", seed: list[int], clones: People, start: Moment, readiness: float) -> Course:
    """Let all clones go on from a moment: with sessions agreed for as long as we look."""
    p: Parameters = truth.parameters
    longer = np.maximum(clones.planned, start.session + SESSIONS + 1)
    who = replace(clones, planned=longer, repairing=clones.repairing + readiness)
    return course(np.random.default_rng(seed), p, p.world(truth.world), who, start)


def _table(truth: "Truth", clones: People, futures: Course | None, client: str) -> pd.DataFrame:
    """Measure all futures as every session of the caseload is measured; the column ``client`` numbers them."""
    if futures is None:
        futures = Course(**{f.name: getattr(truth.course, f.name)[:0] for f in fields(Course)})
    measured = seen(Streams(int(truth.course.session.sum()), client), truth.parameters, clones, futures)
    names = np.array([client, *(f"{client}, future {i}" for i in range(2, FUTURES + 1))], dtype=object)
    return sessions_table(futures, measured, names)


def _one(table: pd.DataFrame) -> pd.DataFrame:
    """Return the sessions of the first future, which bears the client's own name."""
    return table[~table["client"].str.contains(", future ")].reset_index(drop=True)


def _numbers(
    futures: Course | None, table: pd.DataFrame, stand: Moment, ending: str, left: bool
) -> dict[str, float]:
    if futures is None:
        return {f"dropout{ending}": float(left), f"change{ending}": 0.0, f"alliance{ending}": float("nan")}
    soon = futures.session <= stand.session + SESSIONS
    gone = np.bincount(futures.client[soon & futures.dropout], minlength=FUTURES) > 0
    last = np.full(FUTURES, stand.symptoms[0])
    last[futures.client[soon]] = futures.symptoms[soon]
    return {
        f"dropout{ending}": float(gone.mean()),
        f"change{ending}": float(stand.symptoms[0] - last.mean()),
        f"alliance{ending}": float(
            table.loc[table["session"] <= stand.session + SESSIONS, "alliance"].mean()
        ),
    }


def _staying(futures: Course | None, at: int, share: float) -> "pd.Series[float]":
    """Return the share who have not left without agreeing to, session by session."""
    when = range(at, at + SESSIONS + 1)
    if futures is None:
        return pd.Series([1.0, *[share] * SESSIONS], index=list(when))
    left = np.bincount(futures.session[futures.dropout], minlength=at + SESSIONS + 1)
    return pd.Series([1 - float(left[: session + 1].sum()) / FUTURES for session in when], index=list(when))
