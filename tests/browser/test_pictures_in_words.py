"""What pictures say in words where no browser is needed: in the documentation, and as stills of every widget.

Live widgets, figures in JupyterLab, exported lessons, the reports, feedback and marking pages are looked at where they are
opened: `test_every_lesson`, `test_exported_lessons`, `tests/lecture`, `tests/grader`.
"""

import re
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from pictures import trivial

from alliance.lecture.pages import BEFORE, every

ROOT = Path(__file__).parents[2]
_IMAGE = re.compile(r"!\[(.*?)\]\(([^)\s]+)\)", re.DOTALL)
_PAGES = [
    ROOT / "README.md",
    ROOT / "CONTRIBUTING.md",
    *sorted((ROOT / "docs").rglob("*.md")),
    *sorted((ROOT / "course" / "lessons").glob("*.md")),
    *sorted((ROOT / "course" / "lessons").glob("*.ipynb")),
    *sorted((ROOT / "source").rglob("*.ipynb")),
]


def test_every_picture_of_the_documentation_says_what_is_on_it() -> None:
    found: dict[str, str] = {}
    for path in _PAGES:
        for words, place in _IMAGE.findall(path.read_text(encoding="utf-8")):
            picture = (path.parent / place).resolve()
            assert picture.is_file(), f"{path.name}: there is no {place}"
            assert not trivial(words), f"{path.name}, {place}: {words!r}"
            # The same words for another picture tell of neither.
            assert found.setdefault(words, picture.name) == picture.name, f"{path.name}: {words!r}"
    assert len(found) > 10


def stills() -> list[tuple[str, Any]]:
    """Make every widget of the lessons once; return what each is, by its page in a lecture."""
    made = []
    known: dict[str, Any] = {}
    exec(BEFORE, known)  # noqa: S102  (our own table)
    for page in every().pages:
        exec("\n".join(page.code[:-1]), known)  # noqa: S102
        made.append((page.name, eval(page.code[-1], known)))  # noqa: S307
    return made


def test_every_widget_s_still_says_what_is_on_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALLIANCE_STILL", "1")
    said = set()
    for name, widget in stills():
        shown = BeautifulSoup(widget._repr_mimebundle_()["text/html"], "html.parser")
        words = shown.select_one(".alliance-caption")
        assert words is not None, name
        assert not trivial(words.text), name
        for image in shown.select("img"):
            assert image["alt"] == words.text, name
            # The figures that are on it are in its words.
            assert re.search(r"\d", words.text), name
        said.add(words.text)
    assert len(said) == len(every().pages)
