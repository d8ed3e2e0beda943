"""Cards as a numbered list, for the notebook."""

from collections.abc import Sequence
from html import escape
from typing import Final

from alliance.assignments.assignment import Card

_STYLE: Final = (
    # The important ones hold against JupyterLab's own lists, which have a number and an indent.
    "<style>.alliance-cards{list-style:none !important;padding:0 !important;margin:.5em 0 !important;"
    "max-width:46em;display:grid;gap:.5em}"
    ".alliance-cards li{counter-increment:card;border:1px solid #8886;border-radius:8px;"
    "padding:.6em .9em .6em 3em;position:relative;line-height:1.45;font-size:1em}"
    ".alliance-cards li::before{content:counter(card);position:absolute;left:.9em;top:.55em;font-weight:700;"
    "font-variant-numeric:tabular-nums;opacity:.75}</style>"
)


def as_html(kind: str, cards: Sequence[Card], first: int = 1) -> str:
    """Return the cards as a list, one box each, numbered from `first`."""
    rows = "".join(f"<li>{escape(card.text)}</li>" for card in cards)
    number = f'start="{first}" style="counter-reset:card {first - 1}"'
    return f'{_STYLE}<ol class="alliance-cards" aria-label="{escape(kind)}" {number}>{rows}</ol>'


def as_text(kind: str, cards: Sequence[Card], first: int = 1) -> str:
    """Return the cards as lines of text."""
    return "\n".join([kind.capitalize(), *(f"{n}. {card.text}" for n, card in enumerate(cards, first))])
