"""Values of a student's notebook as data: packed where the student's code runs, unpacked where it is judged."""

from alliance_grader.values.calls import Calls
from alliance_grader.values.pack import (
    Unpackable,
    exception_in_words,
    kind_of,
    look,
    pack,
    pack_argument,
    pack_outcome,
)
from alliance_grader.values.strange import NoSuchPart, Opaque, StrangeValue, held_name
from alliance_grader.values.unpack import ValueDamaged, unpack, unpack_outcome

__all__ = [
    "Calls",
    "NoSuchPart",
    "Opaque",
    "StrangeValue",
    "Unpackable",
    "ValueDamaged",
    "exception_in_words",
    "held_name",
    "kind_of",
    "look",
    "pack",
    "pack_argument",
    "pack_outcome",
    "unpack",
    "unpack_outcome",
]
