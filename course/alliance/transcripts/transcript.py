"""Transcripts to code: invented sessions, one YAML file each, in which two people take turns."""

import hashlib
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files
from typing import Final, Literal

from alliance.errors import CourseError
from alliance.language import _
from alliance.tables import packaged, packaged_ids

HASH_LENGTH: Final = 12


@dataclass(frozen=True)
class Turn:
    """What one of the two says; what stands in square brackets is seen or heard, not said."""

    speaker: Literal["therapist", "client"]
    says: str


@dataclass(frozen=True)
class Transcript:
    """A stretch of one invented session.

    Attributes
    ----------
    id : str
        How a lesson or an assignment asks for it; also the file's name.
    title : str
    client, therapist : str
        Who they are, in a few words.
    therapy, delivery : str
        What they do, and whether they meet in person or by video.
    session : int
        Which session it is.
    context : str
        What a reader needs to know beforehand.
    turns : tuple of Turn
        The turns; they are counted from 1, the therapist's included.
    lesson : bool
        Whether it is lesson material, with its key shipped beside it.
    """

    id: str
    title: str
    client: str
    therapist: str
    therapy: str
    delivery: Literal["in person", "video"]
    session: int
    context: str
    turns: tuple[Turn, ...]
    lesson: bool = False

    @cached_property
    def client_turns(self) -> tuple[int, ...]:
        """The numbers of the client's turns, which are the ones to code."""
        return tuple(number for number, turn in enumerate(self.turns, 1) if turn.speaker == "client")

    @cached_property
    def hash(self) -> str:
        """What ties a key or a receipt to these very words."""
        words = "\n".join(f"{turn.speaker}: {turn.says}" for turn in self.turns)
        return hashlib.sha256(f"{self.id}\n{words}".encode()).hexdigest()[:HASH_LENGTH]


def transcripts(*, lesson: bool | None = None) -> tuple[str, ...]:
    """Return the ids of the transcripts there are.

    Parameters
    ----------
    lesson : bool, optional
        Only those of the lessons, or only those of the assignments; by default all.
    """
    ids = packaged_ids("alliance.transcripts", ".")
    return tuple(one for one in ids if lesson is None or transcript(one).lesson == lesson)


def transcript(transcript_id: str) -> Transcript:
    """Return one transcript.

    Raises
    ------
    CourseError
        When there is none of that name.
    """
    if not files("alliance.transcripts").joinpath(f"{transcript_id}.yaml").is_file():
        raise CourseError(
            _("There is no transcript {name}; choose from {names}.").format(
                name=repr(transcript_id), names=", ".join(transcripts())
            )
        )
    return packaged("alliance.transcripts", f"{transcript_id}.yaml", Transcript)
