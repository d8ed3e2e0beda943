"""One student's answers to one item, with the variant that they are judged on; and what a judgement is."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from alliance.assignments import Assignment
from alliance.practice.answers import is_empty
from alliance_grader.scoring.records import Statistic

UNANSWERED: Final = "not answered, or the line did not run."


@dataclass(frozen=True)
class Verdict:
    """What one part of an item earned, and why.

    Attributes
    ----------
    points : float or None
        None when a person must look: the reason says why.
    reason : str
        As the student reads it; empty when there is nothing to say.
    misconception : str, optional
        Which one the answer shows.
    named_from : int
        How many verdicts of the item must show it before it is named.
    firm : bool
        Whether it shows by itself; choosing one statement of a few may be chance.
    """

    points: float | None
    reason: str
    misconception: str | None = None
    named_from: int = 1
    firm: bool = True


@dataclass(frozen=True)
class Case:
    """Answers, and what their truth comes from.

    Attributes
    ----------
    answers : mapping of str to object
        Whatever the student's names hold; every name of the item's parts is there, ``...`` for a missing one.
    work : Assignment
        The variant that the student works on.
    """

    answers: Mapping[str, Any]
    work: Assignment

    def truth(self, wanted: Statistic, about: str = "") -> float | str:
        """Compute a statistic about a subject of this variant."""
        from alliance_grader.scoring.statistics import truth

        return truth(wanted, about, self)

    def is_empty(self, name: str) -> bool:
        """Tell whether an answer was left as it was released."""
        return is_empty(self.answers.get(name, ...))
