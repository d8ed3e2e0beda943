"""What all pages of the grader look like: the palette, and the measures and letters that they share."""

from functools import cache
from importlib.resources import files

from alliance.pictures import theme


@cache
def style() -> str:
    """Return the style sheet that stands before a page's own."""
    return f"{theme.css()}\n{files('alliance_grader').joinpath('look.css').read_text(encoding='utf-8')}"
