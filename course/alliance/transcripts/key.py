"""The key of a transcript: what each of the client's turns is, which other readings can be defended, and why.

Keys of lesson transcripts are shipped in `lesson_codings/`. All others lie with the instructor; whoever scores reads
them with `read_key` and passes them in. Nothing here looks for them.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from alliance.errors import CourseError
from alliance.pillars import MARKER, PillarId
from alliance.tables import packaged, read
from alliance.transcripts.transcript import Transcript, transcript

TurnKind = Literal["none", "withdrawal", "confrontation"]
Lure = Literal["silence", "dip", "disagreement", "courtesy", "politeness"]


@dataclass(frozen=True)
class Accept:
    """Readings besides the key's own that a trained coder could defend."""

    kinds: tuple[TurnKind, ...] = ()
    pillars: tuple[PillarId, ...] = ()


@dataclass(frozen=True)
class TurnKey:
    """One of the client's turns.

    Attributes
    ----------
    turn : int
        Its number in the transcript.
    kind : str
        ``none``, ``withdrawal`` or ``confrontation``.
    why : str
        The reason, in a sentence or two.
    pillar : str, optional
        The pillar that is strained, for a rupture.
    intensity : int
        0 without a rupture, else 1 (slight), 2 (clear) or 3 (strong).
    markers : tuple of str
        What gives the rupture away.
    accept : Accept
        Other readings that can be defended; a rupture never accepts ``none``.
    lure : str, optional
        What tempts to another code. ``silence`` that is thinking, a ``dip`` in mood, ``disagreement`` that is
        collaboration, ``courtesy`` that is fine: none is a rupture. ``politeness`` hides one.
    """

    turn: int
    kind: TurnKind
    why: str
    pillar: PillarId | None = None
    intensity: int = 0
    markers: tuple[str, ...] = ()
    accept: Accept = Accept()
    lure: Lure | None = None

    @property
    def rupture(self) -> bool:
        """Whether the key hears a rupture."""
        return self.kind != "none"


@dataclass(frozen=True)
class Key:
    """The key of one transcript: its id, the hash of the words that were coded, and each client turn."""

    transcript: str
    hash: str
    turns: tuple[TurnKey, ...]

    @property
    def ruptures(self) -> int:
        """How many ruptures there are to find."""
        return sum(turn.rupture for turn in self.turns)

    def checked(self) -> "Key":
        """Return this key if it fits the transcript of today.

        Raises
        ------
        CourseError
            When the words have changed since they were coded, or a turn's entry contradicts itself.
        """
        coded = transcript(self.transcript)
        if self.hash != coded.hash:
            raise CourseError(
                f"The key of {self.transcript} was made for other words (hash {self.hash}, now {coded.hash}); "
                "read both again, then mend the key."
            )
        if tuple(turn.turn for turn in self.turns) != coded.client_turns:
            raise CourseError(
                f"The key of {self.transcript} must have each of the client's turns once, in order: {coded.client_turns}."
            )
        for turn in self.turns:
            _check(turn, coded)
        return self


def _check(turn: TurnKey, coded: Transcript) -> None:
    where = f"Key of {coded.id}, turn {turn.turn}"
    if turn.rupture and (turn.pillar is None or turn.intensity not in (1, 2, 3) or not turn.markers):
        raise CourseError(f"{where}: a rupture has a pillar, an intensity from 1 to 3 and a marker.")
    if not turn.rupture and (
        turn.pillar is not None or turn.intensity or turn.markers or turn.accept.pillars
    ):
        raise CourseError(f"{where}: without a rupture there is no pillar, no intensity and no marker.")
    if turn.rupture and "none" in turn.accept.kinds:
        raise CourseError(
            f"{where}: a rupture does not accept 'none'; code it none and accept the kind instead."
        )
    known = [MARKER.get(marker) for marker in turn.markers]
    if None in known or (turn.markers and known[0] is not None and known[0].kind != turn.kind):
        raise CourseError(
            f"{where}: markers are ids of the vocabulary, first one of this kind; {turn.markers} are not."
        )
    if turn.kind in turn.accept.kinds or turn.pillar in turn.accept.pillars:
        raise CourseError(f"{where}: what the key says itself need not be accepted.")
    if turn.lure is not None and turn.rupture != (turn.lure == "politeness"):
        raise CourseError(f"{where}: 'politeness' is the lure of a rupture, the others of none.")


def read_key(path: Path) -> Key:
    """Read a key from a file and hold it against its transcript.

    Raises
    ------
    CourseError
        When it cannot be read or does not fit.
    """
    return read(path, Key).checked()


def lesson_key(transcript_id: str) -> Key:
    """Return the key of a transcript of the lessons.

    Raises
    ------
    CourseError
        When the transcript is not one of the lessons'.
    """
    if not transcript(transcript_id).lesson:
        raise CourseError(f"{transcript_id} belongs to an assignment, so that its key is not in the package.")
    return packaged("alliance.transcripts", f"lesson_codings/{transcript_id}.yaml", Key).checked()
