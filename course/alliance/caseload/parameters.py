"""The simulator's parameters: read from TOML, checked against their limits, and changed by name."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Any, Final, TypeVar

import msgspec
import numpy as np
from msgspec import Meta

from alliance.errors import CourseError
from alliance.tables import text_of

Share = Annotated[float, Meta(ge=0, le=1)]
Correlation = Annotated[float, Meta(ge=-0.95, le=0.95)]
Spread = Annotated[float, Meta(ge=0, le=10)]
Latent = Annotated[float, Meta(ge=-10, le=10)]
LogOdds = Annotated[float, Meta(ge=-20, le=20)]


S = TypeVar("S", bound=msgspec.Struct)


class _Section(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A section of the parameter file; each field is explained beside its value in `parameters.toml`."""


class Scale(_Section, frozen=True):
    """The client's rating: lasting level, pillars, session to session, and the items' thresholds."""

    level: Spread
    style: Share
    pillar: Spread
    goal_task: Correlation
    state: Spread
    carry_over: Annotated[float, Meta(ge=0, le=0.95)]
    pillar_state: Spread
    growth: Latent
    growth_spread: Spread
    item_noise: Annotated[float, Meta(gt=0, le=10)]
    thresholds: tuple[Latent, Latent, Latent, Latent]


class Level(_Section, frozen=True):
    """What the lasting level goes with."""

    therapist: Share
    severity: Correlation
    anxiety: Correlation
    avoidance: Correlation
    video: Latent


class Ruptures(_Section, frozen=True):
    """How ruptures begin, how deep they go and whether they are repaired."""

    onset: Share
    withdrawal: Share
    depth: Annotated[float, Meta(gt=0, le=5)]
    depth_spread: Annotated[float, Meta(ge=0, le=3)]
    confrontation: Annotated[float, Meta(gt=0, le=10)]
    deepest: Annotated[float, Meta(gt=0, le=10)]
    felt: Spread
    spill: Share
    repair: LogOdds
    repair_level: LogOdds
    repair_recovery: LogOdds
    repair_depth: LogOdds
    repair_therapist: Spread
    fade: Share


class Detector(_Section, frozen=True):
    """How one observer of a session notices a rupture."""

    threshold: Annotated[float, Meta(gt=0, le=10)]
    slope: Annotated[float, Meta(ge=0, le=20)]
    confrontation: Annotated[float, Meta(gt=0, le=10)]
    false_alarm: Share


class Coder(Detector, frozen=True):
    """A detector that also says which kind of rupture it was."""

    miscoded: Share


class Detectors(_Section, frozen=True):
    """The three who may notice."""

    client: Detector
    therapist: Detector
    observer: Coder


class Rater(_Section, frozen=True):
    """How somebody else rates the same sessions."""

    shift: Annotated[float, Meta(ge=-4, le=4)]
    slope: Annotated[float, Meta(ge=-4, le=4)]
    view: Spread
    halo: Spread
    noise: Spread


class Raters(_Section, frozen=True):
    """The two who rate besides the client."""

    therapist: Rater
    observer: Rater


class Symptoms(_Section, frozen=True):
    """The symptom score, 0 to 40; lower is better."""

    intake: Annotated[float, Meta(ge=0, le=40)]
    spread: Annotated[float, Meta(ge=0, le=20)]
    noise: Annotated[float, Meta(gt=0, le=20)]
    well: Annotated[float, Meta(ge=0, le=40)]
    pull: Share
    pace: Annotated[float, Meta(ge=0, le=2)]
    recovery: Spread
    drift: Spread
    therapist: Spread
    cutoff: Annotated[float, Meta(ge=0, le=40)]


class Technique(_Section, frozen=True):
    """How far the method fits the problem, and what that does."""

    good: Share
    gain: Annotated[float, Meta(ge=-10, le=10)]
    with_alliance: Annotated[float, Meta(ge=-1, le=1)]


class Homework(_Section, frozen=True):
    """What becomes of the homework."""

    task: Latent
    engagement: Latent
    recovery: Correlation
    done: Latent
    fully: Latent


class Distress(_Section, frozen=True):
    """How upset a client leaves the session, 0 to 10."""

    mean: Annotated[float, Meta(ge=0, le=10)]
    symptoms: Annotated[float, Meta(ge=-2, le=2)]
    alliance: Annotated[float, Meta(ge=-10, le=10)]
    rupture: Annotated[float, Meta(ge=-10, le=10)]
    confrontation: Annotated[float, Meta(ge=-10, le=10)]
    noise: Spread


class Attendance(_Section, frozen=True):
    """How long clients stay."""

    planned: Annotated[float, Meta(ge=1, le=200)]
    dispersion: Annotated[float, Meta(gt=0, le=1000)]
    fewest: Annotated[int, Meta(ge=1, le=200)]
    most: Annotated[int, Meta(ge=1, le=200)]
    enough: Share
    missed: Share
    dropout: LogOdds
    alliance: LogOdds
    improvement: LogOdds
    therapist: Spread
    referral: Share
    video: Share


