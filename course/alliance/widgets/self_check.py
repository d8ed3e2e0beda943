"""A self-check: questions with feedback for every option; nothing is scored and nothing leaves the page."""

from dataclasses import asdict, dataclass

import traitlets

from alliance.language import _
from alliance.language.tables import spoken
from alliance.tables import packaged_ids, packaged_one
from alliance.widgets._assets import script, style
from alliance.widgets._widget import BrowserWidget


@dataclass(frozen=True)
class Option:
    """One answer to choose: its words, what to tell whoever chooses it, and whether it is right."""

    says: str
    feedback: str
    right: bool = False


@dataclass(frozen=True)
class Question:
    """One question of a self-check.

    Attributes
    ----------
    id : str
        Its name within the set.
    about : str
        The part of the lesson to read again.
    asks : str
        The question.
    options : tuple of Option
        The answers, in the order shown.
    """

    id: str
    about: str
    asks: str
    options: tuple[Option, ...]


def question_sets() -> list[str]:
    """Return the ids of the sets there are: one YAML file in ``self_checks/`` each."""
    return packaged_ids("alliance.widgets", "self_checks")


def questions(name: str) -> tuple[Question, ...]:
    """Return the questions of a set."""
    return packaged_one("alliance.widgets", "self_checks", name, tuple[Question, ...], "self-check")


class SelfCheck(BrowserWidget):
    """Check for yourself what you took from a lesson.

    Parameters
    ----------
    name : str
        Which set of questions, for example ``"three_pillars"``.

    Attributes
    ----------
    attempts : list of list of int
        For each question the options that were checked, in order.

    Examples
    --------
    >>> SelfCheck("three_pillars")
    SelfCheck: 0 of 6 questions answered.
    """

    _esm = script("shared.js", "self_check.js")
    _css = style("shared.css", "self_check.css")

    attempts: traitlets.List[list[int]] = traitlets.List().tag(sync=True)
    at = traitlets.Int(0, help="Which question is on show; as many as there are: the summary.").tag(sync=True)
    content = traitlets.Dict().tag(sync=True)

    def __init__(self, name: str) -> None:
        asked = questions(name)
        super().__init__(
            attempts=[[] for _ in asked],
            content={
                "questions": spoken(
                    [asdict(question) for question in asked], f"widgets/self_checks/{name}.yaml"
                )
            },
        )

    def __repr__(self) -> str:
        told = _("{done} of {total} questions answered.").format(
            done=sum(map(bool, self.attempts)), total=len(self.attempts)
        )
        return f"SelfCheck: {told}"
