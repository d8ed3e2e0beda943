"""Move r, and see the cloud turn, the shared variance grow as a square, and the chances as a hundred people."""

from typing import Any

import traitlets

from alliance.errors import CourseError
from alliance.language import _
from alliance.widgets._assets import script, style
from alliance.widgets._widget import BrowserWidget
from alliance.widgets.correlation import Pairs, Reading, people, reading, wording

DOTS = 100
MOST = 0.9
SEED = 11


def followed(unrelated: Pairs) -> int:
    """Return which client is ringed: one with a strong alliance whom much else holds back."""
    return min(
        range(len(unrelated)), key=lambda i: (unrelated[i][0] - 1.2) ** 2 + (unrelated[i][1] + 0.9) ** 2
    )


def content() -> dict[str, Any]:
    """Return what the browser needs: the people, the words and the places to jump to."""
    unrelated = people(DOTS, SEED)
    return {
        "people": unrelated,
        "followed": followed(unrelated),
        "wording": wording(),
        "most": MOST,
    }


class SharedVariance(BrowserWidget):
    """Move r, and see what it does to a hundred clients.

    Parameters
    ----------
    r : float, default 0
        Where the slider starts, from -0.9 to 0.9.

    Attributes
    ----------
    reading : alliance.widgets.correlation.Reading
        What r says where the slider stands now.

    Examples
    --------
    >>> SharedVariance(r=0.28)
    SharedVariance: r = 0.28. Alliance and outcome share 8 % of their variance between clients. Of 100 clients ...
    """

    _esm = script("shared.js", "scatter.js", "shared_variance.js")
    _css = style("shared.css", "scatter.css", "shared_variance.css")

    r = traitlets.Float(0.0).tag(sync=True)
    content = traitlets.Dict().tag(sync=True)

    def __init__(self, r: float = 0.0) -> None:
        if isinstance(r, bool) or not isinstance(r, int | float) or not -MOST <= r <= MOST:
            raise CourseError(
                _("r must be a number from {least} to {most} here; {given} was given.").format(
                    least=-MOST, most=MOST, given=repr(r)
                )
            )
        super().__init__(r=float(r), content=content())

    @property
    def reading(self) -> Reading:
        """What r says where the slider stands now."""
        return reading(self.r)

    def __repr__(self) -> str:
        return f"SharedVariance: {self.reading.summary}"
