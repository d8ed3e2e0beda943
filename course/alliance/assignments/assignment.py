"""Assignments as data: `<id>.yaml` beside this module, one an assignment. Nothing in it says what is right."""

import hashlib
from dataclasses import dataclass
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any, Final

import msgspec

from alliance.errors import CourseError
from alliance.language import _
from alliance.tables import packaged

if TYPE_CHECKING:
    import pandas as pd

    from alliance.caseload import Caseload
    from alliance.dialogue import Scenario
    from alliance.transcripts import Transcript

FIRST: Final = "A"
"""The variant of a student who was given none."""


class _Record(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A part of the table; an unknown field is a typing error and is refused."""


class Card(_Record, frozen=True):
    """Something to read and judge: a vignette, a claim.

    Attributes
    ----------
    id : str
        The same in every variant.
    text : str
        Markdown.
    """

    id: str
    text: str


class _CaseloadOf(_Record, frozen=True):
    """The arguments of `alliance.simulate_caseload` that all variants share."""

    clients: int
    therapists: int
    world: str = "both"
    preset: str | None = None


class _Variant(_Record, frozen=True):
    """What one variant has of its own: the seed of its caseload, and which transcripts and dialogues."""

    seed: int | None = None
    transcripts: tuple[str, ...] = ()
    scenarios: tuple[str, ...] = ()


class _Table(_Record, frozen=True):
    """One assignment's file."""

    variants: dict[str, _Variant]
    caseload: _CaseloadOf | None = None
    cards: dict[str, tuple[Card, ...]] = {}


@dataclass(frozen=True, eq=False)
class Assignment:
    """One variant of an assignment: the same arguments give the same, to the byte.

    Attributes
    ----------
    id : str
        For example ``"a3"``.
    variant : str
        A capital letter.
    """

    id: str
    variant: str

    def __repr__(self) -> str:
        return f"Assignment {self.id.upper()}, variant {self.variant}."

    @property
    def _table(self) -> _Table:
        return _table(self.id)

    @property
    def _own(self) -> _Variant:
        return self._table.variants[self.variant]

    @cached_property
    def caseload(self) -> "Caseload":
        """The caseload of this variant."""
        from alliance.caseload import simulate_caseload

        of, seed = self._table.caseload, self._own.seed
        if of is None or seed is None:
            raise CourseError(
                _("Assignment {assignment} has no caseload.").format(assignment=self.id.upper())
            )
        return simulate_caseload(
            clients=of.clients, therapists=of.therapists, world=of.world, preset=of.preset, seed=seed
        )

    @property
    def clients(self) -> "pd.DataFrame":
        """One row a client."""
        return self.caseload.clients

    @property
    def sessions(self) -> "pd.DataFrame":
        """One row an appointment."""
        return self.caseload.sessions

    @property
    def per_client(self) -> "pd.DataFrame":
        """One row a client: what their sessions add up to."""
        return self.caseload.per_client

    @property
    def transcripts(self) -> "tuple[Transcript, ...]":
        """The transcripts of this variant."""
        from alliance.transcripts import transcript

        return tuple(transcript(name) for name in self._own.transcripts)

    @property
    def scenarios(self) -> "tuple[Scenario, ...]":
        """The dialogues of this variant."""
        from alliance.dialogue import scenario

        return tuple(scenario(name) for name in self._own.scenarios)

    def cards(self, kind: str) -> tuple[Card, ...]:
        """Return the cards of a kind in this variant's order; the first is number 1.

        Variant A has them in the order of the file. Every other order comes of a hash, so that it is the same on every
        machine and with every version of Python.
        """
        cards = self._table.cards.get(kind)
        if cards is None:
            raise CourseError(
                _("Assignment {assignment} has no {kind}.").format(assignment=self.id.upper(), kind=kind)
            )
        if self.variant == FIRST:
            return cards

        def place(card: Card) -> bytes:
            return hashlib.sha256(f"{self.id} {self.variant} {card.id}".encode()).digest()

        return tuple(sorted(cards, key=place))

    def show(self, kind: str, first: int = 1, last: int | None = None) -> None:
        """Show the cards of a kind, numbered: all of them, or those from `first` to `last`."""
        from IPython.display import display

        from alliance.assignments.page import as_html, as_text

        cards = self.cards(kind)[first - 1 : last]
        shown = {"text/html": as_html(kind, cards, first), "text/plain": as_text(kind, cards, first)}
        display(shown, raw=True)  # type: ignore[no-untyped-call]


@cache
def _table(name: str) -> _Table:
    try:
        return packaged("alliance.assignments", f"{name}.yaml", _Table)
    except FileNotFoundError:
        raise CourseError(
            _("There is no assignment {name}; run the cell as it was given to you.").format(name=repr(name))
        ) from None


def letters(name: str) -> tuple[str, ...]:
    """Return the variants of an assignment, for example ``letters("a3")``."""
    return tuple(_table(name).variants)


def assignment(name: str, variant: Any = ...) -> Assignment:
    """Return what an assignment gives to a student.

    Parameters
    ----------
    name : str
        For example ``"a3"``.
    variant : str, optional
        The letter that the instructor gave; ``"A"`` for whoever was given none.

    Raises
    ------
    CourseError
        When there is no such assignment or variant: one sentence that says what to type.
    """
    if variant is ... or variant is None:
        variant = FIRST
    wanted = variant.strip().upper() if isinstance(variant, str) else variant
    known = letters(name)
    if not isinstance(wanted, str) or wanted not in known:
        shown = repr(variant)[:40] if isinstance(variant, str | int | float) else _("something else")
        raise CourseError(
            _(
                "There is no variant {shown}; the variants are {known}. Type the letter that your instructor gave "
                'you, like variant = "{first}".'
            ).format(shown=shown, known=", ".join(known), first=known[0])
        )
    return _made(name, wanted)


def variant_or_first(name: str, variant: Any) -> Assignment:
    """Return a student's variant, or the first one when what was typed is none: the notebook shows that one then."""
    try:
        return assignment(name, variant)
    except CourseError:
        return assignment(name)


@cache
def _made(name: str, variant: str) -> Assignment:
    return Assignment(name, variant)
