"""A graded notebook as one page that runs nothing and asks the network for nothing.

What is the same for the whole class (the locked cells, the style, the template) is made once and kept.
"""

import base64
import re
from collections.abc import Mapping
from functools import cache, lru_cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from jinja2 import Environment
from markupsafe import Markup, escape

from alliance_grader import wording
from alliance_grader.feedback.knowing import Knowing, drawing
from alliance_grader.notebooks import item_of

if TYPE_CHECKING:
    from jinja2 import Template
    from nbformat import NotebookNode

    from alliance_grader.feedback.marks import Marks

# Nothing runs and nothing is fetched, whatever stands in the page. Pictures are inside it.
POLICY: Final = (
    "default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
)

# What an output is shown as: the first of these that it has. Scripts and widgets, which nbconvert would prefer,
# have no place here.
SHOWN: Final = (
    "text/html",
    "text/markdown",
    "image/svg+xml",
    "text/vnd.mermaid",
    "text/latex",
    "image/png",
    "image/jpeg",
    "text/plain",
)
_KEPT: Final = 4096  # renderings that are kept: most of a class's are the same
# An element starts with "<" and its name at once, so that without the former there is none, however it is nested.
# Scripts and frames are held by the policy as well; a refresh, a base, a form and a link are not, or not everywhere.
_ACTIVE: Final = re.compile(
    r"<(?=/?(?:applet|audio|base|button|embed|form|frame|frameset|iframe|input|link|meta|noscript|object|portal"
    r"|script|select|template|textarea|title|video)(?![a-z]))",
    re.IGNORECASE,
)
_IMAGE_WITHOUT_ALT: Final = re.compile(r"<img\b(?![^>]*\salt\s*=)", re.IGNORECASE)
_NO_ALT: Final = '<img alt="No description has been provided for this image"'


def page(
    notebook: "NotebookNode",
    marks: "Marks",
    title: str,
    own_views: Mapping[str, float] | None = None,
    knowing: Knowing | None = None,
) -> str:
    """Return the page of a notebook that has gone through the course's preprocessors.

    Parameters
    ----------
    notebook : NotebookNode
        Without hidden tests and mark schemes: nothing is taken out here.
    marks : Marks
        What the gradebook says of it.
    title : str
        The notebook's name.
    own_views : mapping of str to float, optional
        What the student would give the own text, by the item that holds it.
    knowing : Knowing, optional
        How sure the student was over the course so far, when anything was said.
    """
    return _template().render(
        cells=notebook.cells,
        marks=marks,
        title=title,
        policy=POLICY,
        style=_style(),
        beside=_beside(own_views or {}, marks),
        knowing=knowing,
        picture=Markup(drawing(knowing)) if knowing and knowing.habit != "too few" else "",  # noqa: S704  (numbers alone)
    )


def _beside(own_views: Mapping[str, float], marks: "Marks") -> dict[str, str]:
    """Return what to say beside each text of which the student has an own view, by its grade cell.

    Of an untouched text, which nobody reads, nothing is said.
    """
    said = {}
    for cell, was_read in marks.read.items():
        if item_of(cell) in own_views:
            given, most = marks.scores[cell]
            own, theirs = wording.points(own_views[item_of(cell)]), wording.points(given)
            if not was_read:
                said[cell] = (
                    f"You would have given it {own} of {most:g}; your reader's points will stand here."
                )
            elif theirs == own:
                said[cell] = f"You would have given it {own} of {most:g}, and so did your reader."
            else:
                said[cell] = f"You would have given it {own} of {most:g}; your reader gave {theirs}."
    return said


@cache
def _template() -> "Template":
    source = files("alliance_grader.feedback").joinpath("page.html.j2").read_text(encoding="utf-8")
    from nbconvert.filters import get_metadata

    environment = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True, auto_reload=False)
    environment.filters |= {
        "code": _code,
        "markdown": _markdown,
        "terminal": _terminal,
        "points": _points,
        "shown_as": _shown_as,
        "html": _html,
        "svg": _svg,
        "get_metadata": get_metadata,
    }
    return environment.from_string(source)


