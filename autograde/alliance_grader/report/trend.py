"""Points over the assignments: each student's share of what was marked, and the class's median."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from alliance_grader import wording
from alliance_grader.report.picture import Picture, blank, dots, medians, percent, short, spread
from alliance_grader.results import ClassResults, StudentRow


@dataclass(frozen=True)
class Share:
    """What a student earned of what was marked so far; `complete` is False while a person has yet to mark."""

    name: str
    points: float
    worth: float
    complete: bool

    @property
    def share(self) -> float:
        """From 0 to 1; extra points may pass it."""
        return self.points / self.worth

    def __str__(self) -> str:
        waits = "" if self.complete else ", a person has yet to mark"
        return f"{self.name}: {wording.points(self.points)} of {wording.points(self.worth)}{waits}"


def share_of(student: StudentRow, results: ClassResults) -> Share | None:
    """Return a student's share, or None when nothing with points has been marked."""
    worth = {head.id: head.points for head in results.items}
    marked = [item for item in student.items if item.points is not None]
    total = sum(worth.get(item.item, 0.0) for item in marked)
    if total <= 0:
        return None
    points = sum(item.points or 0.0 for item in marked)
    return Share(student.name, points, total, student.status == "graded")


def picture(course: Sequence[ClassResults]) -> Picture:
    """Return the distribution of points in each assignment, and how it moves over them."""
    groups = [
        [share for student in results.students if (share := share_of(student, results))] for results in course
    ]
    figure = blank("", "% of the points marked so far")
    for complete, symbol, name in (
        (True, "circle", "complete"),
        (False, "circle-open", "waits for a person"),
    ):
        places: list[float] = []
        shown: list[Share] = []
        for place, group in enumerate(groups):
            mine = [share for share in group if share.complete == complete]
            places += [place + aside for aside in spread(len(mine))]
            shown += mine
        if shown:
            marker = {"symbol": symbol, "size": 7}
            dots(
                figure,
                places,
                [100 * one.share for one in shown],
                list(map(str, shown)),
                marker=marker,
                name=name,
            )
    in_percent = [[100 * one.share for one in group] for group in groups]
    medians(figure, list(range(len(course))), in_percent, "median")
    names = [short(results.title) for results in course]
    top = max([100.0, *(value for group in in_percent for value in group)])
    figure.update_layout(
        xaxis={"tickvals": list(range(len(course))), "ticktext": names, "range": [-0.6, len(course) - 0.4]},
        yaxis={"range": [-4, top + 4], "tickvals": [0, 25, 50, 75, 100]},
    )
    middles = [median(group) if group else None for group in in_percent]
    told = [
        f"{name} {percent(middle / 100)}"
        for name, middle in zip(names, middles, strict=True)
        if middle is not None
    ]
    said = "Nothing has been marked yet."
    if told:
        said = f"Median share of the points, over the students with marks: {', '.join(told)}. "
        said += "A dot is a student; an open dot still waits for a person."
    return Picture(
        "points",
        "Points over the assignments",
        said,
        ("Assignment", "Students", "Lowest", "Median", "Highest", "Not complete"),
        tuple(
            (
                results.title,
                str(len(group)),
                *(
                    (percent(min(shares) / 100), percent(median(shares) / 100), percent(max(shares) / 100))
                    if shares
                    else ("–",) * 3
                ),
                str(sum(not one.complete for one in group)),
            )
            for results, group, shares in zip(course, groups, in_percent, strict=True)
        ),
        figure if told else None,
        (
            "Assignments differ in how hard they are: a fall from one to the next is no proof that a class has become worse.",
        )
        if len(told) > 1
        else (),
    )
