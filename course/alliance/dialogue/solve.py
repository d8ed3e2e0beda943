"""What the best play could reach from any moment: exact, by dynamic programming over all reachable states."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, cached_property
from statistics import fmean
from typing import Final

from alliance.dialogue.engine import Play, end, follow, react
from alliance.dialogue.scenario import Scenario, scenario
from alliance.dialogue.state import PHASES, Phase, State
from alliance.errors import CourseError

Node = tuple[str, State, int]
"""A beat, the client's state there, and how many turns were taken."""

MOST_STATES: Final = 200_000
"""A scenario with more reachable moments than this is not solved: it would take minutes."""

REPAIRS: Final = frozenset({"repaired", "stronger", "appropriate_referral"})
"""The endings that count as a repair, or as something as good."""

END_SHARE, REGRET_SHARE, PHASE_SHARE = 0.5, 0.3, 0.2
"""What a path's score is made of: where it ended, how little each turn cost, and how far the repair came."""


@dataclass(frozen=True)
class Way:
    """One option at a node: where it leads."""

    choice: int
    move: str
    after: State
    to: Node | None


class Solution:
    """Every reachable moment of a scenario, and what it is worth under the best, the worst and random play.

    Parameters
    ----------
    scenario : Scenario
    most : int
        A scenario with more reachable moments than this is refused.

    Attributes
    ----------
    best : dict
        What the best play can reach from each moment.
    choice : dict
        The option that the best play takes there; of equal ones the one that needs the fewest answers, then the first.
    """

    def __init__(self, scenario: Scenario, most: int = MOST_STATES) -> None:
        self.scenario = scenario
        self.most = most
        self.root: Node = (scenario.first, scenario.opening, 0)
        self.ways: dict[Node, tuple[Way, ...]] = {}
        self.order: list[Node] = []  # each node after all the nodes that it can lead to
        self._grow()
        self.best: dict[Node, float] = {}
        self.choice: dict[Node, Way] = {}
        self._left: dict[Node, int] = {}
        for node in self.order:
            way = min(self.ways[node], key=lambda way: (-self.value_of(way), self._left_after(way)))
            self.choice[node], self.best[node] = way, self.value_of(way)
            self._left[node] = 1 + self._left_after(way)

    def _grow(self) -> None:
        """Walk through all nodes, depth first, without recursion."""
        scenario, stack = self.scenario, [(self.root, False)]
        while stack:
            node, done = stack.pop()
            if done:
                self.order.append(node)
                continue
            if node in self.ways:
                continue
            if len(self.ways) >= self.most:
                raise CourseError(
                    f"{scenario.id} has more than {self.most:,} reachable moments; let fewer beats lead back to each "
                    "other, or take out options."
                )
            beat, state, turn = node
            found = []
            for number, option in enumerate(scenario.beats[beat].options, 1):
                after = react(scenario, state, option)
                to = follow(scenario, beat, option, after, turn + 1)
                found.append(Way(number, option.move, after, None if to is None else (to, after, turn + 1)))
            self.ways[node] = tuple(found)
            stack.append((node, True))
            stack.extend((way.to, False) for way in found if way.to is not None and way.to not in self.ways)

    def _left_after(self, way: Way) -> int:
        """Return how many answers the best play still takes after this option."""
        return 0 if way.to is None else self._left[way.to]

    def value_of(self, way: Way) -> float:
        """Return what the best play can reach after this option."""
        if way.to is not None:
            return self.best[way.to]
        return self._ends(way.after)[1]

    def chance_of(self, way: Way) -> float:
        """Return what random play reaches on average after this option."""
        if way.to is not None:
            return self._means[way.to]
        return self._ends(way.after)[1]

    @cached_property
    def _means(self) -> dict[Node, float]:
        """What random play reaches from each node."""
        means: dict[Node, float] = {}
        for node in self.order:
            found = [
                means[way.to] if way.to is not None else self._ends(way.after)[1] for way in self.ways[node]
            ]
            means[node] = sum(found) / len(found)
        return means

    def _ends(self, state: State) -> tuple[str, float]:
        known = self._known.get(state)
        if known is None:
            ending, value = end(self.scenario, state)
            known = self._known[state] = (ending.id, value)
        return known

    @cached_property
    def _known(self) -> dict[State, tuple[str, float]]:
        return {}

    @property
    def top(self) -> float:
        """What the best play reaches from the start: V*."""
        return self.best[self.root]

    def regret(self, node: Node, way: Way) -> float:
        """Return how much of the best end an option gives away; never negative."""
        return max(0.0, (self.best[node] - self.value_of(way)) / self.top) if self.top else 0.0

    def came(self, phase: Phase) -> float:
        """Return how far a repair came: how many of the phases of the best play it reached, 0 to 1."""
        return min(1.0, PHASES.index(phase) / self._furthest) if self._furthest else 1.0

    @cached_property
    def _furthest(self) -> int:
        node: Node | None = self.root
        while node is not None:
            way = self.choice[node]
            node = way.to
        return PHASES.index(way.after.phase)  # a talk is never set back

    def score(self, value: float, regret: float, phase: Phase) -> float:
        """Return the path score of what an end is worth, the mean regret of its turns, and the phase that it reached."""
        ended = min(1.0, value / self.top) if self.top else 0.0
        return END_SHARE * ended + REGRET_SHARE * (1 - regret) + PHASE_SHARE * self.came(phase)

    @cached_property
    def chance(self) -> float:
        """The path score that random play earns on average: exact, over all reachable moments."""
        often: dict[Node, float] = defaultdict(float, {self.root: 1.0})  # how often random play comes here,
        lost: dict[Node, float] = defaultdict(float)  # and what it has given away by then, times that
        total = 0.0
        for node in reversed(self.order):
            ways = self.ways[node]
            share = often[node] / len(ways)
            for way in ways:
                gone = lost[node] / len(ways) + share * self.regret(node, way)
                if way.to is not None:
                    often[way.to] += share
                    lost[way.to] += gone
                else:
                    mean = gone / share / (node[2] + 1)
                    total += share * self.score(self._ends(way.after)[1], mean, way.after.phase)
        return total

    def best_line(self, node: Node | None = None) -> tuple[int, ...]:
        """Return the choices of the best play from a node on; of equal ones the shortest, then the first."""
        choices = []
        at: Node | None = node or self.root
        while at is not None:
            way = self.choice[at]
            choices.append(way.choice)
            at = way.to
        return tuple(choices)

    def expected(
        self, of: "Callable[[str, float], float]", move: "Callable[[Node], str] | None" = None
    ) -> float:
        """Return the mean of something about the end, under random play or under a policy of moves.

        Parameters
        ----------
        of : callable
            Given the ending's id and value, the number to average.
        move : callable, optional
            Which move to make at a node; where no option has it, every option is equally likely. Without it, every
            option is always equally likely.
        """
        mean: dict[Node, float] = {}
        for node in self.order:
            ways = self.ways[node]
            if move is not None:
                wanted = move(node)
                ways = tuple(way for way in ways if way.move == wanted) or ways
            total = sum(mean[way.to] if way.to is not None else of(*self._ends(way.after)) for way in ways)
            mean[node] = total / len(ways)
        return mean[self.root]

    def endings(self) -> dict[str, float]:
        """Return the chance of each ending when options are chosen at random."""
        names = [ending.id for ending in self.scenario.endings]
        return {name: self.expected(lambda found, _value, name=name: float(found == name)) for name in names}  # type: ignore[misc]

    @property
    def random(self) -> float:
        """What random play reaches on average."""
        return self._means[self.root]

    def node_at(self, played: Play, turn: int) -> Node:
        """Return the node before a turn of a play, from 0."""
        return (played.turns[turn].beat, played.turns[turn].before, turn)


