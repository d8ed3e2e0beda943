"""How far the students' codings of transcripts agree with the key, text after text."""

from collections.abc import Sequence
from statistics import median
from typing import Final

from alliance_grader.report.picture import FEWEST, TOO_FEW, Picture, blank, dots, medians, short, spread
from alliance_grader.results import Agreement, ClassResults

ORDER: Final = ("first text", "second text", "third text", "fourth text")


def codings(course: Sequence[ClassResults]) -> dict[str, list[tuple[str, Agreement]]]:
    """Return the class's codings, text after text, in the order in which they were given."""
    found: dict[str, list[tuple[str, Agreement]]] = {}
    for results in course:
        for student in results.students:
            for item in student.items:
                for place, one in enumerate(item.codings):
                    label = f"{short(results.title)}, {ORDER[min(place, len(ORDER) - 1)]}"
                    found.setdefault(label, []).append((student.name, one))
    return dict(sorted(found.items(), key=lambda pair: list(found).index(pair[0])))


def picture(course: Sequence[ClassResults]) -> Picture | None:
    """Return kappa against the key for each student and text; nothing where nothing was coded."""
    found = codings(course)
    if not found:
        return None
    known = {
        label: [(name, one) for name, one in given if one.kappa is not None] for label, given in found.items()
    }
    figure = blank("", "kappa against the key")
    places: list[float] = []
    values: list[float] = []
    words: list[str] = []
    for place, given in enumerate(known.values()):
        places += [place + aside for aside in spread(len(given))]
        values += [one.kappa or 0.0 for _, one in given]
        words += [
            f"{name}: kappa {one.kappa:.2f}, the same on {one.agree} of {one.turns} turns"
            for name, one in given
        ]
    dots(figure, places, values, words, name="a student’s coding")
    kappas = [[one.kappa or 0.0 for _, one in given] for given in known.values()]
    medians(figure, list(range(len(known))), kappas, "median")
    low = min([-0.1, *values])
    figure.update_layout(
        xaxis={
            "tickvals": list(range(len(known))),
            "ticktext": list(known),
            "range": [-0.6, len(known) - 0.4],
        },
        yaxis={"range": [low - 0.1, 1.08]},
    )
    told = [
        f"{label} {median(group):.2f}" if len(group) >= FEWEST else f"{label} {TOO_FEW}"
        for label, group in zip(known, kappas, strict=True)
    ]
    return Picture(
        "agreement",
        "Coder agreement",
        f"Median kappa of the students’ codings against the key: {'; '.join(told)}. 1 is full agreement, 0 what chance gives.",
        ("Text", "Codings", "Lowest", "Median", "Highest"),
        tuple(
            (
                label,
                str(len(found[label])),
                *(
                    (f"{min(group):.2f}", f"{median(group):.2f}", f"{max(group):.2f}")
                    if group
                    else ("–",) * 3
                ),
            )
            for label, group in zip(known, kappas, strict=True)
        ),
        figure if values else None,
        (
            "A text has about ten turns of the client, so that one turn more or less moves a student’s kappa a good deal; the "
            "class’s median is steadier. Students have different texts.",
        ),
    )
