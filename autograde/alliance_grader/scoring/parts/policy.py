"""A policy: what somebody would do in each phase of a rupture, tried on clients whom they have not met."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from statistics import fmean
from textwrap import shorten
from typing import TYPE_CHECKING, Any, Final

from alliance.errors import CourseError
from alliance_grader.course import course_root
from alliance_grader.scoring.case import Case, Verdict
from alliance_grader.scoring.parts.habit import Habit
from alliance_grader.scoring.parts.part import OnePart

if TYPE_CHECKING:
    from alliance.dialogue import Policy, Scenario, Solution
    from alliance.dialogue.state import Phase

Table = dict[str, dict[str, tuple[str, ...]]]
_LITTLE: Final = 0.02
"""A place of the table that costs less than this is not worth a sentence."""

_SAYS: Final = {
    "withdrawal": "clients who withdraw",
    "confrontation": "clients who confront you",
}


class PolicyPart(OnePart, frozen=True, kw_only=True, tag="policy", tag_field="kind"):
    """A table of moves, scored on unseen scenarios: 0 for random play, 1 for the best.

    Attributes
    ----------
    scenarios : tuple of str
        Files in `autograde/keys/policy_scenarios`; each variant leaves out another one.
    full : float
        The mean score that earns all points: a table cannot see what a person in the room would.
    model : dict
        A table that earns all points. It says which place of a student's table cost most.
    habits : tuple of Habit
        Named when a phase shows them with both kinds of clients: a habit goes with the person, whoever sits opposite.
    """

    scenarios: tuple[str, ...]
    full: float
    model: Table
    habits: tuple[Habit, ...] = ()

    @property
    def misconceptions(self) -> set[str]:
        """Those that it can name."""
        return {habit.misconception for habit in self.habits}

    def solution(self, case: Case) -> dict[str, Any]:
        """Return the model."""
        return {self.answer: _literal(self.model)}

    def mistaken(self, misconception: str, case: Case) -> dict[str, Any]:
        """Return the model with a habit in all places where it can show."""
        table: Table = {kind: dict(phases) for kind, phases in self.model.items()}
        for habit in (habit for habit in self.habits if habit.misconception == misconception):
            for phases in table.values():
                phases.update(dict.fromkeys(habit.phases, habit.moves[:1]))
        return {self.answer: _literal(table)}

    def unseen(self, case: Case) -> "tuple[Unseen, ...]":
        """Return the clients of a variant: all but one."""
        from alliance.assignments import letters

        left_out = letters(case.work.id).index(case.work.variant) % len(self.scenarios)
        return tuple(_unseen(name) for place, name in enumerate(self.scenarios) if place != left_out)

    def judge_it(self, value: Any, case: Case) -> Iterator[Verdict]:
        """Try the table, and say where it served the clients and where it did not."""
        from alliance.dialogue import policy_from

        try:
            policy = _plain(policy_from(value))
        except (CourseError, TypeError) as error:  # TypeError: a list in the place of a word
            said = (
                str(error)
                if isinstance(error, CourseError)
                else "in each place stands one move, or a list of them."
            )
            yield Verdict(0.0, f"`{self.answer}`: {shorten(said, 400, placeholder=' …')}")
            return
        clients = self.unseen(case)
        reached = {client: client.reached(policy) for client in clients}
        mean = fmean(one.score for one in reached.values())
        yield Verdict(self.points * min(1.0, mean / self.full), self._overall(reached, mean))
        yield from (Verdict(0.0, words) for words in self._by_kind(reached))
        if mean < self.full:
            yield Verdict(0.0, self._dearest(policy, reached, mean))
        for habit in self.habits:
            if any(self._shows(habit, phase, policy) for phase in habit.phases):
                yield Verdict(0.0, "", habit.misconception)

    def _shows(self, habit: Habit, phase: "Phase", policy: "Policy") -> bool:
        return all(habit.shows(policy.moves[kind, phase][0], phase) for kind in self.model)

    def _overall(self, reached: "Mapping[Unseen, Reached]", mean: float) -> str:
        repaired = sum(one.repair > 0.5 for one in reached.values())
        return (
            f"`{self.answer}`: tried on {len(reached)} clients whom you have not met, your table scores {mean:.2f}, where 0 is "
            f"answering at random and 1 is the best play; {self.full:g} earns all points. "
            f"{repaired} of the {len(reached)} talks end in a repair."
        )

    def _by_kind(self, reached: "Mapping[Unseen, Reached]") -> Iterator[str]:
        for kind, whom in _SAYS.items():
            mean = fmean(one.score for client, one in reached.items() if client.scenario.rupture.kind == kind)
            how = (
                "served them well"
                if mean >= self.full
                else "served them in part"
                if mean >= 0.4
                else "did not reach them"
            )
            yield f"With {whom} it {how}: {mean:.2f}."

    def _dearest(self, policy: "Policy", reached: "Mapping[Unseen, Reached]", mean: float) -> str:
        """Say which place of the table cost most: the one where the model's move would gain most."""
        from alliance.dialogue import Policy
        from alliance.dialogue.effects import effects

        found = []
        for (kind, phase), moves in policy.moves.items():
            better = self.model[kind][phase]
            if moves != better:
                other = Policy({**policy.moves, (kind, phase): better})
                gain = sum(
                    client.reached(other).score - one.score
                    for client, one in reached.items()
                    if client.scenario.rupture.kind == kind
                ) / len(reached)
                found.append((gain, kind, phase, moves[0], better[0]))
        gain, kind, phase, move, better_move = max(found)
        if gain < _LITTLE:
            return (
                "No single place explains it: several moves come too early, or leave the talk where it is. "
                "Read the table from the top, and ask of each move what must have happened before."
            )
        known = effects().moves
        if move == better_move:
            rather = "A second move in that place, for when the first has been made, would"
        else:
            rather = f"{known[better_move].why} `{better_move}` would"
        return (
            f"What cost most: `{move}` in the phase “{phase}” with {_SAYS[kind]}. {rather} "
            f"bring the table from {mean:.2f} to {mean + gain:.2f}."
        )