@cache
def _style() -> Markup:
    """Return nbgrader's style for feedback and the colours of code, without the fonts that it would fetch."""
    import nbgrader
    from pygments.formatters import HtmlFormatter  # type: ignore[import-untyped]

    assets = Path(nbgrader.__file__).parent / "server_extensions" / "formgrader" / "static" / "node_modules"
    bootstrap = (assets / "bootstrap" / "dist" / "css" / "bootstrap.min.css").read_text(encoding="utf-8")
    own = re.sub(r"@font-face\s*\{[^}]*\}|/\*#.*?\*/", "", bootstrap)

    colours = HtmlFormatter(style="default").get_style_defs(".highlight")
    return Markup(f"{own}\n{colours}")  # noqa: S704  (files of installed packages)


def _points(number: float) -> float:
    return round(float(number), 2)


def _shown_as(data: dict[str, Any]) -> str | None:
    return next((kind for kind in SHOWN if kind in data), None)


@lru_cache(maxsize=_KEPT)
def _code(source: str) -> Markup:
    from pygments import highlight  # type: ignore[import-untyped]

    lexer, formatter = _highlighter()
    return Markup(highlight(source or " ", lexer, formatter))  # noqa: S704  (Pygments escapes what it colours)


@cache
def _highlighter() -> tuple[Any, Any]:
    from pygments.formatters import HtmlFormatter
    from pygments.lexers import PythonLexer  # type: ignore[import-untyped]

    return PythonLexer(), HtmlFormatter(cssclass="highlight hl-ipython3")


def _markdown(source: str, attachments: dict[str, Any] | None = None) -> Markup:
    # Attachments are no key of a dictionary; they are rare.
    return _rendered(source, attachments) if attachments else _kept_markdown(source)


@lru_cache(maxsize=_KEPT)
def _kept_markdown(source: str) -> Markup:
    return _rendered(source, None)


def _rendered(source: str, attachments: dict[str, Any] | None) -> Markup:
    from nbconvert.filters import strip_files_prefix
    from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath

    class Renderer(IPythonRenderer):
        """nbconvert's, which refuses the whole notebook when a picture was not handed in with it."""

        def image(self, text: str, url: str, title: str | None = None) -> str:
            name = url.removeprefix("attachment:")
            if name != url and name not in self.attachments:
                return str(escape(f"[{text or name}: this picture is not part of the work]"))
            return str(super().image(text, url, title))

    renderer = Renderer(escape=False, attachments=attachments or {}, anchor_link_text="¶")
    html = MarkdownWithMath(renderer=renderer).render(source)
    return _inert(strip_files_prefix(html))  # type: ignore[no-untyped-call]


@lru_cache(maxsize=_KEPT)
def _html(source: str) -> Markup:
    return _inert(source)


def _inert(html: str) -> Markup:
    """Leave no element in a student's HTML that could act on its own, and give every picture its text.

    `sanitise` has done so before, and the page's policy forbids it once more; this costs nothing.
    """
    quiet = _ACTIVE.sub("&lt;", html)
    return Markup(_IMAGE_WITHOUT_ALT.sub(_NO_ALT, quiet))  # noqa: S704


@lru_cache(maxsize=_KEPT)
def _terminal(text: str) -> Markup:
    from nbconvert.filters import ansi2html

    if "\x1b" not in text:
        return escape(text)
    made = ansi2html(text)  # type: ignore[no-untyped-call]
    return Markup(made)  # noqa: S704  (it escapes the text itself)


@lru_cache(maxsize=_KEPT)
def _svg(source: str) -> str:
    """Return an SVG as the address of a picture: in an `img`, nothing in it can run."""
    return "data:image/svg+xml;base64," + base64.b64encode(source.encode()).decode()
