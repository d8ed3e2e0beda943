"""Find the cues of `cues.toml` in a text, each with its place and with what bears on it.

A cue counts for less, or for the opposite, when it is cancelled ("I get it, but ..."), conditional ("if I upset
you ...") or renounced ("I could explain myself, but that would not help you"): that is its scope.
"""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final

from alliance.replies.text import Sentence, Text

_CLASS: Final = re.compile(r"<(\w+)>")
_BUT: Final = frozenset({"but", "however", "although", "though", "yet", "nevertheless", "nonetheless", "still", "except"})  # fmt: skip
_NOT_IF: Final = frozenset({"as", "wonder", "wondering", "see", "ask", "asking", "know", "sure", "even", "check", "like", "unsure", "asked", "wondered", "matter"})  # fmt: skip


@dataclass(frozen=True)
class Cue:
    """A row of the table: what it is evidence for, of which pillar, and its patterns as one."""

    name: str
    reads: str
    pillar: str
    pattern: re.Pattern[str]


@dataclass(frozen=True)
class Found:
    """A cue in a sentence.

    Attributes
    ----------
    cue : str
        Its name.
    sentence, first, last : int
        Which sentence, and its first and last word there.
    cancelled, conditional, renounced, negated : bool
        Its scope.
    """

    cue: str
    sentence: int
    first: int
    last: int
    cancelled: bool
    conditional: bool
    renounced: bool
    negated: bool

    @property
    def plain(self) -> bool:
        """Whether nothing takes it back."""
        return not (self.cancelled or self.conditional or self.renounced)


@cache
def table() -> tuple[Cue, ...]:
    """Read the cue table; it is parsed once, at the first reply."""
    raw: dict[str, Any] = tomllib.loads(
        files("alliance.replies").joinpath("cues.toml").read_text(encoding="utf-8")
    )
    words = {name: _alternatives(text) for name, text in raw["words"].items()}
    return tuple(
        Cue(name, row.get("reads", ""), row.get("pillar", ""), _compiled(row["patterns"], words))
        for name, row in raw["cues"].items()
    )


def _alternatives(text: str) -> str:
    several = [one.replace("_", " ") for one in text.split()]
    return f"(?:{'|'.join(several)})"


def _compiled(patterns: str, words: dict[str, str]) -> re.Pattern[str]:
    lines = [line.strip() for line in patterns.splitlines() if line.strip()]
    joined = "|".join(_CLASS.sub(lambda found: words[found[1]], line) for line in lines)
    joined = joined.replace("~~", r"(?:\w+ ){0,6}").replace("~", r"(?:\w+ ){0,2}")
    joined = joined.replace("^ ?", r"(?<=\A )").replace("$", r"(?= \Z)")
    return re.compile(rf"(?<= )(?:{joined})(?= )")


def renouncing(sentence: Sentence) -> bool:
    """Whether a sentence names a harmful move and lets it be."""
    return _named("h_renounce").search(sentence.line) is not None


@cache
def _named(name: str) -> re.Pattern[str]:
    return next(cue.pattern for cue in table() if cue.name == name)


def find(text: Text) -> list[Found]:
    """Find every cue in every sentence."""
    found: list[Found] = []
    for number, sentence in enumerate(text.sentences):
        following = text.sentences[number + 1].words if number + 1 < len(text.sentences) else ()
        next_but = bool(following) and following[0] in _BUT
        renounced = renouncing(sentence)
        buts = [
            place
            for place, word in enumerate(sentence.words)
            if word in _BUT and place > 0
            and (word in {"but", "however", "although", "nevertheless", "except"} or place in sentence.breaks)
        ]  # fmt: skip
        ifs = [
            place
            for place, word in enumerate(sentence.words)
            if word in {"if", "unless"} and (place == 0 or sentence.words[place - 1] not in _NOT_IF)
        ]
        for cue in table():
            for match in cue.pattern.finditer(sentence.line):
                first = sentence.word_at(match.start())
                last = sentence.word_at(max(match.end() - 1, match.start()))
                found.append(
                    Found(
                        cue.name,
                        number,
                        first,
                        last,
                        any(place > first for place in buts) or next_but,
                        any(
                            place <= first and not any(place < stop <= first for stop in sentence.breaks)
                            for place in ifs
                        ),
                        renounced,
                        any(word in {"not", "never", "no", "nor", "hardly", "without"} for word in sentence.words[max(first - 3, 0) : first]),
                    )
                )  # fmt: skip
    return found
