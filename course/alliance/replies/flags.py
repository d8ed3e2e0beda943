"""What makes a reply no reply: each flag is a plain reason, and a flagged reply earns nothing without a person."""

import re
import unicodedata
from collections.abc import Sequence
from typing import Final

from alliance.replies.features import FUNCTION, Reply
from alliance.replies.text import LONGEST, Text, lists

FLAGS: Final[dict[str, str]] = {
    "empty": "There is nothing here that can be read as a reply.",
    "not a text": "This is not a text.",
    "too long": f"This is longer than {LONGEST} characters; only its beginning was looked at.",
    "another alphabet": "This is not written in Latin letters, and the checker reads English only.",
    "another language": "This does not look like English, and the checker reads nothing else.",
    "markup or code": "This holds markup or program code.",
    "about the marking": "This speaks about a reply, its marking or its marker instead of to the client.",
    "list of terms": "This is a list of terms rather than something said to a client.",
    "echo": "This gives the client's own words back, and nothing else.",
    "same reply elsewhere": "Nearly the same reply was given to another client.",
    "reply to another client": "This fits what another client said better than what this one said.",
}
"""Every flag, with what it says to a person."""

_MARKUP: Final = re.compile(r"</?[a-zA-Z!][^<>]{0,200}>|&(?:#\d+|lt|gt|amp|nbsp);")
_CODE: Final = re.compile(
    r"\b(?:def|class) \w+\s*[(:]|\bimport \w+\b(?=\s*(?:;|$|\n|as\b))|\b(?:print|eval|exec|assert|console\.log)\s*\(|=>|[=!]=|\{\s*['\"]\w+['\"]\s*:|\breturn \w+\s*;|"
    r"\w+\(\)|```|\bSELECT\b.+\bFROM\b|\$\{|\bR[1-5]\s*[=:]\s*\d|\boverall\s*[=:]\s*\d|</|/>|\blambda \w+:"
)
_FOREIGN: Final = lists()["foreign"]
_ENGLISH: Final = FUNCTION | lists()["english"]
_SAME: Final = {
    "i": "@", "you": "@", "me": "@", "my": "@'s", "your": "@'s", "mine": "@'s", "yours": "@'s", "am": "are", "was": "were",
    "myself": "@self", "yourself": "@self",
}  # fmt: skip


def flags(reply: Reply, value: object) -> tuple[str, ...]:
    """Return the flags of one reply, looked at by itself."""
    found: list[str] = []
    if not isinstance(value, str):
        return ("not a text",)
    written = reply.text.written
    letters = [one for one in written if one.isalpha()]
    if len(value) > LONGEST:
        found.append("too long")
    if not letters:
        return (*found, "empty")
    latin = sum("LATIN" in unicodedata.name(one, "") for one in letters)
    if latin < 0.7 * len(letters):
        return (*found, "another alphabet")
    words = reply.text.words
    if _MARKUP.search(written) or _CODE.search(written):
        found.append("markup or code")
    english = sum(word in _ENGLISH for word in words) / max(len(words), 1)
    foreign = sum(word in _FOREIGN for word in words) / max(len(words), 1)
    if len(words) >= 3 and foreign > 0.25 and foreign > english:
        found.append("another language")
    if reply.numbers["meta"]:
        found.append("about the marking")
    if _is_list(reply, words, english):
        found.append("list of terms")
    if _echoes(reply.text, reply.client):
        found.append("echo")
    return tuple(found)


def _is_list(reply: Reply, words: list[str], english: float) -> bool:
    if len(words) < 4:
        return False
    commas = sum(len(sentence.breaks) for sentence in reply.text.sentences)
    pieces = commas + len(reply.text.sentences)
    subjects = {"i", "you", "we", "it", "that", "this", "let", "tell"} & set(words)
    return (
        (english < 0.2 and (reply.numbers["jargon"] > 0 or len(words) >= 8) and not (set(words) & {"i", "you", "we", "what", "how", "my", "your"}))
        or (reply.numbers["jargon"] >= 0.3 and len(words) >= 5)
        or (reply.numbers["repeats"] > 0.45 and len(words) >= 6)
        or (pieces >= 4 and len(words) / pieces < 2.6 and not subjects and reply.numbers["jargon"] > 0.1)
        or (pieces >= 7 and len(words) / pieces < 3)
        or (pieces >= 5 and len(words) / pieces < 3.6 and reply.numbers["jargon"] > 0.1)
    )  # fmt: skip


def _echoes(reply: Text, client: Text) -> bool:
    mine = [_SAME.get(word, word) for word in reply.words]
    theirs = [_SAME.get(word, word) for word in client.words]
    if len(mine) < 4 or not theirs or any(sentence.asked for sentence in reply.sentences):
        return False
    return _common(mine, theirs) >= 0.85 * len(mine) and len(mine) >= 0.4 * len(theirs)


def _common(one: Sequence[str], other: Sequence[str]) -> int:
    """Return the length of the longest sequence of words that both have, in order."""
    one, other = one[:200], other[:200]
    row = [0] * (len(other) + 1)
    for word in one:
        before = 0
        for place, against in enumerate(other, 1):
            kept = row[place]
            row[place] = before + 1 if word == against else max(row[place], row[place - 1])
            before = kept
    return row[-1]


def compared(replies: Sequence[Reply]) -> list[tuple[str, ...]]:
    """Compare the replies of one student with one another and with what each client said.

    Returns
    -------
    list of tuple of str
        The further flags of each reply.
    """
    found: list[list[str]] = [[] for _ in replies]
    bags = [frozenset(_content(one.text)) for one in replies]
    whole = [frozenset(one.text.words) for one in replies]
    clients = [frozenset(_content(one.client)) for one in replies]
    for here, reply in enumerate(replies):
        others = [
            there
            for there in range(len(replies))
            if there != here and replies[there].client.words != reply.client.words
        ]
        if len(whole[here]) >= 3 and any(_alike(whole[here], whole[there]) for there in others):
            found[here].append("same reply elsewhere")
        if others and len(bags[here]) >= 3 and not bags[here] & clients[here]:
            best = max(len(bags[here] & (clients[there] - clients[here])) for there in others)
            if best >= 2:
                found[here].append("reply to another client")
    return [tuple(one) for one in found]


def touches_client(reply: Reply) -> bool:
    """Whether a reply takes up any word of its client: one that does not may be a stock reply, or another's."""
    return bool({word[:5] for word in _content(reply.text)} & {word[:5] for word in _content(reply.client)})


def _content(text: Text) -> set[str]:
    return {word[:6] for word in text.words if word not in _ENGLISH and len(word) > 3}


def _alike(one: frozenset[str], other: frozenset[str]) -> bool:
    return len(one & other) >= 0.8 * len(one | other)