@dataclass(frozen=True)
class Reached:
    """What a policy reaches with a client.

    Attributes
    ----------
    score : float
        0 for random play or worse, 1 for the best play.
    repair : float
        How often the talk ends in a repair; between 0 and 1 where the policy's move is not among the options.
    """

    score: float
    repair: float


@dataclass(frozen=True, eq=False)
class Unseen:
    """A client whom no student has met."""

    scenario: "Scenario"
    solution: "Solution"

    def reached(self, policy: "Policy") -> Reached:
        """Return what a policy reaches, as `alliance.dialogue.try_policy` does, by the moments alone to which it leads."""
        from alliance.dialogue.engine import end
        from alliance.dialogue.solve import REPAIRS, Node

        known: dict[Node, tuple[float, float]] = {}

        def mean(node: Node) -> tuple[float, float]:
            if node not in known:
                move = policy.move(self.scenario.rupture.kind, node)
                ways = self.solution.ways[node]
                found = []
                for way in [way for way in ways if way.move == move] or ways:
                    if way.to is not None:
                        found.append(mean(way.to))
                    else:
                        ending, worth = end(self.scenario, way.after)
                        found.append((worth, float(ending.id in REPAIRS)))
                known[node] = (fmean(one for one, _ in found), fmean(one for _, one in found))
            return known[node]

        value, repair = mean(self.solution.root)
        random, top = self.solution.random, self.solution.top
        return Reached(min(1.0, max(0.0, (value - random) / (top - random))), repair)


@cache
def _unseen(name: str) -> Unseen:
    from alliance.dialogue import Solution, read_scenario

    folder = course_root() / "autograde" / "keys" / "policy_scenarios"
    scenario = read_scenario(folder / f"{name}.yaml")
    return Unseen(scenario, Solution(scenario))


def _plain(policy: "Policy") -> "Policy":
    """Return the same policy with each move once, and its last again at the end: a long list shall cost no time."""
    from alliance.dialogue import Policy

    return Policy({place: _each_once(moves) for place, moves in policy.moves.items()})


def _each_once(moves: tuple[str, ...]) -> tuple[str, ...]:
    once = tuple(dict.fromkeys(moves))
    return once if once[-1] == moves[-1] else (*once, moves[-1])


def _literal(table: Table) -> dict[str, dict[str, str | list[str]]]:
    """Return a table as a student writes it: one move as a word, several as a list."""
    return {
        kind: {phase: moves[0] if len(moves) == 1 else list(moves) for phase, moves in phases.items()}
        for kind, phases in table.items()
    }
