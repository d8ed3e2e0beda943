"""How the site is built from plain Markdown, tried on documents of one page."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from built_page import BuiltPage

Build = Callable[[Path, Path], str]


@pytest.mark.parametrize(
    ("page", "warning"),
    [
        ("stray.md", "isn't included in any toctree"),
        ("page.md", "cross-reference target not found"),
        ("api.md", "reference target not found"),
    ],
    ids=["a page in no menu", "a link that leads nowhere", "a name that does not exist"],
)
def test_what_is_wrong_fails_the_build(page: str, warning: str, small_docs: Path, build: Build) -> None:
    text = {
        "stray.md": "# Stray\n",
        "page.md": "# Page\n\n[Nowhere](nowhere.md)\n",
        "api.md": "# API\n\n```{eval-rst}\n:py:func:`alliance.pillars.no_such_name`\n```\n",
    }
    (small_docs / page).write_text(text[page])
    if page == "api.md":
        (small_docs / "README.md").write_text("# Pages\n\n## All\n\n- [page](page.md), [api](api.md)\n")
    assert warning in build(small_docs, small_docs.with_name("site"))


def test_links_of_plain_markdown_are_led_to_the_site(small_docs: Path, build: Build) -> None:
    """One page with each kind of link that a code host resolves and Sphinx alone would not."""
    root = small_docs.parent
    (root / "CONTRIBUTING.md").write_text("# Contributing\n\n[a page](docs/page.md#a-part)\n")
    (root / "data").mkdir()
    (root / "data/table.csv").write_text("a,b\n1,2\n")
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
    assert {"../contributing.html", "../index.html"} <= set(BuiltPage(site / "deep/under.html").links)
