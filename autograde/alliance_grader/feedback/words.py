"""A text of the student's own with what the checker recognised in it: cut into pieces, never changed, escaped by the page."""

from dataclasses import dataclass
from itertools import pairwise

from alliance_grader.results import OwnText


@dataclass(frozen=True)
class Piece:
    """A piece of the text, and the numbers of what was recognised in it; none when nothing was."""

    text: str
    marks: tuple[int, ...] = ()
    ends: tuple[int, ...] = ()


@dataclass(frozen=True)
class Shown:
    """A text as the page shows it.

    Attributes
    ----------
    pieces : tuple of Piece
        Together they are the text, to the letter.
    legend : tuple of str
        What the numbers stand for, from 1.
    missed : tuple of str
        What the checker did not recognise. It may be there all the same.
    """

    pieces: tuple[Piece, ...]
    legend: tuple[str, ...]
    missed: tuple[str, ...]


def shown(own: OwnText) -> Shown:
    """Cut a text where something recognised begins or ends; phrases may overlap."""
    phrases = [one for one in own.phrases if 0 <= one.first < one.last <= len(own.text)]
    legend = tuple(dict.fromkeys(one.shows for one in phrases))
    cuts = sorted({0, len(own.text), *(one.first for one in phrases), *(one.last for one in phrases)})
    pieces = tuple(
        Piece(
            own.text[first:last],
            tuple(
                sorted(
                    {
                        legend.index(one.shows) + 1
                        for one in phrases
                        if one.first <= first and last <= one.last
                    }
                )
            ),
            tuple(sorted({legend.index(one.shows) + 1 for one in phrases if one.last == last})),
        )
        for first, last in pairwise(cuts)
    )
    return Shown(pieces, legend, own.missed)
