"""A scenario: a client, a rupture, and what can be said, beat by beat; one YAML file."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Any, Final, Literal, TypeVar

import msgspec
import yaml
from msgspec import Meta

from alliance.dialogue.conditions import Condition, Test, ready
from alliance.dialogue.effects import Change, Dynamics, Effects, effects
from alliance.dialogue.state import Kind, Phase, Pillar, State
from alliance.errors import CourseError
from alliance.language import _
from alliance.receipts import letters
from alliance.tables import LOADER, text_of

END: Final = "end"
"""Where a dialogue goes when it is over."""

MOST_TURNS: Final = 10
"""A dialogue is over after so many turns, wherever it stands."""

Level = Annotated[int, Meta(ge=0, le=10)]
Intensity = Annotated[int, Meta(ge=1, le=3)]
Name = Annotated[str, Meta(pattern=r"^[a-z0-9]+(?:[-_][a-z0-9]+)*$", max_length=40)]
Words = Annotated[str, Meta(min_length=1, max_length=600)]


class _Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A part of a scenario."""


class Rupture(_Part, frozen=True):
    """What is open between the two."""

    kind: Kind
    pillar: Pillar
    intensity: Intensity


class Start(_Part, frozen=True):
    """How the client is when the scene opens."""

    bond: Level
    goal: Level
    task: Level
    trust: Level
    arousal: Level
    phase: Phase = "open"


class Go(_Part, frozen=True, rename={"condition": "if"}):
    """Where to go on, when a condition holds."""

    go: str
    condition: Condition | None = None


class Line(_Part, frozen=True, rename={"condition": "if"}):
    """What the client says, when a condition holds: disclosures may need trust."""

    say: Words
    condition: Condition | None = None


class Option(_Part, frozen=True):
    """Something that the therapist can say.

    What its move does is in the table of effects; `effect` and `flag` come on top, and `phase` says how far the talk gets
    with it. Where the usual does not hold for this client, `table: false` leaves the table out.
    """

    move: str
    say: Words
    why: Words
    effect: dict[str, Change] = {}
    flag: Name | None = None
    phase: Phase | None = None
    table: bool = True
    go: str | None = None


class Beat(_Part, frozen=True):
    """A moment: the client's line, and what can be answered."""

    client: Words | list[Line]
    options: Annotated[list[Option], Meta(min_length=2, max_length=6)]
    markers: list[str] = []
    next: list[Go] = []


class Ending(_Part, frozen=True, rename={"condition": "if"}):
    """A way in which this scenario can end; the table has the conditions, unless one is given here."""

    id: str
    say: Words
    condition: Condition | None = None


class Scenario(_Part, frozen=True, dict=True):
    """One dialogue; see `docs/authoring_scenarios.md`."""

    schema: Literal[1]
    id: Name
    title: Words
    setting: Words
    client: Annotated[str, Meta(min_length=1, max_length=30)]
    delivery: Literal["in person", "video"]
    learn: Words
    rupture: Rupture
    start: Start
    beats: dict[str, Beat]
    endings: Annotated[list[Ending], Meta(min_length=2)]
    concepts: list[str] = []
    sources: list[str] = []

    @property
    def first(self) -> str:
        """The beat that opens the scene: the first in the file."""
        return next(iter(self.beats))

    @property
    def opening(self) -> State:
        """The state in which the scene opens."""
        s = self.start
        return State(s.bond, s.goal, s.task, s.trust, s.arousal, self.rupture.intensity, s.phase)

    @cached_property
    def hash(self) -> str:
        """Six letters that change when anything that matters to the play changes, also in the table of effects."""
        return content_hash(self, effects())

    @cached_property
    def dynamics(self) -> Dynamics:
        """What moves do here."""
        return Dynamics(self.rupture.kind, self.rupture.pillar)

    @cached_property
    def ends(self) -> tuple[tuple[Ending, Test, float], ...]:
        """Each ending with its condition made ready and its value."""
        known = effects().endings
        last = len(self.endings) - 1
        return tuple(
            (
                ending,
                ready(
                    None
                    if i == last and ending.condition is None
                    else ending.condition or known[ending.id].condition
                ),
                known[ending.id].value,
            )
            for i, ending in enumerate(self.endings)
        )

    @cached_property
    def ways(self) -> dict[str, tuple[tuple[Test, str], ...]]:
        """For each beat, where it goes on, conditions made ready."""
        return {
            name: tuple((ready(go.condition), go.go) for go in beat.next) for name, beat in self.beats.items()
        }

    @cached_property
    def lines(self) -> dict[str, tuple[tuple[Test, str], ...]]:
        """For each beat, what the client may say, conditions made ready."""
        return {
            name: ((ready(None), beat.client),)
            if isinstance(beat.client, str)
            else tuple((ready(line.condition), line.say) for line in beat.client)
            for name, beat in self.beats.items()
        }


