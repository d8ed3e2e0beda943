"""Words or numbers of which several may be right: what each is worth is computed."""

from collections.abc import Iterable
from typing import Any

from alliance_grader.scoring.case import Case, Verdict
from alliance_grader.scoring.parts.part import AboutPart
from alliance_grader.scoring.records import Statistic


class WeighedPart(AboutPart, frozen=True, kw_only=True, tag="weighed", tag_field="kind"):
    """Answers without one truth, such as whom to choose: each is weighed by what the variant shows.

    Attributes
    ----------
    worth_of : Statistic
        The share of the points that the student's answer earns, from 0 to 1.
    reason : Statistic
        What to say of it.
    example : Statistic
        An answer that earns everything.
    shows : Statistic, optional
        The misconception when it is not 0.
    misconception : str, optional
        Its id.
    mistaken_by : Statistic or str, optional
        What somebody who holds it answers.
    named_from : int
        How many answers must show it before it is named.
    """

    worth_of: Statistic
    reason: Statistic
    example: Statistic
    shows: Statistic | None = None
    misconception: str | None = None
    mistaken_by: Statistic | str | None = None
    named_from: int = 1

    @property
    def misconceptions(self) -> set[str]:
        """Those that it can name."""
        return {self.misconception} if self.misconception else set()

    @property
    def statistics(self) -> Iterable[Statistic]:
        """The values that it computes."""
        more = (one for one in (self.shows, self.mistaken_by) if isinstance(one, Statistic))
        return (self.worth_of, self.reason, self.example, *more)

    def solution(self, case: Case) -> dict[str, Any]:
        """Return answers that earn all points, each going on from those before."""
        found: dict[str, Any] = {}
        for name, about in self.answers.items():
            so_far = Case({**case.answers, **found}, case.work)
            found[name] = so_far.truth(self.example, about)
        return found

    def mistaken(self, misconception: str, case: Case) -> dict[str, Any]:
        """Return the answers of somebody with a misconception."""
        by = self.mistaken_by
        if misconception != self.misconception or by is None:
            return {}
        return {
            name: case.truth(by, about) if isinstance(by, Statistic) else by
            for name, about in self.answers.items()
        }

    def judge_one(self, name: str, about: str, case: Case) -> Verdict:
        """Judge one answer."""
        share = float(case.truth(self.worth_of, about))
        shown = bool(self.shows and case.truth(self.shows, about))
        return Verdict(
            self.points * share,
            f"`{name}`: {case.truth(self.reason, about)}",
            self.misconception if shown else None,
            self.named_from,
        )
