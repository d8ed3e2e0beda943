"""How hard an item is and how well it tells people apart: one definition, for simulated classes and for real ones."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from alliance_grader.items.reliability import item_rest


@dataclass(frozen=True)
class Numbers:
    """One item.

    Attributes
    ----------
    answers : int
        How many have points.
    difficulty : float or None
        Mean share of the points; None when nobody has any.
    discrimination : float or None
        Correlation with the total of the other items that a program alone marks; None when either does not vary.
    """

    answers: int
    difficulty: float | None
    discrimination: float | None


def numbers(
    points: NDArray[np.float64], worth: NDArray[np.float64], steady: NDArray[np.bool_]
) -> tuple[Numbers, ...]:
    """Return difficulty and discrimination of each item.

    Parameters
    ----------
    points : ndarray
        One row a student, one column an item; NaN where a person has yet to mark.
    worth : ndarray
        What each item is worth.
    steady : ndarray of bool
        The items that a program alone marks and that have points for everybody: they make the total.
    """
    total = points[:, steady].sum(axis=1)
    found = []
    for place in range(points.shape[1]):
        own = points[:, place]
        known = ~np.isnan(own)
        rest = total - own if steady[place] else total
        found.append(
            Numbers(
                answers=int(known.sum()),
                difficulty=float(own[known].mean() / worth[place]) if known.any() else None,
                discrimination=item_rest(own[known], rest[known]) if known.any() else None,
            )
        )
    return tuple(found)
