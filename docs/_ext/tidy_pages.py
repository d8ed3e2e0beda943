"""What Markdown cannot say and a page for everybody needs: tables without empty headings, pictures that follow the theme."""

import re
from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import Any, Final

from docutils import nodes
from pygments.lexers.special import TextLexer
from sphinx.application import Sphinx

FOLLOWS_THEME: Final = 'class="follows-theme"'
"""An SVG that says so has colours for light and dark; it is put into the page, where it sees which of them is chosen."""
_PROLOGUE: Final = re.compile(r"<\?xml.*?\?>|<!--.*?-->", re.DOTALL)
_PARAMETERS: Final = re.compile(r'<dl>\s*((?:<dd><em class="sig-param">.*?</dd>\s*)+)</dl>', re.DOTALL)
_EMPTY_HEADING: Final = re.compile(r"<th( [^>]*)?>\s*(?:<p>\s*</p>)?\s*</th>")


def _drop_empty_headings(table: nodes.table) -> None:
    """Markdown's tables must have a row of headings. Where all are empty, words in the first column name the rows."""
    for group in table.findall(nodes.tgroup):
        head = next(group.findall(nodes.thead), None)
        if head is None or head.astext().strip():
            continue
        group.remove(head)
        if not any(next(row.findall(nodes.entry)).next_node(nodes.image) for row in group.findall(nodes.row)):
            group["stub"] = True
            next(group.findall(nodes.colspec))["stub"] = 1


def _inlined(picture: nodes.image, folder: Path) -> nodes.raw | None:
    """Return an SVG that follows the theme as part of the page; None for every other picture."""
    file = folder / picture["uri"]
    if file.suffix != ".svg" or not file.is_file():
        return None
    drawn = file.read_text(encoding="utf-8")
    if FOLLOWS_THEME not in drawn:
        return None
    drawn = re.sub(r"\n\s*", "\n", _PROLOGUE.sub("", drawn)).strip()
    name = escape(picture.get("alt", ""))
    return nodes.raw(
        "", f'<div class="picture" role="group" aria-label="{name}">{drawn}</div>', format="html"
    )


def _tidy(app: Sphinx, doctree: nodes.document) -> None:
    for table in doctree.findall(nodes.table):
        _drop_empty_headings(table)
    for picture in list(doctree.findall(nodes.image)):
        if inlined := _inlined(picture, Path(app.srcdir)):
            app.env.note_dependency(str(Path(app.srcdir, picture["uri"])))
            picture.replace_self(inlined)


def _only_with_source(app: Sphinx) -> Iterator[tuple[str, dict[str, Any], str]]:
    """Keep modules without a source, as ``builtins``, from Sphinx's list of sources: it would link to no page."""
    listed = getattr(app.env, "_viewcode_modules", {})
    for name in [name for name, source in listed.items() if not source]:
        del listed[name]
    return iter(())


def _for_all_readers(
    _: Sphinx, __: str, ___: str, context: dict[str, Any], ____: nodes.document | None
) -> None:
    """Mend what Sphinx writes and a screen reader stumbles over: headings without a level or words, lists without terms."""
    for part in ("body", "furo_navigation_tree"):
        written = context.get(part) or ""
        written = written.replace('role="heading">', 'role="heading" aria-level="2">')
        written = _EMPTY_HEADING.sub(r"<td\1></td>", written)
        context[part] = _PARAMETERS.sub(_as_lines, written)


def _as_lines(found: re.Match[str]) -> str:
    lines = found[1].replace("<dd>", '<span class="sig-line">').replace("</dd>", "</span>")
    return f'<span class="sig-lines">{lines}</span>'


def setup(app: Sphinx) -> dict[str, Any]:
    """Tidy every page when it has been read."""
    app.connect("doctree-read", _tidy)
    app.connect("html-page-context", _for_all_readers, priority=900)  # after furo
    app.connect("html-collect-pages", _only_with_source, priority=400)
    app.add_lexer("csv", TextLexer)  # code hosts know it, Pygments does not
    return {"parallel_read_safe": True}
