"""The field's vocabulary of rupture (`markers.yaml`) and repair (`repair.yaml`), in words of our own."""

from dataclasses import dataclass
from typing import Final, Literal

from alliance.language import pgettext
from alliance.tables import packaged

RuptureKind = Literal["withdrawal", "confrontation"]
RUPTURE_KINDS: Final[tuple[RuptureKind, ...]] = ("withdrawal", "confrontation")


@dataclass(frozen=True)
class Source:
    """A publication; `doi` is given only where it was seen together with the title."""

    cite: str
    reference: str
    doi: str | None = None


@dataclass(frozen=True)
class Kind:
    """One of the two kinds of rupture: its id, its name, the letter that stands for it, what it is."""

    id: RuptureKind
    name: str
    letter: str
    means: str


@dataclass(frozen=True)
class Marker:
    """What can be seen or heard when a rupture of one kind begins.

    Attributes
    ----------
    id : str
        As transcripts, keys and scenarios write it.
    kind : str
        ``withdrawal`` or ``confrontation``.
    name : str
        The name of the category in the 3RS.
    means : str
        Our own definition, in a sentence.
    example : str
        What a client might say.
    near_miss : str
        What looks like it and is none.
    because : str
        Why the near-miss is none.
    """

    id: str
    kind: RuptureKind
    name: str
    means: str
    example: str
    near_miss: str
    because: str


@dataclass(frozen=True)
class Markers:
    """The table of markers: where their names come from, the two kinds, and the markers of each."""

    source: Source
    kinds: tuple[Kind, ...]
    markers: tuple[Marker, ...]


@dataclass(frozen=True)
class Strategy:
    """What a therapist can do about a rupture.

    ``immediate`` strategies mend and go on, ``exploratory`` ones look at the rupture itself.
    """

    id: str
    way: Literal["immediate", "exploratory"]
    name: str
    means: str
    example: str


@dataclass(frozen=True)
class Stage:
    """A stage that many repairs pass through; no fixed order is proven."""

    id: str
    name: str
    means: str


@dataclass(frozen=True)
class Route:
    """How a repair tends to move inside the client, for one kind of rupture."""

    kind: RuptureKind
    steps: tuple[str, ...]


@dataclass(frozen=True)
class Repair:
    """The table of repair: strategies, stages and routes, with their sources."""

    sources: tuple[Source, ...]
    strategies: tuple[Strategy, ...]
    stages: tuple[Stage, ...]
    routes: tuple[Route, ...]


MARKERS: Final = packaged("alliance.pillars", "markers.yaml", Markers)
MARKER: Final[dict[str, Marker]] = {marker.id: marker for marker in MARKERS.markers}
REPAIR: Final = packaged("alliance.pillars", "repair.yaml", Repair)


def markers() -> tuple[Marker, ...]:
    """Return the markers, withdrawal first."""
    return MARKERS.markers


def kind_word(kind: str) -> str:
    """Return the name of a kind of rupture inside a sentence, in the language that is spoken."""
    return {
        "withdrawal": pgettext("rupture", "withdrawal"),
        "confrontation": pgettext("rupture", "confrontation"),
    }[kind]