def content_hash(scenario: Scenario, table: Effects) -> str:
    """Return a short hash of a scenario and of the table of effects."""
    both = msgspec.json.encode([scenario, table], order="deterministic")
    number = int.from_bytes(hashlib.sha256(both).digest()[:5], "big")
    return letters(number, 6)


@dataclass(frozen=True)
class Source:
    """A scenario's text with the line of every part, so that a mistake can be pointed at."""

    name: str
    raw: dict[str, Any]
    places: dict[tuple[str | int, ...], int]

    def line(self, *path: str | int) -> int:
        """Return the line of a part, or of the nearest part around it."""
        while path and path not in self.places:
            path = path[:-1]
        return self.places.get(path, 1)


def source(text: str, name: str) -> Source:
    """Read YAML safely, with the line of every part.

    Raises
    ------
    CourseError
        When it is not YAML, or not a scenario at all.
    """
    try:
        node = yaml.compose(text, Loader=LOADER)
        raw = yaml.load(text, Loader=LOADER)  # noqa: S506  (a safe loader)
        places = dict(_places(node)) if node is not None else {}
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        mark = getattr(error, "problem_mark", None)
        place = f", line {mark.line + 1}" if mark else ""
        raise CourseError(
            f"{name}{place}: this is not valid YAML ({getattr(error, 'problem', None) or type(error).__name__}); check "
            "the indentation, and put a line that has a colon or a quotation mark in it into quotation marks."
        ) from None
    if not isinstance(raw, dict) or node is None:
        raise CourseError(
            f"{name}: a scenario begins with names and values, such as `schema: 1`; see the template."
        )
    return Source(name, raw, places)


def _places(node: yaml.Node, path: tuple[str | int, ...] = ()) -> Iterator[tuple[tuple[str | int, ...], int]]:
    yield path, node.start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            name = key.value if isinstance(key, yaml.ScalarNode) else ""
            yield (*path, name), key.start_mark.line + 1
            for inner, line in _places(value, (*path, name)):
                if inner != (*path, name):
                    yield inner, line
    elif isinstance(node, yaml.SequenceNode):
        for number, value in enumerate(node.value):
            yield from _places(value, (*path, number))


T = TypeVar("T")


def scenario_from(text: str, name: str) -> Scenario:
    """Read a scenario.

    Raises
    ------
    CourseError
        One sentence with the file, the line and what is wrong.
    """
    read = source(text, name)
    return scenario_of(read)


def scenario_of(read: Source) -> Scenario:
    """Turn a scenario's text into a scenario; see `scenario_from`."""
    raw = read.raw
    _fits(read, {**raw, "beats": {}}, Scenario, ())
    beats = raw.get("beats")
    if not isinstance(beats, dict) or not beats:
        raise CourseError(f"{read.name}, line {read.line('beats')}: `beats` must name one beat or more.")
    for name, beat in beats.items():
        if not isinstance(name, str):
            raise CourseError(
                f"{read.name}, line {read.line('beats')}: the name of beat {name!r} must be a word."
            )
        if isinstance(beat, dict) and isinstance(beat.get("options"), list):
            for i, option in enumerate(beat["options"]):
                _fits(read, option, Option, ("beats", name, "options", i))
        _fits(read, beat, Beat, ("beats", name))
    made = msgspec.convert(raw, Scenario)
    _names(read, made)
    return made


