"""A lecture as one file, for a room without Python and without a network."""

from pathlib import Path
from typing import Any

from alliance.export import executed, write_page


def save(notebook: Any, target: Path) -> Path:
    """Write the pages of a lecture into one file, in which the widgets go on working.

    Parameters
    ----------
    notebook : nbformat.NotebookNode
        See `alliance.lecture.notebook`.
    target : Path
        The file, for example ``lecture.html``.

    Raises
    ------
    CourseError
        When a widget cannot be made, or the file cannot be written.
    """
    from jinja2 import Environment, PackageLoader

    templates = Environment(
        loader=PackageLoader("alliance.lecture", "nbconvert/templates/alliance"), autoescape=True
    )
    shows = [
        (cell.metadata.page, cell.outputs[-1].data["text/html"])
        for cell in executed(notebook, "The lecture").cells
        if "page" in cell.metadata
    ]
    body = templates.get_template("saved.html.j2").render(pages=[page for page, _ in shows], shows=shows)
    style, script = (templates.get_template(f"lecture.{kind}").render() for kind in ("css", "js"))
    return write_page(target, notebook.metadata.title, body, style=style, after=script)
