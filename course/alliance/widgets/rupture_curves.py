"""When is a dip a rupture? Move the criterion, see marks come and go, then see what there was."""

from collections.abc import Mapping
from dataclasses import asdict
from html import escape
from typing import Any, Final, cast

import msgspec
import traitlets

from alliance.errors import CourseError
from alliance.language import _
from alliance.language.tables import spoken
from alliance.pictures import theme
from alliance.pillars.ruptures import RUPTURE_KINDS, kind_word
from alliance.widgets._assets import script, style
from alliance.widgets._widget import BrowserWidget
from alliance.widgets.drops import (
    BELOW,
    LEAST,
    MOST,
    STEP,
    WORDS,
    Below,
    Courses,
    RatedCourse,
    falls,
    levels,
    marked,
    tallies,
    told,
)

SHOWN: Final = 8
"""So many clients stand on the page; all of them are counted."""

FEW, MANY = 8, 12
"""A course with so many rated sessions has room for a drop and a return, and still fits on a narrow page."""

DROPS: Final = tuple(round(LEAST + STEP * i, 1) for i in range(round((MOST - LEAST) / STEP) + 1))

KIND_COLOUR: Final = {"withdrawal": "#4d559f", "confrontation": "#a8402a"}


def shown_of(courses: Courses) -> Courses:
    """Return the first clients whose courses are long enough to read and short enough to draw.

    They are taken as they come, without a look at their ruptures.
    """
    fit = [one for one in courses.clients if one.rated >= FEW and len(one.scores) <= MANY]
    rest = sorted((one for one in courses.clients if one not in fit), key=lambda one: -one.rated)
    return Courses(courses.spread, tuple([*fit, *rest][:SHOWN]))


def content(courses: Courses) -> dict[str, Any]:
    """Return what the browser needs: the clients shown with their levels and falls, and counts over all clients."""
    shown = shown_of(courses)
    return {
        "spread": courses.spread,
        "drops": DROPS,
        "clients": [
            asdict(one)
            | {
                "levels": {below: levels(one.scores, below) for below in BELOW},
                "falls": {below: falls(one.scores, below, courses.spread) for below in BELOW},
            }
            for one in shown.clients
        ],
        "all": {
            "clients": len(courses.clients),
            "ruptures": {
                kind: sum(rupture.kind == kind for one in courses.clients for rupture in one.ruptures)
                for kind in RUPTURE_KINDS
            },
            "tallies": {
                below: [asdict(tally) for tally in tallies(courses, below, DROPS)] for below in BELOW
            },
        },
        "words": spoken(asdict(WORDS), "widgets/drops.yaml"),
    }


class RuptureCurves(BrowserWidget):
    """Say how far a rating must fall to count as a rupture, and see what the rule catches and misses.

    Parameters
    ----------
    courses : mapping
        The clients' ratings with the ruptures behind them, as `alliance.caseload.felt.courses` gives them.
    drop : float, default 1.5
        How many standard deviations count as a drop at first, from 0.5 to 3.
    below : {"so_far", "before", "whole"}
        What a session is held against at first: the client's mean so far, the session before, the mean of all.

    Attributes
    ----------
    client : str
        Whose curve is large.
    revealed : bool
        Whether what there was is on show.
    summary : str
        What is marked now, in words.

    Examples
    --------
    >>> RuptureCurves(courses(caseload))
    RuptureCurves: C003: session 4 lies 1.5 SD or more below their mean so far. In the 8 clients shown, ...
    """

    _esm = script("shared.js", "rupture_curves.js")
    _css = style("shared.css", "scatter.css", "rupture_curves.css")

    client = traitlets.Unicode().tag(sync=True)
    drop = traitlets.Float(1.5).tag(sync=True)
    below = traitlets.Unicode("so_far").tag(sync=True)
    revealed = traitlets.Bool(False).tag(sync=True)
    content = traitlets.Dict().tag(sync=True)

    def __init__(self, courses: Mapping[str, Any], drop: float = 1.5, below: Below = "so_far") -> None:
        if isinstance(drop, bool) or not isinstance(drop, int | float) or not LEAST <= drop <= MOST:
            raise CourseError(
                _("drop must be a number from {least} to {most}; {given} was given.").format(
                    least=LEAST, most=f"{MOST:g}", given=repr(drop)
                )
            )
        if below not in BELOW:
            raise CourseError(
                _("below must be one of {known}; {given} was given.").format(
                    known=", ".join(BELOW), given=repr(below)
                )
            )
        try:
            known = msgspec.convert(courses, Courses)
        except msgspec.ValidationError:
            raise CourseError(
                _(
                    "Give it the courses of a caseload: RuptureCurves(courses(caseload)), "
                    "after from alliance.caseload.felt import courses"
                )
            ) from None
        self._shown = shown_of(known)
        if not self._shown.clients:
            raise CourseError(_("There is no client with three rated sessions; simulate more clients."))
        super().__init__(
            client=self._shown.clients[0].client,
            drop=round(float(drop), 1),
            below=below,
            content=content(known),
        )

    @property
    def course(self) -> RatedCourse:
        """The course whose curve is large."""
        return next(one for one in self._shown.clients if one.client == self.client)

    @property
    def summary(self) -> str:
        """What is marked now, in words; when it is revealed, also what there was."""
        return told(self.course, self._shown, self.drop, cast(Below, self.below), revealed=self.revealed)

    def __repr__(self) -> str:
        return f"RuptureCurves: {self.summary}"

    def picture(self) -> str:
        """Draw the large curve as it stands now."""
        return drawn(
            self.course,
            self._shown.spread,
            self.drop,
            cast(Below, self.below),
            revealed=self.revealed,
            words=self.summary,
        )


