"""What moves do: the table of effects, read from `effects.yaml` and made quick to look up."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Annotated, Final

import msgspec
from msgspec import Meta

from alliance.dialogue.conditions import Between, Condition, Test, listed, ready
from alliance.dialogue.state import PHASES, Kind, Phase, Pillar, State
from alliance.errors import CourseError
from alliance.language import N_
from alliance.tables import parse

Change = Annotated[int, Meta(ge=-10, le=10)]

_FIELDS: Final = frozenset({"bond", "goal", "task", "trust", "arousal", "intensity", "pillar"})


class _Record(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A part of the table."""


class Move(_Record, frozen=True):
    """What a therapist can do."""

    label: str
    effect: dict[str, Change]
    why: str
    harmful: bool = False


class Where(_Record, frozen=True):
    """Where a rule applies: one or several moves, phases, and a kind or pillar of rupture; limits of the state."""

    move: str | list[str]
    phase: Phase | list[Phase] | None = None
    kind: Kind | None = None
    pillar: Pillar | None = None
    state: dict[str, Between] | None = None


class Rule(_Record, frozen=True, rename={"where": "if"}):
    """What comes on top of a move's own effect, somewhere."""

    where: Where
    why: str
    effect: dict[str, Change] = {}
    flag: str | None = None


class Step(_Record, frozen=True, rename={"from_": "from"}):
    """How a repair gets on from one phase to the next."""

    from_: Phase
    to: Phase
    by: list[str]
    why: str
    kind: Kind | None = None
    pillar: Pillar | None = None
    state: dict[str, Between] | None = None


class EndingKind(_Record, frozen=True, rename={"condition": "if"}):
    """A way in which a talk can end."""

    label: str
    value: Annotated[float, Meta(ge=0, le=1)]
    condition: Condition


class Effects(_Record, frozen=True):
    """The whole table."""

    moves: dict[str, Move]
    rules: list[Rule]
    phases: list[Step]
    endings: dict[str, EndingKind]

    def __post_init__(self) -> None:
        """Refuse names that are not there."""
        for rule in self.rules:
            self._known(listed(rule.where.move), rule.effect)
        for step in self.phases:
            self._known(tuple(step.by), {})
        for move in self.moves.values():
            self._known((), move.effect)

    def _known(self, moves: tuple[str, ...], effect: Mapping[str, int]) -> None:
        unknown = [m for m in moves if m not in self.moves] + [f for f in effect if f not in _FIELDS]
        if unknown:
            raise ValueError(f"{unknown[0]} is neither a move nor a number of the state")


@cache
def effects() -> Effects:
    """Return the table that the package ships."""
    text = files("alliance.dialogue").joinpath("effects.yaml").read_text(encoding="utf-8")
    return parse(text, Effects, "effects.yaml")


@dataclass(frozen=True)
class Reason:
    """Why a move did what it did."""

    why: str
    effect: dict[str, int]


@dataclass(frozen=True)
class _Ready:
    """A rule whose move, phase, kind and pillar already fit; only the limits of the state are left to ask."""

    holds: Test
    effect: dict[str, int]
    flag: str | None
    why: str


