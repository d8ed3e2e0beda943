"""Items in a real class: how hard each is, and how well it tells those who know from those who do not."""

import html
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from alliance.pictures.theme import ACCENT
from alliance_grader.items.classical import Numbers, numbers
from alliance_grader.items.weak import EASY, HARD, SHARP
from alliance_grader.report.picture import FEWEST, TOO_FEW, Picture, blank, line, percent, short
from alliance_grader.results import ClassResults, ItemHead

LABELLED: Final = 12
"""Of more items than this only those with a remark are labelled; pointing at a dot names it."""


@dataclass(frozen=True)
class Measured:
    """An item with its figures.

    Attributes
    ----------
    assignment : str
        The assignment's title.
    head : ItemHead
    numbers : Numbers
    """

    assignment: str
    head: ItemHead
    numbers: Numbers

    @property
    def difficulty(self) -> float | None:
        """Mean share of the points; None with too few answers."""
        return self.numbers.difficulty if self.numbers.answers >= FEWEST else None

    @property
    def discrimination(self) -> float | None:
        """Item-rest correlation; None with too few answers."""
        return self.numbers.discrimination if self.numbers.answers >= FEWEST else None

    @property
    def remark(self) -> str:
        """What to think of it."""
        if self.numbers.answers < FEWEST:
            return TOO_FEW
        said = []
        if self.difficulty is not None and not HARD <= self.difficulty <= EASY:
            said.append("very easy" if self.difficulty > EASY else "very hard")
        if self.discrimination is not None and self.discrimination < SHARP:
            said.append("tells few apart")
        return ", ".join(said)


def measured(results: ClassResults) -> tuple[Measured, ...]:
    """Return the figures of an assignment's items with points, over the students who answered anything."""
    heads = [head for head in results.items if head.points > 0]
    at_work = [row for row in results.students if any(item.answered for item in row.items)]
    by_item = [{item.item: item for item in row.items} for row in at_work]
    points = np.array(
        [
            [
                np.nan if (one := mine.get(head.id)) is None or one.points is None else one.points
                for head in heads
            ]
            for mine in by_item
        ],
        float,
    ).reshape(len(at_work), len(heads))
    steady = np.array(
        [
            head.marked_by == "autograder"
            and not any(
                head.id in mine and (mine[head.id].routed or mine[head.id].points is None) for mine in by_item
            )
            for head in heads
        ],
        bool,
    )
    found = numbers(points, np.array([head.points for head in heads], float), steady)
    return tuple(Measured(results.title, head, one) for head, one in zip(heads, found, strict=True))


def picture(course: Sequence[ClassResults]) -> Picture:
    """Return difficulty against discrimination, an item a dot."""
    found = [one for results in course for one in measured(results)]
    drawn = [one for one in found if one.difficulty is not None and one.discrimination is not None]
    figure = None
    if drawn:
        figure = blank("% of the points earned", "discrimination")
        line(figure, [0, 100], [SHARP, SHARP], showlegend=False)
        figure.add_scatter(
            x=[100 * (one.difficulty or 0) for one in drawn],
            y=[one.discrimination for one in drawn],
            mode="markers+text",
            marker={"size": 9, "color": ACCENT},
            text=[_label(one, course) if one.remark or len(drawn) <= LABELLED else "" for one in drawn],
            textposition="top center",
            customdata=[html.escape(f"{one.assignment}: {one.head.title}", quote=False) for one in drawn],
            hovertemplate="%{customdata}<br>%{x:.0f} % earned, discrimination %{y:.2f}<extra></extra>",
            showlegend=False,
        )
        low = min([0.0, *(one.discrimination or 0.0 for one in drawn)])
        figure.update_layout(xaxis={"range": [-3, 103]}, yaxis={"range": [low - 0.1, 1.05]})
    return Picture(
        "difficulty",
        "Do the questions work?",
        _said(found, drawn),
        ("Item", "Answers", "Points earned", "Discrimination", "Remark"),
        tuple(
            (
                f"{_label(one, course)} {one.head.title}",
                str(one.numbers.answers),
                percent(one.difficulty),
                "–" if one.discrimination is None else f"{one.discrimination:.2f}",
                one.remark,
            )
            for one in found
        ),
        figure,
        (
            "Discrimination is the correlation of an item with the total of the others that the program marks; an item "
            f"below the dotted line at {SHARP:g} hardly tells those who know from those who do not. Students who answered nothing at all are left out.",
        ),
    )


def _label(one: Measured, course: Sequence[ClassResults]) -> str:
    """Return an item's short name: the assignment's and its place in it."""
    results = next(results for results in course if results.title == one.assignment)
    place = [head.id for head in results.items if head.points > 0].index(one.head.id) + 1
    return f"{short(one.assignment)}.{place}"


def _said(found: Sequence[Measured], drawn: Sequence[Measured]) -> str:
    if not drawn:
        return f"Too few to say: below {FEWEST} answers an item's figures are chance. The shares of points stand item by item."
    hardest = min(drawn, key=lambda one: one.difficulty or 0.0)
    easiest = max(drawn, key=lambda one: one.difficulty or 0.0)
    dull = [one for one in drawn if (one.discrimination or 0.0) < SHARP]
    told = (
        f"Hardest is “{hardest.head.title}” ({short(hardest.assignment)}, {percent(hardest.difficulty)} of the points), "
        f"easiest “{easiest.head.title}” ({short(easiest.assignment)}, {percent(easiest.difficulty)}). "
    )
    if dull:
        told += f"{len(dull)} of {len(drawn)} items tell few students apart."
    else:
        told += "All of them tell students apart."
    if len(found) > len(drawn):
        told += f" Of {len(found) - len(drawn)} there is too little to say."
    return told
