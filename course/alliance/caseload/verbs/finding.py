"""What every verb returns."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, SupportsFloat

from alliance.language import number

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

    # One may calculate with what was found, as with its number: `r * r`, `risk_low - risk_high`.
    def __add__(self, other: SupportsFloat) -> float:
        return self.value + float(other)

    def __sub__(self, other: SupportsFloat) -> float:
        return self.value - float(other)

    def __mul__(self, other: SupportsFloat) -> float:
        return self.value * float(other)

    def __truediv__(self, other: SupportsFloat) -> float:
        return self.value / float(other)

    def __pow__(self, other: SupportsFloat) -> float:
        return float(self.value ** float(other))

    def __rsub__(self, other: SupportsFloat) -> float:
        return float(other) - self.value

    def __rtruediv__(self, other: SupportsFloat) -> float:
        return float(other) / self.value

    def __round__(self, digits: int = 0) -> float:
        return round(self.value, digits)

    __radd__, __rmul__ = __add__, __mul__

    def show(self) -> None:
        """Show the picture that belongs to the finding."""
        from alliance.pictures import show

        show(*self._draw())


def with_interval(told: str, numbers: dict[str, float], name: str) -> str:
    """Fill a sentence with the size of a number and with its 95 % interval: its places are size, low and high."""
    low, high = (number(numbers[f"{name}_{end}"], "+.2f") for end in ("low", "high"))
    return told.format(size=number(abs(numbers[name]), ".2f"), low=low, high=high)
