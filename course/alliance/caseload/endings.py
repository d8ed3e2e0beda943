"""Two endings of a repair dialogue, followed into the same client's weeks: what was repaired beside what was papered over."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from alliance.caseload.aftermath import SESSIONS, Aftermath, after, who_stays
from alliance.caseload.caseload import Caseload

if TYPE_CHECKING:
    import plotly.graph_objects as go

    from alliance.dialogue import Play


@dataclass(frozen=True, eq=False)
class Endings:
    """What follows two dialogues with the same client, and what follows when nobody speaks of it.

    Attributes
    ----------
    first, second : Aftermath
        What follows each of the two; ``.numbers`` has the figures.
    """

    first: Aftermath = field(repr=False)
    second: Aftermath = field(repr=False)

    @property
    def sentence(self) -> str:
        """What it comes to, in words."""
        said = [
            f"after “{_label(one)}” {100 * one.numbers['dropout']:.0f} walk away, and the symptom score changes by "
            f"{-one.numbers['change']:+.1f} on average"
            for one in (self.first, self.second)
        ]
        unspoken = self.first.numbers
        return (
            f"Of 100 clients like {self.first.client}, within {SESSIONS} sessions: {said[0]}; {said[1]}. If nobody had spoken of "
            f"the rupture, {100 * unspoken['dropout_without']:.0f} walk away, with a change of "
            f"{-unspoken['change_without']:+.1f}. Fewer symptoms are better. This is what our simulated world makes of it, "
            "not a forecast for anybody."
        ).replace("-", "−")

    def __repr__(self) -> str:
        return self.sentence

    def show(self) -> None:
        """Show how many stay, after each ending and without a dialogue."""
        from alliance.pictures import show

        show(*self._draw())

    def _draw(self) -> "tuple[go.Figure, str]":
        from alliance.pictures.theme import ACCENT, MUTED, PILLAR_COLOUR

        lines = (
            (self.first._here[0], _label(self.first), PILLAR_COLOUR["task"], "dash", "square"),
            (self.second._here[0], _label(self.second), ACCENT, "solid", "circle"),
            (self.first._here[1], "nobody spoke of it", MUTED, "dot", "diamond-open"),
        )
        return who_stays(self.first.client, lines), self.sentence


def _label(one: Aftermath) -> str:
    from alliance.dialogue.effects import effects

    return effects().endings[one.ending].label


def side_by_side(caseload: Caseload, first: "str | Play", second: "str | Play", client: str) -> Endings:
    """Follow two dialogues into the weeks after them, with the same client of a caseload.

    Parameters
    ----------
    caseload : Caseload
    first, second : str
        The receipts of two dialogues that were played to their ends.
    client : str
        With whom, for example ``"C03"``.

    Returns
    -------
    Endings
        With ``.first`` and ``.second``, and ``.show()`` for the picture.
    """
    return Endings(after(caseload, first, client), after(caseload, second, client))
