"""The colour strip of a coded transcript, drawn where nothing can run."""

from collections.abc import Mapping, Sequence
from html import escape
from typing import Final

from alliance.pictures import theme
from alliance.transcripts import Code

KIND_COLOUR: Final = {"withdrawal": "#4d559f", "confrontation": "#a8402a"}
_HEIGHT: Final = (0.22, 0.45, 0.72, 1.0)
"""How much of a field is filled, by intensity; the first is for one that is still open."""


def drawn(turns: Sequence[int], codes: Mapping[int, Code], words: str) -> str:
    """Draw a field for each of the client's turns: letter, pattern and height say what the colour says.

    Parameters
    ----------
    turns : sequence of int
        The numbers of the client's turns.
    codes : mapping of int to Code
        What was coded so far.
    words : str
        What the strip shows, for those who do not see it.

    Returns
    -------
    str
        A stand-alone ``<svg>`` element.
    """
    wide, high, gap = 56, 52, 6
    width = len(turns) * (wide + gap) + gap
    parts = [
        '<defs><pattern id="w" width="8" height="8" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
        f'<rect width="4" height="8" fill="{KIND_COLOUR["withdrawal"]}"/></pattern>'
        '<pattern id="c" width="7" height="7" patternUnits="userSpaceOnUse">'
        f'<rect width="7" height="7" fill="{KIND_COLOUR["confrontation"]}"/>'
        '<circle cx="3.5" cy="3.5" r="1.3" fill="#fff"/></pattern></defs>'
    ]
    for place, turn in enumerate(turns):
        code = codes.get(turn)
        x = gap + place * (wide + gap)
        colour = KIND_COLOUR.get(code.kind, theme.MUTED) if code else theme.MUTED
        dashes = "" if code and code.complete else ' stroke-dasharray="4 3"'
        if code and code.kind != "none":
            tall = high * _HEIGHT[code.intensity]
            parts.append(
                f'<rect x="{x}" y="{gap + high - tall:.1f}" width="{wide}" height="{tall:.1f}" fill="url(#{code.kind[0]})"/>'
            )
        parts.append(
            f'<rect x="{x}" y="{gap}" width="{wide}" height="{high}" rx="6" fill="none" stroke="{colour}" stroke-width="1.5"{dashes}/>'
        )
        if code:
            letter = "–" if code.kind == "none" else code.kind[0].upper()
            middle = x + wide / 2
            parts.append(
                f'<rect x="{middle - 12}" y="{gap + high / 2 - 12}" width="24" height="24" rx="4" fill="#fff"/>'
                f'<text x="{middle}" y="{gap + high / 2 + 5.5}" font-weight="700" font-size="16">{letter}</text>'
            )
        parts.append(f'<text x="{x + wide / 2}" y="{gap + high + 18}" fill="{theme.MUTED}">{turn}</text>')
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} 84" width="{width}" height="84" role="img" '
        f'aria-label="{escape(words, quote=True)}" font-family="{theme.FONT}" font-size="13" fill="{theme.INK}" '
        f'text-anchor="middle">{"".join(parts)}</svg>'
    )
