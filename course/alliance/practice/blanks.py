"""The kinds of blanks, and what a practice check can say of what stands in one. Nothing here knows what is right."""

from typing import TYPE_CHECKING, Any, Literal

import msgspec

from alliance.errors import CourseError
from alliance.practice.answers import as_number, as_word, is_decimal_comma

if TYPE_CHECKING:
    from alliance.assignments import Assignment

MANY = 8
"""More words than this are not listed once more in a check."""


class Blank(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A blank: its name, where to look for the answer, and further hints for whoever looks again.

    Attributes
    ----------
    name : str
    where : str
        Where to look.
    hints : tuple of str
        Said one after the other, each time that the answer is looked at and is not ready.
    """

    name: str
    where: str
    hints: tuple[str, ...] = ()

    @property
    def expected(self) -> str:
        """What the blank wants, in words."""
        raise NotImplementedError

    def trouble(self, value: Any) -> str:
        """Say what to do about the form of an answer that is not empty; nothing when it is ready."""
        raise NotImplementedError


class Number(Blank, frozen=True, tag="number", tag_field="kind"):
    """A blank for a number: from `low` to `high`, in `unit`. With `proportion`, 1 stands for all."""

    low: float
    high: float
    unit: str
    proportion: bool = False

    @property
    def expected(self) -> str:
        """What the blank wants, in words."""
        return f"a number from {self.low:g} to {self.high:g}, in {self.unit}"

    def trouble(self, value: Any) -> str:
        """Say what to do about the form of an answer."""
        number = as_number(value)
        if is_decimal_comma(value):
            return "write decimals with a point, not a comma: 3.99."
        if number is None:
            return f"a single number is wanted, without a list or words. {self.where}"
        if self.low <= number <= self.high:
            percent = isinstance(value, str) and value.strip().endswith("%")
            return "leave out the percent sign; 1 stands for 100 %." if self.proportion and percent else ""
        if self.proportion and self.low <= number / 100 <= self.high:
            return f"this looks like a percentage. As a proportion, {number:g} % is {number / 100:g}."
        return f"this is outside the range, perhaps in another unit. {self.where}"


class Word(Blank, frozen=True, tag="word", tag_field="kind"):
    """A blank for one of a few words."""

    words: tuple[str, ...]

    @property
    def expected(self) -> str:
        """What the blank wants, in words."""
        if len(self.words) > MANY:
            return f'one of the {len(self.words)} words that are listed above, such as "{self.words[0]}"'
        return "one of " + ", ".join(f'"{word}"' for word in self.words)

    def trouble(self, value: Any) -> str:
        """Say what to do about the form of an answer."""
        if as_word(value) in {word.casefold() for word in self.words}:
            return ""
        example = f'"{self.words[0]}"'
        return f"give one of these as it stands, in quotation marks, like {example}. {self.where}"


class Text(Blank, frozen=True, tag="text", tag_field="kind"):
    """A blank for a sentence or a few, in quotation marks, with at least `least` words; `holds` must stand in it."""

    least: int
    most: int = 200
    holds: str = ""

    @property
    def expected(self) -> str:
        """What the blank wants, in words."""
        with_ = f', with "{self.holds}" in it' if self.holds else ""
        return f"{self.least} to {self.most} words of your own, in quotation marks{with_}"

    def trouble(self, value: Any) -> str:
        """Say what to do about the form of an answer."""
        if not isinstance(value, str):
            return f"put your words between two quotation marks. {self.where}"
        count = len(value.split())
        if count < self.least:
            return f"say a little more: there {'is 1 word' if count == 1 else f'are {count} words'} so far."
        if count > self.most:
            return f"say it more briefly: there are {count} words."
        if self.holds and self.holds.casefold() not in " ".join(value.casefold().split()):
            return f'use the words "{self.holds}". {self.where}'
        return ""


class Receipt(Blank, frozen=True, tag="receipt", tag_field="kind"):
    """A blank for the receipt of a dialogue or of a coding.

    Attributes
    ----------
    of : {"dialogue", "coding"}
    about : str
        The id of the scenario or transcript; any will do when it is empty.
    place : int
        Instead of `about`: which of the scenarios or transcripts of the student's variant, counted from 1.
    mine : tuple of str
        The ids of all that the student's variant has.
    """

    of: Literal["dialogue", "coding"]
    about: str = ""
    place: int = 0
    mine: tuple[str, ...] = ()

    def on(self, work: "Assignment") -> "Receipt":
        """Return this blank as it is for a variant, for one that has a place."""
        given = work.scenarios if self.of == "dialogue" else work.transcripts
        mine = tuple(one.id for one in given)
        return msgspec.structs.replace(self, about=mine[self.place - 1], mine=mine)

    @property
    def expected(self) -> str:
        """What the blank wants, in words."""
        return f"the receipt of your {self.of}, in quotation marks"

    def trouble(self, value: Any) -> str:
        """Say what to do about the form of an answer."""
        if not isinstance(value, str):
            return f"paste the receipt between two quotation marks. {self.where}"
        try:
            if self.of == "dialogue":
                from alliance.dialogue import replay

                found = replay(value).scenario.id
            else:
                from alliance.transcripts import decode

                found = decode(value).transcript
        except CourseError as error:
            return str(error)
        if self.about and found != self.about:
            there = (
                f" It is one of yours and belongs under number {self.mine.index(found) + 1}; paste it there."
                if found in self.mine
                else ""
            )
            return f"this is the receipt of {found!r}; here the one of {self.about!r} is wanted.{there} {self.where}"
        return ""


class Policy(Blank, frozen=True, tag="policy", tag_field="kind"):
    """A blank for a policy: what to do in each phase of a rupture."""

    @property
    def expected(self) -> str:
        """What the blank wants, in words."""
        return "your table of moves, as it was given, with a move in each place"

    def trouble(self, value: Any) -> str:
        """Say what to do about the form of an answer."""
        from alliance.dialogue import policy_from

        try:
            policy_from(value)
        except CourseError as error:
            return str(error)
        return ""


class Rule(Blank, frozen=True, tag="rule", tag_field="kind"):
    """A blank for an alert rule: which signs it watches for, and from which number on."""

    @property
    def expected(self) -> str:
        """What the blank wants, in words."""
        return "names and numbers between curly brackets, with at least one sign"

    def trouble(self, value: Any) -> str:
        """Say what to do about the form of an answer."""
        from alliance.caseload.alerts import rule_from

        try:
            rule_from(value)
        except CourseError as error:
            return str(error)
        return ""


AnyBlank = Number | Word | Text | Receipt | Policy | Rule
