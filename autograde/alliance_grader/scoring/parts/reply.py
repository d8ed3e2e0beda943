"""A reply to a client in the student's own words. Where the checker is not sure, a person gives the points."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from alliance_grader.results import ItemResult
from alliance_grader.scoring.case import Case, Verdict
from alliance_grader.scoring.parts.own_text import own_text
from alliance_grader.scoring.parts.part import OnePart
from alliance_grader.scoring.records import Statistic

if TYPE_CHECKING:
    from alliance.replies import Verdict as Checked

FEWEST: Final = 3
"""With fewer words there is nothing to read, neither for a program nor for a person."""

HELPFUL: Final = ("R1", "R2", "R3", "R4")
"""What a reply is credited for. Harm costs nothing here: where the checker sees some, a person weighs it."""

_STANDS: Final = (
    "A program read this, and it was fairly sure. It is no person: if you think that it missed something, "
    "ask your instructor to read your reply."
)
_TORN: Final = "The checker's best guess and what it could show with your words differ."


class ReplyPart(OnePart, frozen=True, kw_only=True, tag="reply", tag_field="kind"):
    """A reply to what a client said, read by `alliance.replies`.

    Its points stand only where the checker does not ask for a person and its best guess is what it credits. All else
    is for a person, with the reason; so it must be alone in its item.

    Attributes
    ----------
    says, rupture, pillar : Statistic
        The client's words, the type of the rupture, and the pillar that it is about.
    model : Statistic
        A reply that earns everything.
    about : str
        What these statistics are about: the number of the client's card.
    others : tuple of str
        The numbers of other clients' cards: a reply that was written for one of them is noticed.
    """

    says: Statistic
    rupture: Statistic
    pillar: Statistic
    model: Statistic
    about: str = "1"
    others: tuple[str, ...] = ()

    @property
    def routes(self) -> bool:
        """It may leave the points to a person."""
        return True

    @property
    def statistics(self) -> Iterable[Statistic]:
        """The true values that it computes."""
        return (self.says, self.rupture, self.pillar, self.model)

    def solution(self, case: Case) -> dict[str, Any]:
        """Return the model reply."""
        return {self.answer: case.truth(self.model, self.about)}

    def judge_it(self, value: Any, case: Case) -> Iterator[Verdict]:
        """Judge the reply: the points first, then what was recognised and on which words."""
        if not isinstance(value, str):
            yield Verdict(
                0.0,
                f"`{self.answer}`: a reply is words between two quotation marks, as you would speak them.",
            )
            return
        if len(value.split()) < FEWEST:
            yield Verdict(
                0.0, f"`{self.answer}`: there is too little here to read; say two to four sentences."
            )
            return
        checked = self._checked(value, case)
        why = _for_a_person(checked)
        if why:
            yield Verdict(None, f"`{self.answer}`: a person reads this one. {' '.join(why)}")
        if not checked.flags:
            yield from self._recognised(checked)
        if not why:
            yield Verdict(0.0, _STANDS)

    def noted(self, result: ItemResult, case: Case) -> ItemResult:
        """Note the reply with the phrases that were recognised, and what was not."""
        from alliance.replies import MEANINGS

        value = case.answers[self.answer]
        if not isinstance(value, str) or len(value.split()) < FEWEST:
            return result
        checked = self._checked(value, case)
        if checked.flags:
            return replace(result, texts=(*result.texts, own_text(self.answer, value)))
        helpful = [(checked.readings[name], MEANINGS[name]) for name in HELPFUL]
        text = own_text(
            self.answer,
            value,
            seen=[(one.phrase or "", meaning) for one, meaning in helpful if one.credited],
            missed=[meaning for one, meaning in helpful if not one.credited],
            said=[verdict.reason for verdict in self._helped(checked)],
        )
        return replace(result, texts=(*result.texts, text))

    def _checked(self, reply: str, case: Case) -> "Checked":
        from alliance.replies import check_replies

        rows = [
            {
                "reply": reply if about == self.about else "",
                "client_text": case.truth(self.says, about),
                "rupture_type": case.truth(self.rupture, about),
                "pillar": case.truth(self.pillar, about),
            }
            for about in (self.about, *self.others)
        ]
        return check_replies(rows)[0]

    def _recognised(self, checked: "Checked") -> Iterator[Verdict]:
        """Say what was recognised, and ask about what may hurt."""
        yield from self._helped(checked)
        harm = checked.readings["R5"]
        if harm.label and harm.phrase:
            yield Verdict(0.0, f"A question: how might “{harm.phrase}” land with this client just now?")

    def _helped(self, checked: "Checked") -> Iterator[Verdict]:
        """Say of each helpful criterion what was recognised; the credited ones share the points."""
        from alliance.replies import MEANINGS

        for name in HELPFUL:
            one, meaning = checked.readings[name], MEANINGS[name]
            if one.credited:
                yield Verdict(self.points / len(HELPFUL), f"Recognised: {meaning}, in “{one.phrase}”.")
            else:
                yield Verdict(0.0, f"Not recognised by the checker: {meaning}. It may be there all the same.")


def _for_a_person(checked: "Checked") -> tuple[str, ...]:
    """Return why a person must look; nothing when the score stands."""
    if checked.route == "person":
        return checked.reasons
    return () if checked.points == checked.overall else (_TORN,)
