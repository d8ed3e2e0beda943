"""How far the student's own codes agree with those of the second reader."""

import math
from typing import TYPE_CHECKING

from alliance.errors import CourseError
from alliance_grader.scoring.statistics import follows

if TYPE_CHECKING:
    from alliance.caseload import Finding
    from alliance_grader.scoring.case import Case


def _finding(case: "Case", receipts: str) -> "Finding | None":
    """Return what `kappa` finds in the receipts that the answers hold (their names, with a blank between)."""
    from alliance.caseload import kappa
    from alliance.transcripts import side_by_side
    from alliance.transcripts.beside import COLLEAGUE

    both = side_by_side(case.work.transcripts, *(case.answers.get(name) for name in receipts.split()))
    try:
        return kappa(both, "mine", COLLEAGUE)
    except CourseError:
        return None  # nothing is coded, or all of it the same


@follows
def kappa_with_colleague(case: "Case", about: str, receipts: str) -> float:
    """Cohen's kappa of the student's own codes and the second reader's, over three kinds."""
    found = _finding(case, receipts)
    return found.value if found else math.nan


@follows
def agreement_with_colleague(case: "Case", about: str, receipts: str, scale: float = 1.0) -> float:
    """The share of turns in which the two have the same code; in percent with a `scale` of 100."""
    found = _finding(case, receipts)
    return scale * found.numbers["agreement"] if found else math.nan
