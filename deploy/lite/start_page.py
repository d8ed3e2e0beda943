"""The first page of the site: what there is to open, and where one's work is kept."""

import json
import re
from dataclasses import dataclass
from html import escape
from pathlib import Path
from string import Template
from typing import Any, Final
from urllib.parse import quote

import mistune

from alliance.pictures import theme

HERE: Final = Path(__file__).resolve().parent
# Lessons in another language lie in a folder of their own; this stands above them, in that language.
LANGUAGES: Final = {
    "de": "Auf Deutsch",
    "es": "En español",
    "fr": "En français",
    "it": "In italiano",
    "nl": "In het Nederlands",
}


@dataclass(frozen=True)
class Entry:
    """One thing to open.

    Attributes
    ----------
    short : str
        What people call it: ``1`` or ``A1``.
    title : str
    about : str
        How long it takes.
    place : str
        Its path in the site's contents.
    """

    short: str
    title: str
    about: str
    place: str

    @property
    def html(self) -> str:
        """Return its line in the list."""
        return (
            f'<li><a href="notebooks/index.html?path={quote(self.place, safe="")}">'
            f'<span class="short">{escape(self.short)}</span><span class="title">{escape(self.title)}</span>'
            f'<span class="about">{escape(self.about)}</span></a></li>'
        )


def entry_of(notebook: dict[str, Any], place: str) -> Entry:
    """Read what a lesson or assignment calls itself: "# Lesson 2 · Three pillars" or "# A1 · Pillar triage"."""
    text = "".join(notebook["cells"][0]["source"])
    heading = text.splitlines()[0].removeprefix("# ")
    first, _, title = heading.partition(" · ")
    minutes = notebook["metadata"].get("alliance", {}).get("minutes")
    if minutes:
        about = f"{minutes} minutes"
    else:
        found = re.search(r"\*\*(About .*?)(?: ·|; |\.|\*\*)(?: (\d+ points))?", text)
        about = " · ".join(part.removeprefix("About ") for part in found.groups() if part) if found else ""
    return Entry(first.split()[-1], title or first, about, place)


def start_page(contents: Path) -> str:
    """Return the page. It holds the empty settings that JupyterLite looks for in every page above its own."""

    def listed(folder: Path) -> str:
        entries = [
            entry_of(json.loads(path.read_text(encoding="utf-8")), path.relative_to(contents).as_posix())
            for path in sorted(folder.glob("*.ipynb"))
        ]
        return f"<ol>{''.join(entry.html for entry in entries)}</ol>"

    lessons = contents / "lessons"
    translated = "".join(
        f'<div lang="{escape(folder.name)}"><h3>{escape(LANGUAGES.get(folder.name, folder.name))}</h3>{listed(folder)}</div>'
        for folder in sorted(path for path in lessons.iterdir() if path.is_dir())
    )
    return Template((HERE / "start.html").read_text(encoding="utf-8")).substitute(
        palette=theme.css(),
        look=(HERE / "start.css").read_text(encoding="utf-8"),
        lessons=listed(lessons),
        translated=translated,
        assignments=listed(contents / "assignments"),
    )


def glossary_page(markdown: str) -> str:
    """Return the glossary as a page of its own: it opens at once, and links into it find their word."""

    def with_anchor(found: re.Match[str]) -> str:
        return f'<h2 id="{quote(found[1].replace(" ", "-"))}">{found[1]}</h2>'

    words = re.sub(r"<h3>(.*?)</h3>", with_anchor, str(mistune.html(markdown)))
    return Template((HERE / "glossary.html").read_text(encoding="utf-8")).substitute(
        palette=theme.css(), look=(HERE / "start.css").read_text(encoding="utf-8"), words=words
    )
