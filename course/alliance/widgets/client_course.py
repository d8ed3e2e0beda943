"""Read one client's course: three raters or three pillars, a line called today, and a guess before each reveal."""

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import traitlets

from alliance.errors import CourseError
from alliance.language import _, number
from alliance.pictures import RATER_DASH
from alliance.widgets._assets import script, style
from alliance.widgets._widget import BrowserWidget
from alliance.widgets.trajectory import (
    COLUMNS,
    VIEWS,
    WORDING,
    Trajectory,
    forecasts,
    one_session,
    sentences,
    told,
    trajectory,
)

if TYPE_CHECKING:
    from alliance.caseload import Caseload

MOST_CLIENTS = 6
SHOWN_AT_FIRST = ("client", "goal", "task", "bond")
"""The other raters are asked for by the reader: first predict what they saw."""


def on_the_page(course: Trajectory, noise: float) -> dict[str, Any]:
    """Return one course as the browser needs it: numbers, and the sentences for every session."""
    said = [sentences(course, today, noise) for today in range(1, course.count + 1)]
    return {
        "client": course.client,
        "came_for": course.came_for,
        "about": course.about,
        "came": course.came,
        "ratings": dict(course.ratings),
        "first_look": course.first_look,
        "means": [course.mean("client", today) for today in range(1, course.count + 1)],
        "says": {part: [one[part] for one in said] for part in said[0]},
        "forecasts": {str(session): asdict(one) for session, one in forecasts(course).items()},
    }


class ClientCourse(BrowserWidget):
    """Follow clients over their sessions: hide what has not happened yet, guess, reveal.

    Parameters
    ----------
    caseload : Caseload
        As `alliance.simulate_caseload` makes it.
    *clients : str
        One to six of its clients; the first is on show, the others can be chosen.

    Attributes
    ----------
    summary : str
        What is drawn now, in words.
    errors : dict of str to float or None
        How far the guesses lay off on average, beside the two rules "the same as last time" and "the mean so far".

    Examples
    --------
    >>> ClientCourse(caseload, "C07")
    ClientCourse: C07, up to session 3 of 9. Client 4.17, mean so far 4.03 from 3 sessions. ...
    """

    _esm = script("shared.js", "triangle.js", "client_course_chart.js", "client_course.js")
    _css = style("shared.css", "client_course.css")

    client = traitlets.Unicode(help="Whose course is on show.").tag(sync=True)
    view = traitlets.Enum(tuple(VIEWS), "raters", help="Three raters, or three pillars.").tag(sync=True)
    shown: traitlets.List[str] = traitlets.List(traitlets.Unicode(), list(SHOWN_AT_FIRST)).tag(sync=True)
    band = traitlets.Bool(False, help="Whether the band of one session's noise is drawn.").tag(sync=True)
    today = traitlets.Int(1, help="The last session that can be seen, from 1.").tag(sync=True)
    guess = traitlets.Float(None, allow_none=True, help="For the next rating, before it is revealed.").tag(
        sync=True
    )
    guesses = traitlets.Dict(help="Of each client the first guess for each revealed session.").tag(sync=True)
    content = traitlets.Dict().tag(sync=True)

    def __init__(self, caseload: "Caseload", *clients: str) -> None:
        if not 1 <= len(clients) <= MOST_CLIENTS or len(set(clients)) < len(clients):
            raise CourseError(
                _(
                    "Name one to {most} different clients after the caseload, "
                    'like this: ClientCourse(caseload, "C07", "C12")'
                ).format(most=MOST_CLIENTS)
            )
        self._courses = {client: trajectory(caseload, client) for client in clients}
        self._noise = one_session(caseload)
        opened = self._courses[clients[0]]
        super().__init__(
            client=opened.client,
            today=opened.first_look,
            content={
                "courses": [on_the_page(course, self._noise) for course in self._courses.values()],
                "noise": self._noise,
                "views": {view: list(lines) for view, lines in VIEWS.items()},
                "names": {line: _(WORDING.names[line]) for line in COLUMNS},
                "dashes": RATER_DASH,
            },
        )

    @property
    def course(self) -> Trajectory:
        """The course that is on show."""
        return self._courses[self.client]

    @property
    def summary(self) -> str:
        """What is drawn now, in words."""
        today = max(1, min(self.today, self.course.count))
        return told(sentences(self.course, today, self._noise), self.view, self.shown, band=self.band)

    @property
    def errors(self) -> dict[str, float] | None:
        """How far guesses, and the two rules, lay off on average; None before the first reveal."""
        rules = forecasts(self.course)
        mine = {int(session): guess for session, guess in self.guesses.get(self.client, {}).items()}
        asked = [session for session in mine if session in rules]
        if not asked:
            return None
        off = {
            "you": [mine[s] - rules[s].truth for s in asked],
            "last": [rules[s].last - rules[s].truth for s in asked],
            "mean": [rules[s].mean - rules[s].truth for s in asked],
        }
        return {who: sum(map(abs, all_of)) / len(asked) for who, all_of in off.items()}

    def picture(self) -> str:
        """Draw the course up to today."""
        from alliance.widgets.client_course_picture import drawn

        return drawn(
            self.course,
            min(self.today, self.course.count),
            [line for line in VIEWS[self.view] if line in self.shown],
            self._noise if self.band and self.view == "raters" and "client" in self.shown else None,
        )

    def __repr__(self) -> str:
        errors = self.errors
        record = (
            _("Your guesses are {off} off on average.").format(off=number(errors["you"], ".2f"))
            if errors
            else ""
        )
        return f"ClientCourse: {self.summary} {record}".rstrip()
