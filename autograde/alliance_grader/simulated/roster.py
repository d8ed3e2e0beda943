"""Who is in a simulated class: ability, misconceptions, habits, and how well somebody knows what they know."""

import random
from dataclasses import dataclass
from itertools import cycle
from typing import Final, Literal

from alliance.assignments import letters
from alliance_grader.scoring import Key

Role = Literal["works", "mistaken", "careless", "guesser", "blank"]

_TEN: Final[tuple[Role, ...]] = (
    *("works", "mistaken", "guesser", "works", "mistaken"),
    *("careless", "mistaken", "works", "blank", "mistaken"),
)
TURNS: Final[tuple[Role, ...]] = (*_TEN, *("works" if role == "blank" else role for role in _TEN))
"""The roles in turn, so that a class of any size has some of each."""

_SECOND: Final = 4
"""Every so many of those who are mistaken hold a second misconception."""


@dataclass(frozen=True)
class Student:
    """A simulated student.

    Attributes
    ----------
    id : str
    role : {"works", "mistaken", "careless", "guesser", "blank"}
        ``works`` and ``careless`` hold no misconception; ``careless`` know as much, and slip in form.
    ability : float
        In logits; an answer of average difficulty is known with a chance of one half at 0.
    believes : tuple of str
        Misconceptions, the strongest first.
    optimism : float
        How much surer than right the student is, on average: 0.1 is ten percent.
    variant : str
        The letter of the student's variant.
    """

    id: str
    role: Role
    ability: float
    believes: tuple[str, ...]
    optimism: float
    variant: str

    def draws(self, seed: int, of: str) -> random.Random:
        """Return the chance of this student in one matter: nobody else's, and no other matter, changes it."""
        return random.Random(f"{seed}:{self.id}:{of}")  # noqa: S311  (a simulation)


def roster(key: Key, students: int, seed: int) -> tuple[Student, ...]:
    """Return the class that works on an assignment.

    Each misconception that the key can name is held by as many as any other, and each variant is worked on by as many.

    Parameters
    ----------
    key : Key
    students : int
    seed : int
    """
    known = sorted({name for item in key.items for name in item.misconceptions})
    variants, beliefs = cycle(letters(key.short)), cycle(known)
    found, mistaken = [], 0
    for number in range(students):
        name = f"sim{number + 1:04d}"
        own = random.Random(f"{seed}:{key.assignment}:{name}")  # noqa: S311  (a simulation)
        role = TURNS[number % len(TURNS)]
        if role == "mistaken" and not known:
            role = "works"
        believes: tuple[str, ...] = ()
        if role == "mistaken":
            mistaken += 1
            believes = (next(beliefs),)
            others = [other for other in known if other not in believes]
            if mistaken % _SECOND == 0 and others:
                believes += (own.choice(others),)
        ability, optimism = own.gauss(0.8, 1.0), own.gauss(0.05, 0.12)
        found.append(Student(name, role, ability, believes, optimism, next(variants)))
    return tuple(found)
