"""A policy: what somebody would do in each phase of a rupture, tried on clients whom they have not met."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from textwrap import shorten
from typing import TYPE_CHECKING, Any, Final

from alliance.errors import CourseError
from alliance_grader.course import course_root
from alliance_grader.scoring.case import UNANSWERED, Case, Verdict
from alliance_grader.scoring.parts.habit import Habit
from alliance_grader.scoring.parts.part import JudgingPart

if TYPE_CHECKING:
    from alliance.dialogue import Policy, Scenario, Solution

Table = dict[str, dict[str, tuple[str, ...]]]
TWICE: Final = 2
"""How many places of the table must show a habit before it is named."""

_LITTLE: Final = 0.02
"""A place of the table that costs less than this is not worth a sentence."""

_SAYS: Final = {
    "withdrawal": "clients who withdraw",
    "confrontation": "clients who confront you",
}


class PolicyPart(JudgingPart, frozen=True, kw_only=True, tag="policy", tag_field="kind"):
    """A table of moves, scored on unseen scenarios: 0 for random play, 1 for the best.

    Attributes
    ----------
    answer : str
    points : float
    scenarios : tuple of str
        Files in `autograde/keys/policy_scenarios`; each variant leaves out another one.
    full : float
        The mean score that earns all points: a table cannot see what a person in the room would.
    model : dict
        A table that earns all points. It says which place of a student's table cost most.
    habits : tuple of Habit
        Named when two places of the table show them.
    """

    answer: str
    points: float
    scenarios: tuple[str, ...]
    full: float
    model: Table
    habits: tuple[Habit, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """The answers that it reads."""
        return (self.answer,)

    @property
    def worth(self) -> float:
        """All points that it can give."""
        return self.points

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

    def judge(self, case: Case) -> Iterator[Verdict]:
        """Try the table, and say where it served the clients and where it did not."""
        from alliance.dialogue import policy_from

        if case.is_empty(self.answer):
            yield Verdict(0.0, f"`{self.answer}`: {UNANSWERED}")
            return
        try:
            policy = _plain(policy_from(case.answers[self.answer]))
        except (CourseError, TypeError) as error:  # TypeError: a list in the place of a word
            said = (
                str(error)
                if isinstance(error, CourseError)
                else "in each place stands one move, or a list of them."
            )
            yield Verdict(0.0, f"`{self.answer}`: {shorten(said, 400, placeholder=' …')}")
            return
        clients = self.unseen(case)
        scores = {client.scenario.id: client.score(policy) for client in clients}
        mean = sum(scores.values()) / len(scores)
        yield Verdict(self.points * min(1.0, mean / self.full), self._overall(policy, clients, mean))
        yield from (Verdict(0.0, words) for words in self._by_kind(clients, scores))
        if mean < self.full:
            yield Verdict(0.0, self._dearest(policy, clients, mean))
        for habit in self.habits:
            for (_, phase), moves in policy.moves.items():
                if habit.shows(moves[0], phase):
                    yield Verdict(0.0, "", habit.misconception, TWICE)

    def _overall(self, policy: "Policy", clients: "tuple[Unseen, ...]", mean: float) -> str:
        repaired = sum(client.repairs(policy) for client in clients)
        return (
            f"`{self.answer}`: tried on {len(clients)} clients whom you have not met, your table scores {mean:.2f}, where 0 is "
            f"answering at random and 1 is the best play; {self.full:g} earns all points. "
            f"{repaired} of the {len(clients)} talks end in a repair."
        )

    def _by_kind(self, clients: "tuple[Unseen, ...]", scores: Mapping[str, float]) -> Iterator[str]:
        for kind, whom in _SAYS.items():
            own = [scores[client.scenario.id] for client in clients if client.scenario.rupture.kind == kind]
            mean = sum(own) / len(own)
            how = (
                "served them well"
                if mean >= self.full
                else "served them in part"
                if mean >= 0.4
                else "did not reach them"
            )
            yield f"With {whom} it {how}: {mean:.2f}."

    def _dearest(self, policy: "Policy", clients: "tuple[Unseen, ...]", mean: float) -> str:
        """Say which place of the table cost most: the one where the model's move would gain most."""
        from alliance.dialogue import Policy
        from alliance.dialogue.effects import effects

        found = []
        for (kind, phase), moves in policy.moves.items():
            better = self.model[kind][phase]
            if moves != better:
                other = Policy({**policy.moves, (kind, phase): better})
                gain = sum(
                    client.score(other) - client.score(policy)
                    for client in clients
                    if client.scenario.rupture.kind == kind
                ) / len(clients)
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


@dataclass(frozen=True, eq=False)
class Unseen:
    """A client whom no student has met."""

    scenario: "Scenario"
    solution: "Solution"

    def score(self, policy: "Policy") -> float:
        """Return how a policy does, 0 for random play and 1 for the best."""
        value = self._mean(policy, lambda _ending, worth: worth)
        random, top = self.solution.random, self.solution.top
        return min(1.0, max(0.0, (value - random) / (top - random)))

    def repairs(self, policy: "Policy") -> bool:
        """Tell whether a policy ends in a repair more often than not."""
        from alliance.dialogue.solve import REPAIRS

        return self._mean(policy, lambda ending, _worth: float(ending in REPAIRS)) > 0.5

    def _mean(self, policy: "Policy", of: Any) -> float:
        kind = self.scenario.rupture.kind
        return self.solution.expected(of, lambda node: policy.move(kind, node))


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
