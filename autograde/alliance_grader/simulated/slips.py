"""How an answer is typed: as a literal, or with a slip of form as careless people make them."""

import random
from typing import Any, Final

from alliance.practice.blanks import AnyBlank, Number

_SLIPS: Final = 0.3
"""How often a careless student slips."""


def literal(value: Any) -> str:
    """Return a value as one types it."""
    if hasattr(value, "item"):  # a number of numpy's prints as a call
        value = value.item()
    return repr(value)


def typed(value: Any, blank: AnyBlank, draw: random.Random | None = None) -> str:
    """Return what is typed over the three dots.

    Parameters
    ----------
    value : object
        The answer.
    blank : AnyBlank
        The form that is asked for.
    draw : random.Random, optional
        The chance of a careless student; without it nothing slips.
    """
    if draw is None or draw.random() >= _SLIPS:
        return literal(value)
    if isinstance(value, str):
        inner = value.replace('"', "'")
        return draw.choice(
            (f"“{inner}”", f"‘{inner.replace(chr(39), chr(8217))}’", f'"{inner}', f'" {inner} "')
        )
    if isinstance(value, int | float):
        slips = [f'"{value}"', f"{value:.2f}".replace(".", ",")]
        if isinstance(blank, Number) and blank.proportion:
            slips += [f"{100 * value:.1f}", f'"{100 * value:.1f} %"']
        return draw.choice(slips)
    return literal(value)
