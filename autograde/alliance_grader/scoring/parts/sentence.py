"""A sentence of the form "X so that Y": what is surely none costs the points, and a person reads the rest."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final

from alliance_grader.results import ItemResult
from alliance_grader.scoring.case import Case, Verdict
from alliance_grader.scoring.parts.own_text import own_text
from alliance_grader.scoring.parts.part import OnePart

_HINGE: Final = re.compile(r"\bso\s+that\b", re.IGNORECASE)
_WORD: Final = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_SAYS_NOTHING: Final = frozenset(
    _WORD.findall(
        "a an and are as at be can could do does for had has have he her him his i in is it its may me might my of on or "
        "our she so that the their them then they this to us was we were will with would you your"
    )
)
"""Words that two halves may share, or be made of, and still say nothing."""
_SHOWN: Final = 160
"""How many letters of each half the reader is shown; the whole stands in the notebook."""


class SentencePart(OnePart, frozen=True, kw_only=True, tag="sentence", tag_field="kind"):
    """A task and what it serves, in one sentence of the student's own.

    Attributes
    ----------
    example : str
        A sentence that earns all points.
    aim : tuple of str
        Beginnings of words in which the client's own aim can be heard.
    given : tuple of str
        Sentences that the notebook shows, which are nobody's own.
    """

    example: str
    aim: tuple[str, ...]
    given: tuple[str, ...] = ()

    @property
    def routes(self) -> bool:
        """A person gives the points."""
        return True

    def solution(self, case: Case) -> dict[str, Any]:
        """Return the example."""
        return {self.answer: self.example}

    def judge_it(self, value: Any, case: Case) -> Iterator[Verdict]:
        """Give no points for what is surely no such sentence, and leave everything else to a person."""
        surely = self.lacks(value)
        if surely:
            yield Verdict(0.0, f"`{self.answer}`: {surely}")
        else:
            yield Verdict(None, f"`{self.answer}`: {self._seen(value)}")

    def noted(self, result: ItemResult, case: Case) -> ItemResult:
        """Note the sentence with the words in which the client's aim may be heard."""
        value = case.answers[self.answer]
        if not isinstance(value, str) or self.lacks(value):
            return result
        _, hinge, after = _halves(value)
        heard = dict.fromkeys(
            word[0] for word in _WORD.finditer(after) if word[0].casefold().startswith(self.aim)
        )
        seen = [(word, "the client's own aim may be heard here") for word in list(heard)[:3]]
        return replace(result, texts=(*result.texts, own_text(self.answer, value, seen, after=hinge)))

    def lacks(self, value: Any) -> str:
        """Say what surely makes this no sentence of the wanted form; nothing when a person should read it."""
        if not isinstance(value, str):
            return "this is no sentence; put your words between two quotation marks."
        before, hinge, after = _halves(value)
        if not hinge:
            return "the words “so that” are missing; the question asks for a sentence that turns on them."
        if not _content(after):
            return "after “so that” comes nothing yet that the work could serve."
        if _content(before) == _content(after):
            return "the same words stand before and after “so that”. Say what you do first, and then what it is for."
        if _words(value) in [_words(sentence) for sentence in self.given]:
            return "this is the example of the notebook. Write a sentence for this client, in your own words."
        return ""

    def _seen(self, value: str) -> str:
        """Tell the reader what can be seen without understanding it."""
        before, _, after = _halves(value)
        heard = [word for word in dict.fromkeys(_words(after)) if word.startswith(self.aim)]
        seen = [f"What is done: “{_short(before)}”. What it serves: “{_short(after)}”."]
        if not _content(before):
            seen.append("The sentence begins with what it serves; the task may stand in its second half.")
        elif _content(after) < _content(before):
            seen.append("All that is said after “so that” stands before it as well.")
        if heard:
            seen.append(f"The client's aim may be heard in “{_short(', '.join(heard[:3]))}”.")
        else:
            seen.append("None of the client's own words stands after “so that”; is the aim still theirs?")
        return " ".join(["complete in its form, and a person reads it.", *seen])


def _halves(text: str) -> tuple[str, str, str]:
    """Return what stands before the first "so that", these words, and what stands after them."""
    found = _HINGE.search(text)
    return (text[: found.start()], found[0], text[found.end() :]) if found else (text, "", "")


def _words(text: str) -> list[str]:
    return [word.casefold() for word in _WORD.findall(text)]


def _content(text: str) -> set[str]:
    """Return the words that say something."""
    return set(_words(text)) - _SAYS_NOTHING


def _short(half: str) -> str:
    half = " ".join(half.split()).strip(" ,.;:")
    return half if len(half) <= _SHOWN else f"{half[: _SHOWN - 1]}…"
