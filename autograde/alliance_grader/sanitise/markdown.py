"""A student's markdown as markup that reads the same wherever it is shown."""

from functools import cache
from typing import TYPE_CHECKING, Final

from alliance_grader.sanitise.markup import clean, from_text, wrapped
from alliance_grader.sanitise.room import TEXT, Room

if TYPE_CHECKING:
    from nbconvert.filters.markdown_mistune import MarkdownWithMath

_SIGNS: Final = "$[]`*_~<>\\|!{"
_MOST: Final = 1_500
"""Signs that mean something in markdown. Some patterns of the renderer take the square of their number."""


@cache
def _renderer() -> "MarkdownWithMath":
    """Build nbconvert's own renderer once, without what it adds to a page: colours, anchors, diagrams, pictures."""
    from mistune import HTMLRenderer
    from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath, MathInlineParser

    class Renderer(IPythonRenderer):
        def block_code(self, code: str, info: str | None = None) -> str:  # noqa: ARG002
            return HTMLRenderer.block_code(self, code)

        def image(self, text: str, url: str, title: str | None = None) -> str:  # noqa: ARG002
            return f'<img alt="{text}">'

    # A line that a student ended stays a line of its own.
    return MarkdownWithMath(
        Renderer(escape=False, exclude_anchor_links=True), inline=MathInlineParser(hard_wrap=True)
    )


def answer(source: str, room: Room) -> str:
    """Return the source of a markdown cell that shows a student's answer and can do nothing else.

    It is one HTML block on one line, which every markdown renderer passes on untouched. An answer that is very long
    or consists of signs is shown as it was typed.
    """
    if len(source) <= min(TEXT, room.markdown) and sum(map(source.count, _SIGNS)) <= _MOST:
        room.markdown -= len(source)
        try:
            return wrapped(clean(_renderer().render(source)), "answer")
        except (ValueError, RecursionError, LookupError, TypeError, AttributeError):
            pass
    return wrapped(from_text(source), "answer")
