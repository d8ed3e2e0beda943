"""Render the class report and put it in its place."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, Template
from markupsafe import Markup

from alliance.errors import CourseError
from alliance_grader import wording
from alliance_grader.files import write_whole
from alliance_grader.look import style
from alliance_grader.report import attention, figures, live, pseudonyms, sections, summaries
from alliance_grader.report.audit import Board
from alliance_grader.report.course import Course
from alliance_grader.report.picture import Picture
from alliance_grader.results import ClassResults


def render(
    results: ClassResults,
    *,
    made_at: datetime,
    next_steps: Sequence[str] = (),
    hide_names: bool = False,
    boards: Mapping[str, Board] | None = None,
) -> str:
    """Return the class report of one assignment as one HTML page that loads nothing.

    Parameters
    ----------
    results : ClassResults
        One graded assignment.
    made_at : datetime
        When the report was made, as the page says it.
    next_steps : sequence of str
        What the instructor may do next; `backticks` set a command.
    hide_names : bool, default False
        Put ``Student 1`` and so on for every name and id, in an order that gives nobody away.
    boards : mapping, optional
        The hidden caseload that alert rules are tried on, by assignment.
    """
    if hide_names:
        next_steps = [pseudonyms.veil_of(results)(step) for step in next_steps]
        results = pseudonyms.hide(results)
    course = Course((results,), boards or {})
    pointed = summaries.with_points(results)
    shown = sections.pictures(course)[1:]  # the strip above shows the points
    return template("page.html").render(
        results=pointed,
        **frame(shown, made_at),
        worth=wording.worth(results.points),
        students=wording.count(len(results.students), "student", "students"),
        tallies=summaries.tallies(results),
        strip=figures.strip(results),
        needs=summaries.needs(results),
        stuck=attention.who_is_stuck((results,)),
        stuck_said=attention.STUCK_SAID,
        late=attention.who_is_late((results,)),
        routed=attention.routed(results),
        next_steps=next_steps,
        misunderstood=summaries.misunderstood(results),
        not_seen=summaries.not_seen(results),
        items=summaries.items(pointed),
        pictures=shown,
        table=summaries.table(pointed),
        sealed=summaries.sealed(results),
        unprotected=summaries.unprotected(results),
        hide_names=hide_names,
    )


def frame(pictures: Sequence[Picture], made_at: datetime) -> dict[str, Any]:
    """Return what every page needs: the colours, when it was made, and the scripts when there is something to draw."""
    drawn = any(picture.figure is not None for picture in pictures)
    return {
        "shared": Markup(style(on_paper=True)),  # noqa: S704 — ours, and its quotation marks must stay as they are
        "scripts": [Markup(text) for text in live.scripts()] if drawn else [],  # noqa: S704 — plotly's and ours
        "script_policy": Markup(live.policy()) if drawn else "",  # noqa: S704
        "made": wording.moment(made_at),
        "made_at": made_at.isoformat(),
    }


def write(path: Path, html: str) -> None:
    """Put the page at a path, whole or not at all; only its owner may read it, since it is about students.

    Raises
    ------
    CourseError
        When the folder is full or closed to us.
    """
    # A file name with stray bytes reaches us as lone surrogates; the browser shows them as �.
    content = html.encode("utf-8", "xmlcharrefreplace").decode("utf-8")
    try:
        write_whole(path, content)
    except OSError as error:
        raise CourseError(
            f"The class report could not be written to {path} ({error.strerror}). "
            "Check that the folder has room and may be written to."
        ) from error


@cache
def template(name: str) -> Template:
    """Return a page's template, read once."""
    environment = Environment(
        loader=PackageLoader("alliance_grader.report", package_path=""),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["points"] = wording.points
    environment.filters["headed"] = wording.headed
    environment.filters["prose"] = _prose
    return environment.get_template(name)


def _prose(text: str) -> Markup:
    """Return a sentence as markup that the template does not escape again."""
    return Markup(wording.as_markup(text))  # noqa: S704
