"""What the reply checker says, put into words for a trainee: five notes on one reply, and what changed since the last."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from alliance.language import _
from alliance.language.tables import inside
from alliance.tables import packaged

if TYPE_CHECKING:
    from alliance.replies import Reading, Verdict

State = Literal["seen", "perhaps", "not_seen", "ask", "clear"]
HARM: Final = "R5"
"""The criterion that is put as a question and never counted."""


@dataclass(frozen=True)
class Criterion:
    """One thing to look for: its name, what it means, the question to ask oneself, and its sign as a path."""

    id: str
    name: str
    means: str
    asks: str
    mark: str


@dataclass(frozen=True)
class Told:
    """How a state is told: in a word, and in a sentence."""

    word: str
    says: str


@dataclass(frozen=True)
class Sureness:
    """From which probability on the checker says how sure it is in these words."""

    least: float
    says: str


@dataclass(frozen=True)
class Client:
    """A client who waits for a reply.

    Attributes
    ----------
    id, name, setting, says : str
        Who it is, where, and what they have just said.
    kind, pillar : str
        The rupture, for the checker.
    beneath, one_way : str
        What may lie beneath, and one way to answer; shown after the first try.
    """

    id: str
    name: str
    kind: Literal["withdrawal", "confrontation"]
    pillar: Literal["goal", "task", "bond"]
    setting: str
    says: str
    beneath: str
    one_way: str


@dataclass(frozen=True)
class Words:
    """The table `compose_reply.yaml`."""

    criteria: tuple[Criterion, ...]
    pillars: dict[str, str]
    states: dict[str, Told]
    sureness: tuple[Sureness, ...]
    wording: dict[str, str]
    clients: tuple[Client, ...]


@dataclass(frozen=True)
class Note:
    """What is said about one criterion of one reply.

    Attributes
    ----------
    id : str
        R1 to R5.
    state : {"seen", "perhaps", "not_seen", "ask", "clear"}
        The last two belong to R5, which is asked about and never counted.
    word, says, sure : str
        The state in a word, what was seen, and how sure the checker is.
    phrase : str
        The words of the reply it rests on; empty when there are none.
    belief : float
        How likely the checker thinks it, 0 to 1: where the bead lies on its thread.
    """

    id: str
    state: State
    word: str
    says: str
    sure: str
    phrase: str
    belief: float


@dataclass(frozen=True)
class Notes:
    """What is said about one reply.

    Attributes
    ----------
    number : int
        Which version it is, from 1.
    text : str
        The reply.
    notes : tuple of Note
        R1 to R5.
    person : tuple of str
        Why a person should look; empty when the checker is fairly sure.
    changed : tuple of str
        What is different from the version before; empty for the first.
    summary : str
        The five notes in a sentence or two.
    """

    number: int
    text: str
    notes: tuple[Note, ...]
    person: tuple[str, ...]
    changed: tuple[str, ...]
    summary: str


WORDS: Final = packaged("alliance.widgets", "compose_reply.yaml", Words)


def read_reply(client: Client, text: str, before: Notes | None, others: Mapping[str, str]) -> Notes:
    """Let the checker read a reply, and say in words what it made of it.

    Parameters
    ----------
    client : Client
        Who is answered.
    text : str
        The reply.
    before : Notes or None
        The version before, to say what changed.
    others : mapping of str to str
        What was last said to other clients, by id: one reply for everybody is noticed.
    """
    from alliance.replies import check_replies

    answered = [(one, others[one.id]) for one in WORDS.clients if one.id in others and one.id != client.id]
    rows = [
        {"reply": reply, "client_text": one.says, "rupture_type": one.kind, "pillar": one.pillar}
        for one, reply in [*answered, (client, text)]
    ]
    return in_words(client, text, check_replies(rows)[-1], before)


def in_words(client: Client, text: str, verdict: "Verdict", before: Notes | None = None) -> Notes:
    """Put a verdict into words; there is no number in them."""
    notes = tuple(_note(client, one, verdict.readings[one.id], bool(verdict.flags)) for one in WORDS.criteria)
    number = before.number + 1 if before else 1
    return Notes(number, text, notes, verdict.reasons, _changes(before, notes), _summary(notes))


def _note(client: Client, criterion: Criterion, reading: "Reading", flagged: bool) -> Note:
    harm = criterion.id == HARM
    phrase = reading.phrase or ""
    told: str
    state: State
    if not reading.label:
        told = state = "clear" if harm and not flagged else "not_seen"
    elif harm:
        state, told = "ask", "ask" if phrase else "ask_unquoted"
    elif reading.credited:
        told = state = "seen"
    else:
        state, told = "perhaps", "perhaps" if phrase else "unquoted"
    way = WORDS.states[told]
    says = _(way.says).format(phrase=phrase, name=client.name, asks=_(criterion.asks))
    sure = next(_(step.says) for step in WORDS.sureness if reading.probability >= step.least)
    return Note(criterion.id, state, _(way.word), says, sure, phrase, round(reading.probability, 3))


def _names(ids: Iterable[str]) -> str:
    wanted = set(ids)
    return ", ".join(inside(_(one.name)) for one in WORDS.criteria if one.id in wanted)


def _changes(before: Notes | None, now: tuple[Note, ...]) -> tuple[str, ...]:
    """Say what the last revision did to what is recognised."""
    if before is None:
        return ()
    helped = ({note.id for note in some if note.state == "seen"} for some in (before.notes, now))
    was, has = helped
    stung, stings = (any(note.state == "ask" for note in some) for some in (before.notes, now))
    said = [
        _(WORDS.wording[name]).format(names=_names(ids))
        for name, ids in (("gained", has - was), ("lost", was - has))
        if ids
    ]
    if stung != stings:
        happened = "thorn_gone" if stung else "thorn_new"
        said.append(_(WORDS.wording[happened]))
    unchanged = "same"
    return tuple(said) or (_(WORDS.wording[unchanged]),)


def _summary(notes: tuple[Note, ...]) -> str:
    helpful = [note for note in notes if note.id != HARM]
    parts = [
        told.format(names=_names(note.id for note in found))
        for told, state in (
            (_("Seen: {names}."), "seen"),
            (_("Perhaps: {names}."), "perhaps"),
            (_("Not seen: {names}."), "not_seen"),
        )
        if (found := [note for note in helpful if note.state == state])
    ]
    ends = {
        "ask": _("There is a question about one of your phrases."),
        "clear": _("Nothing found that usually hurts."),
    }
    return " ".join([*parts, *(ends[note.state] for note in notes if note.state in ends)])
