"""What became of each submission: the small file that is written last, and so marks the work as complete."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import msgspec

from alliance_grader.files import write_whole
from alliance_grader.sandbox.levels import Level


@dataclass(frozen=True)
class Mark:
    """What a person gave for an answer that is no longer the one in the gradebook.

    Attributes
    ----------
    points : float
    answer : str
        Digest of the answer; empty when it is not known.
    """

    points: float
    answer: str


@dataclass(frozen=True)
class RestsOn:
    """What a grade rests on; as text it is the `content` of an outcome.

    Attributes
    ----------
    basis : str
        Digest of the assignment, its key and the misconceptions.
    variant : str
        The letter that the student was given; empty when none was.
    handed : str
        Digest of what was handed in.
    """

    basis: str
    variant: str
    handed: str

    @classmethod
    def read(cls, content: str) -> "RestsOn":
        """Return what the content of an outcome says."""
        basis, _, rest = content.partition(":")
        variant, _, handed = rest.partition(":")
        return cls(basis, variant, handed)

    def __str__(self) -> str:
        return f"{self.basis}:{self.variant}:{self.handed}"


@dataclass(frozen=True)
class Outcome:
    """What became of one submission: what the gradebook itself does not know.

    Attributes
    ----------
    student : str
    status : {"graded", "not graded"}
    reason : str
        Why it was not graded, and what to do; empty when it was.
    content : str
        Digest of the submission, the assignment, its key and the misconceptions: when it is the same, nothing
        is to be done. Empty while the work is not complete.
    seconds : float
        How long it took.
    notes : tuple of str
        What was put right on the way, for the instructor.
    level : {"namespaces", "landlock", "none"} or None
        How the student's code was kept apart; None when nothing ran.
    answers : dict of str to str
        Digest of the answer that each grade cell judges, by grade id: a person's mark stands while it is the same.
    scores : dict of str to (float or None)
        The points that were entered into the gradebook, by grade id: when it holds others, it is not the one that
        this was entered into.
    marks : dict of str to Mark
        People's marks for earlier work, by grade id, set aside since the work that followed could not be graded, or was
        done on a version without that item. The mark of an answer comes back with the answer.
    version : int or None
        The version of the assignment that it was judged by; None when nothing says.
    """

    student: str
    status: Literal["graded", "not graded"]
    reason: str
    content: str
    seconds: float
    notes: tuple[str, ...] = ()
    level: Level | None = None
    answers: dict[str, str] = field(default_factory=dict)
    scores: dict[str, float | None] = field(default_factory=dict)
    marks: dict[str, Mark] = field(default_factory=dict)
    version: int | None = None


def outcome_file(root: Path, assignment: str, student: str) -> Path:
    """Return where the outcome of a submission is kept."""
    return root / "gradebook" / "outcomes" / assignment / f"{student}.json"


def read_outcome(root: Path, assignment: str, student: str) -> Outcome | None:
    """Return the outcome of a submission, or None when it has none that can be read."""
    try:
        return msgspec.json.decode(outcome_file(root, assignment, student).read_bytes(), type=Outcome)
    except (OSError, ValueError, msgspec.MsgspecError):
        return None


def write_outcome(root: Path, assignment: str, outcome: Outcome) -> None:
    """Write down that the work on a submission is complete."""
    write_whole(outcome_file(root, assignment, outcome.student), msgspec.json.encode(outcome).decode())
