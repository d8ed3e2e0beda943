"""The pillar triangle: three sliders, one picture, and what a client there might say."""

from dataclasses import asdict
from typing import Any

import traitlets

from alliance.pillars import PILLARS, READINGS, Profile
from alliance.pillars.profile import HIGHEST, LOWEST
from alliance.widgets._assets import script, style
from alliance.widgets._widget import BrowserWidget


def vocabulary() -> dict[str, Any]:
    """Return what the browser needs to read a profile aloud: the pillars and the rules for wording."""
    return {
        "pillars": [asdict(pillar) for pillar in PILLARS],
        "readings": asdict(READINGS),
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

    def __repr__(self) -> str:
        return f"PillarTriangle: {self.profile.summary}"
