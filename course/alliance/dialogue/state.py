"""How a client is in one moment of a dialogue: a few whole numbers, nothing hidden, nothing random."""

from dataclasses import dataclass
from typing import Final, Literal

Kind = Literal["withdrawal", "confrontation"]
Pillar = Literal["goal", "task", "bond"]
Phase = Literal["open", "noticed", "explored", "need", "renegotiated", "closed"]

PHASES: Final[tuple[Phase, ...]] = ("open", "noticed", "explored", "need", "renegotiated", "closed")
"""The stages of a repair, in the order in which the engine can reach them."""

LEVELS: Final = ("bond", "goal", "task", "trust", "arousal")
"""The numbers of a state that run from 0 to 10."""

MOST: Final = {**dict.fromkeys(LEVELS, 10), "intensity": 3}
"""The highest value of each number; the lowest is 0."""


@dataclass(frozen=True, slots=True)
class State:
    """One moment of a dialogue.

    Attributes
    ----------
    bond, goal, task : int
        The three pillars as the client feels them, 0 to 10.
    trust : int
        How safe it is to say something, 0 to 10.
    arousal : int
        How upset the client is, 0 to 10; at 8 or more nothing can be explored.
    intensity : int
        How open the rupture is, 0 (healed) to 3.
    phase : str
        How far the repair has come, one of `PHASES`.
    flags : frozenset of str
        What happened on the way and is not undone: ``papered``, ``complied``, ...
    moves : frozenset of str
        The moves made so far; a repeated one helps half as much.
    """

    bond: int
    goal: int
    task: int
    trust: int
    arousal: int
    intensity: int
    phase: Phase = "open"
    flags: frozenset[str] = frozenset()
    moves: frozenset[str] = frozenset()
