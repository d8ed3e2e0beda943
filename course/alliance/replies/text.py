"""Words, sentences and clauses of a reply, each with its place in the text as it was written."""

import re
import tomllib
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Final, cast

LONGEST: Final = 4000
"""Characters that are looked at; a reply of a minute's speech is far shorter."""

LONGEST_SENTENCE: Final = 60
"""Words after which a run-on is cut, so that no pattern has far to search."""

_QUOTES: Final = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "`": "'", "´": "'", "“": '"', "”": '"', "«": '"', "»": '"', "–": ";", "—": ";", "…": "."})  # fmt: skip
_TOKEN: Final = re.compile(r"[^\W_]+(?:'[^\W_]+)*|[.!?]+|[,;:\-\n\"()]")
_TAILS: Final = {"n't": ["not"], "'m": ["am"], "'re": ["are"], "'ve": ["have"], "'ll": ["will"]}
_IS_AFTER: Final = frozenset(
    {"it", "that", "this", "what", "how", "there", "he", "she", "who", "where", "when", "here", "why", "one", "something", "everything", "nothing"}
)  # fmt: skip
_MODAL: Final = frozenset({"should", "could", "would", "must", "might", "shud", "cud", "wud"})
_ORDER: Final = frozenset({"would", "wud", "wuld", "do", "did", "should", "shud", "shall"})
_HAD_AFTER: Final = re.compile(
    r"been|[a-z]+ed|got|gone|left|made|said|told|lost|let|put|kept|taken|forgotten|better"
)


@dataclass(frozen=True)
class Sentence:
    """One sentence in plain words: lower case, contractions written out, no punctuation.

    Attributes
    ----------
    words : tuple of str
        The words.
    line : str
        The words with one space before, between and after them, for the patterns of the cue table.
    places : tuple of (int, int)
        Where each word stands in the text as it was written.
    breaks : tuple of int
        Numbers of the words before which there is a comma, a dash, a colon or a bracket.
    asked : bool
        Whether it ends on a question mark.
    """

    words: tuple[str, ...]
    line: str
    places: tuple[tuple[int, int], ...]
    breaks: tuple[int, ...]
    asked: bool
    _starts: tuple[int, ...] = field(repr=False)

    def word_at(self, character: int) -> int:
        """Return the number of the word that covers a character of `line`."""
        return max(bisect_right(self._starts, character) - 1, 0)


@dataclass(frozen=True)
class Text:
    """A reply, cut into sentences."""

    written: str
    sentences: tuple[Sentence, ...]

    @property
    def words(self) -> list[str]:
        """All words in order."""
        return [word for sentence in self.sentences for word in sentence.words]

    def quote(self, sentence: int, first: int, last: int) -> str:
        """Return the text as it was written from one word of a sentence to another, both included."""
        places = self.sentences[sentence].places
        return self.written[places[first][0] : places[min(last, len(places) - 1)][1]]


def as_written(value: object) -> str:
    """Return the text of a value without characters that cannot be shown; not a text gives an empty one."""
    if not isinstance(value, str):
        return ""
    plain = unicodedata.normalize("NFKC", value[:LONGEST])
    return "".join(one for one in plain if one in "\n\t" or unicodedata.category(one)[0] != "C").strip()


def read(value: object) -> Text:
    """Cut a text into sentences; never raises, whatever the value."""
    written = as_written(value)
    plain = written.translate(_QUOTES)
    sentences: list[Sentence] = []
    words: list[str] = []
    places: list[tuple[int, int]] = []
    breaks: list[int] = []

    def close(asked: bool) -> None:
        if words:
            starts, at = [], 1
            for word in words:
                starts.append(at)
                at += len(word) + 1
            sentences.append(
                Sentence(
                    tuple(words), f" {' '.join(words)} ", tuple(places), tuple(breaks), asked, tuple(starts)
                )
            )
        words.clear()
        places.clear()
        breaks.clear()

    matches = list(_TOKEN.finditer(plain))
    for number, match in enumerate(matches):
        piece = match[0]
        if piece[0] in ".!?":
            following = matches[number + 1] if number + 1 < len(matches) else None
            trails_off = (
                len(piece) > 1 and "?" not in piece and "!" not in piece
                and following is not None and plain[following.start()].islower()
            )  # fmt: skip
            if trails_off:
                breaks.append(len(words))
            else:
                close("?" in piece)
        elif piece == "\n":
            close(False)
        elif piece == "-" and plain[match.start() - 1 : match.end() + 1].replace("-", "").isalnum():
            continue
        elif piece in ',;:-"()':
            breaks.append(len(words))
        else:
            after = matches[number + 1][0].lower() if number + 1 < len(matches) else ""
            before = matches[number - 1][0].lower() if number else ""
            for word in _written_out(piece.lower(), before, after):
                if len(words) >= LONGEST_SENTENCE or words[-3:] == [word] * 3:
                    close(False)
                words.append(word)
                places.append(match.span())
    close(False)
    return Text(written, tuple(sentences))


@cache
def lists() -> dict[str, frozenset[str]]:
    """Return the lists of `words.toml`."""
    return {name: frozenset(text.split()) for name, text in _words()["lists"].items()}


@cache
def _words() -> dict[str, dict[str, str]]:
    text = files("alliance.replies").joinpath("words.toml").read_text(encoding="utf-8")
    return cast(dict[str, dict[str, str]], tomllib.loads(text))


def _written_out(word: str, before: str, after: str) -> list[str]:
    known = _words()["spellings"].get(word)
    if known is None and word.endswith("in'"):
        known = f"{word[:-1]}g"
    if known is None and word == "of" and before in _MODAL:
        known = "have"
    if known is None and word == "were" and after in _ORDER:
        known = "where"
    if known is not None:
        return known.split()
    for tail, full in _TAILS.items():
        if word.endswith(tail) and len(word) > len(tail):
            return [word[: -len(tail)], *full]
    head, mark, tail = word.rpartition("'")
    if mark and tail == "d" and head:
        return [head, "had" if _HAD_AFTER.fullmatch(after) else "would"]
    if mark and tail == "s" and head in _IS_AFTER:
        return [head, "is"]
    return [word.replace("'", "")]
