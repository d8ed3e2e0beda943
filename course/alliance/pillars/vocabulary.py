"""The three pillars, as Bordin (1979) named them, in words of our own (`pillars.yaml`)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from alliance.language import _, pgettext
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


def pillar_word(pillar: str) -> str:
    """Return the name of a pillar inside a sentence, in the language that is spoken."""
    return {
        "goal": pgettext("pillar", "goal"),
        "task": pgettext("pillar", "task"),
        "bond": pgettext("pillar", "bond"),
    }[pillar]


def pillar_words(pillars: Sequence[str]) -> str:
    """Return the names of several pillars, joined."""
    words = [pillar_word(pillar) for pillar in pillars]
    if len(words) < 2:
        return "".join(words)
    # Translators: two pillars, or the last of three.
    return _("{one} and {other}").format(one=", ".join(words[:-1]), other=words[-1])
