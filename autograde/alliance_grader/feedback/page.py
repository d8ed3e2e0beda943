"""A graded notebook as one page that teaches, runs nothing and asks the network for nothing.

What is the same for the whole class (the locked cells, the style, the template) is made once and kept.
"""

import base64
import re
from collections.abc import Sequence
from functools import cache, lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final

from jinja2 import Environment
from markupsafe import Markup, escape

from alliance_grader import wording
from alliance_grader.feedback.knowing import Knowing, drawing
from alliance_grader.feedback.told import Account
from alliance_grader.look import style
from alliance_grader.notebooks import REFUSED, VARIANT

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
_EMPTY_HEAD: Final = re.compile(r"<th>\s*</th>")
_NO_ALT: Final = '<img alt="No description has been provided for this image"'
_HEADING: Final = re.compile(r"(</?h)([1-6])(?=[\s>])", re.IGNORECASE)
_STRESSED: Final = re.compile(r"(?<![\w*])\*([^*<>]+)\*(?![\w*])")
_CODE_BY_DAY, _CODE_BY_NIGHT = "default", "github-dark"


def page(notebook: "NotebookNode", marks: "Marks", told: Account, knowing: Knowing | None = None) -> str:
    """Return the page of a notebook that has gone through the course's preprocessors.

    Parameters
    ----------
    notebook : NotebookNode
        Without hidden tests and mark schemes: nothing is taken out here.
    marks : Marks
        What the gradebook says of it.
    told : Account
        What the student is told of it.
    knowing : Knowing, optional
        How sure the student was over the course so far, when anything was said.
    """
    return _template().render(
        cells=notebook.cells,
        marks=marks,
        told=told,
        anchors={item.cell: item for item in told.items},
        begins=_begins(notebook),
        refused=_refused(notebook),
        policy=POLICY,
        style=_style(),
        knowing=knowing,
        picture=Markup(drawing(knowing)) if knowing and knowing.habit != "too few" else "",  # noqa: S704  (numbers alone)
    )


def _begins(notebook: "NotebookNode") -> dict[str, str]:
    """Return by grade cell the cell with which its answers begin: the first to be written in after the grade cell before."""
    begins: dict[str, str] = {}
    first = ""
    for cell in notebook.cells:
        of = cell.metadata.get("nbgrader", {})
        name = of.get("grade_id", "")
        if of.get("solution") and not name.endswith(f"-{VARIANT}"):
            first = first or name
        if of.get("grade"):
            begins[name], first = first or name, ""
    return begins


def _refused(notebook: "NotebookNode") -> str:
    """Return why work was not graded, as it stands in the place of its answers; an empty text when it was graded."""
    first = notebook.cells[0] if notebook.cells else {}
    return str(first["source"]) if first.get("id") == REFUSED else ""


@cache
def _template() -> "Template":
    source = files("alliance_grader.feedback").joinpath("page.html.j2").read_text(encoding="utf-8")
    from nbconvert.filters import get_metadata

    environment = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True, auto_reload=False)
    environment.filters |= {
        "code": _code,
        "markdown": _markdown,
        "terminal": _terminal,
        "points": wording.points,
        "headed": wording.headed,
        "listed": _listed,
        "prose": _prose,
        "ours": _ours,
        "shown_as": _shown_as,
        "html": _html,
        "svg": _svg,
        "lower_heads": _lower_heads,
        "get_metadata": get_metadata,
    }
    return environment.from_string(source)


@cache
def _style() -> Markup:
    """Return the palette, our style sheet, and the colours of code by day and by night."""
    from pygments.formatters import HtmlFormatter  # type: ignore[import-untyped]

    own = files("alliance_grader.feedback").joinpath("page.css").read_text(encoding="utf-8")
    day, night = (
        HtmlFormatter(style=style).get_style_defs(".highlight") for style in (_CODE_BY_DAY, _CODE_BY_NIGHT)
    )
    dark = f"@media screen and (prefers-color-scheme: dark) {{\n{night}\n}}"
    return Markup(f"{style(on_paper=True)}\n{day}\n{dark}\n{own}")  # noqa: S704  (ours, and an installed package's)


def _listed(names: Sequence[str]) -> str:
    return wording.listed([f"“{name}”" for name in names])


def _prose(sentence: str) -> Markup:
    """Return a sentence with its `backticks` as code; it may quote a student and is escaped."""
    return Markup(wording.as_markup(sentence))  # noqa: S704  (escaped there)


def _ours(sentence: str) -> Markup:
    """Return a sentence of the course's own, in which *stars* stress a word besides."""
    return Markup(_STRESSED.sub(r"<em>\1</em>", wording.as_markup(sentence)))  # noqa: S704  (escaped there)


def _lower_heads(html: Markup) -> Markup:
    """Set a notebook's headings below those of the page, which has a title of its own."""
    return Markup(_HEADING.sub(lambda found: f"{found[1]}{min(int(found[2]) + 2, 6)}", html))  # noqa: S704


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
    """Leave no element in a student's HTML that could act on its own; a picture has a text, and a head has words.

    `sanitise` has done so before, and the page's policy forbids it once more; this costs nothing.
    """
    quiet = _EMPTY_HEAD.sub("<td></td>", _ACTIVE.sub("&lt;", html))
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
