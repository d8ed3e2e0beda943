"""What the instructor knows of a card: `autograde/keys/cards/<assignment>.yaml`, by its kind and id."""

from functools import cache
from typing import TYPE_CHECKING

from alliance.errors import CourseError
from alliance.tables import read
from alliance_grader.course import course_root
from alliance_grader.scoring.statistics import statistic

if TYPE_CHECKING:
    from alliance_grader.scoring.case import Case

Known = dict[str, dict[str, dict[str, str]]]
"""Field by field what is known of each card, by the card's id and kind."""


@cache
def _known(assignment: str) -> Known:
    from alliance_grader.scoring.key import keys_folder

    return read(keys_folder(course_root()) / "cards" / f"{assignment}.yaml", Known)


@statistic
def card(case: "Case", about: str, kind: str, field: str) -> str:
    """What is known of the card with a number in this variant's order; nothing when the card has no such field."""
    cards = case.work.cards(kind)
    number = int(about)
    if not 1 <= number <= len(cards):
        raise CourseError(f"{case.work.id}: there is no card {number} among the {kind}; mend the key.")
    return _known(case.work.id)[kind][cards[number - 1].id].get(field, "")
