"""What every part of an item can say of itself."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any, Literal

from alliance.pillars import PILLAR_IDS
from alliance_grader.results import ItemResult
from alliance_grader.scoring.case import UNANSWERED, Case, Verdict
from alliance_grader.scoring.records import Record, Statistic, Wrong


class JudgingPart(Record, frozen=True):
    """A part of an item. Every kind says which answers it reads, what it is worth, and how it judges them."""

    @property
    def names(self) -> tuple[str, ...]:
        """The answers that it reads."""
        raise NotImplementedError

    @property
    def worth(self) -> float:
        """All points that it can give."""
        raise NotImplementedError

    def judge(self, case: Case) -> Iterator[Verdict]:
        """Judge the answers: one verdict for each, or one for all."""
        raise NotImplementedError

    def solution(self, case: Case) -> dict[str, Any]:
        """Return answers that earn all points on this variant; the answers of the parts before stand in the case."""
        raise NotImplementedError

    def mistaken(self, misconception: str, case: Case) -> dict[str, Any]:
        """Return the answers that somebody with a misconception gives, where they differ from the right ones."""
        return {}

    @property
    def misconceptions(self) -> set[str]:
        """Those that it can name."""
        return set()

    @property
    def statistics(self) -> Iterable[Statistic]:
        """The true values that it computes."""
        return ()

    @property
    def routes(self) -> bool:
        """Whether it may leave the points to a person."""
        return False

    def noted(self, result: ItemResult, case: Case) -> ItemResult:
        """Return the item's result with what the answers say beside the points."""
        return result


class OnePart(JudgingPart, frozen=True):
    """One answer, judged as a whole.

    Attributes
    ----------
    answer : str
    points : float
    """

    answer: str
    points: float = 0.0

    @property
    def names(self) -> tuple[str, ...]:
        """The answers that it reads."""
        return (self.answer,)

    @property
    def worth(self) -> float:
        """All points that it can give."""
        return self.points

    def judge(self, case: Case) -> Iterator[Verdict]:
        """Judge the answer, unless nothing was answered."""
        if case.is_empty(self.answer):
            yield Verdict(0.0, f"`{self.answer}`: {UNANSWERED}")
        else:
            yield from self.judge_it(case.answers[self.answer], case)

    def judge_it(self, value: Any, case: Case) -> Iterator[Verdict]:
        """Judge an answer that is not empty."""
        raise NotImplementedError


class TogetherPart(JudgingPart, frozen=True):
    """Several answers that earn one sum of points together.

    Attributes
    ----------
    answers : tuple of str
    points : float
    """

    answers: tuple[str, ...]
    points: float

    @property
    def names(self) -> tuple[str, ...]:
        """The answers that it reads."""
        return self.answers

    @property
    def worth(self) -> float:
        """All points that it can give."""
        return self.points


class AboutPart(JudgingPart, frozen=True):
    """Several answers of one kind, each about a subject of its own and worth the same.

    Attributes
    ----------
    answers : dict of str to str
        What each answer is about.
    points : float
        What each is worth.
    """

    answers: dict[str, str]
    points: float

    @property
    def names(self) -> tuple[str, ...]:
        """The answers that it reads."""
        return tuple(self.answers)

    @property
    def worth(self) -> float:
        """All points that it can give."""
        return self.points * len(self.answers)

    def judge(self, case: Case) -> Iterator[Verdict]:
        """Judge the answers one by one."""
        for name, about in self.answers.items():
            if case.is_empty(name):
                yield Verdict(0.0, f"`{name}`: {UNANSWERED}")
            else:
                yield self.judge_one(name, about, case)

    def judge_one(self, name: str, about: str, case: Case) -> Verdict:
        """Judge one answer that is not empty."""
        raise NotImplementedError


class TruePart(AboutPart, frozen=True, kw_only=True):
    """Answers that have one truth each, and known wrong values.

    Attributes
    ----------
    truth : Statistic
    right : str
        What to say to a right answer.
    wrong : tuple of Wrong
        Known wrong values.
    pillar_is : {"truth"}, optional
        Where the right answer is a pillar: points are noted for each pillar, so that a class can be told which one it
        recognises. What is true of no pillar is not noted.
    """

    truth: Statistic
    right: str
    wrong: tuple[Wrong, ...] = ()
    pillar_is: Literal["truth"] | None = None

    def noted(self, result: ItemResult, case: Case) -> ItemResult:
        """Note the points of each pillar."""
        if self.pillar_is is None:
            return result
        found = dict(result.by_pillar)
        for name, about in self.answers.items():
            pillar = str(case.truth(self.truth, about))
            if pillar in PILLAR_IDS:
                earned, worth = found.get(pillar, (0.0, 0.0))
                points = 0.0 if case.is_empty(name) else self.judge_one(name, about, case).points or 0.0
                found[pillar] = (earned + points, worth + self.points)
        return replace(result, by_pillar=found)

    @property
    def misconceptions(self) -> set[str]:
        """Those that it can name."""
        return {one.misconception for one in self.wrong if one.misconception}

    @property
    def statistics(self) -> Iterable[Statistic]:
        """The true values that it computes."""
        return (self.truth, *(one.value for one in self.wrong if isinstance(one.value, Statistic)))

    def solution(self, case: Case) -> dict[str, Any]:
        """Return answers that earn all points."""
        return {name: case.truth(self.truth, about) for name, about in self.answers.items()}

    def mistaken(self, misconception: str, case: Case) -> dict[str, Any]:
        """Return the answers of somebody with a misconception."""
        shown = [one for one in self.wrong if one.misconception == misconception]
        return {name: one.true(about, case) for name, about in self.answers.items() for one in shown[:1]}


def known(wrong: Wrong, name: str, true: str) -> Verdict:
    """Return the verdict on a known wrong answer."""
    return Verdict(
        wrong.points, f"`{name}`: {wrong.say.format(true=true)}", wrong.misconception, wrong.named_from
    )
