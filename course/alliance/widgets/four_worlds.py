"""Four worlds, one correlation: guess what causes what, reveal it, and look at the order of sessions."""

from dataclasses import asdict, dataclass
from html import escape
from typing import Any, Final

import traitlets

from alliance.language import _, number, pgettext
from alliance.language.tables import spoken
from alliance.pictures.theme import ACCENT, INK, MUTED, RULE
from alliance.tables import packaged
from alliance.widgets._assets import script, style
from alliance.widgets._widget import BrowserWidget

SIMULATED: Final = "four_worlds_simulated.yaml"
DOTS: Final = 110
TARGET: Final = 0.278
"""The r of the meta-analysis, and of each cloud."""

REACH: Final = 3.0
"""No client that is drawn lies further from the middle, in standard deviations: the frame ends soon after."""

LETTERS: Final = "ABCD"
ORDERS: Final = ((1, 3, 0, 2), (2, 0, 3, 1), (0, 2, 1, 3), (3, 1, 2, 0))
"""Which world stands where, round by round; then they begin again."""

Step = tuple[float, float, float]
"""A step from one session to the next, with the ends of its 95 % interval."""


@dataclass(frozen=True)
class World:
    """What a world is, in words.

    Attributes
    ----------
    id, name, story : str
    arrows : tuple of (str, str)
        What causes what.
    order : str
        What its order of sessions shows, and what it does not.
    """

    id: str
    name: str
    story: str
    arrows: tuple[tuple[str, str], ...]
    order: str


@dataclass(frozen=True)
class Wording:
    """The worlds and everything that is said about them."""

    worlds: tuple[World, ...]
    open: str
    asks: str
    steps: dict[str, str]
    cloud: str
    choose: str
    before: str
    after: str
    after_open: str
    ordered: str


@dataclass(frozen=True)
class Simulated:
    """What was simulated in one world.

    Attributes
    ----------
    id : str
    r : float
        Of all its clients.
    forward, backward : (float, float, float)
        From alliance to relief at the next session and the other way, within clients, in standard deviations; each
        with the ends of its interval.
    points : tuple of (float, float)
        The clients who are drawn: early alliance and change, in standard scores.
    """

    id: str
    r: float
    forward: Step
    backward: Step
    points: tuple[tuple[float, float], ...]


@dataclass(frozen=True)
class Simulation:
    """All four worlds, with as many clients each as `clients` says."""

    clients: int
    worlds: tuple[Simulated, ...]


WORDING = packaged("alliance.widgets", "four_worlds.yaml", Wording)


def simulation() -> Simulation:
    """Return what was simulated; see `alliance.widgets.simulate_worlds`."""
    return packaged("alliance.widgets", SIMULATED, Simulation)


def content() -> dict[str, Any]:
    """Return what the browser needs: the worlds in words and numbers, and who stands where."""
    numbers = {world.id: world for world in simulation().worlds}
    words = spoken(asdict(WORDING), "widgets/four_worlds.yaml")
    for world in words["worlds"]:
        own = asdict(numbers[world["id"]])
        world["order"] = world["order"].format(forward=number(own["forward"][0], ".2f"))
        world |= {name: own[name] for name in ("r", "forward", "backward", "points")}
    return words | {
        "orders": ORDERS,
        "r": number(TARGET, ".2f"),
        "slope": round(TARGET, 2),
        "clients": simulation().clients,
    }


