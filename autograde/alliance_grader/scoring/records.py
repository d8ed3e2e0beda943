"""What all parts of a key share."""

from typing import TYPE_CHECKING, Final

import msgspec

if TYPE_CHECKING:
    from alliance_grader.scoring.case import Case

HAIR: Final = 1e-9
"""What a sum of decimals may be off by."""


class Record(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A part of a key; an unknown field is a typing error and is refused."""


class Statistic(Record, frozen=True):
    """A value that is computed for a student's own variant, never written down.

    Attributes
    ----------
    statistic : str
        The name of a function in `alliance_grader.scoring.statistics`.
    of : dict
        Its other arguments.
    """

    statistic: str
    of: dict[str, str | float | bool] = {}


class Wrong(Record, frozen=True):
    """A known wrong answer: what gives it away, and what to say.

    Attributes
    ----------
    value : Statistic or str
        The wrong value.
    say : str
        The hint for the student; ``{true}`` stands for the true value.
    misconception : str, optional
        Which one it shows.
    within : float
        How near a number must be: nearer than for a right one, since it accuses.
    named_from : int
        How many answers of the item must show the misconception before it is named: one may be chance.
    points : float
        What it still earns.
    """

    value: Statistic | str
    say: str
    misconception: str | None = None
    within: float = 0.01
    named_from: int = 1
    points: float = 0.0

    def true(self, about: str, case: "Case") -> float | str:
        """Return the wrong value itself."""
        return case.truth(self.value, about) if isinstance(self.value, Statistic) else self.value