class Dynamics:
    """The table made ready for one rupture: which rules and steps can apply to a move in a phase."""

    def __init__(self, kind: Kind, pillar: Pillar, table: Effects | None = None) -> None:
        self.table = table or effects()
        self.pillar = pillar
        self._rules: dict[tuple[str, str], list[_Ready]] = {}
        self._steps: dict[tuple[str, str], list[tuple[Test, Phase, str]]] = {}
        for rule in self.table.rules:
            where = rule.where
            if where.kind not in {None, kind} or where.pillar not in {None, pillar}:
                continue
            entry = _Ready(_limits(where.state), self._own(rule.effect), rule.flag, rule.why)
            for move in listed(where.move):
                for phase in listed(where.phase) or PHASES:
                    self._rules.setdefault((move, phase), []).append(entry)
        for step in self.table.phases:
            if step.kind in {None, kind} and step.pillar in {None, pillar}:
                for move in step.by:
                    self._steps.setdefault((move, step.from_), []).append(
                        (_limits(step.state), step.to, step.why)
                    )
        self._base = {name: self._own(move.effect) for name, move in self.table.moves.items()}

    def _own(self, effect: dict[str, int]) -> dict[str, int]:
        """Put the pillar of this rupture in the place of the word."""
        own = {name: by for name, by in effect.items() if name != "pillar"}
        if "pillar" in effect:
            own[self.pillar] = own.get(self.pillar, 0) + effect["pillar"]
        return own

    def after(
        self,
        state: State,
        move: str,
        effect: dict[str, int] | None = None,
        flag: str | None = None,
        phase: Phase | None = None,
    ) -> State:
        """Return the state after a move.

        Parameters
        ----------
        state : State
            Before.
        move : str
            One of the table's moves.
        effect : dict of str to int, optional
            What the scenario adds.
        flag : str, optional
            What the scenario notes.
        phase : str, optional
            How far the scenario lets the talk get with it; never back.
        """
        total = dict(self._base[move])
        flags = state.flags
        for rule in self._rules.get((move, state.phase), ()):
            if rule.holds(state, move):
                for name, by in rule.effect.items():
                    total[name] = total.get(name, 0) + by
                if rule.flag is not None:
                    flags = flags | {rule.flag}
        if move in state.moves:
            total = {name: _halved(name, by) for name, by in total.items()}
        if effect:
            for name, by in self._own(effect).items():
                total[name] = total.get(name, 0) + by
        reached = state.phase
        for holds, to, _ in self._steps.get((move, reached), ()):
            if holds(state, move):
                reached = to
                break
        return _moved(state, move, total, flags if flag is None else flags | {flag}, _later(reached, phase))

    def after_alone(
        self,
        state: State,
        move: str,
        effect: dict[str, int] | None = None,
        flag: str | None = None,
        phase: Phase | None = None,
    ) -> State:
        """Return the state after a move that does only what the scenario says; see `after`."""
        flags = state.flags if flag is None else state.flags | {flag}
        return _moved(state, move, self._own(effect or {}), flags, _later(state.phase, phase))

    def reasons(self, state: State, move: str) -> list[Reason]:
        """Say why a move did what it did, the move's own reason first."""
        own = self.table.moves[move]
        found = [Reason(own.why, self._base[move])]
        found += [
            Reason(rule.why, rule.effect)
            for rule in self._rules.get((move, state.phase), ())
            if rule.holds(state, move)
        ]
        if move in state.moves:
            found.append(Reason(N_("The second time, the same move helps half as much."), {}))
        for holds, _to, why in self._steps.get((move, state.phase), ()):
            if holds(state, move):
                found.append(Reason(why, {}))
                break
        return found


def _later(one: Phase, other: Phase | None) -> Phase:
    """Return the later of two phases."""
    return one if other is None else max(one, other, key=PHASES.index)


def _moved(state: State, move: str, total: dict[str, int], flags: frozenset[str], phase: Phase) -> State:
    """Return the state with these points added, within its bounds."""
    add = total.get
    return State(
        _within(state.bond + add("bond", 0), 10),
        _within(state.goal + add("goal", 0), 10),
        _within(state.task + add("task", 0), 10),
        _within(state.trust + add("trust", 0), 10),
        _within(state.arousal + add("arousal", 0), 10),
        _within(state.intensity + add("intensity", 0), 3),
        phase,
        flags,
        state.moves if move in state.moves else state.moves | {move},
    )


def _limits(limits: "dict[str, Between] | None") -> Test:
    if not limits:
        return lambda _state, _move: True
    try:
        return ready(Condition(**limits))  # type: ignore[arg-type]
    except TypeError:
        raise CourseError(
            f"effects.yaml: there is no number called {next(iter(limits))} in a state."
        ) from None


def _within(value: int, most: int) -> int:
    return 0 if value < 0 else most if value > most else value


def _halved(name: str, by: int) -> int:
    """Halve what helps, towards nothing; what harms stays as it is, and so does what closes a rupture."""
    helps = by < 0 if name == "arousal" else by > 0 and name != "intensity"
    return int(by / 2) if helps else by