class FourWorlds(BrowserWidget):
    """Say which story made which cloud, reveal it, and look at the order of sessions.

    Attributes
    ----------
    guesses : list of str
        For each of the four places the id of the world that was chosen; "open" for "I cannot tell", empty for none.
    revealed : bool
        Whether the stories are shown.
    ordered : bool
        Whether the order of sessions is shown.
    round : int
        Which round it is, from 0; each has the worlds in other places.
    shown : list of str
        The ids of the worlds, in the order in which they stand now.

    Examples
    --------
    >>> FourWorlds()
    FourWorlds: four clouds, r = 0.28 in each. 0 of 4 stories chosen.
    """

    _esm = script("shared.js", "scatter.js", "four_worlds.js")
    _css = style("shared.css", "scatter.css", "four_worlds.css")

    guesses: traitlets.List[str] = traitlets.List([""] * 4).tag(sync=True)
    revealed = traitlets.Bool(False).tag(sync=True)
    ordered = traitlets.Bool(False).tag(sync=True)
    round = traitlets.Int(0).tag(sync=True)
    content = traitlets.Dict().tag(sync=True)

    def __init__(self) -> None:
        super().__init__(content=content())

    @property
    def shown(self) -> list[str]:
        """The ids of the worlds, in the order in which they stand now."""
        return [WORDING.worlds[place].id for place in ORDERS[self.round % len(ORDERS)]]

    def __repr__(self) -> str:
        start = _("four clouds, r = {r} in each.").format(r=number(TARGET, ".2f"))
        if not self.revealed:
            chosen = _("{done} of 4 stories chosen.").format(done=sum(map(bool, self.guesses)))
            return f"FourWorlds: {start} {chosen}"
        worlds = {world.id: _(world.name) for world in WORDING.worlds}
        told = ", ".join(f"{letter}: {worlds[key]}" for letter, key in zip(LETTERS, self.shown, strict=True))
        hits = sum(guess == key for guess, key in zip(self.guesses, self.shown, strict=True))
        matched = _("{hits} of 4 matched.").format(hits=hits)
        return f"FourWorlds: {start} {told}. {matched}"

    def picture(self) -> str:
        """Draw the four clouds, with their arrows once they are revealed."""
        numbers = {world.id: world for world in simulation().worlds}
        worlds = {world.id: world for world in WORDING.worlds}
        parts = []
        for place, key in enumerate(self.shown):
            inner = _cloud(numbers[key].points) + (_arrows(worlds[key].arrows) if self.revealed else "")
            name = _(worlds[key].name) if self.revealed else _("which story?")
            title = f'<text x="85" y="16" text-anchor="middle">{LETTERS[place]}: {escape(name)}</text>'
            parts.append(f'<g transform="translate({10 + 190 * place} 0)">{title}{inner}</g>')
        return (
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 770 290" width="770" height="290" '
            f'font-family="sans-serif" font-size="13" fill="{INK}">{"".join(parts)}</svg>'
        )


def _cloud(points: tuple[tuple[float, float], ...]) -> str:
    side, top = 170, 114
    frame = f'<rect y="{top}" width="{side}" height="{side}" fill="none" stroke="{RULE}"/>'
    at = side / (2 * (REACH + 0.3))
    dots = "".join(
        f'<circle cx="{side / 2 + at * a:.1f}" cy="{top + side / 2 - at * b:.1f}" r="2.8" fill="{ACCENT}"/>'
        for a, b in points
    )
    line = f'<line x1="{side / 2 - 2.9 * at:.1f}" x2="{side / 2 + 2.9 * at:.1f}" y1="{top + side / 2 + 2.9 * TARGET * at:.1f}" y2="{top + side / 2 - 2.9 * TARGET * at:.1f}" stroke="{INK}" stroke-dasharray="6 4"/>'
    return frame + dots + line


_NODES: Final = {"alliance": (30, 84), "change": (140, 84), "client": (85, 42)}


def _node(name: str) -> str:
    return {
        "alliance": _("alliance"),
        "change": pgettext("of symptoms", "change"),
        "client": _("client"),
    }[name]


def _arrows(arrows: tuple[tuple[str, str], ...]) -> str:
    parts = []
    there = {name for pair in arrows for name in pair} | {"alliance", "change"}
    for name in sorted(there):
        x, y = _NODES[name]
        parts.append(f'<text x="{x}" y="{y + 4}" text-anchor="middle">{_node(name)}</text>')
    for cause, effect in arrows:
        (x1, y1), (x2, y2) = _NODES[cause], _NODES[effect]
        if cause == "client":
            ends = (x1 + (x2 - x1) * 0.3, y1 + 11, x1 + (x2 - x1) * 0.8, y2 - 13)
        else:
            aside = 5 if (effect, cause) in arrows else 0
            way = 1 if x2 > x1 else -1
            ends = (x1 + 30 * way, y1 - aside * way, x2 - 30 * way, y2 - aside * way)
        parts.append(_arrow(*ends))
    return "".join(parts)


def _arrow(x1: float, y1: float, x2: float, y2: float) -> str:
    length = ((x2 - x1) ** 2 + (y2 - y1) ** 2) ** 0.5
    along, aside = (x2 - x1) / length, (y2 - y1) / length
    back_x, back_y = x2 - 8 * along, y2 - 8 * aside
    head = (
        f"M{x2:.1f},{y2:.1f}L{back_x - 4 * aside:.1f},{back_y + 4 * along:.1f}"
        f"L{back_x + 4 * aside:.1f},{back_y - 4 * along:.1f}Z"
    )
    return (
        f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{back_x:.1f}" y2="{back_y:.1f}" stroke="{MUTED}" stroke-width="2"/>'
        f'<path d="{head}" fill="{MUTED}"/>'
    )
