"""The pages for authors are true: somebody who does what they say gets what they show."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from pages import blocks
from walk import ROOT, Walk, copy_house

PAGES = sorted((ROOT / "docs").glob("authoring_*.md"))


@pytest.mark.slow
@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_page_can_be_followed(page: Path, tmp_path: Path) -> None:
    walk = Walk(copy_house(tmp_path / "house"))
    walk.follow(page.read_text(encoding="utf-8"))
    assert walk.given


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_what_is_given_is_shown(page: Path) -> None:
    """A page has commands, something to write or to change, and an answer to each mistake that it makes on purpose."""
    kinds = [block.kind for block in blocks(page.read_text(encoding="utf-8"))]
    assert {"sh", "text"} <= set(kinds)
    assert set(kinds) - {"sh", "text"}
