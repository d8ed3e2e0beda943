"""A hundred clients as people on the scale of their early rating, and a line that decides whom you ask."""

import math
from typing import TYPE_CHECKING, Any, Final

import traitlets

from alliance.errors import CourseError
from alliance.language import _
from alliance.pictures.theme import ACCENT, INK, MUTED, PILLAR_COLOUR
from alliance.widgets._assets import script, style
from alliance.widgets._widget import BrowserWidget
from alliance.widgets.alerts import (
    BASE,
    STEP,
    TOP,
    WORDING,
    Alert,
    Rated,
    alert,
    boundary,
    column,
    frontier,
    wording,
)

if TYPE_CHECKING:
    from alliance.caseload import Caseload

RATING: Final = "alliance_session_3"
"""The rating that the rule goes by: the client's own, of the third session."""

DRAWN: Final = 100
FEWEST: Final = 20

SHAPES: Final = {
    "head": "M8 4.2a3.7 3.7 0 1 1 0 7.4a3.7 3.7 0 1 1 0-7.4z",
    "body": "M1.6 21.4c0-5 2.7-7.6 6.4-7.6s6.4 2.6 6.4 7.6z",
    "bubble": "M15.8 .9a3.9 3.3 0 1 1-1 6.5l-2.3 1.7l.5-2.7a3.6 3.3 0 0 1 2.8-5.5z",
    "chair": "M4.2 3h8.6v6.4h-8.6zM5.2 9.4v3M11.8 9.4v3M2.6 12.4h11.8v2.6h-11.8zM4 15v6.4M13 15v6.4",
}
"""The people, drawn in a box of 20 by 22: a person, the bubble of being asked, and the chair that is left."""

ROW: Final = 24
PERSON: Final = 21
COLUMN: Final = 48
"""How far people and columns stand apart, in units of the picture: two people abreast."""

SIDE: Final = 14
"""The room at both ends of the scale."""


def people_of(caseload: "Caseload") -> tuple[list[Rated], list[bool]]:
    """Return the first hundred clients who rated session 3, and those who began beside them and did not.

    Parameters
    ----------
    caseload : Caseload
        As `alliance.simulate_caseload` makes it.

    Returns
    -------
    rated : list of Rated
        In the order of the caseload.
    unseen : list of bool
        For each client without a rating, up to the last of the hundred: whether the client dropped out.
    """
    table = getattr(caseload, "per_client", None)
    if table is None:
        raise CourseError(_("Give it the whole caseload, not a table of it: AlertIcons(caseload)"))
    rated: list[Rated] = []
    unseen: list[bool] = []
    for rating, leaves in zip(table[RATING].tolist(), table["dropout"].tolist(), strict=True):
        if math.isnan(rating):  # no rating was given
            unseen.append(bool(leaves))
        else:
            rated.append(Rated(float(rating), bool(leaves)))
        if len(rated) == DRAWN:
            break
    leavers = sum(one.leaves for one in rated)
    if len(rated) < FEWEST or not 0 < leavers < len(rated):
        raise CourseError(
            _(
                "Too few clients to draw a line through: at least {fewest} must have rated session 3, some of whom stay and "
                "some of whom drop out. Take a larger caseload, such as alliance.simulate_caseload(clients=400, therapists=40)."
            ).format(fewest=FEWEST)
        )
    return rated, unseen


class AlertIcons(BrowserWidget):
    """Draw a line on an early rating, and see whom it catches and whom it misses.

    Parameters
    ----------
    caseload : Caseload
        Its first hundred clients with a rating of session 3 are drawn.
    threshold : float, default 3.5
        Where the line stands at first, from 0.75 (nobody is asked) to 5 (everybody is), in quarters of a point.

    Attributes
    ----------
    threshold : float
        Whoever rated session 3 at this or lower is asked.
    revealed : bool
        Whether it is shown who will drop out.
    alert : alliance.widgets.alerts.Alert
        What the line comes to where it stands now.

    Examples
    --------
    >>> AlertIcons(alliance.simulate_caseload(clients=400, therapists=40, seed=5))
    AlertIcons: You ask 24 of 100 clients: those who rated session 3 at 3.50 or lower. How they ended is still hidden.
    """

    _esm = script("shared.js", "alert_icons.js")
    _css = style("shared.css", "alert_icons.css")

    threshold = traitlets.Float(3.5).tag(sync=True)
    revealed = traitlets.Bool(False).tag(sync=True)
    content = traitlets.Dict().tag(sync=True)

    def __init__(self, caseload: "Caseload", threshold: float = 3.5) -> None:
        if (
            isinstance(threshold, bool)
            or not isinstance(threshold, int | float)
            or not BASE <= threshold <= TOP
        ):
            raise CourseError(
                _("threshold must be a number from {least} to {most}; {given} was given.").format(
                    least=BASE, most=f"{TOP:g}", given=repr(threshold)
                )
            )
        rated, unseen = people_of(caseload)
        self._people = rated
        first = min(column(one.rating) for one in rated)
        super().__init__(
            threshold=max(BASE + STEP * first, BASE + STEP * boundary(threshold)),
            content={
                "people": [[column(one.rating) - first, one.leaves] for one in rated],
                "unseen": unseen,
                "columns": boundary(TOP) - first,
                "first": BASE + STEP * first,
                "step": STEP,
                "shapes": SHAPES,
                "wording": wording(),
            },
        )

    @property
    def alert(self) -> Alert:
        """What the line comes to where it stands now."""
        return alert(self._people, self.threshold)

    @property
    def frontier(self) -> list[Alert]:
        """Every line there is on this scale."""
        return frontier(self._people)

    def __repr__(self) -> str:
        return f"AlertIcons: {self.alert.words(shown=self.revealed)} {self.out_of_sight}"

    @property
    def out_of_sight(self) -> str:
        """Say how many clients gave no rating: no line can catch them."""
        unseen = self.content["unseen"]
        template = WORDING.unseen_shown if self.revealed else WORDING.unseen
        return _(template).format(unseen=len(unseen), unseen_left=sum(unseen))

    def picture(self) -> str:
        """Draw the people and the line as they stand now, without a browser."""
        return drawn(self.content, self.threshold, revealed=self.revealed)


