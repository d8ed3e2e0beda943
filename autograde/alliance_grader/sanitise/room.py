"""How much of what a student made has room in a graded notebook."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from alliance_grader.sanitise.text import CUT, fit, size

TEXT: Final = 20_000
"""Characters of one text, one error or one answer that is rendered."""

HTML: Final = 200_000
"""Characters of one piece of HTML that are read."""

OUTPUTS: Final = 100
"""Outputs of one cell."""

EXTRA_CELLS: Final = 200
"""Cells that a student added."""

PIXELS: Final = 4_000_000
"""Points of one picture."""

SIDE: Final = 4_096
"""Points along one side of a picture."""

PICTURE: Final = 1_000_000
"""Bytes of one picture."""

_NOTE: Final = 200
"""Bytes that stay free for the sentence that says what was cut."""


def _draw(figure: str) -> str:
    from alliance_grader.sanitise.pictures import drawn

    return drawn(figure)


@dataclass
class Room:
    """What is left for one notebook; the parts are taken from it as they are written.

    The whole stays under 5 MB: the sources and the outputs here, the instructor's own cells beside them.
    """

    sources: int = 1_000_000
    outputs: int = 2_600_000
    cell: int = 0
    pixels: int = 3 * PIXELS
    drawing: int = 100_000
    html: int = 1_000_000
    markdown: int = 60_000
    unread: int = 6_000_000
    draw: Callable[[str], str] = _draw

    def next_cell(self) -> None:
        """Give a cell its share."""
        self.cell = min(1_200_000, self.outputs)

    def read(self, text: str, most: int) -> str:
        """Return as much of a text as will be looked at: time is a kind of room as well."""
        part = text[: min(most, self.unread)]
        self.unread -= len(part)
        return part

    def read_html(self, text: str) -> str:
        """Return as much of a page as will be looked at; it is the slowest to read."""
        part = self.read(text, min(HTML, self.html))
        self.html -= len(part)
        return (
            part
            if len(part) == len(text)
            else f"{part[: part.rfind('<') + 1 or None].rstrip('<')}<p>{CUT}</p>"
        )

    def source(self, text: str, characters: int = 100_000) -> str:
        """Return the part of a source for which there is room."""
        kept = fit(text, characters, self.sources)
        self.sources = max(0, self.sources - size(kept))
        return kept

    def whole_source(self, text: str) -> bool:
        """Tell whether there is room for all of a source, and take it."""
        if (needed := size(text)) > self.sources:
            return False
        self.sources -= needed
        return True

    @property
    def full(self) -> bool:
        """Whether a cell has no room for another output."""
        return self.cell <= 2 * _NOTE or self.unread <= 0

    def text(self, text: str) -> str:
        """Return the part of an output's text for which there is room."""
        kept = fit(text, TEXT, max(0, min(self.cell, 200_000) - _NOTE))
        self._spend(size(kept))
        return kept

    def whole(self, text: str) -> bool:
        """Tell whether there is room for all of a text that cannot be cut, and take it."""
        if (needed := size(text)) > self.cell - _NOTE:
            return False
        self._spend(needed)
        return True

    def _spend(self, taken: int) -> None:
        self.cell = max(0, self.cell - taken - _NOTE)
        self.outputs = max(0, self.outputs - taken - _NOTE)
