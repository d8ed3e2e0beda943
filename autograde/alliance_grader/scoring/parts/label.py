"""Words, each of which has one right answer."""

from collections.abc import Iterable
from dataclasses import replace

from alliance.practice.answers import as_word
from alliance_grader.scoring.case import Case, Verdict
from alliance_grader.scoring.parts.part import TruePart, known
from alliance_grader.scoring.records import Statistic


class LabelPart(TruePart, frozen=True, kw_only=True, tag="label", tag_field="kind"):
    """Words that the variant gives, such as the weakest pillar of each client, or where a vignette belongs.

    Of known wrong words the first that fits counts.

    Attributes
    ----------
    say : str
        What to say to any other answer; ``{true}`` and ``{note}`` are put in, and into `right` as well.
    note : Statistic, optional
        A text about the subject: the cue in a vignette, the evidence about a claim.
    """

    say: str
    note: Statistic | None = None

    @property
    def statistics(self) -> Iterable[Statistic]:
        """The true values that it computes."""
        return (*super().statistics, *([self.note] if self.note else []))

    def judge_one(self, name: str, about: str, case: Case) -> Verdict:
        """Judge one word."""
        word, true = as_word(case.answers[name]), str(case.truth(self.truth, about))
        note = str(case.truth(self.note, about)) if self.note else ""
        if word is not None and word == true.casefold():
            return Verdict(self.points, f"`{name}`: {self.right.format(true=true, note=note)}")
        for wrong in self.wrong:
            value = str(wrong.true(about, case)).casefold()
            if word is not None and value and word == value:
                verdict = known(wrong, name, true)
                return replace(verdict, reason=f"{verdict.reason} {note}") if note else verdict
        return Verdict(0.0, f"`{name}`: {self.say.format(true=true, note=note)}")
