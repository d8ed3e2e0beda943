"""Conditions as data: no text of a scenario is ever run."""

from collections.abc import Callable
from typing import Annotated, Any, Final

import msgspec
from msgspec import Meta

from alliance.dialogue.state import LEVELS, MOST, Phase, State

Number = Annotated[int, Meta(ge=0, le=10)]

Test = Callable[[State, str], bool]
"""A condition made ready: asked of the state after a move, and of the move."""


class Between(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A number from `gte` to `lte`; either may be left out."""

    gte: Number | None = None
    lte: Number | None = None


class Condition(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """All that is given must hold."""

    bond: Between | None = None
    goal: Between | None = None
    task: Between | None = None
    trust: Between | None = None
    arousal: Between | None = None
    intensity: Between | None = None
    rupture: Between | None = None
    phase: Phase | list[Phase] | None = None
    move: str | list[str] | None = None
    flag: str | None = None
    any: "list[Condition] | None" = None
    all: "list[Condition] | None" = None
    none: "list[Condition] | None" = None


NUMBERS: Final = (*LEVELS, "intensity")


def listed(value: Any) -> tuple[str, ...]:
    """Return one word or several as a tuple."""
    return () if value is None else (value,) if isinstance(value, str) else tuple(value)


def ready(condition: Condition | None) -> Test:
    """Return the condition as a function; no condition always holds."""
    if condition is None:
        return lambda _state, _move: True
    tests: list[Test] = []
    for name in NUMBERS:
        limits = getattr(condition, name)
        if name == "intensity" and limits is None:
            limits = condition.rupture  # the field's word for it
        if limits is not None:
            tests.append(_between(name, limits))
    if condition.phase is not None:
        phases = frozenset(listed(condition.phase))
        tests.append(lambda state, _move: state.phase in phases)
    if condition.move is not None:
        moves = frozenset(listed(condition.move))
        tests.append(lambda _state, move: move in moves)
    if condition.flag is not None:
        flag = condition.flag
        tests.append(lambda state, _move: flag in state.flags)
    for several, how in ((condition.any, any), (condition.all, all)):
        if several is not None:
            parts = [ready(one) for one in several]
            tests.append(lambda state, move, parts=parts, how=how: how(t(state, move) for t in parts))  # type: ignore[misc]
    if condition.none is not None:
        refused = [ready(one) for one in condition.none]
        tests.append(lambda state, move: not any(t(state, move) for t in refused))
    if len(tests) == 1:
        return tests[0]
    return lambda state, move: all(test(state, move) for test in tests)


def _between(name: str, limits: Between) -> Test:
    low = 0 if limits.gte is None else limits.gte
    high = MOST[name] if limits.lte is None else limits.lte
    return lambda state, _move: low <= getattr(state, name) <= high