class Missing(_Section, frozen=True):
    """Shares of what should be there and is not."""

    item: Share
    form: Share
    therapist: Share
    observer: Share
    symptoms: Share


class Dialogue(_Section, frozen=True):
    """What a repair dialogue does to the course that follows."""

    depth: tuple[Spread, Spread, Spread]
    papered_over: LogOdds
    withdrawn: LogOdds


class World(_Section, frozen=True):
    """What causes what."""

    says: str
    alliance_to_change: Annotated[float, Meta(ge=-10, le=10)]
    change_to_alliance: Annotated[float, Meta(ge=-2, le=2)]
    shared: Correlation
    repair_to_change: Annotated[float, Meta(ge=-10, le=10)]


class Preset(_Section, frozen=True):
    """A setting: some parameters, by their dotted names, with another value."""

    says: str
    change: dict[str, Any]


class Parameters(_Section, frozen=True):
    """Everything that the simulator draws from."""

    scale: Scale
    level: Level
    ruptures: Ruptures
    detectors: Detectors
    raters: Raters
    symptoms: Symptoms
    technique: Technique
    homework: Homework
    distress: Distress
    attendance: Attendance
    missing: Missing
    dialogue: Dialogue
    worlds: dict[str, World]
    presets: dict[str, Preset]

    def __post_init__(self) -> None:
        """Refuse what no single limit can: values that contradict one another."""
        if list(self.scale.thresholds) != sorted(set(self.scale.thresholds)):
            raise ValueError(
                f"scale.thresholds are {list(self.scale.thresholds)}; they must rise from one to the next"
            )
        if self.homework.done >= self.homework.fully:
            raise ValueError(
                f"homework.done is {self.homework.done:g}; it must be smaller than homework.fully, {self.homework.fully:g}"
            )
        if not self.attendance.fewest < self.attendance.planned <= self.attendance.most:
            stays = self.attendance
            raise ValueError(
                f"attendance.planned is {stays.planned:g}; it must lie above attendance.fewest, {stays.fewest}, and not "
                f"above attendance.most, {stays.most}"
            )
        level = self.level
        if level.therapist + level.severity**2 + level.anxiety**2 + level.avoidance**2 > 1:
            raise ValueError(
                "level.therapist and the squares of level.severity, level.anxiety and level.avoidance "
                "must not come to more than 1 together"
            )
        for name, world in self.worlds.items():
            if world.shared**2 + self.homework.recovery**2 > 1:
                raise ValueError(
                    f"worlds.{name}.shared is {world.shared:g} and homework.recovery {self.homework.recovery:g}; their squares "
                    "must come to no more than 1 together"
                )

    def world(self, name: str) -> World:
        """Return a world by its name, or say which there are."""
        world: World = _named("world", self.worlds, name)
        return world


def _named(what: str, known: Mapping[str, Any], name: Any) -> Any:
    if not isinstance(name, str) or name not in known:
        raise CourseError(f"There is no {what} called {name!r}; choose one of: {', '.join(known)}.")
    return known[name]


_SHIPPED: Final = "parameters.toml"


@cache
def _shipped() -> dict[str, Any]:
    return tomllib.loads(files("alliance.caseload").joinpath(_SHIPPED).read_text(encoding="utf-8"))


@cache
def parameters() -> Parameters:
    """Return the parameters that the package ships."""
    return _checked(_shipped(), {})


def value_of(given: Parameters, dotted: str) -> Any:
    """Return one parameter by its dotted name."""
    value: Any = given
    for key in dotted.split("."):
        value = value[key] if isinstance(value, Mapping) else getattr(value, key)
    return value


def changed(
    *,
    file: Path | str | None = None,
    preset: str | None = None,
    knobs: Mapping[str, Any] | None = None,
) -> Parameters:
    """Return the shipped parameters with some of them changed: by a file, then a preset, then knobs.

    Parameters
    ----------
    file : path, optional
        A TOML file with those sections and keys of ``parameters.toml`` that are to be different.
    preset : str, optional
        One of ``[presets]``.
    knobs : mapping, optional
        Dotted names with their values: ``{"ruptures.onset": 0.6}``.

    Raises
    ------
    CourseError
        When a name is unknown or a value impossible: one sentence with the name, what was given and what is
        allowed.
    """
    if file is None and preset is None and not knobs:
        return parameters()
    raw = _copy(_shipped())
    origin: dict[str, str] = {}

    def put(changes: Iterable[tuple[str, Any]], where: str) -> None:
        for key, value in changes:
            _put(raw, key, value, where)
            origin[key] = where

    if file is not None:
        if not isinstance(file, str | Path) or not str(file).strip():
            raise CourseError(f"parameters must name a TOML file, such as mine.toml; {file!r} was given.")
        put(_leaves(_toml(Path(file))), Path(file).name)
    given = [(str(key), _plain(value)) for key, value in _mapping(knobs).items()]
    put([pair for pair in given if pair[0].startswith("presets.")], "knobs")
    if preset is not None:
        named = _named("preset", raw["presets"], preset)
        put(_mapping(named.get("change"), f"presets.{preset}.change").items(), f"preset {preset}")
    put(given, "knobs")
    return _checked(raw, origin)


