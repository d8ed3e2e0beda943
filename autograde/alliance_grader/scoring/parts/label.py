"""Words, each of which has one right answer."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Final

from alliance.practice.answers import as_word
from alliance_grader.scoring.case import Case, Verdict
from alliance_grader.scoring.parts.part import TruePart, known
from alliance_grader.scoring.records import Statistic

_NOT_COUNTED: Final = (
    "It earns nothing here: half a point is given for as many of these as you have labels right beyond {luck}, and "
    "{luck} are right by guessing alone."
)


class LabelPart(TruePart, frozen=True, kw_only=True, tag="label", tag_field="kind"):
    """Words that the variant gives, such as the weakest pillar of each client, or where a vignette belongs.

    Of known wrong words the first that fits counts.

    Attributes
    ----------
    say : str
        What to say to any other answer; ``{true}`` and ``{note}`` are put in, and into `right` as well.
    note : Statistic, optional
        A text about the subject: the cue in a vignette, the evidence about a claim.
    luck : int, optional
        So many right words come of guessing. Then a known wrong word that earns a part of the points counts for each
        right word beyond them: one that is nearly right says something only of somebody who knows others.
    """

    say: str
    note: Statistic | None = None
    luck: int | None = None

    @property
    def statistics(self) -> Iterable[Statistic]:
        """The true values that it computes."""
        return (*super().statistics, *([self.note] if self.note else []))

    def judge(self, case: Case) -> Iterator[Verdict]:
        """Judge the words one by one, and of the nearly right ones count as many as may."""
        verdicts = list(super().judge(case))
        if self.luck is None:
            yield from verdicts
            return
        right = sum(verdict.points == self.points for verdict in verdicts)
        counted = max(0, right - self.luck)
        for verdict in verdicts:
            partly = 0 < (verdict.points or 0.0) < self.points
            if partly and not counted:
                yield replace(
                    verdict, points=0.0, reason=f"{verdict.reason} {_NOT_COUNTED.format(luck=self.luck)}"
                )
            else:
                yield verdict
                counted -= partly

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
