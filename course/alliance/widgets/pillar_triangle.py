"""The pillar triangle: three sliders, one picture, and what a client there might say."""

from dataclasses import asdict
from math import cos, radians, sin
from typing import Any, Final

import traitlets

from alliance.language import number
from alliance.language.tables import spoken
from alliance.pictures.theme import ACCENT, FONT, INK, MUTED, PILLAR_COLOUR, RULE
from alliance.pillars import PILLARS, READINGS, Profile
from alliance.pillars.profile import HIGHEST, LOWEST
from alliance.pillars.vocabulary import pillar_word
from alliance.widgets._assets import script, style
from alliance.widgets._widget import BrowserWidget


def vocabulary() -> dict[str, Any]:
    """Return what the browser needs to read a profile aloud: the pillars and the rules for wording."""
    return {
        "pillars": spoken([asdict(pillar) for pillar in PILLARS], "pillars/pillars.yaml"),
        "readings": spoken(asdict(READINGS), "pillars/readings.yaml"),
        "scale": [LOWEST, HIGHEST],
    }


class PillarTriangle(BrowserWidget):
    """Move goal, task and bond, and see the triangle that they make.

    Parameters
    ----------
    goal, task, bond : float, default 3, 3 and 3
        Where the sliders start, from 1 to 5.

    Attributes
    ----------
    profile : alliance.pillars.Profile
        Where the sliders stand now.

    Examples
    --------
    >>> PillarTriangle(goal=4.5, task=2, bond=4.5)
    PillarTriangle: Goal 4.5, task 2.0, bond 4.5. Mean 3.7, yet task 2.0: the average hides one low pillar.
    """

    _esm = script("shared.js", "profile.js", "triangle.js", "pillar_triangle.js")
    _css = style("shared.css", "triangle.css", "pillar_triangle.css")

    goal = traitlets.Float(3.0).tag(sync=True)
    task = traitlets.Float(3.0).tag(sync=True)
    bond = traitlets.Float(3.0).tag(sync=True)
    voice = traitlets.Int(0, help="Which of several clients at one profile speaks.").tag(sync=True)
    content = traitlets.Dict().tag(sync=True)

    def __init__(self, goal: float = 3.0, task: float = 3.0, bond: float = 3.0) -> None:
        start = Profile(goal, task, bond)  # refuses a rating off the scale, in one sentence
        super().__init__(**start.values, content=vocabulary())

    @property
    def profile(self) -> Profile:
        """Where the sliders stand now."""
        return Profile(self.goal, self.task, self.bond)

    def picture(self) -> str:
        """Draw the triangle as it stands."""
        return drawn(self.profile)

    def __repr__(self) -> str:
        return f"PillarTriangle: {self.profile.summary}"


_TOWARD: Final = {"goal": -90, "task": 30, "bond": 150}
"""Degrees, clockwise from three o'clock, as in ``triangle.js``."""

_MARK: Final = {
    "goal": "M0,-9L9,0L0,9L-9,0Z",
    "task": "M-7,-7H7V7H-7Z",
    "bond": "M-8,0a8,8 0 1 0 16,0a8,8 0 1 0 -16,0Z",
}


def drawn(profile: Profile) -> str:
    """Draw a profile in its triangle as a stand-alone SVG: corners are ratings of 5, dotted is the mean, shared evenly."""

    def place(pillar: str, rating: float) -> str:
        angle, length = radians(_TOWARD[pillar]), 130 * rating / HIGHEST
        return f"{200 + length * cos(angle):.1f},{165 + length * sin(angle):.1f}"

    def outline(**ratings: float) -> str:
        return "M" + "L".join(place(pillar, rating) for pillar, rating in ratings.items()) + "Z"

    even = dict.fromkeys(_TOWARD, profile.mean)
    marks = "".join(
        f'<path d="{_MARK[pillar]}" transform="translate({place(pillar, rating)})" fill="{PILLAR_COLOUR[pillar]}" '
        f'stroke="{INK if pillar in profile.weakest else "white"}" stroke-width="2"/>'
        for pillar, rating in profile.values.items()
    )
    named = "".join(
        f'<text x="{x}" y="{y}" text-anchor="middle" fill="{INK}">{pillar_word(pillar)} {number(getattr(profile, pillar), ".1f")}</text>'
        for pillar, x, y in (("goal", 200, 22), ("task", 326, 262), ("bond", 74, 262))
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 275" width="400" height="275" '
        f'font-family="{FONT}" font-size="15"><path d="{outline(goal=HIGHEST, task=HIGHEST, bond=HIGHEST)}" fill="none" '
        f'stroke="{RULE}" stroke-width="2"/><path d="{outline(**even)}" fill="none" stroke="{MUTED}" stroke-dasharray="2 5"/>'
        f'<path d="{outline(**profile.values)}" fill="{ACCENT}" fill-opacity=".18" stroke="{ACCENT}" stroke-width="2.5"/>'
        f"{marks}{named}</svg>"
    )
