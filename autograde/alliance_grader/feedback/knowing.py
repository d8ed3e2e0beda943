"""How well a student knows what they know: what they said of their answers, and what the answers earned.

Nothing here changes points.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import Final, Literal

from alliance_grader.wording import count

FEWEST: Final = 6
"""With fewer statements chance speaks louder than the student."""

_NEAR: Final = 0.1
"""So far apart two averages may lie and still be called alike."""
_SCATTER: Final = 0.2
"""So far the bands may lie from the diagonal on average, when over all of them the two averages are alike."""
_BANDS: Final = ((0.0, 0.4), (0.4, 0.7), (0.7, 0.9), (0.9, 1.01))

Habit = Literal["too few", "surer", "less sure", "mixed", "well"]


@dataclass(frozen=True)
class Statement:
    """How sure a student said to be of an item, and what share of its points it earned: both from 0 to 1."""

    sure: float
    earned: float


@dataclass(frozen=True)
class Band:
    """Statements that are about as sure as each other.

    Attributes
    ----------
    low, high : int
        From how many percent to how many.
    statements : int
    sure, earned : float
        On average, from 0 to 1.
    """

    low: int
    high: int
    statements: int
    sure: float
    earned: float


@dataclass(frozen=True)
class Knowing:
    """All statements of one student over the course so far; there is at least one."""

    statements: tuple[Statement, ...]

    @property
    def sure(self) -> float:
        """How sure the student was on average."""
        return fmean(one.sure for one in self.statements)

    @property
    def earned(self) -> float:
        """What share of the points these items earned on average."""
        return fmean(one.earned for one in self.statements)

    @property
    def bands(self) -> tuple[Band, ...]:
        """The statements in bands of confidence; a band without any is left out."""
        found = []
        for low, high in _BANDS:
            mine = [one for one in self.statements if low <= one.sure < high]
            if mine:
                top = 100 if high > 1 else round(100 * high) - 1
                sure, earned = fmean(one.sure for one in mine), fmean(one.earned for one in mine)
                found.append(Band(round(100 * low), top, len(mine), sure, earned))
        return tuple(found)

    @property
    def habit(self) -> Habit:
        """Whether the student tends to be surer than right, or the other way round."""
        if len(self.statements) < FEWEST:
            return "too few"
        if self.sure - self.earned > _NEAR:
            return "surer"
        if self.earned - self.sure > _NEAR:
            return "less sure"
        apart = sum(band.statements * abs(band.sure - band.earned) for band in self.bands)
        return "mixed" if apart / len(self.statements) > _SCATTER else "well"

    @property
    def sentences(self) -> tuple[str, ...]:
        """What the student reads."""
        times = len(self.statements)
        if self.habit == "too few":
            return (
                f"So far you have said {count(times, 'time', 'times')} how sure you were. That is too few to see a "
                f"habit; after {FEWEST} you find it here.",
            )
        told = (
            f"You have said {times} times how sure you were: {100 * self.sure:.0f} % on average. Those answers "
            f"earned {100 * self.earned:.0f} % of their points."
        )
        line = "On the dotted line you would be exactly as sure as right. None of this changes your points."
        return told, _MEANS[self.habit], line


_MEANS: Final[dict[Habit, str]] = {
    "surer": (
        "So you tend to be surer than your answers bear out. Many people are, and it can be practised: before you give "
        "a high number, think of one thing that would speak against your answer."
    ),
    "less sure": (
        "So you know more than you give yourself credit for. Before you give a low number, think of what speaks for "
        "your answer."
    ),
    "mixed": (
        "On the whole that fits, but not one by one: some answers that you doubted were right, and some that you were sure "
        "of were not. Look at those few again; they show best where a doubt, or a second look, pays."
    ),
    "well": (
        "So you know well what you know. Where you feel sure, you may trust it; where you hesitate, a second look is "
        "worth it."
    ),
}

_SIDE: Final = 240.0
_LEFT: Final = 58.0
_TOP: Final = 14.0


def drawing(knowing: Knowing) -> str:
    """Return the calibration picture as an SVG element of its own: how sure, from left to right; earned, upwards.

    It holds nothing that a student wrote: numbers alone. The page's style colours it, by day and by night.
    """

    def x(share: float) -> float:
        return round(_LEFT + _SIDE * share, 1)

    def y(share: float) -> float:
        return round(_TOP + _SIDE * (1 - share), 1)

    marks = []
    for share in (0.0, 0.25, 0.5, 0.75, 1.0):
        grid = 'class="grid"'
        marks.append(f'<line x1="{x(share)}" x2="{x(share)}" y1="{y(0)}" y2="{y(1)}" {grid}/>')
        marks.append(f'<line x1="{x(0)}" x2="{x(1)}" y1="{y(share)}" y2="{y(share)}" {grid}/>')
        marks.append(f'<text x="{x(share)}" y="{y(0) + 18}" text-anchor="middle">{100 * share:.0f}</text>')
        marks.append(f'<text x="{x(0) - 8}" y="{y(share) + 4}" text-anchor="end">{100 * share:.0f}</text>')
    marks.append(f'<line x1="{x(0)}" y1="{y(0)}" x2="{x(1)}" y2="{y(1)}" class="even"/>')
    bands = knowing.bands
    path = " ".join(f"{x(band.sure)},{y(band.earned)}" for band in bands)
    marks.append(f'<polyline points="{path}" class="course"/>')
    for band in bands:
        radius = min(4 + band.statements, 11)
        marks.append(f'<circle cx="{x(band.sure)}" cy="{y(band.earned)}" r="{radius}"/>')
    wide, high = _LEFT + _SIDE + 16, _TOP + _SIDE + 44
    middle = y(0.5)
    return (
        f'<svg role="img" viewBox="0 0 {wide:g} {high:g}" width="{wide:g}" height="{high:g}" font-size="12">'
        f"<title>{_in_words(bands)}</title>{''.join(marks)}"
        f'<text x="{x(0.5)}" y="{high - 6:g}" text-anchor="middle">how sure you were (%)</text>'
        f'<text transform="translate(14 {middle}) rotate(-90)" text-anchor="middle">what it earned (%)</text></svg>'
    )


def _in_words(bands: Sequence[Band]) -> str:
    told = "; ".join(
        f"where you were {100 * band.sure:.0f} % sure, your answers earned {100 * band.earned:.0f} %"
        for band in bands
    )
    return (
        f"How sure you were against what your answers earned: {told}. On the dotted line both are the same."
    )
