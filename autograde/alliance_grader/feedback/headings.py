"""What a key calls its items and a course its misconceptions: read without the parts that score, which would take longer."""

from functools import cache
from pathlib import Path

import msgspec

from alliance.tables import read
from alliance_grader.feedback.told import Course, Head
from alliance_grader.results import Misconception, Passage


class _Item(msgspec.Struct, frozen=True):
    id: str
    title: str
    practise: Passage | None = None


class _Key(msgspec.Struct, frozen=True):
    """The part of a key that a page shows; `scoring.key` checks the whole."""

    title: str
    items: tuple[_Item, ...]


@cache
def headings(root: Path, assignment: str) -> Course:
    """Return what an assignment and its items are called; an assignment without a key goes by its own name.

    Raises
    ------
    CourseError
        When the key or the misconceptions cannot be read; it says where.
    """
    keys = root / "autograde" / "keys"
    known = keys / "misconceptions.yaml"
    named = read(known, tuple[Misconception, ...]) if known.is_file() else ()
    place = keys / f"{assignment}.yaml"
    key = read(place, _Key) if place.is_file() else _Key(assignment, ())
    return Course(
        title=key.title,
        items={item.id: Head(item.title, item.practise) for item in key.items},
        misconceptions={one.id: one for one in named},
    )
