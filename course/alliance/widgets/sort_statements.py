"""Sort cards into a few kinds, and see in a grid what you take for what."""

from dataclasses import asdict, dataclass
from html import escape
from typing import Final

import traitlets

from alliance.language import _
from alliance.language.tables import inside, spoken
from alliance.tables import packaged_ids, packaged_one
from alliance.widgets._assets import script, style
from alliance.widgets._widget import BrowserWidget

SHAPES: Final = {
    "triangle": "M12 3.5 21 19.5H3Z",
    "waves": "M3 9q4.5-7 9 0t9 0M3 17q4.5-7 9 0t9 0",
    "rings": "M9 6.5a5.5 5.5 0 1 0 .01 0ZM15 6.5a5.5 5.5 0 1 0 .01 0Z",
    "dots": "M5 10.4a1.6 1.6 0 1 0 .01 0ZM12 10.4a1.6 1.6 0 1 0 .01 0ZM19 10.4a1.6 1.6 0 1 0 .01 0Z",
    "diamond": "M12 3 21 12 12 21 3 12Z",
    "square": "M5 5h14v14H5Z",
    "circle": "M12 3.5a8.5 8.5 0 1 0 .01 0Z",
}
"""A small drawing for each kind, in a field of 24 by 24, so that colour is never needed to tell them apart."""


@dataclass(frozen=True)
class Kind:
    """A kind that a card can be of: its id, name, when it fits, and its drawing in `SHAPES`."""

    id: str
    name: str
    fits: str
    shape: str


@dataclass(frozen=True)
class Card:
    """A card to sort.

    Attributes
    ----------
    id : str
    says : str
        What stands on it.
    who : str
        Who says it, and where.
    kind : str
        The id of the kind that fits best.
    because : str
        Why.
    also : tuple of str
        Other kinds that fit too; to choose one of them is no confusion.
    """

    id: str
    says: str
    who: str
    kind: str
    because: str
    also: tuple[str, ...] = ()


@dataclass(frozen=True)
class Boundary:
    """What to tell whoever said one kind where another is meant."""

    said: str
    meant: str
    tells: str


@dataclass(frozen=True)
class Deck:
    """Cards, the kinds to sort them into, and what tells each kind from each other.

    Attributes
    ----------
    name : str
    asks : str
        The question that every card puts.
    quoted : bool
        Whether a card quotes somebody.
    kinds : tuple of Kind
    cards : tuple of Card
    boundaries : tuple of Boundary
    closing : str
        What to look at when all cards are sorted.
    """

    name: str
    asks: str
    quoted: bool
    kinds: tuple[Kind, ...]
    cards: tuple[Card, ...]
    boundaries: tuple[Boundary, ...]
    closing: str


def deck_names() -> list[str]:
    """Return the names of the decks there are: one YAML file in ``statements/`` each."""
    return packaged_ids("alliance.widgets", "statements")


def deck(name: str) -> Deck:
    """Return a deck by its name."""
    return packaged_one("alliance.widgets", "statements", name, Deck, "deck")


def meant(card: Card, said: str) -> str:
    """Return which kind a card counts as: what was said, where that fits too."""
    return said if said in card.also else card.kind


def grid(of: Deck, picks: list[str]) -> list[list[int]]:
    """Count the cards by what they are (rows) and what was said (columns), in the order of the kinds."""
    order = [kind.id for kind in of.kinds]
    counts = [[0] * len(order) for _ in order]
    for card, said in zip(of.cards, picks, strict=False):
        counts[order.index(meant(card, said))][order.index(said)] += 1
    return counts


def commonest(of: Deck, picks: list[str]) -> tuple[int, list[Boundary]]:
    """Return how often the commonest confusion came, and which it is: several when they tie."""
    order = [kind.id for kind in of.kinds]
    counts = grid(of, picks)
    missed = {
        (said, is_): counts[row][column]
        for row, is_ in enumerate(order)
        for column, said in enumerate(order)
        if row != column
    }
    most = max(missed.values())
    told = {(boundary.said, boundary.meant): boundary for boundary in of.boundaries}
    return most, [told[pair] for pair, count in missed.items() if count == most > 0]


def summary(of: Deck, picks: list[str]) -> str:
    """Say in words what the grid shows."""
    if not picks:
        return _("No card sorted yet, {total} to go.").format(total=len(of.cards))
    right = sum(row[place] for place, row in enumerate(grid(of, picks)))
    score = _("{right} of {sorted} cards where we put them.").format(right=right, sorted=len(picks))
    count, pairs = commonest(of, picks)
    if not pairs:
        return f"{score} {_('Nothing confused so far.')}"
    if count == 1 and len(pairs) > 1:
        return f"{score} {_('No confusion came twice.')}"
    names = {kind.id: inside(_(kind.name)) for kind in of.kinds}
    told = [
        _("“{said}” where we say “{meant}”").format(said=names[pair.said], meant=names[pair.meant])
        for pair in pairs
    ]
    words = {"pair": told[0], "pairs": _(", and ").join(told), "count": count}
    return f"{score} {_most_often(count, len(pairs) > 1).format(**words)}"