def drawn(
    course: RatedCourse, spread: float, drop: float, below: Below, *, revealed: bool, words: str
) -> str:
    """Draw one client's curve, the waterline of the rule, the marks, and, if revealed, the ruptures under it."""
    left, right, top, bottom = 40.0, 700.0, 24.0, 254.0
    height = 346 if revealed else 300
    step = (right - left) / len(course.scores)
    floor = min([score for score in course.scores if score is not None] + [3.0]) - 0.4

    def across(session: float) -> float:
        return left + (session - 0.5) * step

    def up(score: float) -> float:
        return bottom - (max(score, floor) - floor) / (5.1 - floor) * (bottom - top)

    def text(x: float, y: float, said: str, anchor: str = "middle", colour: str = theme.MUTED) -> str:
        return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{colour}">{escape(said)}</text>'

    parts = [f'<line x1="{left}" x2="{right}" y1="{bottom}" y2="{bottom}" stroke="{theme.MUTED}"/>']
    for score in range(1, 6):
        if score >= floor:
            parts.append(
                f'<line x1="{left}" x2="{right}" y1="{up(score):.1f}" y2="{up(score):.1f}" stroke="{theme.RULE}"/>'
                + text(left - 8, up(score) + 5, str(score), "end")
            )
    stairs = [
        (across(number - 0.5), across(number + 0.5), level)
        for number, level in enumerate(levels(course.scores, below), start=1)
        if level is not None
    ]
    for start, stop, level in stairs:
        line = up(level - drop * spread)
        parts.append(
            f'<rect x="{start:.1f}" y="{line:.1f}" width="{stop - start:.1f}" height="{bottom - line:.1f}" '
            f'fill="{theme.ACCENT}" fill-opacity="0.14"/>'
            f'<line x1="{start:.1f}" x2="{stop:.1f}" y1="{line:.1f}" y2="{line:.1f}" stroke="{theme.ACCENT}" stroke-width="2" stroke-dasharray="6 4"/>'
            f'<line x1="{start:.1f}" x2="{stop:.1f}" y1="{up(level):.1f}" y2="{up(level):.1f}" stroke="{theme.MUTED}" stroke-dasharray="2 4"/>'
        )
    points = [
        (number, across(number), up(score))
        for number, score in enumerate(course.scores, 1)
        if score is not None
    ]
    marks = marked(falls(course.scores, below, spread), drop)

    def path(some: list[tuple[int, float, float]], width: float) -> str:
        way = " ".join(f"{x:.1f},{y:.1f}" for _number, x, y in some)
        return f'<polyline points="{way}" fill="none" stroke="{theme.INK}" stroke-width="{width}" stroke-linejoin="round"/>'

    parts.append(path(points, 1.75))
    for place, (number, x, y) in enumerate(points):
        if number in marks:
            parts.append(path(points[max(0, place - 1) : place + 2], 4.5))
            parts.append(
                f'<path d="M{x - 9:.1f} {y - 6:.1f}h18l-9 15z" fill="{theme.INK}" stroke="#fff" stroke-width="2"/>'
            )
        else:
            parts.append(
                f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4.5" fill="#fff" stroke="{theme.INK}" stroke-width="2"/>'
            )
    for number in range(1, len(course.scores) + 1):
        parts.append(text(across(number), bottom + 18, str(number)))
    if revealed:
        for rupture in course.ruptures:
            colour = KIND_COLOUR[rupture.kind]
            found = rupture.found_by(marks)
            start, stop = across(rupture.onset - 0.42), across(rupture.end + 0.42)
            dashes = "" if found else ' stroke-dasharray="5 4"'
            parts.append(
                f'<rect x="{start:.1f}" y="{bottom + 30:.1f}" width="{stop - start:.1f}" height="30" rx="6" fill="{colour}" '
                f'fill-opacity="{0.85 if found else 0.08}" stroke="{colour}" stroke-width="2"{dashes}/>'
                + text(
                    (start + stop) / 2,
                    bottom + 50,
                    kind_word(rupture.kind)[0].upper(),
                    colour="#fff" if found else colour,
                )
            )
    parts.append(text(right, height - 8, _("session"), "end"))
    parts.append(
        text(left, 15, _("{client}: alliance, 1 to 5").format(client=course.client), "start", theme.INK)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 720 {height}" width="720" height="{height}" role="img" '
        f'aria-label="{escape(words, quote=True)}" font-family="{theme.FONT}" font-size="14">{"".join(parts)}</svg>'
    )