@dataclass(frozen=True)
class Judged:
    """A path with its score.

    Attributes
    ----------
    score : float
        0 to 1: half for where it ended against the best end, three tenths for how little its turns cost, two tenths
        for how far the repair came.
    regrets : tuple of float
        For each turn, how much of the best end it gave away; never negative.
    costly : int or None
        The first turn that gave something away, from 0.
    better : int or None
        The option, from 1, that would have kept it.
    phases : float
        How many of the phases of the best play were reached, 0 to 1.
    """

    score: float
    regrets: tuple[float, ...]
    costly: int | None
    better: int | None
    phases: float


@cache
def solved(scenario_id: str) -> Solution:
    """Return the solution of a shipped scenario; each is solved once."""
    return Solution(scenario(scenario_id))


COSTLY: Final = 0.02
"""A turn that gives away less than this of the best end is not called costly."""


def judge(played: Play, solution: Solution | None = None) -> Judged:
    """Score a path that has been played to its end.

    A path that is not at its end is scored as if it had stopped there: its end is worth nothing.
    """
    solution = solution or Solution(played.scenario)
    if not played.turns:
        return Judged(0.0, (), None, None, 0.0)
    regrets = []
    for turn, taken in enumerate(played.turns):
        node = solution.node_at(played, turn)
        regrets.append(solution.regret(node, solution.ways[node][taken.choice - 1]))
    phase = played.turns[-1].after.phase
    score = solution.score(played.value or 0.0, fmean(regrets), phase)
    costly = next((turn for turn, regret in enumerate(regrets) if regret > COSTLY), None)
    better = None
    if costly is not None:
        better = solution.choice[solution.node_at(played, costly)].choice
    return Judged(score, tuple(regrets), costly, better, solution.came(phase))
