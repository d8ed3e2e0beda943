"""What all pages of the grader look like: the palette, and the measures and letters that they share."""

from functools import cache
from importlib.resources import files

from alliance.pictures import theme


@cache
def style(*, on_paper: bool = False) -> str:
    """Return the style sheet that stands before a page's own; with what paper asks for, where a page is printed."""
    sheets = ("look.css", "paper.css") if on_paper else ("look.css",)
    here = files("alliance_grader")
    return "\n".join([theme.css(), *(here.joinpath(name).read_text(encoding="utf-8") for name in sheets)])
