"""The simulator's parameters, read from `parameters.toml` into a typed record."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import msgspec

from alliance.errors import CourseError


@dataclass(frozen=True)
class Scale:
    """The teaching scale: points are on 1 to 5."""

    mean: float
    spread: float
    item_noise: float
    session_noise: float
    carry_over: float
    growth: float


@dataclass(frozen=True)
class Shares:
    """What a client's lasting level of alliance is made of."""

    therapist: float
    severity: float
    avoidance: float
    anxiety: float
    pillar: float
    goal_task: float


@dataclass(frozen=True)
class Raters:
    """How therapists and observers see the same sessions, in points."""

    therapist_shift: float
    therapist_view: float
    therapist_noise: float
    observer_shift: float
    observer_view: float
    observer_noise: float
    therapist_missing: float
    observer_missing: float


@dataclass(frozen=True)
class Symptoms:
    """The symptom score, 0 to 40; lower is better."""

    intake_mean: float
    intake_sd: float
    noise: float
    recovery: float
    recovery_sd: float
    recovery_noise: float


@dataclass(frozen=True)
class Attendance:
    """How long clients stay."""

    planned_mean: float
    planned_dispersion: float
    most: int
    missed: float
    dropout_hazard: float
    dropout_alliance: float
    dropout_therapist: float


@dataclass(frozen=True)
class World:
    """What causes what; see `parameters.toml`."""

    says: str
    alliance_to_change: float
    change_to_alliance: float
    shared: float


@dataclass(frozen=True)
class Parameters:
    """Everything that the simulator draws from."""

    scale: Scale
    shares: Shares
    raters: Raters
    symptoms: Symptoms
    attendance: Attendance
    worlds: dict[str, World]

    def world(self, name: str) -> World:
        """Return a world by its name, or say which there are."""
        try:
            return self.worlds[name]
        except (KeyError, TypeError):
            known = ", ".join(self.worlds)
            raise CourseError(f"There is no world called {name!r}; choose one of: {known}.") from None


@cache
def parameters() -> Parameters:
    """Read the parameters that the package ships."""
    text = files("alliance.caseload").joinpath("parameters.toml").read_text(encoding="utf-8")
    return msgspec.convert(tomllib.loads(text), Parameters)
