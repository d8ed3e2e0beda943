"""A policy: for each phase of a rupture, which moves to make. Tried on scenarios that its author has not seen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from alliance.dialogue.conditions import listed
from alliance.dialogue.effects import effects
from alliance.dialogue.scenario import Scenario
from alliance.dialogue.solve import Node, Solution
from alliance.dialogue.state import PHASES, Kind
from alliance.errors import CourseError
from alliance.language import _

KINDS: Final[tuple[Kind, ...]] = ("withdrawal", "confrontation")

ACTING: Final = PHASES[:-1]
"""The phases in which something has to be done; in the last one the repair is complete."""


@dataclass(frozen=True)
class Policy:
    """What somebody would do.

    Attributes
    ----------
    moves : mapping
        For each kind of rupture and each phase, the moves in the order in which they would be made: the first that has
        not been made yet, else the last.
    """

    moves: Mapping[tuple[str, str], tuple[str, ...]]

    def move(self, kind: str, node: Node) -> str:
        """Return the move that the policy makes at a moment."""
        state = node[1]
        wanted = self.moves.get((kind, state.phase), ())
        return next((move for move in wanted if move not in state.moves), wanted[-1] if wanted else "")


@dataclass(frozen=True)
class Tried:
    """How a policy did with one client.

    Attributes
    ----------
    scenario : str
    score : float
        0 for random play (or worse), 1 for the best play.
    value, best, random : float
        What the policy reaches on average, what the best play reaches, and what random play reaches.
    """

    scenario: str
    score: float
    value: float
    best: float
    random: float


def policy_from(table: Any) -> Policy:
    """Read a policy that a student wrote.

    Parameters
    ----------
    table : mapping
        ``{"withdrawal": {"open": "notice_invite", "noticed": ["validate", "explore"], ...}, "confrontation": {...}}``:
        for each kind and phase one move, or several in the order in which they would be made.

    Raises
    ------
    CourseError
        When a kind, a phase or a move is unknown, or one is missing: one sentence that says which.
    """
    if not isinstance(table, Mapping):
        raise CourseError(
            _('A policy names moves for "withdrawal" and for "confrontation"; see the example above.')
        )
    moves: dict[tuple[str, str], tuple[str, ...]] = {}
    for kind in KINDS:
        phases = table.get(kind)
        if not isinstance(phases, Mapping):
            raise CourseError(
                _('The policy has nothing for "{kind}"; name a move for each phase of it.').format(kind=kind)
            )
        for phase in phases:
            if phase not in ACTING:
                raise CourseError(
                    _("There is no phase called {phase}; the phases are: {phases}.").format(
                        phase=repr(phase), phases=", ".join(ACTING)
                    )
                )
        for phase in ACTING:
            given = phases.get(phase)
            wanted = listed(given) if isinstance(given, str | Sequence) else ()
            if not wanted:
                raise CourseError(
                    _('The policy says nothing for "{kind}", phase "{phase}"; name a move.').format(
                        kind=kind, phase=phase
                    )
                )
            for move in wanted:
                if move not in effects().moves:
                    raise CourseError(
                        _("There is no move called {move}; the moves are: {moves}.").format(
                            move=repr(move), moves=", ".join(effects().moves)
                        )
                    )
            moves[kind, phase] = wanted
    strange = [kind for kind in table if kind not in KINDS]
    if strange:
        raise CourseError(
            _("There is no kind of rupture called {kind}; there are withdrawal and confrontation.").format(
                kind=repr(strange[0])
            )
        )
    return Policy(moves)


def try_policy(policy: Policy, scenario: Scenario) -> Tried:
    """Try a policy on a scenario. Where no option has its move, each option is equally likely."""
    solution = Solution(scenario)
    kind = scenario.rupture.kind
    value = solution.expected(lambda _ending, worth: worth, lambda node: policy.move(kind, node))
    best, random = solution.top, solution.random
    score = min(1.0, max(0.0, (value - random) / (best - random))) if best > random else 1.0
    return Tried(scenario.id, score, value, best, random)
