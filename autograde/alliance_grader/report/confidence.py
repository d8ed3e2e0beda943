"""Confidence calibration of the class: how sure they were, and what it earned."""

from collections import Counter
from collections.abc import Sequence
from typing import Final

from alliance_grader.feedback.knowing import FEWEST as STATEMENTS
from alliance_grader.feedback.knowing import Habit, Knowing, Statement
from alliance_grader.report.picture import FEWEST, STANDOUT, TOO_FEW, Picture, blank, dots, line, percent
from alliance_grader.results import ClassResults

_HABITS: Final[dict[Habit, str]] = {
    "surer": "tend to be surer than right",
    "less sure": "are less sure than right",
    "mixed": "are right on the whole but not one by one",
    "well": "know well what they know",
}


def knowing(course: Sequence[ClassResults]) -> dict[str, tuple[str, Knowing]]:
    """Return what each student said of their confidence over the course, by id, with the name."""
    said: dict[str, list[Statement]] = {}
    names: dict[str, str] = {}
    for results in course:
        worth = {head.id: head.points for head in results.items}
        for student in results.students:
            names[student.id] = student.name
            said.setdefault(student.id, []).extend(
                Statement(item.sure, item.points / worth[item.item])
                for item in student.items
                if item.sure is not None and item.points is not None and worth[item.item] > 0
            )
    return {student: (names[student], Knowing(tuple(given))) for student, given in said.items() if given}


def picture(course: Sequence[ClassResults]) -> Picture | None:
    """Return how sure the class was against what it earned; nothing where nobody said it."""
    found = knowing(course)
    if not found:
        return None
    whole = Knowing(tuple(one for _, mine in found.values() for one in mine.statements))
    enough = [(name, mine) for name, mine in found.values() if mine.habit != "too few"]
    figure = None
    if len(found) >= FEWEST:
        figure = blank("how sure they were (%)", "what it earned (% of the points)")
        line(figure, [0, 100], [0, 100], name="exactly as sure as right")
        if enough:
            dots(
                figure,
                [100 * mine.sure for _, mine in enough],
                [100 * mine.earned for _, mine in enough],
                [
                    f"{name}: {percent(mine.sure)} sure, {percent(mine.earned)} earned"
                    for name, mine in enough
                ],
                marker={"size": 7, "symbol": "circle-open"},
                name="a student, on average",
            )
        bands = [band for band in whole.bands if band.statements >= FEWEST]
        figure.add_scatter(
            x=[100 * band.sure for band in bands],
            y=[100 * band.earned for band in bands],
            mode="lines+markers",
            marker={"size": 13, "symbol": "diamond", "color": STANDOUT},
            line={"color": STANDOUT, "width": 2},
            name="the class, by how sure",
            customdata=[f"{band.low} to {band.high} % sure: {band.statements} statements" for band in bands],
            hovertemplate="%{customdata}, earned %{y:.0f} %<extra></extra>",
        )
        figure.update_layout(xaxis={"range": [-3, 103]}, yaxis={"range": [-3, 103]})
    habits = Counter(mine.habit for _, mine in found.values())
    return Picture(
        "confidence",
        "How sure, and how right",
        _said(whole, habits, len(found)),
        ("How sure", "Statements", "Sure on average", "Earned on average"),
        tuple(
            (
                f"{band.low} to {band.high} %",
                str(band.statements),
                percent(band.sure),
                percent(band.earned) if band.statements >= FEWEST else TOO_FEW,
            )
            for band in whole.bands
        ),
        figure,
        ("What students say of their confidence changes no points.",),
    )


def _said(whole: Knowing, habits: Counter[Habit], students: int) -> str:
    if students < FEWEST:
        return f"{students} students said how sure they were: too few to say something of a class."
    told = (
        f"Over {len(whole.statements)} statements the class was {percent(whole.sure)} sure on average, and these answers "
        f"earned {percent(whole.earned)} of their points."
    )
    seen = students - habits["too few"]
    if seen:
        kinds = [f"{habits[habit]} {words}" for habit, words in _HABITS.items() if habits[habit]]
        told += f" Of {seen} students with at least {STATEMENTS} statements, {', '.join(kinds)}."
    return told
