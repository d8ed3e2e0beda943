"""What follows from a student's own earlier answer, right or wrong."""

from typing import TYPE_CHECKING

from alliance_grader.scoring.statistics import follows, number

if TYPE_CHECKING:
    from alliance_grader.scoring.case import Case


@follows
def letter_by_sign(case: "Case", about: str, answer: str, negative: str, positive: str = "") -> str:
    """The statement that fits the sign of an earlier number; no word when it has none."""
    value = number(case.answers.get(answer))
    return negative if value < 0 else positive if value > 0 else ""
