"""The published figures that the caseload must reproduce, and where they come from."""

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final, Literal

import msgspec
import numpy as np

from alliance.tables import packaged

_HERE: Final = "alliance.caseload.calibration"


@dataclass(frozen=True)
class Source:
    """A publication.

    Attributes
    ----------
    cite : str
        As it stands in a sentence.
    reference : str
        In full.
    verified : {"doi", "title", "memory"}
        How far it was checked: DOI and title seen, title seen, neither.
    doi : str, optional
        Given only where it was seen with the title.
    """

    cite: str
    reference: str
    verified: Literal["doi", "title", "memory"]
    doi: str | None = None


@dataclass(frozen=True)
class Target:
    """One published figure with its band.

    Attributes
    ----------
    id, name, level, statistic : str
        What the figure is, of what, and how it is computed.
    counted : str
        Who or what is counted for it.
    value, low, high : float
        The published figure and the band that a simulated one must fall into. A ``sign`` row has 1 for all three.
    gate : {"hard", "soft", "report"}
        Whether it must be met, should be met, or is only reported.
    sources : str
        Keys of `sources`, with semicolons between.
    checked : str
        How far the figure itself was verified.
    """

    id: str
    name: str
    level: str
    statistic: str
    counted: str
    value: float
    low: float
    high: float
    gate: Literal["hard", "soft", "report"]
    sources: str
    checked: str

    @property
    def is_sign(self) -> bool:
        """Whether the row is about the direction of something and not about its size."""
        return "sign" in self.statistic

    @property
    def is_correlation(self) -> bool:
        """Whether the row is a correlation between clients: each world must reproduce it."""
        return self.level == "between client" and "r" in self.statistic.split()

    def met_by(self, value: float) -> bool:
        """Tell whether a simulated figure lies inside the band."""
        return bool(self.low <= value <= self.high)

    def cited(self) -> str:
        """Return the sources as they stand in a sentence."""
        return "; ".join(sources()[key].cite for key in self.sources.split(";"))


@cache
def targets() -> tuple[Target, ...]:
    """Return every row of `targets.csv`."""
    text = files(_HERE).joinpath("targets.csv").read_text(encoding="utf-8")
    return msgspec.convert(list(csv.DictReader(text.splitlines())), tuple[Target, ...], strict=False)


def sources() -> dict[str, Source]:
    """Return the publications by their keys."""
    return packaged(_HERE, "sources.yaml", dict[str, Source])


def holds(target: Target, simulated: "float | np.typing.NDArray[np.float64]") -> bool:
    """Tell whether one simulated figure, or each contrast of a sign row, is as it should be."""
    return bool(np.all(np.asarray(simulated) > 0)) if target.is_sign else target.met_by(float(simulated))
