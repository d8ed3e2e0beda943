"""The kinds of blanks, and what a practice check can say of what stands in one. Nothing here knows what is right."""

from typing import TYPE_CHECKING, Any, Literal

import msgspec

from alliance.errors import CourseError
from alliance.language import _, ngettext, number
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
        return _("a number from {low} to {high}, in {unit}").format(
            low=number(self.low), high=number(self.high), unit=_(self.unit)
        )

    def trouble(self, value: Any) -> str:
        """Say what to do about the form of an answer. What is to be typed keeps its decimal point in every language."""
        found = as_number(value)
        if is_decimal_comma(value):
            return _("write decimals with a point, not a comma: 3.99.")
        if found is None:
            return _("a single number is wanted, without a list or words. {where}").format(
                where=_(self.where)
            )
        if self.low <= found <= self.high:
            percent = isinstance(value, str) and value.strip().endswith("%")
            return _("leave out the percent sign; 1 stands for 100 %.") if self.proportion and percent else ""
        if self.proportion and self.low <= found / 100 <= self.high:
            return _("this looks like a percentage. As a proportion, {percent} % is {share}.").format(
                percent=f"{found:g}", share=f"{found / 100:g}"
            )
        return _("this is outside the range, perhaps in another unit. {where}").format(where=_(self.where))


class Word(Blank, frozen=True, tag="word", tag_field="kind"):
    """A blank for one of a few words."""

    words: tuple[str, ...]

    @property
    def expected(self) -> str:
        """What the blank wants, in words."""
        if len(self.words) > MANY:
            return _('one of the {count} words that are listed above, such as "{word}"').format(
                count=len(self.words), word=self.words[0]
            )
        return _("one of {words}").format(words=", ".join(f'"{word}"' for word in self.words))

    def trouble(self, value: Any) -> str:
        """Say what to do about the form of an answer."""
        if as_word(value) in {word.casefold() for word in self.words}:
            return ""
        return _('give one of these as it stands, in quotation marks, like "{word}". {where}').format(
            word=self.words[0], where=_(self.where)
        )


class Text(Blank, frozen=True, tag="text", tag_field="kind"):
    """A blank for a sentence or a few, in quotation marks, with at least `least` words; `holds` must stand in it."""

    least: int
    most: int = 200
    holds: str = ""

    @property
    def expected(self) -> str:
        """What the blank wants, in words."""
        if self.holds:
            said = _('{least} to {most} words of your own, in quotation marks, with "{holds}" in it')
        else:
            said = _("{least} to {most} words of your own, in quotation marks")
        return said.format(least=self.least, most=self.most, holds=self.holds)

    def trouble(self, value: Any) -> str:
        """Say what to do about the form of an answer."""
        if not isinstance(value, str):
            return _("put your words between two quotation marks. {where}").format(where=_(self.where))
        count = len(value.split())
        if count < self.least:
            return ngettext(
                "say a little more: there is {count} word so far.",
                "say a little more: there are {count} words so far.",
                count,
            ).format(count=count)
        if count > self.most:
            return ngettext(
                "say it more briefly: there is {count} word.",
                "say it more briefly: there are {count} words.",
                count,
            ).format(count=count)
        if self.holds and self.holds.casefold() not in " ".join(value.casefold().split()):
            return _('use the words "{holds}". {where}').format(holds=self.holds, where=_(self.where))
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
        if self.of == "dialogue":
            return _("the receipt of your dialogue, in quotation marks")
        return _("the receipt of your coding, in quotation marks")

    def trouble(self, value: Any) -> str:
        """Say what to do about the form of an answer."""
        if not isinstance(value, str):
            return _("paste the receipt between two quotation marks. {where}").format(where=_(self.where))
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
            told = [
                _("this is the receipt of {found}; here the one of {wanted} is wanted.").format(
                    found=repr(found), wanted=repr(self.about)
                ),
                _(self.where),
            ]
            if found in self.mine:
                place = self.mine.index(found) + 1
                told.insert(
                    1,
                    _("It is one of yours and belongs under number {place}; paste it there.").format(
                        place=place
                    ),
                )
            return " ".join(told)
        return ""


class Policy(Blank, frozen=True, tag="policy", tag_field="kind"):
    """A blank for a policy: what to do in each phase of a rupture."""

    @property
    def expected(self) -> str:
        """What the blank wants, in words."""
        return _("your table of moves, as it was given, with a move in each place")

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
        return _("names and numbers between curly brackets, with at least one sign")

    def trouble(self, value: Any) -> str:
        """Say what to do about the form of an answer."""
        from alliance.caseload.alerts import rule_from

        try:
            rule_from(value)
        except CourseError as error:
            return str(error)
        return ""


AnyBlank = Number | Word | Text | Receipt | Policy | Rule
