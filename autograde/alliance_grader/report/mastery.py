"""Mastery pillar by pillar: what share of the points that hang on goal, task or bond the class has earned."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from alliance.pictures import PILLAR_COLOUR, PILLAR_SHAPE
from alliance.pictures.theme import MUTED
from alliance_grader.report.picture import FEWEST, Picture, blank, percent, short
from alliance_grader.results import ClassResults, ItemHead, ItemResult

ROWS: Final = ("goal", "task", "bond", "across")
CALLED: Final = {"goal": "Goal", "task": "Task", "bond": "Bond", "across": "Across the pillars"}
HALF: Final = 0.5


@dataclass(frozen=True)
class Mastery:
    """How a class did in one pillar of one assignment.

    Attributes
    ----------
    pillar, assignment : str
    shares : tuple of float
        Of each student, the share of the points that hang on the pillar.
    """

    pillar: str
    assignment: str
    shares: tuple[float, ...]

    @property
    def mean(self) -> float:
        """The mean over the students."""
        return sum(self.shares) / len(self.shares)


def evidence(result: ItemResult, head: ItemHead) -> Iterator[tuple[str, float, float]]:
    """Yield what an answer says of pillars: which, how many points it earned there, and of how many.

    Where the scoring noted pillars inside the item, only these count; otherwise the item's own.
    """
    if result.points is None or head.points <= 0:
        return
    if result.by_pillar:
        yield from ((pillar, earned, worth) for pillar, (earned, worth) in result.by_pillar.items())
    else:
        yield head.pillar, result.points, head.points


def masteries(course: Sequence[ClassResults]) -> tuple[Mastery, ...]:
    """Return how the class did, pillar by pillar, in each assignment that says something of it."""
    found = []
    for results in course:
        heads = {head.id: head for head in results.items}
        shares: dict[str, list[float]] = defaultdict(list)
        for student in results.students:
            sums: dict[str, list[float]] = defaultdict(lambda: [0.0, 0.0])
            for item in student.items:
                for pillar, earned, worth in evidence(item, heads[item.item]):
                    sums[pillar][0] += earned
                    sums[pillar][1] += worth
            for pillar, (earned, worth) in sums.items():
                shares[pillar].append(earned / worth)
        found += [
            Mastery(pillar, results.title, tuple(shares[pillar])) for pillar in ROWS if shares.get(pillar)
        ]
    return tuple(found)


def picture(course: Sequence[ClassResults]) -> Picture | None:
    """Return mastery by pillar and assignment; nothing where no assignment tells pillars apart."""
    found = masteries(course)
    if not any(one.pillar != "across" for one in found):
        return None
    titles = [results.title for results in course]
    figure = blank("", "% of the points, mean of the class")
    for offset, pillar in zip((-0.18, -0.06, 0.06, 0.18), ROWS, strict=True):
        mine = [one for one in found if one.pillar == pillar]
        if not mine:
            continue
        figure.add_scatter(
            x=[titles.index(one.assignment) + offset for one in mine],
            y=[100 * one.mean for one in mine],
            mode="markers",
            marker={
                "size": 13,
                "symbol": PILLAR_SHAPE.get(pillar, "x"),
                "color": PILLAR_COLOUR.get(pillar, MUTED),
            },
            name=CALLED[pillar],
            customdata=[
                f"{CALLED[pillar]}, {short(one.assignment)}: {len(one.shares)} students" for one in mine
            ],
            hovertemplate="%{customdata}, %{y:.0f} %<extra></extra>",
        )
    figure.update_layout(
        xaxis={
            "tickvals": list(range(len(titles))),
            "ticktext": list(map(short, titles)),
            "range": [-0.6, len(titles) - 0.4],
        },
        yaxis={"range": [-4, 104], "tickvals": [0, 25, 50, 75, 100]},
    )
    parts = []
    for pillar in ROWS[:3]:
        mine = [one for one in found if one.pillar == pillar]
        if mine:
            shares = [share for one in mine for share in one.shares]
            where = ", ".join(short(one.assignment) for one in mine)
            parts.append(f"{pillar} {percent(sum(shares) / len(shares))} ({where})")
    few = any(len(one.shares) < FEWEST for one in found)
    return Picture(
        "pillars",
        "Pillar by pillar",
        f"Share of the points that hang on one pillar, mean of the class: {'; '.join(parts)}. "
        "Questions that need all three, or none of them, stand under “across”.",
        ("Pillar", "Assignment", "Students", "Mean", "Below half"),
        tuple(
            (
                CALLED[one.pillar],
                one.assignment,
                str(len(one.shares)),
                percent(one.mean),
                str(sum(share < HALF for share in one.shares)),
            )
            for pillar in ROWS
            for one in found
            if one.pillar == pillar
        ),
        figure,
        (
            *(
                (
                    f"Where fewer than {FEWEST} students stand behind a mean, read it as these students and no more.",
                )
                if few
                else ()
            ),
            "The questions on one pillar differ from those on another, also in how hard they are.",
        ),
    )
