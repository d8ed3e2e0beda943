"""Guess a correlation from its cloud of points, reveal it, and see how far off you were."""

import random
from typing import Any

import traitlets

from alliance.errors import CourseError
from alliance.language import _, ngettext, number
from alliance.widgets._assets import script, style
from alliance.widgets._widget import BrowserWidget
from alliance.widgets.correlation import people, turned

SERIES = 4
"""How many series of rounds lie ready: "six more" goes on, and the same seed brings the same ones again."""

DOTS = 60
STRENGTHS = (0.06, 0.2, 0.3, 0.45, 0.63, 0.84)
"""About how strong the clouds of a series are: one of each, so that every series asks for the same."""


def rounds_of(seed: int, rounds: int = 6, series: int = SERIES) -> list[float]:
    """Return the correlations to guess, in order; each series has weak and strong ones, up and down."""
    draw = random.Random(seed)  # noqa: S311  (a drill, not a secret)
    found: list[float] = []
    for _series in range(series):
        strengths = [STRENGTHS[round(i * (len(STRENGTHS) - 1) / max(1, rounds - 1))] for i in range(rounds)]
        signs = [-1 if i % 3 == 2 else 1 for i in range(rounds)]  # one in three runs down
        draw.shuffle(strengths)
        draw.shuffle(signs)
        found += [
            round(sign * (strength + draw.uniform(-0.05, 0.05)), 2)
            for sign, strength in zip(signs, strengths, strict=True)
        ]
    return found


def clouds(seed: int, rounds: int = 6) -> list[dict[str, Any]]:
    """Return the clouds to guess: each with its r and its points, in standard deviations."""
    return [
        {"r": r, "points": turned(people(DOTS, 1000 * seed + place), r)}
        for place, r in enumerate(rounds_of(seed, rounds))
    ]


class GuessCorrelation(BrowserWidget):
    """Look at a cloud of points, say its r, and only then see it.

    Parameters
    ----------
    rounds : int, default 6
        How many clouds make a series, 1 to 12.
    seed : int, default 4
        Which clouds; the same number brings the same ones.

    Attributes
    ----------
    guesses : list of float
        What was guessed so far, in order.

    Examples
    --------
    >>> GuessCorrelation()
    GuessCorrelation: 0 of 6 clouds guessed.
    """

    _esm = script("shared.js", "scatter.js", "guess_correlation.js")
    _css = style("shared.css", "scatter.css", "guess_correlation.css")

    guesses: traitlets.List[float] = traitlets.List().tag(sync=True)
    at = traitlets.Int(0, help="Which cloud is on show; as many as a series ends with: its summary.").tag(
        sync=True
    )
    series = traitlets.Int(0, help="Which series is on show, from 0.").tag(sync=True)
    content = traitlets.Dict().tag(sync=True)

    def __init__(self, rounds: int = 6, seed: int = 4) -> None:
        for name, given, least, most in (("rounds", rounds, 1, 12), ("seed", seed, 0, 10**9)):
            if isinstance(given, bool) or not isinstance(given, int) or not least <= given <= most:
                raise CourseError(
                    _("{name} must be a whole number from {least} to {most}; {given} was given.").format(
                        name=name, least=least, most=number(most, ","), given=repr(given)
                    )
                )
        super().__init__(content={"clouds": clouds(seed, rounds), "rounds": rounds})

    @property
    def mean_error(self) -> float | None:
        """How far the guesses lie from the truth on average; None before the first."""
        truths = [cloud["r"] for cloud in self.content["clouds"]]
        off = [abs(guess - r) for guess, r in zip(self.guesses, truths, strict=False)]
        return sum(off) / len(off) if off else None

    def __repr__(self) -> str:
        done, rounds = len(self.guesses), self.content["rounds"]
        asked = max(rounds, rounds * -(-done // rounds))
        told = ngettext(
            "{done} of {asked} cloud guessed.", "{done} of {asked} clouds guessed.", asked
        ).format(done=done, asked=asked)
        if self.mean_error is not None:
            told += " " + _("Mean error {error}.").format(error=number(self.mean_error, ".2f"))
        return f"GuessCorrelation: {told}"
