"""How the site is built from plain Markdown, tried on documents of one page."""

import re
from collections.abc import Callable
from pathlib import Path

from built_page import BuiltPage

Build = Callable[[Path, Path], str]


def test_what_is_wrong_is_warned_of(small_docs: Path, build: Build) -> None:
    """`make docs` and the test of the whole site take a warning for a failure."""
    (small_docs / "stray.md").write_text("# In no menu\n")
    (small_docs / "page.md").write_text("# Page\n\n[Nowhere](nowhere.md), [no such part](index.md#gone)\n")
    (small_docs / "api.md").write_text(
        "# API\n\n```{eval-rst}\n:py:func:`alliance.pillars.markers`, :py:func:`alliance.pillars.no_such_name`\n```\n"
    )
    (small_docs / "README.md").write_text("# Pages\n\n## All\n\n- [page](page.md), [api](api.md)\n")
    warnings = build(small_docs, small_docs.with_name("site")).splitlines()
    for wrong in (
        "stray.md: WARNING: document isn't included in any toctree",
        "'myst' cross-reference target not found: 'nowhere.md'",
        "local id not found in doc 'index': 'gone'",
        "py:func reference target not found: alliance.pillars.no_such_name",
    ):
        assert [line for line in warnings if wrong in line], wrong
    assert len(warnings) == 4, warnings


def test_links_of_plain_markdown_are_led_to_the_site(small_docs: Path, build: Build) -> None:
    """One page with each kind of link that a code host resolves and Sphinx alone would not."""
    root = small_docs.parent
    (root / "CONTRIBUTING.md").write_text(
        "# Contributing\n\n[a page](docs/page.md#a-part), [words](data/words.md)\n"
    )
    (root / "data").mkdir()
    (root / "data/table.csv").write_text("a,b\n1,2\n")
    (root / "data/words.md").write_text("# Words\n")
    (small_docs / "contributing.md").write_text("# C\n")
    (small_docs / "deep").mkdir()
    (small_docs / "deep/under.md").write_text(
        "# Under\n\n[up](../../CONTRIBUTING.md) and [index](../README.md)\n"
    )
    (small_docs / "page.md").write_text(
        "# Page\n\n## A part\n\n[the rules](../CONTRIBUTING.md), [all pages](README.md), [a folder](../data),"
        " [a table](../data/table.csv), [deep/under.md](deep/under.md), [here](#old-place)\n\n"
        '<a id="old-place"></a>\n\n## Another\n\n| | |\n|---|---|\n| key | value |\n\n'
        "| | who |\n|---|---|\n| key | value |\n"
    )
    (small_docs / "README.md").write_text(
        "# Pages\n\n## All\n\n- [page](page.md), [rules](../CONTRIBUTING.md), [deep](deep/under.md)\n"
    )
    site = small_docs.with_name("site")
    assert build(small_docs, site) == ""
    text = (site / "page.html").read_text("utf-8")
    links = BuiltPage(site / "page.html").links
    assert {"contributing.html", "index.html", "deep/under.html", "#old-place"} <= set(links)
    assert any(link.endswith("/table.csv") and (site / link).is_file() for link in links)
    assert ">Under<" in text  # a page's title in place of its file's name
    assert "a folder," in text
    assert not re.search(r"<th[^>]*>\s*(<p>\s*</p>)?\s*</th>", text)
    assert '<th class="stub"' in text
    assert "page.html#a-part" in BuiltPage(site / "contributing.html").links
    assert any(link.endswith("/words.md") for link in BuiltPage(site / "contributing.html").links)
    assert {"../contributing.html", "../index.html"} <= set(BuiltPage(site / "deep/under.html").links)
