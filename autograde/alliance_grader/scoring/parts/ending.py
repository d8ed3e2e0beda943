"""Words with which something is brought to an end. A program cannot tell whether they are true: a person reads them."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from alliance_grader.results import ItemResult
from alliance_grader.scoring.case import Case, Verdict
from alliance_grader.scoring.parts.own_text import own_text
from alliance_grader.scoring.parts.part import OnePart
from alliance_grader.scoring.parts.reply import FEWEST
from alliance_grader.scoring.records import Statistic

if TYPE_CHECKING:
    from alliance.replies import Verdict as Checked

_SEEN: Final = {
    "R2": "an own share is named",
    "R3": "the client is asked something",
}
"""What of the reply checker's reading says something about an ending. It cannot tell whether a way on is named."""


class EndingPart(OnePart, frozen=True, kw_only=True, tag="ending", tag_field="kind"):
    """An ending in the student's own words: always for a person, with what the reply checker saw.

    The checker was made for repairs. It reads phrases, and would credit a friendly lie.

    Attributes
    ----------
    says : Statistic
        The client's words.
    model : Statistic
        An ending that earns everything.
    about : str
        What these statistics are about: the number of the client's card.
    """

    says: Statistic
    model: Statistic
    about: str = "1"

    @property
    def routes(self) -> bool:
        """It leaves the points to a person."""
        return True

    @property
    def statistics(self) -> Iterable[Statistic]:
        """The values that it computes."""
        return (self.says, self.model)

    def solution(self, case: Case) -> dict[str, Any]:
        """Return the model ending."""
        return {self.answer: case.truth(self.model, self.about)}

    def judge_it(self, value: Any, case: Case) -> Iterator[Verdict]:
        """Leave the words to a person; say what the checker noticed."""
        if not isinstance(value, str) or len(value.split()) < FEWEST:
            yield Verdict(
                0.0,
                f"`{self.answer}`: an ending is two sentences between quotation marks, as you would say them.",
            )
        else:
            yield Verdict(
                None,
                f"`{self.answer}`: a person reads this one; whether an ending is true, no program can tell.",
            )
            yield from (Verdict(0.0, said) for said in self._noticed(value, case))

    def noted(self, result: ItemResult, case: Case) -> ItemResult:
        """Note the words with what the checker saw in them."""
        value = case.answers[self.answer]
        if not isinstance(value, str) or len(value.split()) < FEWEST:
            return result
        checked = self._checked(value, case)
        seen = {} if checked.flags else self._seen(checked)
        text = own_text(
            self.answer,
            value,
            seen=[(phrase, meaning) for meaning, phrase in seen.items()],
            said=[_guessed(meaning, phrase) for meaning, phrase in seen.items()],
        )
        return replace(result, texts=(*result.texts, text))

    def _checked(self, words: str, case: Case) -> "Checked":
        from alliance.replies import check_reply

        said = str(case.truth(self.says, self.about))
        return check_reply(words, client_text=said, rupture_type="withdrawal", pillar="goal")

    def _seen(self, checked: "Checked") -> dict[str, str]:
        """Return what the checker saw, each with its phrase."""
        read = {meaning: checked.readings[name] for name, meaning in _SEEN.items()}
        return {meaning: one.phrase for meaning, one in read.items() if one.credited and one.phrase}

    def _noticed(self, words: str, case: Case) -> Iterator[str]:
        from alliance.replies import FLAGS

        checked = self._checked(words, case)
        if checked.flags:
            yield from (FLAGS[flag] for flag in checked.flags)
            return
        yield from (_guessed(meaning, phrase) for meaning, phrase in self._seen(checked).items())
        thorn = checked.readings["R5"]
        if thorn.label and thorn.phrase:
            yield f"A question: how might “{thorn.phrase}” land with this client?"


def _guessed(meaning: str, phrase: str) -> str:
    return f"A program guessed, for your reader: {meaning}, in “{phrase}”."
