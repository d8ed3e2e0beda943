"""What every verb returns."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import plotly.graph_objects as go


@dataclass(frozen=True, eq=False)
class Finding:
    """What a verb found.

    Attributes
    ----------
    value : float
        The number itself; ``float(finding)`` gives it too.
    sentence : str
        The finding in words, with its unit.
    numbers : dict of str to float
        What else was computed, for example ``n``.
    """

    value: float
    sentence: str
    numbers: dict[str, float]
    _draw: "Callable[[], tuple[go.Figure, str]]" = field(repr=False)

    def __float__(self) -> float:
        return self.value

    def __repr__(self) -> str:
        return self.sentence

    def show(self) -> None:
        """Show the picture that belongs to the finding."""
        from alliance.pictures import show

        show(*self._draw())
