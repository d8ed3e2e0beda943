"""The site's order is that of docs/README.md, so that a code host and the site have one index.

Each second-level heading becomes a part of the menu, each page that is linked below it an entry under the words of the
link. A page that is linked twice stands where it is linked first. A page that is not linked at all is in no menu, and
Sphinx fails the build.
"""

import re
from pathlib import Path
from typing import Any, Final

from repository_links import in_site
from sphinx.application import Sphinx

_HEADING: Final = re.compile(r"^## (.+)$", re.MULTILINE)
_LINK: Final = re.compile(r"\[([^\]]+)\]\(([^)#\s]+)\.md\)")


def parts(readme: str) -> dict[str, dict[str, str]]:
    """Read the parts of the menu.

    Parameters
    ----------
    readme : str
        The index, as Markdown.

    Returns
    -------
    dict of str to dict
        Below each heading the pages, without their ending, and what the menu calls them.
    """
    _, *pieces = _HEADING.split(readme)
    seen: set[str] = set()
    menu = {}
    for heading, text in zip(pieces[::2], pieces[1::2], strict=True):
        pages = {in_site(f"{target}.md").removesuffix(".md"): words for words, target in _LINK.findall(text)}
        menu[heading.strip()] = {page: words for page, words in pages.items() if page not in seen}
        seen.update(pages)
    return menu


def as_toctrees(menu: dict[str, dict[str, str]]) -> str:
    """Write the menu as Sphinx reads it."""
    return "".join(
        f"\n```{{toctree}}\n:hidden:\n:caption: {heading}\n\n"
        + "\n".join(f"{words[:1].upper()}{words[1:]} <{page}>" for page, words in pages.items())
        + "\n```\n"
        for heading, pages in menu.items()
        if pages
    )


def _add_menu(app: Sphinx, docname: str, source: list[str]) -> None:
    if docname == app.config.root_doc:
        readme = Path(app.srcdir, "README.md")
        app.env.note_dependency(str(readme))
        source[0] += as_toctrees(parts(readme.read_text(encoding="utf-8")))


def setup(app: Sphinx) -> dict[str, Any]:
    """Add the menu to the home page when it is read."""
    app.connect("source-read", _add_menu)
    return {"parallel_read_safe": True}
