"""Pages are plain Markdown that a code host shows as well; here their links are made to lead to pages of the site.

A link to a file of the repository that is no page becomes a download, which MyST does. One to a folder has nothing to
lead to in a site, and its words stay. A link that leads nowhere is left as it is, and MyST fails the build.
"""

import posixpath
import re
from pathlib import Path
from typing import Any, Final

from sphinx.application import Sphinx

BORROWED: Final = {"contributing": "CONTRIBUTING.md", "changelog": "CHANGELOG.md"}
"""Pages whose text is a file in the repository's own folder."""
_ELSEWHERE: Final = {
    "README.md": "index.md",
    "../README.md": "index.md",
    **{f"../{file}": f"{page}.md" for page, file in BORROWED.items()},
}
_LINK: Final = re.compile(
    r"(?<!!)\[((?:[^\[\]]|!?\[[^\]]*\](?:\([^)]*\))?)*)\]\((?!\w+:)([^)#\s]*)(#[^)\s]*)?\)"
)
_ANCHOR: Final = re.compile(r'^<a id="([\w-]+)"></a>$', re.MULTILINE)
_FENCE: Final = re.compile(r"(^ *(?:```|~~~).*?^ *(?:```|~~~) *$)", re.MULTILINE | re.DOTALL)


def in_site(target: str) -> str:
    """Return where a link from docs/ leads in the site."""
    return _ELSEWHERE.get(target, target)


def with_links(text: str, page: str, root: Path) -> str:
    """Rewrite a page's links for the site.

    Parameters
    ----------
    text : str
        The page, as Markdown.
    page : str
        Its file, relative to the repository's folder.
    root : Path
        The repository.

    Returns
    -------
    str
        The page with links that MyST resolves.
    """
    here = posixpath.dirname(page)
    base = "docs" if page in BORROWED.values() else here

    def link(found: re.Match[str]) -> str:
        words, target, section = found[1], found[2], found[3] or ""
        if not target:
            return found[0]
        place = posixpath.normpath(posixpath.join(here, target))
        if (root / place).is_dir():
            return words
        there = in_site(posixpath.relpath(place, "docs"))
        if there.startswith("../") and there.endswith(".md") and (root / place).is_file():
            return f"[{words}](path:{posixpath.relpath(place, base)})"  # Markdown that is no page is a download too
        target = posixpath.relpath(posixpath.join("docs", there), base)
        # A file's name says little; the title of the page says more.
        if target.endswith(".md") and words.strip("`").endswith(".md"):
            words = ""
        return f"[{words}]({target}{section})"

    prose = _FENCE.split(text)
    prose[::2] = [_ANCHOR.sub(r"(\1)=", _LINK.sub(link, piece)) for piece in prose[::2]]
    return "".join(prose)


def _rewrite(app: Sphinx, docname: str, source: list[str]) -> None:
    root = Path(app.srcdir).parent
    if docname in BORROWED:
        file = root / BORROWED[docname]
        app.env.note_dependency(str(file))
        source[0] = with_links(file.read_text(encoding="utf-8"), file.name, root)
    else:
        source[0] = with_links(source[0], f"docs/{docname}.md", root)


def setup(app: Sphinx) -> dict[str, Any]:
    """Rewrite every page as it is read."""
    app.connect("source-read", _rewrite)
    return {"parallel_read_safe": True}
