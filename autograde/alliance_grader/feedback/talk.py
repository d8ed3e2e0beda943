"""A dialogue that a student played, replayed by the engine from its receipt: nothing of it is the student's own writing."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from markupsafe import Markup

from alliance.errors import CourseError
from alliance_grader import wording
from alliance_grader.results import Talk

if TYPE_CHECKING:
    from alliance.dialogue import Play, State

_STAGE: Final = re.compile(r"(\([^)]*\))")

LANES: Final = (
    ("bond", "bond", 10),
    ("goal", "goal", 10),
    ("task", "task", 10),
    ("trust", "trust", 10),
    ("arousal", "arousal", 10),
    ("intensity", "rupture", 3),
)
"""The numbers of a state as the explorer shows them: the field, its name, and its highest value."""

_LEFT, _RIGHT, _TOP, _HEIGHT, _INSET, _GAP = 92.0, 302.0, 8.0, 40.0, 7.0, 8.0


@dataclass(frozen=True)
class Words:
    """A piece of what a client says; what can only be seen is no speech."""

    text: str
    spoken: bool


@dataclass(frozen=True)
class Exchange:
    """One turn of the talk.

    Attributes
    ----------
    number : int
        From 1.
    client : tuple of Words
    says, move : str
        The therapist's answer and what kind of move it is.
    did : tuple of str
        What it changed, number by number; empty when nothing.
    costly : bool
        Whether it is the first that cost something.
    """

    number: int
    client: tuple[Words, ...]
    says: str
    move: str
    did: tuple[str, ...]
    costly: bool


@dataclass(frozen=True)
class Better:
    """What the student might have said at the first costly turn.

    Attributes
    ----------
    number : int
        Of the turn, from 1.
    cost : str
        What the student's own answer gave away there, in words.
    because : str
        What the scenario's author says of it.
    says, move, why : str
        The better answer.
    did : tuple of str
        What it would have changed.
    """

    number: int
    cost: str
    because: str
    says: str
    move: str
    why: str
    did: tuple[str, ...]


@dataclass(frozen=True)
class Replayed:
    """A talk as the page shows it.

    Attributes
    ----------
    id, title, setting, client : str
        The scenario's.
    earned, most : float
    ended, afterwards : str
        How it ended, and what was seen then.
    exchanges : tuple of Exchange
    better : Better or None
        None when no answer gave anything away.
    later : str
        Which other answers did; empty when none.
    scored : str
        How the points come about; empty when they are all.
    picture : Markup
    """

    id: str
    title: str
    setting: str
    client: str
    earned: float
    most: float
    ended: str
    afterwards: str
    exchanges: tuple[Exchange, ...]
    better: Better | None
    later: str
    scored: str
    picture: Markup


def replayed(talk: Talk) -> Replayed | None:
    """Replay a talk; None when its scenario has changed since it was graded, or is no longer there."""
    from alliance.dialogue import replay
    from alliance.dialogue.effects import effects

    try:
        played = replay(talk.receipt)
    except CourseError:
        return None
    moves = effects().moves
    exchanges = tuple(
        Exchange(
            number,
            _parts(turn.client),
            turn.option.say,
            moves[turn.option.move].label,
            _changes(turn.before, turn.after),
            talk.costly == number - 1,
        )
        for number, turn in enumerate(played.turns, 1)
    )
    scenario = played.scenario
    return Replayed(
        id=scenario.id,
        title=scenario.title,
        setting=scenario.setting,
        client=scenario.client,
        earned=talk.points,
        most=talk.most,
        ended="not reached" if played.ending is None else effects().endings[played.ending.id].label,
        afterwards="" if played.ending is None else played.ending.say,
        exchanges=exchanges,
        better=_better(played, talk),
        later=_later(talk),
        scored=talk.scored,
        picture=_trace(played, talk),
    )


def _instead(played: "Play", talk: Talk) -> "State | None":
    """Return how the client would be after the better answer."""
    from alliance.dialogue.engine import react

    if talk.costly is None or talk.better is None:
        return None
    turn = played.turns[talk.costly]
    return react(played.scenario, turn.before, played.scenario.beats[turn.beat].options[talk.better - 1])


def _better(played: "Play", talk: Talk) -> Better | None:
    from alliance.dialogue.effects import effects

    after = _instead(played, talk)
    if after is None or talk.costly is None or talk.better is None:
        return None
    turn = played.turns[talk.costly]
    option = played.scenario.beats[turn.beat].options[talk.better - 1]
    share = max(1, round(100 * talk.costs[talk.costly]))
    return Better(
        number=talk.costly + 1,
        cost=f"It gave away {share} % of the best end that this talk can reach.",
        because=turn.option.why,
        says=option.say,
        move=effects().moves[option.move].label,
        why=option.why,
        did=_changes(turn.before, after),
    )


def _later(talk: Talk) -> str:
    """Say which answers after the first costly one gave something away as well."""
    from alliance.dialogue.solve import COSTLY

    if talk.costly is None:
        return ""
    later = [
        f"answer {turn + 1} another {round(100 * cost)} %"
        for turn, cost in enumerate(talk.costs)
        if turn > talk.costly and cost > COSTLY
    ]
    return f"Given away further on: with {wording.listed(later)}." if later else ""


def _parts(said: str) -> tuple[Words, ...]:
    """Part a line into what is spoken and what stands in brackets."""
    pieces = (piece.strip() for piece in _STAGE.split(said))
    return tuple(Words(piece, not piece.startswith("(")) for piece in pieces if piece)


def _changes(before: "State", after: "State") -> tuple[str, ...]:
    return tuple(
        f"{name} {getattr(before, field)} → {getattr(after, field)}"
        for field, name, _ in LANES
        if getattr(before, field) != getattr(after, field)
    )


def _trace(played: "Play", talk: Talk) -> Markup:
    """Return the course of the client's state as an SVG element: a lane for each number, so that no line hides another.

    It holds numbers and our own words. Beside the first costly answer, a broken line goes to where the better one leads.
    """
    states = [played.scenario.opening, *(turn.after for turn in played.turns)]
    instead = _instead(played, talk)
    at = talk.costly
    last = len(states) - 1
    step = (_RIGHT - _LEFT - 24) / max(last, 1)

    def across(turn: int) -> float:
        return round(_LEFT + 12 + turn * step, 1)

    drawn: list[str] = []
    bottom = _TOP
    for lane, (field, name, most) in enumerate(LANES):
        y = _TOP + lane * (_HEIGHT + 3) + _GAP * ((lane > 2) + (lane > 4))
        bottom = y + _HEIGHT

        def up(value: int, y: float = y, most: int = most) -> float:
            return round(y + _HEIGHT - _INSET - value / most * (_HEIGHT - 2 * _INSET), 1)

        values = [getattr(state, field) for state in states]
        drawn.append(
            f'<rect class="lane" x="{_LEFT:g}" y="{y:g}" width="{_RIGHT - _LEFT:g}" height="{_HEIGHT:g}" rx="5"/>'
        )
        if at is not None:
            wide = across(at + 1) - across(at)
            drawn.append(
                f'<rect class="cost" x="{across(at)}" y="{y:g}" width="{wide:.1f}" height="{_HEIGHT:g}"/>'
            )
        drawn.append(f'<text class="lane-name" x="0" y="{y + _HEIGHT / 2 + 5:g}">{name}</text>')
        drawn.append(
            f'<text class="lane-value" x="{_RIGHT + 12:g}" y="{y + _HEIGHT / 2 + 6:g}">{values[-1]}</text>'
        )
        if at is not None and instead is not None and getattr(instead, field) != values[at + 1]:
            ends = across(at + 1), up(getattr(instead, field))
            drawn.append(
                f'<path class="instead of-{field}" d="M{across(at)},{up(values[at])}L{ends[0]},{ends[1]}"/>'
            )
            drawn.append(f'<circle class="instead of-{field}" cx="{ends[0]}" cy="{ends[1]}" r="4"/>')
        drawn += _course(field, [(across(turn), up(value)) for turn, value in enumerate(values)], up(0))
    for turn in range(last + 1):
        chosen = ' class="costly"' if at is not None and turn == at + 1 else ""
        drawn.append(
            f'<text{chosen} x="{across(turn)}" y="{bottom + 18:g}" text-anchor="middle">{turn or "start"}</text>'
        )
    return Markup(  # noqa: S704  (numbers and our own words)
        f'<svg class="trace" role="img" viewBox="0 0 332 {bottom + 24:g}"><title>{_in_words(states, at, instead)}</title>'
        f"{''.join(drawn)}</svg>"
    )


def _course(field: str, points: Sequence[tuple[float, float]], ground: float) -> list[str]:
    """Draw one number over the turns: bars for the rupture, which is open or closed; a line with points else."""
    if field == "intensity":
        return [
            f'<rect class="of-{field}" x="{x - 5:g}" y="{min(y, ground - 1.5):g}" width="10" height="{max(ground - y, 1.5):.1f}"/>'
            for x, y in points
        ]
    line = "L".join(f"{x},{y}" for x, y in points)
    dots = [f'<circle class="of-{field}" cx="{x}" cy="{y}" r="3.4"/>' for x, y in points]
    return [f'<path class="course of-{field}" d="M{line}"/>', *dots]


def _in_words(states: Sequence["State"], at: int | None, instead: "State | None") -> str:
    courses = "; ".join(
        f"{name} {', '.join(str(getattr(state, field)) for state in states)}" for field, name, _ in LANES
    )
    told = f"The client from the opening on, answer by answer: {courses}."
    if at is None or instead is None:
        return told
    other = _changes(states[at + 1], instead)
    better = f" With the better answer there: {', '.join(other)}." if other else ""
    return f"{told} Answer {at + 1} was the first that cost something.{better}"
