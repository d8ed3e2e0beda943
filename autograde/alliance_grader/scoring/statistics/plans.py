"""The first moves of a plan, made one after the other by the dialogue engine: what helps now, and what comes too early."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from alliance.dialogue.effects import Dynamics, effects
from alliance.dialogue.state import Kind, State
from alliance.pillars import PILLAR_IDS

if TYPE_CHECKING:
    from alliance.dialogue.state import Pillar


SETTLING: Final = frozenset({"rationale", "change_task", "align_goal", "clarify"})
"""Moves that settle something: they help once it is understood."""

ASKING: Final = frozenset({"notice_invite", "explore", "check_in"})
"""Moves that begin a talk where there is nothing to name."""

KIND: Final = 0.5
"""What a move is worth that does some good anywhere, where the moment asks for something else."""

IDLE: Final = 0.1
"""What a move is worth that does no harm and does not help either."""

_BOTH: Final[tuple[Kind, ...]] = ("withdrawal", "confrontation")


@dataclass(frozen=True)
class Step:
    """One move of a plan: what the engine makes of it where it stands.

    Attributes
    ----------
    share : float
        What it is worth, from 0 to 1.
    phase : str
        How far the talk has come before it.
    why : str
        The engine's reason.
    flags : frozenset of str
        What it leaves behind, such as ``papered``.
    """

    share: float
    phase: str
    why: str
    flags: frozenset[str]


def walk(kind: str, pillar: str, moves: list[str]) -> list[Step]:
    """Make moves one after the other, as the dialogue engine would with an ordinary client.

    Without a rupture nothing has to be named first, so the talk begins one phase later. Where the kind is open, a move has
    to do some good with either.
    """
    if kind not in _BOTH:
        both = [_walk(one, pillar, moves, calm=kind == "none") for one in _BOTH]
        return [_with_either(steps) for steps in zip(*both, strict=True)]
    return _walk(kind, pillar, moves, calm=False)


def _with_either(steps: tuple[Step, ...]) -> Step:
    worst, best = sorted(steps, key=lambda step: step.share)
    return best if worst.share >= KIND else worst


def _walk(kind: Kind, pillar: str, moves: list[str], *, calm: bool) -> list[Step]:
    own: Pillar = pillar if pillar in PILLAR_IDS else "bond"
    dynamics = Dynamics(kind, own)
    state = State(5, 5, 5, 4, 5, 2, "noticed" if calm else "open")
    steps: list[Step] = []
    for move in moves:
        if move not in effects().moves:
            steps.append(Step(0, state.phase, "", frozenset()))
            continue
        after = dynamics.after(state, move)
        step = _step(dynamics, state, move, after)
        if calm and not steps and move in ASKING:
            step = replace(step, share=1.0)
        steps.append(step)
        state = after
    return steps


def _step(dynamics: Dynamics, state: State, move: str, after: State) -> Step:
    reasons = dynamics.reasons(state, move)
    against = [one for one in reasons[1:] if min(one.effect.get("trust", 0), one.effect.get("bond", 0)) < 0]
    in_place = any(any(one.effect.values()) for one in reasons[1:])
    flags = after.flags - state.flags
    lost = after.trust < state.trust or after.bond < state.bond or after.intensity > state.intensity
    gained = after.trust > state.trust or after.bond > state.bond or after.intensity < state.intensity
    if effects().moves[move].harmful or flags or lost:
        share, why = 0.0, (against or reasons)[-1].why
    elif after.phase != state.phase:
        share, why = 1.0, reasons[-1].why
    elif gained and not against:
        share, why = 1.0 if in_place else KIND, reasons[0].why
    else:
        share, why = IDLE, (against or reasons)[-1].why
    return Step(share, state.phase, why, flags)