def _plain(value: Any) -> Any:
    """Return NumPy's numbers and arrays as Python's own: knobs are often turned in a loop over them."""
    return value.tolist() if isinstance(value, np.generic | np.ndarray) else value


def _toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(text_of(path))
    except tomllib.TOMLDecodeError as error:
        raise CourseError(f"{path.name} is not valid TOML: {error}.") from None


def _mapping(given: Any, what: str = "knobs") -> Mapping[str, Any]:
    if given is None:
        return {}
    if not isinstance(given, Mapping):
        raise CourseError(
            f'{what} must be names with values, like {{"ruptures.onset": 0.6}}; {given!r} was given.'
        )
    return given


def _copy(tree: Any) -> Any:
    return {key: _copy(value) for key, value in tree.items()} if isinstance(tree, dict) else tree


def _leaves(tree: dict[str, Any], before: str = "") -> list[tuple[str, Any]]:
    found: list[tuple[str, Any]] = []
    for key, value in tree.items():
        dotted = f"{before}{key}"
        if isinstance(value, dict) and not dotted.endswith(".change"):
            found += _leaves(value, f"{dotted}.")
        else:
            found.append((dotted, value))
    return found


def _put(raw: dict[str, Any], dotted: str, value: Any, where: str) -> None:
    """Set one value; a name that is not there is refused, except for whole new worlds and presets."""
    known = [key for key, _ in _leaves(raw)]
    section, _, rest = dotted.partition(".")
    name, _, inner = rest.partition(".")
    new = section in {"worlds", "presets"} and bool(inner) and name not in _shipped()[section]
    if dotted not in known and not new:
        within = [key for key in known if key.startswith(f"{dotted}.")]
        near = get_close_matches(dotted, known, n=1, cutoff=0.5)
        advice = (
            f"it is a section; name one of its parameters, such as {within[0]}."
            if within
            else f"did you mean {near[0]}?"
            if near
            else "the names are those of parameters.toml."
        )
        what = "is no parameter:" if within else "there is no parameter called"
        raise CourseError(
            f"{where}: {dotted} {what} {advice}"
            if within
            else f"{where}: {what} {dotted or 'nothing'}; {advice}"
        )
    *path, last = dotted.split(".")
    place = raw
    for key in path:
        place = place.setdefault(key, {})
    place[last] = _plain(value)


def _checked(raw: dict[str, Any], origin: Mapping[str, str]) -> Parameters:
    # One world or preset at a time first: of a table of them an error tells only that it is in the table.
    for table, shape in (("worlds", World), ("presets", Preset)):
        for name, entry in raw[table].items():
            _converted(entry, shape, origin, f"{table}.{name}")
    return _converted(raw, Parameters, origin)


def _converted(raw: dict[str, Any], shape: type[S], origin: Mapping[str, str], under: str = "") -> S:
    try:
        return msgspec.convert(raw, shape)
    except msgspec.ValidationError as error:
        says = _in_words(str(error), raw, under, shape.__struct_fields__)
        where = next(
            (place for key, place in origin.items() if key in says), next(iter(origin.values()), _SHIPPED)
        )
        raise CourseError(f"{where}: {says}") from None


_LIMIT: Final = {">=": "no less than", "<=": "no more than", ">": "more than", "<": "less than"}


def _in_words(message: str, raw: dict[str, Any], under: str, fields: tuple[str, ...]) -> str:
    """Say what msgspec found: the parameter's name, what was given and what is allowed."""
    what, _, path = message.partition(" - at `$")
    keys = re.findall(r"\.?([\w-]+)|\[(\d+)\]|\[\.\.\.\]", path.rstrip("`"))
    place: Any = raw
    names: list[str] = [under] if under else []
    for word, number in keys:
        if not word and not number:
            continue
        names.append(word or number)
        place = place[int(number)] if number else place.get(word) if isinstance(place, dict) else place
    name = ".".join(names)
    limit = re.search(r"Expected `(\w+)` ([<>]=?) ([-\d.]+)", what)
    if limit:
        return f"{name} is {place!r}; it must be {_LIMIT[limit[2]]} {float(limit[3]):g}."
    kind = re.search(r"Expected `([\w| ]+)`, got `(\w+)`", what)
    if kind:
        expected = {
            "float": "a number",
            "int": "a whole number",
            "str": "text",
            "array": "a list of numbers",
            "object": "names with values",
        }.get(kind[1], kind[1])
        return f"{name} is {place!r}; it must be {expected}."
    odd = re.search(r"(unknown|required) field `([\w-]+)`", what)
    if odd and name and odd[1] == "unknown":
        return f"{name} has no parameter called {odd[2]}; its parameters are: {', '.join(fields)}."
    if odd and name:
        return f"{name} lacks {odd[2]}; it must say: {', '.join(fields)}."
    if name and "field" not in what and "length" not in what:
        return f"{name}: {what[0].lower()}{what[1:]}."
    return f"{name + ': ' if name else ''}{what[0].lower()}{what[1:]}."
