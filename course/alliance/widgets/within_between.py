"""Set the slope within people and the slope between them, and see what one line through all the dots makes of it."""

import math
from dataclasses import asdict, dataclass
from html import escape
from typing import Any, Final

import traitlets

from alliance.errors import CourseError
from alliance.language import _, number
from alliance.language.tables import spoken
from alliance.pictures.theme import ACCENT, INK, MUTED, PILLAR_COLOUR, RULE
from alliance.tables import packaged
from alliance.widgets._assets import script, style
from alliance.widgets._widget import BrowserWidget
from alliance.widgets.correlation import people

MOST: Final = 1.5
"""The steepest slope, in points of the outcome for one point of alliance: steeper ones would leave the frame."""

GROUPS: Final = 6
DOTS: Final = 8
APART: Final = 0.45
"""How far the means of neighbours lie apart on the alliance."""

MIDDLE: Final = (3.125, 5.0)
SPREAD: Final = (0.34, 0.42)
"""How far the dots of one group lie from their mean: along the alliance, and off the group's own line."""

OFF_THE_LINE: Final = (0.3, -0.5, 0.2, 0.2, -0.5, 0.3)
"""How far the groups' means lie off the line between them. They tilt it neither way."""

SEED: Final = 21

LOOKS: Final = (
    ("circle", PILLAR_COLOUR["goal"]),
    ("up", PILLAR_COLOUR["task"]),
    ("square", ACCENT),
    ("down", PILLAR_COLOUR["bond"]),
    ("diamond", MUTED),
    ("plus", INK),
)
"""A shape and a colour for each group; no pillar's colour stands with that pillar's shape."""


@dataclass(frozen=True)
class Level:
    """What the dots and the groups are: sessions of clients, or clients of therapists."""

    id: str
    title: str
    legend_between: str
    legend_within: str
    verdicts: dict[str, str]
    dots: str
    asks: str
    x: str
    y: str
    within_name: str
    between_name: str
    within: str
    between: str
    answers: dict[str, str]
    names: tuple[str, ...]


@dataclass(frozen=True)
class Preset:
    """Two slopes that are worth a visit."""

    label: str
    within: float
    between: float


@dataclass(frozen=True)
class Wording:
    """How slopes are read aloud; the words in braces are filled in, here and in the browser."""

    points: dict[str, str]
    pooled: str
    verdicts: dict[str, str]
    levels: tuple[Level, ...]
    presets: tuple[Preset, ...]


WORDING = packaged("alliance.widgets", "within_between.yaml", Wording)
LEVELS: Final = {level.id: level for level in WORDING.levels}


@dataclass(frozen=True)
class Group:
    """One client with their sessions, or one therapist with their clients.

    Attributes
    ----------
    x : float
        The mean on the alliance.
    off : float
        How far the mean of the outcome lies off the line between groups.
    dots : list of (float, float)
        For each dot how far it is from the mean along the alliance, and off the group's own line.
    """

    x: float
    off: float
    dots: list[tuple[float, float]]


def groups() -> list[Group]:
    """Return the groups before any slope is put into them.

    Within a group the two distances have nothing to do with each other, and neither have `x` and `off` between
    groups. So the slopes that are put in are exactly those which least squares finds.
    """
    (along, aside), middle = SPREAD, (GROUPS - 1) / 2
    return [
        Group(
            round(MIDDLE[0] + APART * (number - middle), 6),
            OFF_THE_LINE[number],
            [(along * a, aside * e) for a, e in people(DOTS, SEED + number)],
        )
        for number in range(GROUPS)
    ]


def share_between() -> float:
    """Return how much the slope between groups counts for the line through all dots; the rest is the slope within."""
    between = APART**2 * (GROUPS**2 - 1) / 12
    return between / (between + SPREAD[0] ** 2)


def pooled(within: float, between: float) -> float:
    """Return the slope of the one line through all the dots."""
    share = share_between()
    return share * between + (1 - share) * within


def placed(within: float, between: float) -> list[list[tuple[float, float]]]:
    """Return where each dot of each group lies, with these two slopes in them."""
    middle_x, middle_y = MIDDLE
    return [
        [
            (group.x + a, middle_y + between * (group.x - middle_x) + group.off + within * a + e)
            for a, e in group.dots
        ]
        for group in groups()
    ]


