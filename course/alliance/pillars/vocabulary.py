"""The three pillars, as Bordin (1979) named them, in words of our own (`pillars.yaml`)."""

from dataclasses import dataclass
from typing import Final

from alliance.tables import packaged


@dataclass(frozen=True)
class Pillar:
    """One pillar of the working alliance.

    Attributes
    ----------
    id : str
        ``goal``, ``task`` or ``bond``.
    name : str
        How the pillar is called in a sentence.
    asks : str
        The question that the pillar answers.
    means : str
        What it is, in a sentence.
    strong : str
        How it sounds when it holds, in a client's words.
    weak : str
        How it sounds when it gives, in a client's words.
    """

    id: str
    name: str
    asks: str
    means: str
    strong: str
    weak: str


PILLARS: Final[tuple[Pillar, ...]] = packaged("alliance.pillars", "pillars.yaml", tuple[Pillar, ...])
