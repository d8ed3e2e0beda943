"""What a correlation looks like and what it says: clouds with an exact r, the shared variance, chances.

None of this needs numpy: the widgets draw in a browser, and a lesson opens at once.
"""

import math
import random
from dataclasses import asdict, dataclass
from typing import Any

from alliance.errors import CourseError
from alliance.language import _, number
from alliance.language.tables import spoken
from alliance.tables import packaged

REACH = 2.6
"""No made-up client lies further from the middle, in standard deviations, before the cloud is turned."""

Pairs = list[tuple[float, float]]


@dataclass(frozen=True)
class Bookmark:
    """A place on the slider that is worth a visit."""

    r: float
    label: str


@dataclass(frozen=True)
class Wording:
    """How a correlation is read aloud; the words in braces are filled in, here and in the browser."""

    share: str
    chance: str
    no_relation: str
    small_share: str
    follow: dict[str, str]
    bookmarks: tuple[Bookmark, ...]


WORDING = packaged("alliance.widgets", "correlation.yaml", Wording)


def people(n: int, seed: int) -> Pairs:
    """Make up `n` people with two standard scores that have nothing to do with each other.

    Parameters
    ----------
    n : int
        How many, at least 4.
    seed : int
        The same seed gives the same people.

    Returns
    -------
    list of (float, float)
        Both scores have mean 0 and variance 1 in these very people, and r is 0 between them: not about, exactly.
    """
    draw = random.Random(seed)  # noqa: S311  (a picture, not a secret)

    def scores() -> list[float]:
        found: list[float] = []
        while len(found) < n:
            score = draw.gauss(0, 1)
            if abs(score) < REACH:
                found.append(score)
        return found

    first = _standard(scores())
    rest = scores()
    slope = sum(a * b for a, b in zip(first, rest, strict=True)) / n
    second = _standard([b - slope * a for a, b in zip(first, rest, strict=True)])
    return list(zip(first, second, strict=True))


def turned(unrelated: Pairs, r: float) -> Pairs:
    """Return the same people with the second score turned towards the first until their correlation is `r`."""
    if not -1 <= r <= 1:
        raise CourseError(_("r lies between -1 and 1; {r} does not.").format(r=f"{r:g}"))
    rest = math.sqrt(1 - r * r)
    return [(a, r * a + rest * b) for a, b in unrelated]


def _standard(values: list[float]) -> list[float]:
    mean = math.fsum(values) / len(values)
    spread = math.sqrt(math.fsum((value - mean) ** 2 for value in values) / len(values))
    return [(value - mean) / spread for value in values]


def above_both(r: float) -> float:
    """Return the share who are above the middle in one score among those above the middle in the other.

    For two normal scores with correlation `r`; 0.5 is a tossed coin.
    """
    return 0.5 + math.asin(r) / math.pi


@dataclass(frozen=True)
class Reading:
    """A correlation in numbers and in words.

    Attributes
    ----------
    r : float
    shared : float
        r squared: the share of variance that the two have in common.
    of_hundred : int
        Of 100 people above the middle in one, how many are above the middle in the other.
    summary : str
        Both of these in a sentence each.
    """

    r: float
    shared: float
    of_hundred: int
    summary: str


def reading(r: float) -> Reading:
    """Read a correlation; the words are those that the browser uses."""
    if not -1 <= r <= 1:
        raise CourseError(_("r lies between -1 and 1; {r} does not.").format(r=f"{r:g}"))
    of_hundred = round(100 * above_both(r))
    percent = 100 * r * r
    share = _(WORDING.small_share) if 0 < percent < 1 else f"{percent:.0f} %"
    chance = WORDING.no_relation if of_hundred == 50 else WORDING.chance
    words = {"r": number(r, ".2f"), "share": share, "count": str(of_hundred)}
    summary = f"{_(WORDING.share)} {_(chance)}".format(**words)
    return Reading(r, r * r, of_hundred, summary)


def wording() -> dict[str, Any]:
    """Return what the browser needs to read a correlation aloud."""
    return spoken(asdict(WORDING), "widgets/correlation.yaml")
