"""Which widgets a lecture can show, and the notebook that makes them."""

import re
from dataclasses import dataclass
from difflib import get_close_matches
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

from alliance.errors import CourseError
from alliance.pictures import theme
from alliance.tables import packaged

BEFORE: Final = "import alliance\nfrom alliance.caseload.felt import courses\nfrom alliance.widgets import *"
"""What stands before the first widget; lesson 7 imports `courses` as well."""
_CALLED: Final = re.compile(r"[A-Z]\w+")
_GLOSSARY: Final = re.compile(r"\[([^\]]+)\]\(glossary\.md#[^)]*\)")


@dataclass(frozen=True)
class Page:
    """One widget for the beamer.

    Attributes
    ----------
    name : str
        How it is asked for, and its address.
    title : str
    line : str
        What it is for, in one line.
    lesson : int
    cell : str
        The cell of the lesson that makes it.
    code : list of str
        What makes it: the lesson's own line, after what that needs.
    """

    name: str
    title: str
    line: str
    lesson: int
    cell: str
    code: list[str]

    @property
    def widget(self) -> str:
        """The widget's class."""
        called = _CALLED.match(self.code[-1])
        return called[0] if called else ""


@dataclass(frozen=True)
class Lecture:
    """All pages, and what the lessons are called."""

    lessons: dict[int, str]
    pages: list[Page]

    def where(self, page: Page) -> str:
        """Say to which lesson a page belongs."""
        return f"Lesson {page.lesson} · {self.lessons[page.lesson]}"


def every() -> Lecture:
    """Return all that a lecture can show."""
    return packaged("alliance.lecture", "pages.yaml", Lecture)


def chosen(names: list[str]) -> list[Page]:
    """Return the pages of these names, in this order; all of them without a name.

    Parameters
    ----------
    names : list of str
        A page's own name ("triangle"), or a widget's class ("PillarTriangle"), which stands for all its pages.

    Raises
    ------
    CourseError
        For a name that is neither; the sentence names what is near.
    """
    if not names:
        return every().pages
    found: dict[str, Page] = {}
    for name in names:
        of = [page for page in every().pages if name.lower() in {page.name, page.widget.lower()}]
        if not of:
            known = [page.name for page in every().pages]
            near = get_close_matches(name.lower(), known, 3, 0.5) or known
            raise CourseError(f"There is no page {name!r} for a lecture; choose from {', '.join(near)}.")
        found |= {page.name: page for page in of}
    return list(found.values())


def shown(page: Page) -> dict[str, str]:
    """Return what the page's frame says of it."""
    return {"name": page.name, "title": page.title, "line": page.line, "where": every().where(page)}


def notebook(pages: list[Page]) -> Any:
    """Return the notebook that makes these pages, one cell each."""
    from nbformat.v4 import new_code_cell

    cells = [
        new_code_cell("\n".join(page.code), id=page.name, metadata={"page": shown(page)})  # type: ignore[no-untyped-call]
        for page in pages
    ]
    first = new_code_cell(BEFORE, id="what-is-needed")  # type: ignore[no-untyped-call]
    return _dressed("Pictures for a lecture", [first, *cells], [shown(page) for page in pages], theme.css())


def lesson_notebook(number: str, folder: Path) -> Any:
    """Return a whole lesson, to be shown without its code.

    Parameters
    ----------
    number : str
        For example "02".
    folder : Path
        The course's folder, or the one above or below it.

    Raises
    ------
    CourseError
        When the lesson is not there.
    """
    import nbformat

    places = [folder / "lessons", folder / "course" / "lessons", folder]
    found = [path for place in places for path in sorted(place.glob(f"{number.zfill(2)}_*.ipynb"))]
    if not found:
        raise CourseError(
            f"There is no lesson {number} in {folder.resolve()}; go to the course's folder and try again, "
            "with a number from 1 to 10."
        )
    lesson = nbformat.read(found[0], as_version=4)  # type: ignore[no-untyped-call]
    for cell in lesson.cells:
        if cell.cell_type == "markdown":  # there is no second page to lead to
            cell.source = _GLOSSARY.sub(r"\1", cell.source)
    prose = files("alliance").joinpath("export.css").read_text(encoding="utf-8")
    return _dressed(
        lesson.cells[0].source.partition("\n")[0].lstrip("# "), lesson.cells, [], theme.css() + prose
    )


def _dressed(title: str, cells: list[Any], pages: list[dict[str, str]], style: str) -> Any:
    from nbformat.v4 import new_notebook

    return new_notebook(  # type: ignore[no-untyped-call]
        cells=cells,
        metadata={
            "kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"},
            "title": title,
            "lecture": {"style": style, "pages": pages},
        },
    )