def _most_often(count: int, several: bool) -> str:
    if several:
        twice, more = (
            _("Most often you said {pairs}: twice each."),
            _("Most often you said {pairs}: {count} times each."),
        )
        return twice if count == 2 else more
    if count == 1:
        return _("Most often you said {pair}: once.")
    if count == 2:
        return _("Most often you said {pair}: twice.")
    return _("Most often you said {pair}: {count} times.")


class SortStatements(BrowserWidget):
    """Sort cards into a few kinds; a grid shows what was taken for what.

    Parameters
    ----------
    name : str, default "what_it_is"
        Which deck: ``"what_it_is"`` or ``"signs"``.

    Attributes
    ----------
    picks : list of str
        The kinds chosen so far, in the order of the cards.

    Examples
    --------
    >>> SortStatements("what_it_is")
    SortStatements: No card sorted yet, 18 to go.
    """

    _esm = script("shared.js", "sort_statements.js")
    _css = style("shared.css", "sort_statements.css")

    picks: traitlets.List[str] = traitlets.List().tag(sync=True)
    at = traitlets.Int(0, help="Which card is on show; as many as there are: the end.").tag(sync=True)
    content = traitlets.Dict().tag(sync=True)

    def __init__(self, name: str = "what_it_is") -> None:
        self.deck = deck(name)
        words = spoken(asdict(self.deck), f"widgets/statements/{name}.yaml")
        super().__init__(content={"deck": words, "shapes": SHAPES})

    def __repr__(self) -> str:
        return f"SortStatements: {summary(self.deck, self.picks)}"

    def picture(self) -> str:
        """Draw the grid with a small card for every card sorted."""
        return drawn(self.deck, self.picks)


_CELL, _LEFT, _TOP = 112, 150, 74


def drawn(of: Deck, picks: list[str]) -> str:
    """Draw the grid as a stand-alone SVG: rows what it is, columns what was said, agreement on the diagonal."""
    from alliance.pictures.theme import ACCENT, FONT, INK, MUTED, RULE

    order = [kind.id for kind in of.kinds]
    side = _CELL * len(order)
    parts = [
        f'<text x="{_LEFT}" y="18" fill="{MUTED}" font-size="13">{_("You said →")}</text>',
        f'<text x="8" y="{_TOP - 12}" fill="{MUTED}" font-size="13">{_("It is ↓")}</text>',
    ]
    for place, kind in enumerate(of.kinds):
        along, down = _LEFT + place * _CELL, _TOP + place * _CELL
        shape = f'<path d="{SHAPES[kind.shape]}" fill="none" stroke="{INK}" stroke-width="2"/>'
        name = f'fill="{INK}" font-size="14" font-weight="600"'
        parts += [
            f'<g transform="translate({along + 4} 26) scale(.75)">{shape}</g>',
            f'<text x="{along + 4}" y="{_TOP - 10}" {name}>{escape(_(kind.name))}</text>',
            f'<g transform="translate(8 {down + 14}) scale(.9)">{shape}</g>',
            f'<text x="8" y="{down + 58}" {name}>{escape(_(kind.name))}</text>',
        ]
    for row, counts in enumerate(grid(of, picks)):
        for column, count in enumerate(counts):
            x, y, agree = _LEFT + column * _CELL, _TOP + row * _CELL, row == column
            look = f'fill="{ACCENT}22" stroke="{ACCENT}"' if agree else f'fill="#ffffff" stroke="{RULE}"'
            parts.append(
                f'<rect x="{x}" y="{y}" width="{_CELL - 6}" height="{_CELL - 6}" rx="9" {look} stroke-width="1.5"/>'
            )
            if count:
                parts.append(f'<text x="{x + 10}" y="{y + 26}" fill="{INK}" font-size="20">{count}</text>')
            tile = f'fill="{ACCENT}"' if agree else f'fill="none" stroke="{MUTED}" stroke-width="1.6"'
            parts += [
                f'<rect x="{x + 10 + 15 * (nth % 6)}" y="{y + 38 + 20 * (nth // 6)}" width="11" height="15" rx="2" {tile}/>'
                for nth in range(count)
            ]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_LEFT + side} {_TOP + side}" '
        f'width="{_LEFT + side}" font-family="{escape(FONT, quote=True)}">{"".join(parts)}</svg>'
    )