@dataclass(frozen=True)
class Reading:
    """What two slopes and the line through all dots say.

    Attributes
    ----------
    within, between, pooled : float
        Points of the outcome for one point of alliance.
    verdict : str
        Which case it is: a key of the wording's verdicts.
    one_line : str
        What the one line says.
    summary : str
        All of it in sentences.
    """

    within: float
    between: float
    pooled: float
    verdict: str
    one_line: str
    summary: str


def _tenths(value: float) -> int:
    """Round as the browser does."""
    return math.floor(10 * value + 0.5)


def _points(value: float) -> str:
    tenths = _tenths(value)
    kind = "same" if tenths == 0 else "better" if tenths > 0 else "worse"
    return _(WORDING.points[kind]).format(size=number(abs(tenths) / 10, ".1f"))


def _verdict(within: int, between: int, one: int) -> str:
    if within == between == 0:
        return "nothing"
    if within == 0:
        return "only_between"
    if between == 0:
        return "only_within"
    if within * between > 0:
        return "agree"
    if one == 0:
        return "flat"
    return "wrong_for_one" if one * within < 0 else "wrong_between"


def reading(within: float, between: float, of: str = "clients") -> Reading:
    """Read two slopes aloud; the words are those that the browser uses.

    Parameters
    ----------
    within, between : float
        Points of the outcome for one point of alliance.
    of : {"clients", "therapists"}
        What the groups are.
    """
    level, one = LEVELS[of], pooled(within, between)
    verdict = _verdict(_tenths(within), _tenths(between), _tenths(one))
    one_line = _(WORDING.pooled).format(points=_points(one))
    says = [
        _(level.within).format(points=_points(within)),
        _(level.between).format(points=_points(between)),
        one_line,
        _((WORDING.verdicts | level.verdicts)[verdict]),
    ]
    return Reading(within, between, one, verdict, one_line, " ".join(says))


def content(of: str) -> dict[str, Any]:
    """Return what the browser needs: the groups, the words and the places to jump to."""
    words = spoken(asdict(WORDING), "widgets/within_between.yaml")
    level = next(level for level in words["levels"] if level["id"] == of)
    return {
        "groups": [asdict(group) for group in groups()],
        "middle": MIDDLE,
        "spread": SPREAD,
        "share": share_between(),
        "most": MOST,
        "shapes": [shape for shape, _ in LOOKS],
        "level": level,
        "points": words["points"],
        "pooled": words["pooled"],
        "verdicts": words["verdicts"] | level["verdicts"],
        "presets": words["presets"],
    }


class WithinBetween(BrowserWidget):
    """Guess from one line what holds for one person; then tell within from between.

    Parameters
    ----------
    within, between : float, default 1 and -1
        The slopes at the start, from -1.5 to 1.5.
    of : {"clients", "therapists"}, default "clients"
        Whether the dots are sessions of clients or clients of therapists.

    Attributes
    ----------
    guess : str
        What was said before the reveal: better, worse or open; empty before that.
    revealed : bool
        Whether it shows which dots belong together.
    reading : alliance.widgets.within_between.Reading
        What the slopes say where the sliders stand now.

    Examples
    --------
    >>> WithinBetween()
    WithinBetween: 48 dots, not yet told apart. One line through all the dots says: 0.7 points worse.
    """

    _esm = script("shared.js", "within_between.js")
    _css = style("shared.css", "scatter.css", "within_between.css")

    within = traitlets.Float(1.0).tag(sync=True)
    between = traitlets.Float(-1.0).tag(sync=True)
    guess = traitlets.Unicode("").tag(sync=True)
    revealed = traitlets.Bool(False).tag(sync=True)
    content = traitlets.Dict().tag(sync=True)

    def __init__(self, within: float = 1.0, between: float = -1.0, of: str = "clients") -> None:
        for name, given in (("within", within), ("between", between)):
            if isinstance(given, bool) or not isinstance(given, int | float) or not -MOST <= given <= MOST:
                raise CourseError(
                    _("{name} must be a number from {least} to {most}; {given} was given.").format(
                        name=name, least=-MOST, most=MOST, given=repr(given)
                    )
                )
        if of not in LEVELS:
            raise CourseError(
                _('of must be "clients" or "therapists"; {given} was given.').format(given=repr(of))
            )
        super().__init__(within=float(within), between=float(between), content=content(of))

    @property
    def reading(self) -> Reading:
        """What the slopes say where the sliders stand now."""
        return reading(self.within, self.between, self.content["level"]["id"])

    def __repr__(self) -> str:
        if not self.revealed:
            dots = _("{count} dots, not yet told apart.").format(count=GROUPS * DOTS)
            return f"WithinBetween: {dots} {self.reading.one_line}"
        return f"WithinBetween: {self.reading.summary}"

    def picture(self) -> str:
        """Draw the dots and their lines as they stand now."""
        return _drawn(
            self.within, self.between, LEVELS[self.content["level"]["id"]], told_apart=self.revealed
        )


