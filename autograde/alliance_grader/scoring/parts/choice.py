"""One of a few statements."""

from collections.abc import Iterable, Iterator
from typing import Any

from alliance.practice.answers import as_word
from alliance_grader.scoring.case import Case, Verdict
from alliance_grader.scoring.parts.part import OnePart
from alliance_grader.scoring.records import Record, Statistic


class Option(Record, frozen=True):
    """A statement to choose, and what to say to those who chose it.

    Attributes
    ----------
    share : float
        What share of the points it earns when it is not right.
    named_from : int
        How many answers of the item must show the misconception before it is named, or hinted at.
    """

    say: str
    right: bool = False
    misconception: str | None = None
    share: float = 0.0
    named_from: int = 1


class Follows(Record, frozen=True):
    """The option that is right for a student whose own earlier answers are what they are."""

    option: Statistic
    say: str


class ChoicePart(OnePart, frozen=True, kw_only=True, tag="choice", tag_field="kind"):
    """One of a few statements.

    Attributes
    ----------
    truth : Statistic, optional
        Computes the right option's letter, for statements whose truth depends on the variant.
    follows : Follows, optional
        Another option that counts.
    """

    options: dict[str, Option]
    truth: Statistic | None = None
    follows: Follows | None = None

    @property
    def misconceptions(self) -> set[str]:
        """Those that it can name."""
        return {option.misconception for option in self.options.values() if option.misconception}

    @property
    def statistics(self) -> Iterable[Statistic]:
        """The true values that it computes."""
        if self.truth:
            yield self.truth
        if self.follows:
            yield self.follows.option

    def is_right(self, letter: str, case: Case) -> bool:
        """Tell whether an option is the right one for this variant."""
        return case.truth(self.truth) == letter if self.truth else self.options[letter].right

    def solution(self, case: Case) -> dict[str, Any]:
        """Return the right option's letter."""
        return {self.answer: next(letter for letter in self.options if self.is_right(letter, case))}

    def mistaken(self, misconception: str, case: Case) -> dict[str, Any]:
        """Return the letter that somebody with a misconception chooses."""
        shown = [letter for letter, option in self.options.items() if option.misconception == misconception]
        return {self.answer: shown[0]} if shown else {}

    def judge_it(self, value: Any, case: Case) -> Iterator[Verdict]:
        """Judge the letter."""
        word = as_word(value) or ""
        option = self.options.get(word)
        if option is None:
            letters = ", ".join(self.options)
            yield Verdict(0.0, f"`{self.answer}`: this is none of the statements ({letters}).")
        elif self.is_right(word, case):
            yield Verdict(self.points, f"`{self.answer}`: {option.say}")
        elif self.follows and case.truth(self.follows.option) == word:
            yield Verdict(self.points, f"`{self.answer}`: {self.follows.say}")
        else:
            said = f"`{self.answer}`: {option.say}"
            share, names = self.points * option.share, option.misconception
            yield Verdict(share, said, names, option.named_from, firm=False)
