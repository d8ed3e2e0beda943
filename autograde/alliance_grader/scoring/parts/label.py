"""Words, each of which has one right answer."""

from collections.abc import Iterable
from typing import Any

from alliance.practice.answers import as_word
from alliance_grader.scoring.case import Case, Verdict
from alliance_grader.scoring.parts.part import AboutPart, computed_in, known, mistaken_in, named_in
from alliance_grader.scoring.records import Statistic, Wrong


class LabelPart(AboutPart, frozen=True, kw_only=True, tag="label", tag_field="kind"):
    """Words that the variant gives, such as the weakest pillar of each client, or where a vignette belongs.

    Attributes
    ----------
    truth : Statistic
    right, say : str
        What to say to a right and to any other answer; ``{true}`` and ``{note}`` are put in.
    note : Statistic, optional
        A text about the subject: the cue in a vignette, the evidence about a claim.
    wrong : tuple of Wrong
        Known wrong words; the first that fits counts.
    """

    truth: Statistic
    right: str
    say: str
    note: Statistic | None = None
    wrong: tuple[Wrong, ...] = ()

    @property
    def misconceptions(self) -> set[str]:
        """Those that it can name."""
        return named_in(self.wrong)

    @property
    def statistics(self) -> Iterable[Statistic]:
        """The true values that it computes."""
        return (self.truth, *([self.note] if self.note else []), *computed_in(self.wrong))

    def solution(self, case: Case) -> dict[str, Any]:
        """Return answers that earn all points."""
        return {name: case.truth(self.truth, about) for name, about in self.answers.items()}

    def mistaken(self, misconception: str, case: Case) -> dict[str, Any]:
        """Return the answers of somebody with a misconception."""
        return mistaken_in(self.wrong, self.answers, misconception, case)

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
                return (
                    verdict
                    if not note
                    else Verdict(
                        verdict.points, f"{verdict.reason} {note}", verdict.misconception, verdict.named_from
                    )
                )
        return Verdict(0.0, f"`{name}`: {self.say.format(true=true, note=note)}")
