"""A habit that hurts a repair, and where it shows: a move that comes too early."""

from collections.abc import Iterable
from typing import Final

from alliance.dialogue.state import Phase
from alliance_grader.scoring.records import Record

TWICE: Final = 2
"""How often a habit must show before it is named: once may be a try."""


class Habit(Record, frozen=True):
    """A misconception that shows in what somebody does, again and again.

    Attributes
    ----------
    misconception : str
    moves : tuple of str
        The moves that show it.
    phases : tuple of str
        In which phases they are too early.
    unless : tuple of str
        Moves that take it back, when they were made before.
    """

    misconception: str
    moves: tuple[str, ...]
    phases: tuple[Phase, ...]
    unless: tuple[str, ...] = ()

    def shows(self, move: str, phase: str, before: Iterable[str] = ()) -> bool:
        """Tell whether a move in a phase, after others, is this habit."""
        return move in self.moves and phase in self.phases and not set(before) & set(self.unless)
