"""The report as a notebook: the same pictures and tables, made anew when its cells run."""

import html
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from alliance_grader import wording
from alliance_grader.report.course import Course, gather
from alliance_grader.report.picture import Picture
from alliance_grader.report.sections import pictures, tables


@dataclass(frozen=True)
class Report:
    """What a report's notebook shows, picture by picture.

    Attributes
    ----------
    pictures : tuple of Picture
        Those without a figure are tables alone.
    """

    pictures: tuple[Picture, ...]

    def show(self, name: str) -> None:
        """Show a picture with its words and its table."""
        from IPython.display import display

        for picture in self.pictures:
            if picture.id == name:
                for data in bundles(picture):
                    display(data, raw=True)  # type: ignore[no-untyped-call]


def open_report(*assignments: str, hide_names: bool = False) -> Report:
    """Read the gradebook of the course that the notebook lies in; of all assignments when none is named."""
    from alliance_grader.course import course_root

    return Report(_all(gather(course_root(), assignments), hide_names))


def bundles(picture: Picture) -> list[dict[str, Any]]:
    """Return what a cell shows: the picture, its words, and its numbers as a table."""
    from alliance.pictures.show import bundle

    words = [picture.said, *picture.notes]
    if picture.figure is None:
        drawn = [
            {"text/html": "".join(f"<p>{html.escape(one)}</p>" for one in words), "text/plain": picture.said}
        ]
    else:
        drawn = bundle(picture.figure, " ".join(words))
    if not picture.rows:
        return drawn
    return [*drawn, {"text/html": _table(picture), "text/plain": f"{len(picture.rows)} rows"}]


def as_notebook(course: Course, *, made_at: datetime, whole: bool, hide_names: bool = False) -> str:
    """Return the report as a notebook, outputs included."""
    import nbformat

    title = "The whole course" if whole or len(course.results) != 1 else course.results[0].title
    given = [] if whole else [repr(results.assignment) for results in course.results]
    if hide_names:
        given.append("hide_names=True")
    cells = [
        _words("title", f"# {title}\n\nMade {wording.moment(made_at)}. Run all cells to make it anew."),
        _code(
            "open",
            f"from alliance_grader.report import open_report\n\nreport = open_report({', '.join(given)})",
        ),
    ]
    for picture in _all(course, hide_names):
        cells += [
            _words(f"{picture.id}-head", f"## {picture.title}"),
            _code(picture.id, f'report.show("{picture.id}")', bundles(picture)),
        ]
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    made = nbformat.from_dict(  # type: ignore[no-untyped-call]
        {"cells": cells, "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5}
    )
    nbformat.validate(made)
    return str(nbformat.writes(made)) + "\n"  # type: ignore[no-untyped-call]


def _words(name: str, source: str) -> dict[str, Any]:
    return {"cell_type": "markdown", "id": name, "metadata": {}, "source": source}


def _code(name: str, source: str, shown: Sequence[dict[str, Any]] = ()) -> dict[str, Any]:
    outputs = [{"output_type": "display_data", "data": data, "metadata": {}} for data in shown]
    return {
        "cell_type": "code",
        "id": name,
        "metadata": {},
        "source": source,
        "execution_count": None,
        "outputs": outputs,
    }


def _all(course: Course, hide_names: bool) -> tuple[Picture, ...]:
    shown = course.hidden() if hide_names else course
    return (*tables(shown), *pictures(shown))


def _table(picture: Picture) -> str:
    """Return the numbers as a table that lies folded; a name in it is text."""

    def cells(row: Sequence[str], first: str) -> str:
        head, *rest = (html.escape(cell) for cell in row)
        return f"<tr><th {first}>{head}</th>{''.join(f'<td>{cell}</td>' for cell in rest)}</tr>"

    heads = "".join(f'<th scope="col">{html.escape(column)}</th>' for column in picture.columns)
    body = "".join(cells(row, 'scope="row"') for row in picture.rows)
    return (
        f"<details><summary>The numbers</summary><table><caption>{html.escape(picture.title)}</caption>"
        f"<thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table></details>"
    )
