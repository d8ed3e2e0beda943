"""Render the class report and put it in its place."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined, Template
from markupsafe import Markup

from alliance.errors import CourseError
from alliance.pictures import theme
from alliance_grader import wording
from alliance_grader.files import write_whole
from alliance_grader.report import figures, pseudonyms, summaries
from alliance_grader.results import ClassResults


def render(
    results: ClassResults, *, made_at: datetime, next_steps: Sequence[str] = (), hide_names: bool = False
) -> str:
    """Return the class report as one HTML page that loads nothing and runs nothing.

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
    """
    if hide_names:
        next_steps = [pseudonyms.veil_of(results)(step) for step in next_steps]
        results = pseudonyms.hide(results)
    return _template().render(
        results=results,
        palette=Markup(theme.css()),  # noqa: S704 — ours, and its quotation marks must stay as they are
        made=wording.moment(made_at),
        made_at=made_at.isoformat(),
        worth=wording.worth(results.points),
        students=wording.count(len(results.students), "student", "students"),
        tallies=summaries.tallies(results),
        strip=figures.strip(results),
        needs=summaries.needs(results),
        next_steps=next_steps,
        misunderstood=summaries.misunderstood(results),
        not_seen=summaries.not_seen(results),
        items=summaries.items(results),
        table=summaries.table(results),
        sealed=summaries.sealed(results),
        unprotected=summaries.unprotected(results),
        hide_names=hide_names,
    )


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
def _template() -> Template:
    """Return the page's template, read once."""
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
    return environment.get_template("page.html")


def _prose(text: str) -> Markup:
    """Return a sentence as markup that the template does not escape again."""
    return Markup(wording.as_markup(text))  # noqa: S704