def _fits(read: Source, raw: Any, shape: type[T], path: tuple[str | int, ...]) -> T:
    try:
        return msgspec.convert(raw, shape)
    except msgspec.ValidationError as error:
        what, _at, where = str(error).partition(" - at `$")
        inner = tuple(
            int(p) if p.isdigit() else p
            for p in where.rstrip("`").replace("[", ".").replace("]", "").split(".")
            if p
        )
        at = ".".join(str(p) for p in (*path, *inner) if not isinstance(p, int))
        raise CourseError(
            f"{read.name}, line {read.line(*path, *inner)}: {f'`{at}`: ' if at else ''}{_plain(what)}."
        ) from None


def _plain(what: str) -> str:
    """Put msgspec's findings into words for somebody who writes no programs."""
    for theirs, ours in (
        ("Object missing required field", "this has to be here and is not:"),
        ("Object contains unknown field", "there is no such name here:"),
        ("Expected `object`, got", "names with values are expected here, not"),
        ("Invalid enum value", "this is none of the known words:"),
        ("Expected `str`, got", "words are expected here, not"),
        ("Expected `int`, got", "a whole number is expected here, not"),
        ("Expected `array`, got", "a list is expected here, not"),
    ):
        what = what.replace(theirs, ours)
    return what[0].lower() + what[1:]


def _names(read: Source, made: Scenario) -> None:
    """Refuse moves, endings, beats and numbers that are not there."""
    table = effects()

    def refuse(what: str, *path: str | int) -> None:
        raise CourseError(f"{read.name}, line {read.line(*path)}: {what}")

    for i, ending in enumerate(made.endings):
        if ending.id not in table.endings:
            refuse(
                f"there is no ending called {ending.id}; choose one of: {', '.join(table.endings)}.",
                "endings",
                i,
            )
    for name, beat in made.beats.items():
        for i, option in enumerate(beat.options):
            if option.move not in table.moves:
                refuse(
                    f"there is no move called {option.move}; choose one of: {', '.join(table.moves)}.",
                    "beats", name, "options", i, "move",
                )  # fmt: skip
            for number in option.effect:
                if number not in {"bond", "goal", "task", "trust", "arousal", "intensity", "pillar"}:
                    refuse(
                        f"there is no number called {number} in a state.",
                        "beats",
                        name,
                        "options",
                        i,
                        "effect",
                        number,
                    )
            if option.go is not None and option.go not in made.beats and option.go != END:
                refuse(f"there is no beat called {option.go}.", "beats", name, "options", i, "go")
        for i, go in enumerate(beat.next):
            if go.go not in made.beats and go.go != END:
                refuse(f"there is no beat called {go.go}.", "beats", name, "next", i)


def read_scenario(path: Path) -> Scenario:
    """Read a scenario from a file; see `scenario_from`."""
    return scenario_from(text_of(path), path.name)


@cache
def scenarios() -> dict[str, Scenario]:
    """Return the scenarios that the package ships, by id."""
    folder = files("alliance.dialogue").joinpath("scenarios")
    made = [
        scenario_from(entry.read_text(encoding="utf-8"), entry.name)
        for entry in sorted(folder.iterdir(), key=lambda entry: entry.name)
        if entry.name.endswith(".yaml")
    ]
    return {one.id: one for one in made}


def scenario(name: str) -> Scenario:
    """Return a scenario that the package ships, or say which there are."""
    try:
        return scenarios()[name]
    except (KeyError, TypeError):
        raise CourseError(
            _("There is no scenario called {name}; choose one of: {names}.").format(
                name=repr(name), names=", ".join(scenarios())
            )
        ) from None