_LEFT, _RIGHT, _TOP, _BOTTOM = 46.0, 628.0, 10.0, 432.0
_FRAME: Final = ((1.2, 5.0), (1.4, 8.8))
"""What the picture shows of the alliance and of the outcome."""


def _at(x: float, y: float) -> tuple[float, float]:
    (least_x, most_x), (least_y, most_y) = _FRAME
    return (
        _LEFT + (x - least_x) / (most_x - least_x) * (_RIGHT - _LEFT),
        _BOTTOM - (y - least_y) / (most_y - least_y) * (_BOTTOM - _TOP),
    )


def _line(x1: float, y1: float, x2: float, y2: float, look: str) -> str:
    (a, b), (c, d) = _at(x1, y1), _at(x2, y2)
    return f'<line x1="{a:.1f}" y1="{b:.1f}" x2="{c:.1f}" y2="{d:.1f}" {look}/>'


_SHAPES: Final = {
    "circle": "M-4.5,0a4.5,4.5 0 1 0 9,0a4.5,4.5 0 1 0 -9,0Z",
    "up": "M0,-5.5L5.2,4H-5.2Z",
    "square": "M-4.1,-4.1H4.1V4.1H-4.1Z",
    "down": "M0,5.5L5.2,-4H-5.2Z",
    "diamond": "M0,-5.6L5.6,0L0,5.6L-5.6,0Z",
    "plus": "M-1.7,-5.2H1.7V-1.7H5.2V1.7H1.7V5.2H-1.7V1.7H-5.2V-1.7H-1.7Z",
}


def _drawn(within: float, between: float, level: Level, *, told_apart: bool) -> str:
    parts = [
        f'<rect x="{_LEFT}" y="{_TOP}" width="{_RIGHT - _LEFT}" height="{_BOTTOM - _TOP}" fill="none" stroke="{RULE}"/>'
    ]
    middle_x, middle_y = MIDDLE
    for group, dots, (shape, colour), name in zip(
        groups(), placed(within, between), LOOKS, level.names, strict=True
    ):
        own = colour if told_apart else MUTED
        outline = _SHAPES[shape if told_apart else "circle"]
        for x, y in dots:
            across, up = _at(x, y)
            parts.append(f'<path transform="translate({across:.1f} {up:.1f})" d="{outline}" fill="{own}"/>')
        if told_apart:
            mean = middle_y + between * (group.x - middle_x) + group.off
            reach = 1.7 * SPREAD[0]
            look = f'stroke="{colour}" stroke-width="3.5" stroke-linecap="round"'
            parts.append(
                _line(group.x - reach, mean - within * reach, group.x + reach, mean + within * reach, look)
            )
            across, up = _at(group.x, mean + 1.9 * math.hypot(within * SPREAD[0], SPREAD[1]))
            parts.append(
                f'<text x="{across:.1f}" y="{up - 6:.1f}" text-anchor="middle">{escape(name)}</text>'
            )
    if told_apart:
        half = 1.35
        look = f'stroke="{INK}" stroke-width="2" stroke-dasharray="3 5"'
        parts.append(
            _line(
                middle_x - half, middle_y - between * half, middle_x + half, middle_y + between * half, look
            )
        )
    one, half = pooled(within, between), 1.75
    look = f'stroke="{INK}" stroke-width="3.5" stroke-dasharray="14 5"'
    parts.append(_line(middle_x - half, middle_y - one * half, middle_x + half, middle_y + one * half, look))
    parts += [
        f'<text x="{(_LEFT + _RIGHT) / 2}" y="462" text-anchor="middle">{escape(_(level.x))}</text>',
        f'<text transform="translate(30 {(_TOP + _BOTTOM) / 2}) rotate(-90)" text-anchor="middle">{escape(_(level.y))}</text>',
    ]
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 640 476" width="640" height="476" '
        f'font-family="sans-serif" font-size="14" fill="{INK}">{"".join(parts)}</svg>'
    )
