"""The confidence dial: a client week by week, how sure you are of what, and how far each week moved you."""

from dataclasses import asdict
from html import escape
from math import cos, pi, sin
from typing import Final

import traitlets

from alliance.language import _, pgettext
from alliance.language.tables import spoken
from alliance.pictures import theme
from alliance.widgets._assets import script, style
from alliance.widgets._widget import BrowserWidget
from alliance.widgets.confidence import (
    DIAL,
    Explanation,
    Shares,
    TrailReading,
    case_of,
    in_words,
    leader,
    read_trail,
)

COLOURS: Final = {"old": "#5a5fa8", "hard": "#946512", "wrong": "#a8402a"}
"""Of the explanations, on a white page; the style sheet has them again, with others for a dark one."""

_CENTRE: Final = (200, 206)
_INNER, _OUTER = 100, 164
_ROOM: Final = 16  # a smaller share has no room for its sign


def _spot(share: float, radius: float) -> str:
    angle = pi * (1 - share / 100)
    return f"{_CENTRE[0] + radius * cos(angle):.2f},{_CENTRE[1] - radius * sin(angle):.2f}"


def _band(start: int, end: int) -> str:
    """Return the outline of one explanation's part of the ring, from one share to another."""
    return (
        f"M{_spot(start, _OUTER)}A{_OUTER},{_OUTER} 0 0 1 {_spot(end, _OUTER)}"
        f"L{_spot(end, _INNER)}A{_INNER},{_INNER} 0 0 0 {_spot(start, _INNER)}Z"
    )


def _sign(explanation: Explanation, colour: str) -> str:
    return f'<path d="{explanation.mark}" fill="{colour}" fill-rule="evenodd"/>'


def half_dial(shares: Shares) -> str:
    """Draw a half dial divided among the explanations, with their names below, as a stand-alone SVG."""
    bands, signs, names, start = [], [], [], 0
    for row, (explanation, share) in enumerate(zip(DIAL.explanations, shares, strict=True)):
        colour, foot = COLOURS[explanation.id], 250 + 26 * row
        if share:
            outline = _band(start, start + share)
            bands.append(f'<path d="{outline}" fill="{colour}" stroke="#fff" stroke-width="2"/>')
        if share >= _ROOM:
            at = _spot(start + share / 2, (_INNER + _OUTER) / 2).replace(",", " ")
            signs.append(
                f'<g transform="translate({at})"><circle r="15" fill="#fff"/>{_sign(explanation, colour)}</g>'
            )
        start += share
        names.append(
            f'<g transform="translate(62 {foot - 6}) scale(.9)">{_sign(explanation, colour)}</g>'
            f'<text x="82" y="{foot}">{escape(_(explanation.name))}</text>'
            f'<text x="372" y="{foot}" text-anchor="end">{share} %</text>'
        )
    lead = leader(shares)
    large, under = (
        (pgettext("nothing is decided", "open"), _("nothing leads yet"))
        if lead is None
        else (f"{shares[lead]} %", _(DIAL.explanations[lead].short))
    )
    x, y = _CENTRE
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 24 400 296" width="440" height="326" '
        f'font-family="{escape(theme.FONT, quote=True)}" font-size="16" fill="{theme.INK}">'
        f"{''.join(bands)}{''.join(signs)}"
        f'<text x="{x}" y="{y - 34}" text-anchor="middle" font-family="Georgia, serif" font-size="40">{large}</text>'
        f'<text x="{x}" y="{y - 8}" text-anchor="middle" fill="{theme.MUTED}">{escape(under)}</text>'
        f"{''.join(names)}</svg>"
    )


class ConfidenceDial(BrowserWidget):
    """Read a client week by week, and say after each week how sure you are of which explanation.

    Parameters
    ----------
    name : {"ifeoma", "yusuf", "greta"}
        Which client.

    Attributes
    ----------
    shares : list of int
        Where the dial stands: old feelings, hard work, a real problem; together 100.
    trail : list of list of int
        The dial after each week so far.
    reading : alliance.widgets.confidence.TrailReading
        How the trail compares with the careful reader's.

    Examples
    --------
    >>> ConfidenceDial("ifeoma")
    ConfidenceDial: Ifeoma, week 1 of 7. You put 33 % on old feelings, 34 % on hard work and 33 % on a real problem. ...
    """

    _esm = script("shared.js", "confidence.js", "dial.js", "confidence_dial.js")
    _css = style("shared.css", "confidence_dial.css")

    shares: traitlets.List[int] = traitlets.List().tag(sync=True)
    trail: traitlets.List[list[int]] = traitlets.List().tag(sync=True)
    content = traitlets.Dict().tag(sync=True)

    def __init__(self, name: str) -> None:
        self._case = case_of(name)
        super().__init__(
            shares=list(DIAL.start),
            content={
                "dial": spoken(asdict(DIAL), "widgets/confidence.yaml"),
                "case": spoken(asdict(self._case), f"widgets/confidence_cases/{name}.yaml"),
            },
        )

    @property
    def reading(self) -> TrailReading:
        """How the trail compares with the careful reader's, as far as it goes."""
        return read_trail(self.trail, self._case.reader)

    def __repr__(self) -> str:
        week, weeks = len(self.trail), len(self._case.weeks)
        if week >= weeks:
            read = self.reading
            after = _("after {weeks} weeks.").format(weeks=weeks)
            words = f"{after} {read.summary} {' '.join(read.advice)}"
        else:
            before = self.trail[-1] if self.trail else DIAL.start
            now = _("week {week} of {weeks}.").format(week=week + 1, weeks=weeks)
            words = f"{now} {in_words(self.shares, before, week)}"
        return f"ConfidenceDial: {self._case.name}, {words}"

    def picture(self) -> str:
        """Draw the dial as it stands."""
        old, hard, wrong = self.shares
        return half_dial((old, hard, wrong))