def places(people: list[list[Any]]) -> list[int]:
    """Return how high each person stands in their column, from 0: those who leave stand at the foot."""
    heights: dict[int, int] = {}
    found = [0] * len(people)
    for leaves in (True, False):
        for which, (where, leaving) in enumerate(people):
            if leaving == leaves:
                found[which] = heights.get(where, 0)
                heights[where] = found[which] + 1
    return found


def drawn(content: dict[str, Any], threshold: float, *, revealed: bool) -> str:
    """Return the people on their scale as a stand-alone SVG element, in the colours of a light page."""
    people, columns, first = content["people"], content["columns"], content["first"]
    stands = places(people)
    edge = round((threshold - first) / STEP)
    foot = 34 + ROW * (max(stands) // 2 + 1)
    width, height = 2 * SIDE + COLUMN * columns, foot + 26
    line = SIDE + COLUMN * edge
    parts = [
        f'<rect width="{width}" height="{height}" rx="8" fill="#f6f3ee"/>',
        f'<rect x="{SIDE}" y="8" width="{COLUMN * edge}" height="{foot - 8}" fill="#ffffff"/>',
    ]
    for (where, leaves), stand in zip(people, stands, strict=True):
        x, y = SIDE + COLUMN * where + 4 + PERSON * (stand % 2), foot - ROW * (stand // 2 + 1) + 1
        parts.append(f'<g transform="translate({x} {y})">{_person(where < edge, leaves, revealed)}</g>')
    parts.append(f'<path d="M{SIDE} {foot + 0.5}H{width - SIDE}" stroke="{MUTED}"/>')
    parts.append(f'<path d="M{line} 6V{foot + 4}" stroke="{INK}" stroke-width="2"/>')
    style_of = f'font-family="Georgia, serif" font-size="14" fill="{INK}"'
    for step in range(columns + 1):
        value = first + STEP * step
        if value == int(value):
            parts.append(
                f'<text x="{SIDE + COLUMN * step}" y="{foot + 18}" text-anchor="middle" {style_of}>{value:.0f}</text>'
            )
    for anchor, aside, words, room in (
        ("end", -7, _("← you ask"), line),
        ("start", 7, _("you do not ask →"), width - line),
    ):
        if room > 125:
            parts.append(f'<text x="{line + aside}" y="20" text-anchor="{anchor}" {style_of}>{words}</text>')
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}">'
        + "".join(parts)
        + "</svg>"
    )


def _person(asked: bool, leaves: bool, revealed: bool) -> str:
    """Draw one client: filled who would leave, an empty chair who is gone, a bubble over those who are asked."""
    if revealed and leaves and not asked:
        return _path("chair", PILLAR_COLOUR["task"], PILLAR_COLOUR["task"], 1.7)
    if not revealed:
        fill = edge = MUTED
    elif leaves:
        fill = edge = ACCENT
    else:
        fill, edge = "none", ACCENT if asked else MUTED
    person = _path("head", fill, edge, 1.5) + _path("body", fill, edge, 1.5)
    return person + (_path("bubble", "#ffffff", ACCENT if revealed else MUTED, 1.4) if asked else "")


def _path(shape: str, fill: str, stroke: str, width: float) -> str:
    d = SHAPES[shape]
    return f'<path d="{d}" fill="{fill}" stroke="{stroke}" stroke-width="{width}" stroke-linejoin="round"/>'
